//! What is said to be one and the same: by the merchant's steward, and by Douyin's map of new ids.

use super::super::calendar::Time;
use super::super::model::Person;
use super::super::rng::Rng;
use super::table::Table;

pub(super) struct Files {
    taobao: Table,
    wechat: Table,
    doudian: Table,
}

impl Files {
    pub(super) fn new() -> Self {
        Files {
            taobao: Table::new(
                "steward_taobao.csv",
                &["会员OUID", "另一会员OUID", "确认人", "确认时间"],
            ),
            wechat: Table::new(
                "steward_wechat.csv",
                &["unionid", "另一unionid", "确认人", "确认时间"],
            ),
            doudian: Table::new("doudian_open_id_map.csv", &["old_open_id", "new_open_id"]),
        }
    }

    pub(super) fn add(&mut self, rng: &mut Rng, person: &Person) {
        if let [first, second] = &person.taobao[..] {
            confirm(&mut self.taobao, rng, &first.ouid, &second.ouid);
        }
        if let [first, second] = &person.wechat[..] {
            confirm(&mut self.wechat, rng, &first.unionid, &second.unionid);
        }
        let douyin = person.douyin.as_ref();
        if let Some((old, new)) = douyin.and_then(|account| account.reissued.as_ref()) {
            self.doudian.row(old, [old, new]);
        }
    }

    pub(super) fn tables(self) -> [Table; 3] {
        [self.taobao, self.wechat, self.doudian]
    }
}

fn confirm(table: &mut Table, rng: &mut Rng, first: &str, second: &str) {
    let at = Time::between(rng, Time::of(2026, 5, 11), Time::of(2026, 9, 25)).text();
    table.row(&at, [first, second, rng.pick(&["李静", "周舟"]), &at]);
}
