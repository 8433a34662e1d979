//! JD: customers with the MD5 of a phone for those who joined the membership, and orders.

use super::super::model::Person;
use super::super::rng::Rng;
use super::table::Table;
use super::{Truth, hex, money};

pub(super) struct Files {
    members: Table,
    orders: Table,
}

impl Files {
    pub(super) fn new() -> Self {
        Files {
            members: Table::new(
                "jd_members.csv",
                &[
                    "xid",
                    "open_id",
                    "用户等级",
                    "累计订单数",
                    "累计消费金额",
                    "最近下单时间",
                    "手机号MD5",
                    "是否入会",
                ],
            ),
            orders: Table::new(
                "jd_orders.tsv",
                &[
                    "订单号",
                    "下单时间",
                    "xid_buyer",
                    "open_id_buyer",
                    "pin",
                    "应付金额",
                    "订单状态",
                    "客户姓名",
                    "联系电话",
                    "城市",
                ],
            ),
        }
    }

    pub(super) fn add(&mut self, rng: &mut Rng, truth: &mut Truth, person: &Person) {
        let Some(account) = &person.jd else {
            return;
        };
        truth.owns("jd.xid@brand", &account.xid);
        truth.owns("jd.open_id@app", &account.open_id);
        let digest = account.digest_of.as_deref().map(hex::md5);
        self.members.row(
            &account.xid,
            [
                &account.xid,
                &account.open_id,
                account.totals.level,
                &account.totals.orders.to_string(),
                &money(account.totals.cents),
                &account.totals.last.text(),
                digest.as_deref().unwrap_or_default(),
                if digest.is_some() { "是" } else { "否" },
            ],
        );
        for order in &account.orders {
            let at = order.at.text();
            self.orders.row(
                &at,
                [
                    &order.number,
                    &at,
                    &order.buyer,
                    &account.open_id,
                    "",
                    &money(order.cents),
                    rng.pick(&["完成", "完成", "完成", "等待收货", "已取消"]),
                    &order.receiver,
                    &order.phone,
                    order.city,
                ],
            );
        }
    }

    pub(super) fn tables(self) -> [Table; 2] {
        [self.members, self.orders]
    }
}
