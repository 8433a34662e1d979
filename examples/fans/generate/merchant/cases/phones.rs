//! Numbers that more than one person answers.

use super::super::calendar::Time;
use super::super::ids;
use super::super::model::{Case, Person};
use super::super::world::World;

/// Two or three people of one household, one phone.
pub(crate) fn family_phone(world: &mut World, index: usize) {
    let mut parent = world.person(Case::FamilyPhone);
    let mut child = world.relative(&parent);
    let phone = parent.phone.clone();
    let at = world.time_between(Time::of(2024, 1, 1), Time::of(2026, 3, 1));
    match index % 4 {
        // Two members of one shop: nothing in the data tells them apart.
        0 => {
            world.join_taobao(&mut parent, &phone, at);
            world.join_taobao(&mut child, &phone, at.days(60));
            buy(world, &mut child, at.days(60));
            world.instance([parent, child]);
        }
        // The parent proved the number, staff typed it for the child: two UnionIDs.
        1 => {
            log_in_twice(world, &mut parent, at);
            world.join_taobao(&mut parent, &phone, at);
            world.join_wechat(&mut child);
            world.follow_on_wechat(&mut child, at.days(20));
            world.join_wecom(&mut child, at.days(40), &[&phone]);
            world.instance([parent, child]);
        }
        // Three people on three marketplaces, known by the number and its digests.
        2 => {
            let mut other = world.relative(&parent);
            world.join_taobao(&mut parent, &phone, at);
            world.join_jd(&mut child, Some(&phone), at.days(30));
            world.buy_on_jd(&mut child, at.days(30), &ids::masked(&phone));
            let doudian = world.ids.doudian(&mut world.rng);
            world.buy_on_douyin(&mut other, &doudian, at.days(50));
            world.join_doudian(&mut other, &doudian, Some(&phone), at.days(50));
            world.instance([parent, child, other]);
        }
        _ => {
            log_in_twice(world, &mut parent, at);
            world.join_kuaishou(&mut child, &phone, at.days(70));
            world.instance([parent, child]);
        }
    }
}

/// Husband and wife both proved one number, each with a UnionID, at the same time of life.
pub(crate) fn couple_unionids(world: &mut World, index: usize) {
    let mut wife = world.person(Case::CoupleUnionids);
    let mut husband = world.person(Case::CoupleUnionids);
    husband.phone.clone_from(&wife.phone);
    husband.city = wife.city;
    let phone = wife.phone.clone();
    let at = world.time_between(Time::of(2023, 6, 1), Time::of(2026, 3, 1));
    log_in_twice(world, &mut wife, at);
    log_in_twice(world, &mut husband, at.days(35));
    world.follow_on_wechat(&mut wife, at);
    match index % 3 {
        0 => {
            world.join_taobao(&mut wife, &phone, at.days(80));
            buy(world, &mut wife, at.days(80));
        }
        1 => world.join_wecom(&mut husband, at.days(20), &[]),
        _ => {
            world.join_jd(&mut husband, Some(&phone), at.days(90));
            world.buy_on_jd(&mut husband, at.days(90), &phone);
        }
    }
    world.instance([wife, husband]);
}

/// A shop gives its own number for customers who do not want to give theirs.
pub(crate) fn shop_number(world: &mut World) {
    let number = world.ids.phone(&mut world.rng);
    let mut people = Vec::new();
    for _ in 0..7 {
        let mut person = world.person(Case::ShopNumber);
        let last = world.time();
        world.join_taobao(&mut person, &number, last);
        for _ in 0..1 + world.rng.below(2) {
            let name = person.name.clone();
            world.buy_on_taobao(&mut person, last, &name, &number);
        }
        if world.rng.chance(40) {
            let at = world.time();
            world.log_in_anew(&mut person, at);
        }
        people.push(person);
    }
    for _ in 0..3 {
        let mut person = world.person(Case::ShopNumber);
        let last = world.time();
        let own = person.phone.clone();
        world.join_jd(&mut person, Some(&own), last);
        world.buy_on_jd(&mut person, last, &number);
        people.push(person);
    }
    world.instance(people);
}

/// A number that fell silent for more than 180 days and came back in another hand.
pub(crate) fn reassigned_number(world: &mut World, index: usize) {
    let mut former = world.person(Case::ReassignedNumber);
    let mut holder = world.person(Case::ReassignedNumber);
    holder.phone.clone_from(&former.phone);
    let phone = former.phone.clone();
    let first = world.time_between(Time::of(2023, 3, 1), Time::of(2024, 6, 1));
    world.log_in_anew(&mut former, first);
    world.log_in(&mut former, first.days(60), &phone);
    world.join_taobao(&mut former, &phone, first.days(90));
    if index.is_multiple_of(2) {
        buy(world, &mut former, first.days(75));
    } else {
        // She took another number, and her WeChat account went with her.
        let other = world.ids.phone(&mut world.rng);
        world.log_in(&mut former, first.days(400), &other);
    }
    let silence = world.rng.between(210, 500);
    let again = first.days(90 + silence);
    world.log_in_anew(&mut holder, again);
    match index % 3 {
        0 => {
            world.join_jd(&mut holder, Some(&phone), again.days(40));
            world.buy_on_jd(&mut holder, again.days(40), &phone);
        }
        1 => world.join_wecom(&mut holder, again.days(30), &[&phone]),
        _ => world.join_kuaishou(&mut holder, &phone, again.days(20)),
    }
    world.instance([former, holder]);
}

fn log_in_twice(world: &mut World, person: &mut Person, at: Time) {
    world.log_in_anew(person, at);
    let phone = person.phone.clone();
    world.log_in(person, at.days(150), &phone);
}

/// An order to oneself, with a privacy number.
pub(crate) fn buy(world: &mut World, person: &mut Person, at: Time) {
    let to = super::super::words::masked_name(&person.name);
    let phone = ids::privacy_number(&mut world.rng);
    world.buy_on_taobao(person, at, &to, &phone);
}
