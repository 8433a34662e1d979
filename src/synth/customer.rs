//! One customer: how many identifiers, which, and what they read.

use super::rng::Rng;
use crate::identifier::Identifier;

/// What a customer can have. Ten namespaces; two of `wechat.openid` and of `device`, which makes twelve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    UnionId,
    OfficialAccount,
    MiniProgram,
    Taobao,
    Douyin,
    Jd,
    Kuaishou,
    Phone,
    Email,
    Telephone,
    Tablet,
    Order,
}

pub(super) const SLOTS: usize = 12;

/// The commonest first: who has few identifiers has them mostly from the front.
const BY_COMMONNESS: [Slot; SLOTS] = [
    Slot::Phone,
    Slot::OfficialAccount,
    Slot::UnionId,
    Slot::Taobao,
    Slot::Telephone,
    Slot::MiniProgram,
    Slot::Order,
    Slot::Douyin,
    Slot::Jd,
    Slot::Email,
    Slot::Kuaishou,
    Slot::Tablet,
];

/// A household that shares a phone is among four customers whose numbers follow each other.
const NEIGHBOURS: u64 = 4;

/// A customer, made anew from seed and number whenever it is needed.
#[derive(Clone, Debug)]
pub(super) struct Customer {
    number: u64,
    /// Whose phone it uses.
    phone_of: u64,
    slots: [Slot; SLOTS],
    count: usize,
}

impl Customer {
    pub(super) fn new(seed: u64, number: u64, shared_phones_permille: u32) -> Self {
        let mut rng = Rng::of(seed, number);
        let count = zipf(&mut rng);
        let mut slots = BY_COMMONNESS;
        // All are drawn from the front half first, so that one in two identifiers of a small customer is of a common kind.
        rng.shuffle_first(&mut slots[..SLOTS / 2], SLOTS / 2);
        rng.shuffle_first(&mut slots, if rng.clone().permille(500) { count } else { 0 });
        let phone_of = holder_of_phone(seed, number, shared_phones_permille);
        Customer { number, phone_of, slots, count }
    }

    pub(super) fn slots(&self) -> &[Slot] {
        &self.slots[..self.count]
    }

    /// Whether another customer has this too.
    pub(super) fn shares(&self, slot: Slot) -> bool {
        slot == Slot::Phone && self.phone_of != self.number
    }

    /// Those who share its phone and came before.
    pub(super) fn household_before(&self) -> std::ops::Range<u64> {
        self.phone_of..self.number
    }

    pub(super) fn identifier(&self, slot: Slot) -> Identifier {
        let n = self.number;
        match slot {
            Slot::UnionId => of("wechat.unionid", Some("brand"), &format!("oUnion{n:020}")),
            Slot::OfficialAccount => of("wechat.openid", Some("wx-fans"), &format!("oFans{n:021}")),
            Slot::MiniProgram => of("wechat.openid", Some("wx-mini"), &format!("oMini{n:021}")),
            Slot::Taobao => of("taobao.ouid", Some("flagship"), &format!("AAF{n:022}")),
            Slot::Douyin => of("douyin.open_id", Some("app1"), &format!("_000{n:024}")),
            Slot::Jd => of("jd.open_id", Some("shop1"), &format!("jd{n:020}")),
            Slot::Kuaishou => of("kuaishou.open_id", Some("app1"), &format!("f18{n:020}")),
            Slot::Phone => of("phone", None, &phone(self.phone_of)),
            Slot::Email => of("email", None, &format!("customer.{n}@example.com")),
            Slot::Telephone => of("device", None, &format!("android-{n:016}")),
            Slot::Tablet => of("device", None, &format!("tablet-{n:016}")),
            Slot::Order => of("order.id", Some("taobao/flagship"), &format!("{:019}", n + 1)),
        }
    }
}

pub(super) fn of(namespace: &str, scope: Option<&str>, value: &str) -> Identifier {
    Identifier::new(namespace, scope, value).expect("invented identifiers are well-formed")
}

/// 1 to 12, each as likely as one through itself.
fn zipf(rng: &mut Rng) -> usize {
    /// 27,720 is divisible by 1 to 12.
    const WHOLE: u32 = 27_720;
    let weights: [(usize, u32); SLOTS] =
        std::array::from_fn(|index| (index + 1, WHOLE / u32::try_from(index + 1).unwrap_or(1)));
    rng.weighted(&weights)
}

/// The first of a household of 2 to 4, if the customer is of one that shares its phone; else the customer.
fn holder_of_phone(seed: u64, number: u64, shared_phones_permille: u32) -> u64 {
    let first = number - number % NEIGHBOURS;
    let mut rng = Rng::of(seed.rotate_left(32), first);
    // A household has two phones fewer on average: h of the groups of four, 4 - 2h phones a group, so h = 4x / (1 + 2x).
    let shares = rng.permille(4000 * shared_phones_permille / (1000 + 2 * shared_phones_permille));
    let size = 2 + rng.below(NEIGHBOURS - 1);
    if shares && number - first < size { first } else { number }
}

/// Numbers that follow each other look nothing alike, and no two customers below a thousand million have one.
fn phone(number: u64) -> String {
    const NUMBERS: u64 = 1_000_000_000;
    let scrambled = (number % NUMBERS * 387_420_489 + 123_456_791) % NUMBERS;
    format!("+8618{scrambled:09}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::FingerprintKey;
    use crate::policy::{Policy, Preset};

    #[test]
    fn every_kind_of_identifier_is_valid() {
        let policy = Policy::preset(Preset::RetailCn);
        let key = FingerprintKey::from_bytes([1; 16]);
        for number in 0..1000 {
            let customer = Customer::new(1, number, 20);
            for slot in BY_COMMONNESS {
                policy.canonical(&customer.identifier(slot), &key).expect("a valid identifier");
            }
        }
    }

    #[test]
    fn as_many_phones_are_shared_as_asked() {
        let households = (0..100_000_u64)
            .step_by(4)
            .filter(|first| holder_of_phone(7, first + 1, 20) == *first)
            .count();
        // 2 % of the 96,150 phones that are left.
        assert!((1800..2050).contains(&households), "{households}");
    }
}
