//! Taobao: the member list of today and of June 2024, orders, and links sent by text message.

use super::super::calendar::Time;
use super::super::model::{Order, Person, Totals};
use super::super::rng::Rng;
use super::super::words::masked_nick;
use super::table::Table;
use super::{Truth, money};

pub(super) struct Files {
    members: Table,
    members_2024: Table,
    orders: Table,
    links: Table,
}

const MEMBERS: &[&str] =
    &["会员OUID", "会员昵称", "会员等级", "交易笔数", "交易总额", "最近交易时间", "手机号", "状态"];

impl Files {
    pub(super) fn new() -> Self {
        let orders = &[
            "订单编号",
            "会员OUID",
            "买家昵称",
            "买家实付金额",
            "订单状态",
            "收货人姓名",
            "收货城市",
            "收货人手机",
            "付款时间",
        ];
        Files {
            members: Table::new("taobao_members.csv", MEMBERS),
            members_2024: Table::new("taobao_members_2024.csv", MEMBERS),
            orders: Table::new("taobao_orders.csv", orders),
            links: Table::new(
                "taobao_sms_links.csv",
                &["短链标识", "会员OUID", "活动", "发送时间"],
            ),
        }
    }

    pub(super) fn add(&mut self, rng: &mut Rng, truth: &mut Truth, person: &Person) {
        for account in &person.taobao {
            truth.owns("taobao.ouid@flagship", &account.ouid);
            member(
                &mut self.members,
                &account.ouid,
                &account.nickname,
                &account.totals,
                &account.phone,
            );
            if let Some(then) = &account.then {
                member(
                    &mut self.members_2024,
                    &account.ouid,
                    &then.nickname,
                    &then.totals,
                    &then.phone,
                );
            }
            for order in &account.orders {
                self.order(rng, order, &account.nickname);
            }
            if let Some((token, sent)) = &account.link {
                self.link(token, &account.ouid, *sent);
            }
        }
    }

    fn order(&mut self, rng: &mut Rng, order: &Order, nickname: &str) {
        let state = rng.pick(&["交易成功", "交易成功", "交易成功", "卖家已发货", "交易关闭"]);
        let at = order.at.text();
        self.orders.row(
            &at,
            [
                &order.number,
                &order.buyer,
                &masked_nick(nickname),
                &money(order.cents),
                state,
                &order.receiver,
                order.city,
                &order.phone,
                &at,
            ],
        );
    }

    fn link(&mut self, token: &str, ouid: &str, sent: Time) {
        let at = sent.text();
        let campaign = format!("老客加企微-{}", &at[..7]);
        self.links.row(&at, [token, ouid, &campaign, &at]);
    }

    pub(super) fn tables(self) -> [Table; 4] {
        [self.members, self.members_2024, self.orders, self.links]
    }
}

fn member(table: &mut Table, ouid: &str, nickname: &str, totals: &Totals, phone: &str) {
    let last = totals.last.text();
    table.row(
        ouid,
        [
            ouid,
            &masked_nick(nickname),
            totals.level,
            &totals.orders.to_string(),
            &money(totals.cents),
            &last,
            phone,
            "正常",
        ],
    );
}
