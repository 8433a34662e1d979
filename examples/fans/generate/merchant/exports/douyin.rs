//! Douyin: the shop's members and orders, and the followers of the account.

use super::super::model::{Douyin, Person};
use super::super::rng::Rng;
use super::super::words::masked_nick;
use super::table::Table;
use super::{Truth, hex, money};

const SHOP: &str = "doudian.open_id@flagship";

pub(super) struct Files {
    members: Table,
    orders: Table,
    followers: Table,
}

impl Files {
    pub(super) fn new() -> Self {
        Files {
            members: Table::new(
                "doudian_members.csv",
                &[
                    "会员ID",
                    "昵称",
                    "会员等级",
                    "累计支付订单数",
                    "累计支付金额",
                    "最近支付时间",
                    "手机号SHA256",
                ],
            ),
            orders: Table::new(
                "doudian_orders.csv",
                &[
                    "主订单编号",
                    "doudian_open_id",
                    "open_id",
                    "订单应付金额",
                    "订单状态",
                    "收件人",
                    "收件人手机号",
                    "市",
                    "订单提交时间",
                    "流量来源",
                ],
            ),
            followers: Table::new(
                "douyin_followers.csv",
                &["open_id", "union_id", "昵称", "关注时间", "粉丝来源"],
            ),
        }
    }

    pub(super) fn add(&mut self, rng: &mut Rng, truth: &mut Truth, person: &Person) {
        let Some(account) = &person.douyin else {
            return;
        };
        self.orders(rng, truth, account);
        if let Some(member) = &account.member {
            truth.owns(SHOP, &member.doudian);
            let digest = member.digest_of.as_deref().map(hex::sha256);
            self.members.row(
                &member.doudian,
                [
                    &member.doudian,
                    &masked_nick(&person.nickname),
                    member.totals.level,
                    &member.totals.orders.to_string(),
                    &money(member.totals.cents),
                    &member.totals.last.text(),
                    digest.as_deref().unwrap_or_default(),
                ],
            );
        }
        if let (Some(follow), Some(open_id)) = (&account.follow, &account.open_id) {
            truth.owns("douyin.open_id@app", open_id);
            if let Some(union_id) = &follow.union_id {
                truth.owns("douyin.union_id@brand", union_id);
            }
            let at = follow.at.text();
            self.followers.row(
                &at,
                [
                    open_id,
                    follow.union_id.as_deref().unwrap_or_default(),
                    &person.nickname,
                    &at,
                    rng.pick(&["直播间", "短视频", "搜索", "主页"]),
                ],
            );
        }
    }

    fn orders(&mut self, rng: &mut Rng, truth: &mut Truth, account: &Douyin) {
        for order in &account.orders {
            truth.owns(SHOP, &order.buyer);
            let at = order.at.text();
            self.orders.row(
                &at,
                [
                    &order.number,
                    &order.buyer,
                    account.open_id.as_deref().unwrap_or_default(),
                    &money(order.cents),
                    rng.pick(&["已完成", "已完成", "已完成", "已发货", "已关闭"]),
                    &order.receiver,
                    &order.phone,
                    order.city,
                    &at,
                    rng.pick(&["直播", "短视频", "商品卡", "橱窗"]),
                ],
            );
        }
    }

    pub(super) fn tables(self) -> [Table; 3] {
        [self.members, self.orders, self.followers]
    }
}
