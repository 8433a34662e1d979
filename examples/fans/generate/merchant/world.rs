//! The people made so far, and what is needed to make more.

use std::collections::BTreeMap;

use super::calendar::{Time, closing, opening};
use super::ids::Ids;
use super::model::{Case, Person, Totals};
use super::rng::Rng;
use super::words;

pub(crate) struct World {
    pub(crate) rng: Rng,
    pub(crate) ids: Ids,
    pub(crate) people: Vec<Person>,
    pub(crate) instances: BTreeMap<Case, usize>,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        World {
            rng: Rng::new(seed),
            ids: Ids::default(),
            people: Vec::new(),
            instances: BTreeMap::new(),
        }
    }

    /// A new person without any account.
    pub(crate) fn person(&mut self, case: Case) -> Person {
        let name = words::surname(&mut self.rng).to_owned() + words::given(&mut self.rng);
        Person {
            case,
            nickname: words::nickname(&mut self.rng, &name),
            name,
            city: words::city(&mut self.rng),
            phone: self.ids.phone(&mut self.rng),
            email: self.ids.email(&mut self.rng),
            taobao: Vec::new(),
            jd: None,
            douyin: None,
            kuaishou: None,
            wechat: Vec::new(),
            wecom: None,
            shopify: None,
        }
    }

    /// A new person of the same family: same surname, city and phone.
    pub(crate) fn relative(&mut self, of: &Person) -> Person {
        let mut person = self.person(of.case);
        let family: String = of.name.chars().take(1).collect();
        person.name = family + words::given(&mut self.rng);
        person.city = of.city;
        person.phone.clone_from(&of.phone);
        person
    }

    /// One instance of a hard case is complete: these people took part.
    pub(crate) fn instance(&mut self, people: impl IntoIterator<Item = Person>) {
        let before = self.people.len();
        self.people.extend(people);
        let case = self.people[before].case;
        *self.instances.entry(case).or_default() += 1;
    }

    /// Any time from the opening to the last export.
    pub(crate) fn time(&mut self) -> Time {
        self.time_between(opening(), closing())
    }

    pub(crate) fn time_between(&mut self, first: Time, last: Time) -> Time {
        Time::between(&mut self.rng, first, last)
    }

    /// A price, in cents.
    pub(crate) fn price(&mut self) -> i64 {
        self.rng.between(19, 460) * 100 - self.rng.pick(&[0, 10, 100])
    }

    /// Totals of a buyer whose last order is known.
    pub(crate) fn totals(&mut self, levels: &[&'static str], last: Time) -> Totals {
        let orders = [1, 1, 1, 2, 2, 3, 4, 6, 9, 15][self.rng.below(10)];
        let level = levels[match orders {
            0..3 => 0,
            3..6 => 1,
            6..10 => 2,
            _ => 3,
        }];
        let cents = (0..orders).map(|_| self.price()).sum();
        Totals { level, orders, cents, last }
    }
}
