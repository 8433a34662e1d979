//! How a person comes to an account on each platform.

use super::calendar::Time;
use super::ids::{self, Shop};
use super::model::{
    Douyin, DouyinFollow, DouyinMember, Follow, Jd, Kuaishou, Mini, Order, Person, Shopify, Taobao,
    Wechat, Wecom,
};
use super::words;
use super::world::World;

pub(crate) const TAOBAO_LEVELS: &[&str] = &["普通会员", "高级会员", "VIP会员", "至尊VIP"];
const JD_LEVELS: &[&str] = &["注册用户", "铜牌用户", "银牌用户", "金牌用户"];
const DOUYIN_LEVELS: &[&str] = &["V1", "V2", "V3", "V4"];
const KUAISHOU_LEVELS: &[&str] = &["新客", "老客", "老客", "忠诚客户"];

impl World {
    /// A Taobao member without orders; `phone` is the cell of the member list.
    pub(crate) fn join_taobao(&mut self, person: &mut Person, phone: &str, last: Time) {
        let totals = self.totals(TAOBAO_LEVELS, last);
        person.taobao.push(Taobao {
            ouid: self.ids.ouid(&mut self.rng),
            nickname: person.nickname.clone(),
            totals,
            phone: phone.to_owned(),
            orders: Vec::new(),
            then: None,
            link: None,
        });
    }

    /// An order of the person's newest Taobao account, sent to this receiver and phone cell.
    pub(crate) fn buy_on_taobao(&mut self, person: &mut Person, at: Time, to: &str, phone: &str) {
        let city = person.city;
        let account = person.taobao.last_mut().expect("a Taobao member");
        let buyer = account.ouid.clone();
        let order = self.order(Shop::Taobao, buyer, at, city, to, phone);
        account.totals.last = account.totals.last.max(at);
        account.orders.push(order);
        account.totals.orders = account.totals.orders.max(count(&account.orders));
    }

    pub(crate) fn join_jd(&mut self, person: &mut Person, digest_of: Option<&str>, last: Time) {
        let totals = self.totals(JD_LEVELS, last);
        person.jd = Some(Jd {
            xid: self.ids.xid(&mut self.rng),
            open_id: self.ids.jd_open_id(&mut self.rng),
            totals,
            digest_of: digest_of.map(str::to_owned),
            orders: Vec::new(),
        });
    }

    pub(crate) fn buy_on_jd(&mut self, person: &mut Person, at: Time, phone: &str) {
        let (city, to) = (person.city, words::masked_name(&person.name));
        let account = person.jd.as_mut().expect("a JD customer");
        let buyer = account.xid.clone();
        let order = self.order(Shop::Jd, buyer, at, city, &to, phone);
        account.totals.last = account.totals.last.max(at);
        account.orders.push(order);
        account.totals.orders = account.totals.orders.max(count(&account.orders));
    }

    /// A buyer of the Douyin shop with one order, and the shop's id for her.
    pub(crate) fn buy_on_douyin(&mut self, person: &mut Person, doudian: &str, at: Time) {
        let phone = if self.rng.chance(88) {
            ids::privacy_number(&mut self.rng)
        } else {
            ids::masked(&person.phone)
        };
        let to = words::masked_name(&person.name);
        let buyer = doudian.to_owned();
        let order = self.order(Shop::Douyin, buyer, at, person.city, &to, &phone);
        let account = person.douyin.get_or_insert_default();
        account.orders.push(order);
    }

    /// Membership of the Douyin shop.
    pub(crate) fn join_doudian(
        &mut self,
        person: &mut Person,
        doudian: &str,
        digest_of: Option<&str>,
        last: Time,
    ) {
        let totals = self.totals(DOUYIN_LEVELS, last);
        person.douyin.get_or_insert_default().member = Some(DouyinMember {
            doudian: doudian.to_owned(),
            totals,
            digest_of: digest_of.map(str::to_owned),
        });
    }

    /// A follower of the Douyin account.
    pub(crate) fn follow_on_douyin(&mut self, person: &mut Person, at: Time) {
        let open_id = self.ids.douyin_open_id(&mut self.rng);
        let bound = self.rng.chance(70);
        let union_id = bound.then(|| self.ids.douyin_union_id(&mut self.rng));
        let account: &mut Douyin = person.douyin.get_or_insert_default();
        account.open_id = Some(open_id);
        account.follow = Some(DouyinFollow { union_id, at });
    }

    pub(crate) fn join_kuaishou(&mut self, person: &mut Person, phone: &str, last: Time) {
        let totals = self.totals(KUAISHOU_LEVELS, last);
        person.kuaishou = Some(Kuaishou {
            open_id: self.ids.kuaishou(&mut self.rng),
            totals,
            phone: phone.to_owned(),
        });
    }

    /// Another WeChat account of the person, which does nothing yet.
    pub(crate) fn join_wechat(&mut self, person: &mut Person) {
        person.wechat.push(Wechat {
            unionid: self.ids.wechat(&mut self.rng),
            follow: None,
            mini: None,
        });
    }

    /// The person's newest WeChat account follows the official account.
    pub(crate) fn follow_on_wechat(&mut self, person: &mut Person, at: Time) {
        let openid = self.ids.wechat(&mut self.rng);
        let account = person.wechat.last_mut().expect("a WeChat user");
        account.follow = Some(Follow { openid, at });
    }

    /// The person's newest WeChat account logs in to the mini program with a phone.
    pub(crate) fn log_in(&mut self, person: &mut Person, at: Time, phone: &str) {
        let ids = &mut self.ids;
        let rng = &mut self.rng;
        let account = person.wechat.last_mut().expect("a WeChat user");
        let mini = account.mini.get_or_insert_with(|| Mini {
            openid: ids.wechat(rng),
            logins: Vec::new(),
            device: None,
        });
        mini.logins.push((at, phone.to_owned()));
    }

    /// A WeChat account that has logged in once with the person's own phone.
    pub(crate) fn log_in_anew(&mut self, person: &mut Person, at: Time) {
        self.join_wechat(person);
        let phone = person.phone.clone();
        self.log_in(person, at, &phone);
    }

    /// A contact of the shop's staff in WeCom; its UnionID is that of the person's WeChat account.
    pub(crate) fn join_wecom(&mut self, person: &mut Person, at: Time, mobiles: &[&str]) {
        let unionid = match person.wechat.last() {
            Some(account) => Some(account.unionid.clone()),
            None if self.rng.chance(60) => Some(self.ids.wechat(&mut self.rng)),
            None => None,
        };
        let unionid = unionid.filter(|_| person.case != super::Case::Plain || self.rng.chance(88));
        let remark = match self.rng.below(3) {
            0 => person.name.clone(),
            1 => format!("{}-{}", person.name, &person.city[..person.city.len() - 3]),
            _ => person.nickname.clone(),
        };
        person.wecom = Some(Wecom {
            external_userid: self.ids.external_userid(&mut self.rng),
            unionid,
            remark,
            mobiles: mobiles.iter().map(|&mobile| mobile.to_owned()).collect(),
            at,
            taobao_order: None,
            jd_order: None,
            douyin_order: None,
            link: None,
        });
    }

    pub(crate) fn join_shopify(&mut self, person: &mut Person, phone: &str) {
        let orders = self.rng.between(0, 5);
        person.shopify = Some(Shopify {
            id: self.ids.shopify(&mut self.rng),
            phone: phone.to_owned(),
            orders,
            cents: (0..orders).map(|_| self.price()).sum(),
        });
    }

    fn order(
        &mut self,
        shop: Shop,
        buyer: String,
        at: Time,
        city: &'static str,
        to: &str,
        phone: &str,
    ) -> Order {
        Order {
            number: self.ids.order(&mut self.rng, shop, at),
            buyer,
            at,
            cents: self.price(),
            receiver: to.to_owned(),
            city,
            phone: phone.to_owned(),
        }
    }
}

fn count(orders: &[Order]) -> i64 {
    i64::try_from(orders.len()).expect("a short list")
}
