//! Events that name two people as if they were one.

use super::super::calendar::Time;
use super::super::model::{Case, Person};
use super::super::world::World;
use super::phones::buy;

/// An account that orders for many others, whose phones it gives.
pub(crate) fn clerk_account(world: &mut World, index: usize) {
    let mut clerk = world.person(Case::ClerkAccount);
    let last = world.time_between(Time::of(2025, 6, 1), Time::of(2026, 10, 1));
    let own = clerk.phone.clone();
    world.join_taobao(&mut clerk, &own, last);
    let mut people = Vec::new();
    for kind in 0..5 {
        let mut person = world.person(Case::ClerkAccount);
        let at = last.days(-world.rng.between(1, 400));
        send(world, &mut clerk, &person, at);
        let phone = person.phone.clone();
        match kind {
            0 | 1 => world.log_in_anew(&mut person, at),
            2 => world.join_kuaishou(&mut person, &phone, at),
            3 => world.join_shopify(&mut person, &phone),
            _ => world.join_jd(&mut person, Some(&phone), at),
        }
        people.push(person);
    }
    for _ in 0..world.rng.between(8, 14) {
        let stranger = world.person(Case::ClerkAccount);
        let at = last.days(-world.rng.between(1, 400));
        send(world, &mut clerk, &stranger, at);
    }
    if index.is_multiple_of(2) {
        // Staff noted all the numbers at her contact: more than one person has.
        let mobiles: Vec<String> = people.iter().map(|p| p.phone.clone()).collect();
        let mobiles: Vec<&str> = mobiles.iter().map(String::as_str).collect();
        world.join_wecom(&mut clerk, last, &mobiles);
    }
    people.insert(0, clerk);
    world.instance(people);
}

/// A present: the parcel goes to somebody else, with her phone on it and the card in it.
pub(crate) fn gift_order(world: &mut World, index: usize) {
    let mut giver = world.person(Case::GiftOrder);
    let mut friend = world.person(Case::GiftOrder);
    let at = world.time_between(Time::of(2023, 9, 1), Time::of(2026, 9, 1));
    let own = giver.phone.clone();
    world.join_taobao(&mut giver, &own, at);
    send(world, &mut giver, &friend, at);
    let number = giver.taobao[0].orders[0].number.clone();
    match index % 3 {
        0 => world.log_in_anew(&mut friend, at.days(10)),
        // She scanned the card of a parcel that another had paid.
        1 => {
            world.log_in_anew(&mut giver, at.days(-30));
            world.log_in_anew(&mut friend, at.days(5));
            world.join_wecom(&mut friend, at.days(4), &[]);
        }
        _ => world.join_wecom(&mut friend, at.days(4), &[]),
    }
    if let Some(contact) = friend.wecom.as_mut() {
        contact.taobao_order = Some(number);
    }
    world.instance([giver, friend]);
}

/// Two people log in on one device, each with a WeChat account and a phone.
pub(crate) fn shared_device(world: &mut World, index: usize) {
    let mut first = world.person(Case::SharedDevice);
    let mut second = world.person(Case::SharedDevice);
    let device = world.ids.device(&mut world.rng);
    let at = world.time_between(Time::of(2024, 1, 1), Time::of(2026, 9, 1));
    for (person, at) in [(&mut first, at), (&mut second, at.days(12))] {
        world.log_in_anew(person, at);
        let mini = person.wechat[0].mini.as_mut().expect("a login");
        mini.device = Some(device.clone());
    }
    if index.is_multiple_of(2) {
        let phone = first.phone.clone();
        world.join_taobao(&mut first, &phone, at);
        buy(world, &mut first, at);
    } else {
        let phone = second.phone.clone();
        world.join_shopify(&mut second, &phone);
    }
    world.instance([first, second]);
}

fn send(world: &mut World, from: &mut Person, to: &Person, at: Time) {
    world.buy_on_taobao(from, at, &to.name, &to.phone);
}
