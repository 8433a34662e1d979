//! Identifiers and phone numbers, each given out once.

use std::collections::BTreeSet;

use super::calendar::Time;
use super::rng::Rng;

const URL64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const ALNUM: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX: &str = "0123456789abcdef";
const DIGITS: &str = "0123456789";

const MOBILE: &[&str] = &[
    "130", "131", "132", "133", "134", "135", "136", "137", "138", "139", "147", "150", "151",
    "152", "153", "155", "156", "157", "158", "159", "166", "173", "175", "176", "177", "178",
    "180", "181", "182", "183", "184", "185", "186", "187", "188", "189", "191", "193", "195",
    "198", "199",
];

/// The hosts of privacy numbers: a few, shared by very many orders.
const PRIVACY_HOSTS: &[&str] =
    &["18400021713", "18400913965", "17172390052", "17138217640", "18466110083"];

/// Gives out values, none of them twice.
#[derive(Default)]
pub(crate) struct Ids {
    used: BTreeSet<String>,
}

impl Ids {
    fn once(&mut self, mut make: impl FnMut() -> String) -> String {
        loop {
            let value = make();
            if self.used.insert(value.clone()) {
                return value;
            }
        }
    }

    /// A mainland mobile number; invented, as all of them.
    pub(crate) fn phone(&mut self, rng: &mut Rng) -> String {
        self.once(|| rng.pick(MOBILE).to_owned() + &rng.text(DIGITS, 8))
    }

    pub(crate) fn email(&mut self, rng: &mut Rng) -> String {
        self.once(|| {
            let words =
                ["lily", "amy", "sunny", "chen", "wang", "leo", "mia", "kiki", "tom", "yoyo"];
            let host = rng.pick(&["example.com", "example.net", "example.org", "mail.example.com"]);
            let (a, b) = (rng.pick(&words), rng.pick(&words));
            format!("{a}.{b}{}@{host}", rng.between(1, 9999))
        })
    }

    pub(crate) fn wechat(&mut self, rng: &mut Rng) -> String {
        self.once(|| format!("o{}", rng.text(URL64, 27)))
    }

    pub(crate) fn external_userid(&mut self, rng: &mut Rng) -> String {
        self.once(|| format!("wm{}", rng.text(URL64, 30)))
    }

    pub(crate) fn ouid(&mut self, rng: &mut Rng) -> String {
        self.once(|| format!("AAF{}", rng.text(URL64, 21)))
    }

    pub(crate) fn xid(&mut self, rng: &mut Rng) -> String {
        self.once(|| format!("o*AA{}", rng.text(URL64, 28)))
    }

    pub(crate) fn jd_open_id(&mut self, rng: &mut Rng) -> String {
        self.once(|| rng.text(URL64, 24))
    }

    pub(crate) fn doudian(&mut self, rng: &mut Rng) -> String {
        self.once(|| format!("1A{}", rng.text(ALNUM, 30)))
    }

    pub(crate) fn douyin_open_id(&mut self, rng: &mut Rng) -> String {
        self.once(|| format!("_000{}", rng.text(URL64, 32)))
    }

    pub(crate) fn douyin_union_id(&mut self, rng: &mut Rng) -> String {
        self.once(|| {
            let groups = [8, 4, 4, 4, 12].map(|length| rng.text(HEX, length));
            groups.join("-")
        })
    }

    pub(crate) fn kuaishou(&mut self, rng: &mut Rng) -> String {
        self.once(|| format!("f18{}", rng.text(HEX, 29)))
    }

    pub(crate) fn shopify(&mut self, rng: &mut Rng) -> String {
        self.once(|| format!("7{}", rng.text(DIGITS, 12)))
    }

    pub(crate) fn device(&mut self, rng: &mut Rng) -> String {
        self.once(|| rng.text(HEX, 16))
    }

    pub(crate) fn link_token(&mut self, rng: &mut Rng) -> String {
        self.once(|| format!("hy{}", rng.text(ALNUM, 8)))
    }

    /// An order number, in the fashion of its marketplace.
    pub(crate) fn order(&mut self, rng: &mut Rng, shop: Shop, at: Time) -> String {
        self.once(|| match shop {
            Shop::Taobao => format!("2{}{}", &at.compact()[2..], rng.text(DIGITS, 12)),
            Shop::Jd => format!("3{}", rng.text(DIGITS, 11)),
            Shop::Douyin => format!("69{}", rng.text(DIGITS, 17)),
        })
    }
}

/// A marketplace that gives order numbers.
#[derive(Clone, Copy)]
pub(crate) enum Shop {
    Taobao,
    Jd,
    Douyin,
}

/// `138****5678`
pub(crate) fn masked(phone: &str) -> String {
    format!("{}****{}", &phone[..3], &phone[7..])
}

/// `18400913965-7576`: a privacy number, good for one order.
pub(crate) fn privacy_number(rng: &mut Rng) -> String {
    format!("{}-{}", rng.pick(PRIVACY_HOSTS), rng.text(DIGITS, 4))
}

/// What JD prints in place of a phone: a cipher of this order alone.
pub(crate) fn cipher(rng: &mut Rng) -> String {
    format!("{}==", rng.text(ALNUM, 22))
}

/// A landline or a service number, which identifies nobody.
pub(crate) fn landline(rng: &mut Rng) -> String {
    if rng.chance(80) {
        format!(
            "{}-{}",
            rng.pick(&["0571", "021", "010", "0755"]),
            rng.between(60_000_000, 89_999_999)
        )
    } else {
        format!("400-{}-{}", rng.between(600, 899), rng.between(1000, 9999))
    }
}
