//! One person whom the data shows as two, or at two times of life.

use super::super::calendar::{Time, closing};
use super::super::model::{Case, Then, Totals};
use super::super::population::earlier;
use super::super::world::World;
use super::phones::buy;

/// Comes once a year, with the same number: silence, but no other holder.
pub(crate) fn yearly_buyer(world: &mut World, index: usize) {
    let mut person = world.person(Case::YearlyBuyer);
    let phone = person.phone.clone();
    let november = |year| Time::of(year, 11, 5);
    let sale = |world: &mut World, year| {
        let first: Time = november(year);
        world.time_between(first, first.days(8))
    };
    let years = [sale(world, 2023), sale(world, 2024), sale(world, 2025)];
    match index % 3 {
        0 => {
            world.log_in_anew(&mut person, years[0]);
            world.log_in(&mut person, years[1], &phone);
            world.log_in(&mut person, years[2], &phone);
            world.join_taobao(&mut person, &phone, years[2]);
        }
        1 => {
            world.join_taobao(&mut person, &phone, years[0]);
            buy(world, &mut person, years[0]);
            world.join_jd(&mut person, Some(&phone), years[1]);
            world.buy_on_jd(&mut person, years[1], &phone);
            world.log_in_anew(&mut person, years[2]);
        }
        _ => {
            world.log_in_anew(&mut person, years[0]);
            world.join_kuaishou(&mut person, &phone, years[1]);
            world.join_wecom(&mut person, years[2], &[&phone]);
        }
    }
    world.instance([person]);
}

/// Two accounts on one platform, which a steward confirmed to be one customer's.
pub(crate) fn two_accounts(world: &mut World, index: usize) {
    let mut person = world.person(Case::TwoAccounts);
    let phone = person.phone.clone();
    let other = world.ids.phone(&mut world.rng);
    let at = world.time_between(Time::of(2023, 6, 1), Time::of(2026, 3, 1));
    match index % 4 {
        0 | 2 => {
            world.join_taobao(&mut person, &phone, at);
            buy(world, &mut person, at);
            let second = if index.is_multiple_of(4) { &other } else { "" };
            world.join_taobao(&mut person, second, at.days(100));
            buy(world, &mut person, at.days(100));
            world.log_in_anew(&mut person, at);
        }
        // One number proved by both of her WeChat accounts.
        1 => {
            world.log_in_anew(&mut person, at);
            world.follow_on_wechat(&mut person, at);
            world.log_in_anew(&mut person, at.days(50));
            world.join_taobao(&mut person, &phone, at.days(60));
        }
        // A number for each of them.
        _ => {
            world.log_in_anew(&mut person, at);
            world.join_wechat(&mut person);
            world.log_in(&mut person, at.days(50), &other);
            world.join_wecom(&mut person, at.days(70), &[]);
        }
    }
    world.instance([person]);
}

/// The Douyin shop's ids were issued anew; the platform gave a map of old to new.
pub(crate) fn reissued_id(world: &mut World, index: usize) {
    let mut person = world.person(Case::ReissuedId);
    let old = world.ids.doudian(&mut world.rng);
    let new = world.ids.doudian(&mut world.rng);
    let before = world.time_between(Time::of(2024, 1, 1), Time::of(2025, 5, 31));
    let after = world.time_between(Time::of(2025, 6, 20), closing());
    world.buy_on_douyin(&mut person, &old, before);
    world.buy_on_douyin(&mut person, &new, after);
    let phone = person.phone.clone();
    world.join_doudian(&mut person, &new, Some(&phone), after);
    person.douyin.as_mut().expect("a buyer").reissued = Some((old, new));
    if index.is_multiple_of(2) {
        world.log_in_anew(&mut person, before);
    }
    world.instance([person]);
}

/// The export of June 2024, imported again after that of October 2026, says what was true then.
pub(crate) fn stale_reexport(world: &mut World, index: usize) {
    let mut person = world.person(Case::StaleReexport);
    let old = person.phone.clone();
    let new = world.ids.phone(&mut world.rng);
    let then = world.time_between(Time::of(2023, 12, 1), Time::of(2024, 4, 30));
    let last = world.time_between(Time::of(2025, 9, 1), closing());
    world.join_taobao(&mut person, &new, last);
    let account = &mut person.taobao[0];
    account.totals = Totals { level: "至尊VIP", orders: 8, ..account.totals };
    account.totals.cents += 80_000;
    account.then = Some(Then {
        nickname: format!("{}旧号", account.nickname),
        totals: Totals { level: "普通会员", ..earlier(&account.totals, then) },
        phone: old.clone(),
    });
    buy(world, &mut person, last);
    match index % 3 {
        // Her old number is somebody else's today, and both proved it in their time.
        0 => {
            world.log_in_anew(&mut person, then);
            world.log_in(&mut person, last, &new);
            let mut stranger = world.person(Case::StaleReexport);
            stranger.phone = old;
            let at = world.time_between(Time::of(2025, 3, 1), closing());
            world.log_in_anew(&mut stranger, at);
            world.instance([person, stranger]);
        }
        // The same, but she never proved it: only the file's date speaks for her.
        1 => {
            let mut stranger = world.person(Case::StaleReexport);
            stranger.phone = old;
            let at = world.time_between(Time::of(2025, 3, 1), closing());
            world.log_in_anew(&mut stranger, at);
            world.instance([person, stranger]);
        }
        _ => {
            person.phone.clone_from(&new);
            world.log_in_anew(&mut person, last);
            world.instance([person]);
        }
    }
}
