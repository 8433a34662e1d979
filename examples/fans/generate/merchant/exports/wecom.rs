//! WeCom: the customers of the staff, as JSON Lines of what the API gives.

use serde::Serialize;

use super::super::model::Person;
use super::super::rng::Rng;
use super::Truth;
use super::table::Table;

pub(super) struct Files {
    customers: Table,
}

/// One customer; the order numbers and the link are what the merchant's own page added.
#[derive(Serialize)]
struct Customer<'a> {
    external_userid: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unionid: Option<&'a str>,
    userid: &'a str,
    remark: &'a str,
    remark_mobiles: &'a [String],
    add_time: &'a str,
    add_way: u8,
    #[serde(skip_serializing_if = "str::is_empty")]
    state: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    link_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    taobao_order: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jd_order: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    douyin_order: Option<&'a str>,
}

impl Files {
    pub(super) fn new() -> Self {
        Files { customers: Table::new("wecom_customers.jsonl", &[]) }
    }

    pub(super) fn add(&mut self, rng: &mut Rng, truth: &mut Truth, person: &Person) {
        let Some(contact) = &person.wecom else {
            return;
        };
        truth.owns("wecom.external_userid@corp", &contact.external_userid);
        if let Some(unionid) = &contact.unionid {
            truth.owns("wechat.unionid@brand", unionid);
        }
        let scanned = contact.taobao_order.is_some()
            || contact.jd_order.is_some()
            || contact.douyin_order.is_some();
        let (add_way, state) = if contact.link.is_some() {
            (16, "sms_old_customers")
        } else if scanned {
            (1, "parcel_card")
        } else {
            rng.pick(&[
                (1, "store_shanghai"),
                (1, "store_hangzhou"),
                (3, ""),
                (2, ""),
                (1, "live_room"),
            ])
        };
        let at = contact.at.text();
        let customer = Customer {
            external_userid: &contact.external_userid,
            name: &person.nickname,
            unionid: contact.unionid.as_deref(),
            userid: rng.pick(&["xiaomei", "lijing", "kefu01", "kefu02", "zhouzhou"]),
            remark: &contact.remark,
            remark_mobiles: &contact.mobiles,
            add_time: &at,
            add_way,
            state,
            link_token: contact.link.as_deref(),
            taobao_order: contact.taobao_order.as_deref(),
            jd_order: contact.jd_order.as_deref(),
            douyin_order: contact.douyin_order.as_deref(),
        };
        let line = serde_json::to_string(&customer).expect("plain text and numbers");
        self.customers.line(&at, line);
    }

    pub(super) fn tables(self) -> [Table; 1] {
        [self.customers]
    }
}
