//! The exports, as text, and the truth about the identifiers in them.

mod asserted;
mod douyin;
mod hex;
mod jd;
mod kuaishou;
mod shopify;
mod table;
mod taobao;
mod wechat;
mod wecom;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::model::{Case, Person};
use super::world::World;
use table::Table;

/// One file of an export.
pub(crate) struct File {
    pub(crate) name: &'static str,
    pub(crate) rows: usize,
    pub(crate) text: String,
}

/// Which account identifiers the exports hold, and whose they are.
#[derive(Default)]
struct Truth {
    people: Vec<Case>,
    owners: BTreeMap<String, usize>,
}

impl Truth {
    /// What is said from here on is said of this person.
    fn person(&mut self, person: &Person) {
        self.people.push(person.case);
    }

    /// An identifier of the person, which some export holds.
    fn owns(&mut self, namespace: &str, value: &str) {
        let number = self.people.len();
        let before = self.owners.insert(format!("{namespace}:{value}"), number);
        assert!(before.is_none_or(|before| before == number), "one owner");
    }

    fn file(&self) -> File {
        let mut text = String::from("identifier,person,case\n");
        for (identifier, number) in &self.owners {
            let label = self.people[number - 1].label();
            writeln!(text, "{identifier},p{number:04},{label}").expect("text");
        }
        File { name: "truth.csv", rows: self.owners.len(), text }
    }
}

/// All files, and how many account identifiers they hold.
pub(crate) fn write(world: &mut World) -> (Vec<File>, usize) {
    let mut truth = Truth::default();
    // People are numbered in no telling order: the hard cases were made first.
    let rng = &mut world.rng;
    for index in (1..world.people.len()).rev() {
        world.people.swap(index, rng.below(index + 1));
    }
    let mut tables = Vec::new();
    let mut taobao = taobao::Files::new();
    let mut jd = jd::Files::new();
    let mut douyin = douyin::Files::new();
    let mut kuaishou = kuaishou::Files::new();
    let mut wechat = wechat::Files::new();
    let mut wecom = wecom::Files::new();
    let mut shopify = shopify::Files::new();
    let mut asserted = asserted::Files::new();
    for person in &world.people {
        truth.person(person);
        taobao.add(rng, &mut truth, person);
        jd.add(rng, &mut truth, person);
        douyin.add(rng, &mut truth, person);
        kuaishou.add(&mut truth, person);
        wechat.add(rng, &mut truth, person);
        wecom.add(rng, &mut truth, person);
        shopify.add(rng, &mut truth, person);
        asserted.add(rng, person);
    }
    tables.extend(taobao.tables());
    tables.extend(jd.tables());
    tables.extend(douyin.tables());
    tables.extend(kuaishou.tables());
    tables.extend(wechat.tables());
    tables.extend(wecom.tables());
    tables.extend(shopify.tables());
    tables.extend(asserted.tables());
    let mut files: Vec<File> = tables.into_iter().map(Table::file).collect();
    files.push(truth.file());
    (files, truth.owners.len())
}

/// `1299.00`
fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
