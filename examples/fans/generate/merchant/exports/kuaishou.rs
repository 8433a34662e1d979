//! Kuaishou: the shop's buyers.

use super::super::model::Person;
use super::super::words::masked_nick;
use super::table::Table;
use super::{Truth, money};

pub(super) struct Files {
    buyers: Table,
}

impl Files {
    pub(super) fn new() -> Self {
        Files {
            buyers: Table::new(
                "kuaishou_buyers.csv",
                &[
                    "买家openId",
                    "买家昵称",
                    "客户类型",
                    "累计订单数",
                    "累计支付金额",
                    "最近下单时间",
                    "联系手机",
                    "城市",
                ],
            ),
        }
    }

    pub(super) fn add(&mut self, truth: &mut Truth, person: &Person) {
        let Some(account) = &person.kuaishou else {
            return;
        };
        truth.owns("kuaishou.shop_open_id@flagship", &account.open_id);
        self.buyers.row(
            &account.open_id,
            [
                &account.open_id,
                &masked_nick(&person.nickname),
                account.totals.level,
                &account.totals.orders.to_string(),
                &money(account.totals.cents),
                &account.totals.last.text(),
                &account.phone,
                person.city,
            ],
        );
    }

    pub(super) fn tables(self) -> [Table; 1] {
        [self.buyers]
    }
}
