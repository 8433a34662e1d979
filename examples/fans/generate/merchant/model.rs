//! A customer and her accounts, as they are in truth.

use super::calendar::Time;

/// Why a customer is hard to tell, or to put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Case {
    Plain,
    FamilyPhone,
    CoupleUnionids,
    ShopNumber,
    ClerkAccount,
    ReassignedNumber,
    YearlyBuyer,
    GiftOrder,
    SharedDevice,
    TwoAccounts,
    ReissuedId,
    StaleReexport,
}

impl Case {
    /// Its name in `truth.csv`.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Case::Plain => "plain",
            Case::FamilyPhone => "family_phone",
            Case::CoupleUnionids => "couple_unionids",
            Case::ShopNumber => "shop_number",
            Case::ClerkAccount => "clerk_account",
            Case::ReassignedNumber => "reassigned_number",
            Case::YearlyBuyer => "yearly_buyer",
            Case::GiftOrder => "gift_order",
            Case::SharedDevice => "shared_device",
            Case::TwoAccounts => "two_accounts",
            Case::ReissuedId => "reissued_id",
            Case::StaleReexport => "stale_reexport",
        }
    }
}

/// One human being.
pub(crate) struct Person {
    pub(crate) case: Case,
    pub(crate) name: String,
    pub(crate) nickname: String,
    pub(crate) city: &'static str,
    pub(crate) phone: String,
    pub(crate) email: String,
    pub(crate) taobao: Vec<Taobao>,
    pub(crate) jd: Option<Jd>,
    pub(crate) douyin: Option<Douyin>,
    pub(crate) kuaishou: Option<Kuaishou>,
    pub(crate) wechat: Vec<Wechat>,
    pub(crate) wecom: Option<Wecom>,
    pub(crate) shopify: Option<Shopify>,
}

impl Person {
    /// On how many of the seven platforms she has an account.
    pub(crate) fn platforms(&self) -> usize {
        [
            !self.taobao.is_empty(),
            self.jd.is_some(),
            self.douyin.is_some(),
            self.kuaishou.is_some(),
            !self.wechat.is_empty(),
            self.wecom.is_some(),
            self.shopify.is_some(),
        ]
        .into_iter()
        .filter(|has| *has)
        .count()
    }
}

/// What a buyer has done so far on one platform.
#[derive(Clone)]
pub(crate) struct Totals {
    pub(crate) level: &'static str,
    pub(crate) orders: i64,
    pub(crate) cents: i64,
    pub(crate) last: Time,
}

/// One order: who pays is an account, who receives is a name and a phone cell.
pub(crate) struct Order {
    pub(crate) number: String,
    pub(crate) buyer: String,
    pub(crate) at: Time,
    pub(crate) cents: i64,
    pub(crate) receiver: String,
    pub(crate) city: &'static str,
    pub(crate) phone: String,
}

pub(crate) struct Taobao {
    pub(crate) ouid: String,
    pub(crate) nickname: String,
    pub(crate) totals: Totals,
    /// The phone cell of the member list: plain, masked or empty.
    pub(crate) phone: String,
    pub(crate) orders: Vec<Order>,
    /// The row of the export of June 2024, if it was in that one.
    pub(crate) then: Option<Then>,
    /// The personal link that was sent to it by text message.
    pub(crate) link: Option<(String, Time)>,
}

/// A member as an older export has it.
pub(crate) struct Then {
    pub(crate) nickname: String,
    pub(crate) totals: Totals,
    pub(crate) phone: String,
}

pub(crate) struct Jd {
    pub(crate) xid: String,
    pub(crate) open_id: String,
    pub(crate) totals: Totals,
    /// Whose MD5 the member list prints, for those who joined the membership.
    pub(crate) digest_of: Option<String>,
    pub(crate) orders: Vec<Order>,
}

#[derive(Default)]
pub(crate) struct Douyin {
    pub(crate) orders: Vec<Order>,
    /// The mini-program user's id, on orders and among followers.
    pub(crate) open_id: Option<String>,
    pub(crate) follow: Option<DouyinFollow>,
    pub(crate) member: Option<DouyinMember>,
    /// Old and new id of the shop, after the platform gave new ones.
    pub(crate) reissued: Option<(String, String)>,
}

pub(crate) struct DouyinFollow {
    pub(crate) union_id: Option<String>,
    pub(crate) at: Time,
}

pub(crate) struct DouyinMember {
    pub(crate) doudian: String,
    pub(crate) totals: Totals,
    /// Whose SHA-256 the member list prints.
    pub(crate) digest_of: Option<String>,
}

pub(crate) struct Kuaishou {
    pub(crate) open_id: String,
    pub(crate) totals: Totals,
    pub(crate) phone: String,
}

pub(crate) struct Wechat {
    pub(crate) unionid: String,
    pub(crate) follow: Option<Follow>,
    pub(crate) mini: Option<Mini>,
}

pub(crate) struct Follow {
    pub(crate) openid: String,
    pub(crate) at: Time,
}

/// Logins to the mini program, each with the phone that WeChat vouches for.
pub(crate) struct Mini {
    pub(crate) openid: String,
    pub(crate) logins: Vec<(Time, String)>,
    pub(crate) device: Option<String>,
}

pub(crate) struct Wecom {
    pub(crate) external_userid: String,
    pub(crate) unionid: Option<String>,
    pub(crate) remark: String,
    pub(crate) mobiles: Vec<String>,
    pub(crate) at: Time,
    pub(crate) taobao_order: Option<String>,
    pub(crate) jd_order: Option<String>,
    pub(crate) douyin_order: Option<String>,
    pub(crate) link: Option<String>,
}

pub(crate) struct Shopify {
    pub(crate) id: String,
    pub(crate) phone: String,
    pub(crate) orders: i64,
    pub(crate) cents: i64,
}
