//! The many customers with whom nothing is the matter.

use super::calendar::{Time, closing};
use super::ids;
use super::model::{Case, Person, Then, Totals};
use super::words;
use super::world::World;

const ON_ONE_PLATFORM: usize = 3250;
const ON_SEVERAL: usize = 1450;

#[derive(Clone, Copy, PartialEq)]
enum Platform {
    Taobao,
    Jd,
    Douyin,
    Kuaishou,
    Wechat,
    Wecom,
    Shopify,
}

const PLATFORMS: [Platform; 7] = [
    Platform::Taobao,
    Platform::Jd,
    Platform::Douyin,
    Platform::Kuaishou,
    Platform::Wechat,
    Platform::Wecom,
    Platform::Shopify,
];

/// Adds them to the world.
pub(crate) fn add(world: &mut World) {
    for _ in 0..ON_ONE_PLATFORM {
        let index = world.rng.weighted(&[30, 15, 23, 13, 17, 3, 12]);
        customer(world, &[PLATFORMS[index]]);
    }
    for _ in 0..ON_SEVERAL {
        let number = 2 + world.rng.weighted(&[62, 28, 10]);
        let mut weights = [30, 14, 18, 9, 28, 18, 9];
        let mut chosen = Vec::new();
        while chosen.len() < number {
            let index = world.rng.weighted(&weights);
            weights[index] = 0;
            chosen.push(PLATFORMS[index]);
        }
        customer(world, &chosen);
    }
}

fn customer(world: &mut World, on: &[Platform]) {
    let mut person = world.person(Case::Plain);
    // WeCom last: it copies the UnionID and the order numbers of the others.
    for platform in PLATFORMS.into_iter().filter(|p| *p != Platform::Wecom) {
        if on.contains(&platform) {
            match platform {
                Platform::Taobao => taobao(world, &mut person),
                Platform::Jd => jd(world, &mut person),
                Platform::Douyin => douyin(world, &mut person),
                Platform::Kuaishou => kuaishou(world, &mut person),
                Platform::Wechat => wechat(world, &mut person),
                Platform::Wecom => {}
                Platform::Shopify => shopify(world, &mut person),
            }
        }
    }
    if on.contains(&Platform::Wecom) {
        wecom(world, &mut person);
    }
    world.people.push(person);
}

fn taobao(world: &mut World, person: &mut Person) {
    let last = world.time();
    let phone = match world.rng.weighted(&[58, 28, 14]) {
        0 => person.phone.clone(),
        1 => ids::masked(&person.phone),
        _ => String::new(),
    };
    world.join_taobao(person, &phone, last);
    for _ in 0..world.rng.weighted(&[14, 58, 20, 8]) {
        let at = Time::between(&mut world.rng, super::calendar::opening(), last);
        let phone = receiver_phone(world, person);
        let to = words::masked_name(&person.name);
        world.buy_on_taobao(person, at, &to, &phone);
    }
    let june = Time::of(2024, 6, 1);
    if world.rng.chance(35) {
        let then = world.time_between(super::calendar::opening(), june.min(last));
        let account = &mut person.taobao[0];
        account.then = Some(Then {
            nickname: account.nickname.clone(),
            totals: earlier(&account.totals, then),
            phone: account.phone.clone(),
        });
    }
    if world.rng.chance(16) {
        let token = world.ids.link_token(&mut world.rng);
        let sent = world.time_between(Time::of(2025, 3, 1), closing());
        person.taobao[0].link = Some((token, sent));
    }
}

/// The totals of an earlier day: no more orders than now.
pub(crate) fn earlier(now: &Totals, last: Time) -> Totals {
    let orders = (now.orders + 1) / 2;
    Totals {
        level: if orders < 3 { super::accounts::TAOBAO_LEVELS[0] } else { now.level },
        orders,
        cents: now.cents * orders / now.orders,
        last,
    }
}

fn receiver_phone(world: &mut World, person: &Person) -> String {
    match world.rng.weighted(&[72, 18, 8, 1, 1]) {
        0 => ids::privacy_number(&mut world.rng),
        1 => ids::masked(&person.phone),
        2 => person.phone.clone(),
        // An office, a parent, a neighbour: nobody whom the merchant knows.
        3 => world.ids.phone(&mut world.rng),
        _ => ids::landline(&mut world.rng),
    }
}

fn jd(world: &mut World, person: &mut Person) {
    let last = world.time();
    let digest_of = world.rng.chance(46).then(|| person.phone.clone());
    world.join_jd(person, digest_of.as_deref(), last);
    for _ in 0..world.rng.weighted(&[12, 62, 19, 7]) {
        let at = Time::between(&mut world.rng, super::calendar::opening(), last);
        let phone = match world.rng.weighted(&[58, 36, 6]) {
            0 => ids::masked(&person.phone),
            1 => ids::cipher(&mut world.rng),
            _ => person.phone.clone(),
        };
        world.buy_on_jd(person, at, &phone);
    }
}

fn douyin(world: &mut World, person: &mut Person) {
    let buys = world.rng.chance(82);
    if !buys || world.rng.chance(40) {
        let at = world.time();
        world.follow_on_douyin(person, at);
    }
    if !buys {
        return;
    }
    let doudian = world.ids.doudian(&mut world.rng);
    let last = world.time();
    world.buy_on_douyin(person, &doudian, last);
    for _ in 0..world.rng.weighted(&[70, 20, 10]) {
        let at = Time::between(&mut world.rng, super::calendar::opening(), last);
        world.buy_on_douyin(person, &doudian, at);
    }
    if world.rng.chance(72) {
        let digest_of = world.rng.chance(82).then(|| person.phone.clone());
        world.join_doudian(person, &doudian, digest_of.as_deref(), last);
    }
}

fn kuaishou(world: &mut World, person: &mut Person) {
    let last = world.time();
    let phone = match world.rng.weighted(&[56, 36, 8]) {
        0 => ids::masked(&person.phone),
        1 => person.phone.clone(),
        _ => String::new(),
    };
    world.join_kuaishou(person, &phone, last);
}

fn wechat(world: &mut World, person: &mut Person) {
    world.join_wechat(person);
    let follows = world.rng.chance(72);
    if follows {
        let at = world.time();
        world.follow_on_wechat(person, at);
    }
    if !follows || world.rng.chance(74) {
        let phone = person.phone.clone();
        for _ in 0..1 + world.rng.weighted(&[85, 15]) {
            let at = world.time();
            world.log_in(person, at, &phone);
        }
        if world.rng.chance(55) {
            let device = world.ids.device(&mut world.rng);
            let account = &mut person.wechat[0];
            account.mini.as_mut().expect("a login").device = Some(device);
        }
    }
}

fn shopify(world: &mut World, person: &mut Person) {
    let phone = match world.rng.weighted(&[32, 32, 16, 20]) {
        0 => format!("'+86{}", person.phone),
        1 => person.phone.clone(),
        2 => format!("+86 {} {} {}", &person.phone[..3], &person.phone[3..7], &person.phone[7..]),
        _ => String::new(),
    };
    world.join_shopify(person, &phone);
}

fn wecom(world: &mut World, person: &mut Person) {
    let at = world.time_between(Time::of(2023, 6, 1), closing());
    let typed = match world.rng.weighted(&[66, 3, 2, 1, 28]) {
        0 => vec![person.phone.clone()],
        1 => vec![mistyped(world, &person.phone)],
        2 => vec![person.phone[..10].to_owned()],
        3 => vec![person.phone.clone(), world.ids.phone(&mut world.rng)],
        _ => Vec::new(),
    };
    let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
    world.join_wecom(person, at, &typed);
    if world.rng.chance(55) {
        scan_parcel_card(person);
    } else if world.rng.chance(60) {
        click_link(person);
    }
}

/// The card lay in a parcel: an order number of whichever shop sent one.
fn scan_parcel_card(person: &mut Person) {
    let contact = person.wecom.as_mut().expect("a WeCom contact");
    let taobao = person.taobao.first().and_then(|a| a.orders.first());
    let jd = person.jd.as_ref().and_then(|a| a.orders.first());
    let douyin = person.douyin.as_ref().and_then(|a| a.orders.first());
    if let Some(order) = taobao {
        contact.taobao_order = Some(order.number.clone());
    } else if let Some(order) = jd {
        contact.jd_order = Some(order.number.clone());
    } else if let Some(order) = douyin {
        contact.douyin_order = Some(order.number.clone());
    }
    if let Some(order) = taobao.or(jd).or(douyin) {
        contact.at = contact.at.max(order.at.days(3));
    }
}

fn click_link(person: &mut Person) {
    let contact = person.wecom.as_mut().expect("a WeCom contact");
    let account = person.taobao.first();
    if let Some((token, sent)) = account.and_then(|account| account.link.as_ref()) {
        contact.link = Some(token.clone());
        contact.at = contact.at.max(sent.days(1));
    }
}

/// The number with one digit wrong, as it happens where staff type.
fn mistyped(world: &mut World, phone: &str) -> String {
    let place = 3 + world.rng.below(8);
    phone
        .char_indices()
        .map(|(index, digit)| {
            if index == place {
                char::from_digit((digit.to_digit(10).unwrap_or(0) + 1) % 10, 10).unwrap_or('0')
            } else {
                digit
            }
        })
        .collect()
}
