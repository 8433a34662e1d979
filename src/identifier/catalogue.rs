//! The built-in namespaces: what the platforms' documents support, lenient where they are silent.

use super::{Class, Family, ScopeRule, Syntax};
use crate::normalize::digest::Hash;

/// Changes whenever a namespace is added or one changes its meaning.
pub(crate) const VERSION: u32 = 1;

/// One built-in namespace.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) family: Family,
    pub(crate) scope: ScopeRule,
    pub(crate) syntax: Syntax,
}

impl Entry {
    pub(crate) fn class(&self) -> Class {
        match self.family {
            UnionId | Account => Class::Account,
            Phone | Email | Token => Class::Contact,
            Device => Class::Device,
        }
    }

    pub(crate) fn rank(&self) -> u32 {
        match (self.family, self.syntax) {
            (UnionId, _) => 10,
            (Account, _) => 20,
            (Phone, Syntax::Phone) => 50,
            (Phone, _) => 51,
            (Email, Syntax::Email) => 60,
            (Email, _) => 61,
            (Token, _) => 70,
            (Device, _) if self.name == "cookie" => 95,
            (Device, _) => 90,
        }
    }

    /// Phones, e-mails and their digests are kept as fingerprints only.
    pub(crate) fn retain(&self) -> bool {
        !matches!(self.family, Phone | Email)
    }
}

/// `scope`: an AppID, an Open Platform account, a corp, a shop, a developer; whatever the platform says the value is unique in.
const fn entry(name: &'static str, family: Family, scope: ScopeRule, syntax: Syntax) -> Entry {
    Entry { name, family, scope, syntax }
}

use Family::{Account, Device, Email, Phone, Token, UnionId};
use ScopeRule::{None as Global, Optional, Required as Scoped};
use Syntax::{AlipayUser, Base64Url, Decimal, Digest, Opaque, ShopifyCustomer, Text};

pub(crate) const CATALOGUE: &[Entry] = &[
    // One for each Open Platform account (WeChat), developer (Douyin, QQ, Alipay) or the world (Alipay user ids).
    entry("wechat.unionid", UnionId, Scoped, Base64Url),
    entry("douyin.union_id", UnionId, Scoped, Opaque),
    entry("douyin.allied_id", UnionId, Scoped, Opaque),
    entry("qq.unionid", UnionId, Scoped, Opaque),
    entry("alipay.user_id", UnionId, Global, AlipayUser),
    entry("alipay.union_id", UnionId, Scoped, Opaque),
    // One for each app, shop, corp or developer: a person has several.
    entry("wechat.openid", Account, Scoped, Base64Url),
    entry("wecom.external_userid", Account, Scoped, Base64Url),
    entry("wecom.pending_id", Account, Scoped, Opaque),
    entry("qq.openid", Account, Scoped, Opaque),
    entry("douyin.open_id", Account, Scoped, Opaque),
    entry("doudian.open_id", Account, Scoped, Opaque),
    entry("kuaishou.open_id", Account, Scoped, Opaque),
    entry("kuaishou.shop_open_id", Account, Scoped, Opaque),
    entry("taobao.open_uid", Account, Scoped, Opaque),
    entry("taobao.open_uid_isv", Account, Scoped, Opaque),
    entry("taobao.ouid", Account, Scoped, Opaque),
    entry("taobao.omid", Account, Scoped, Opaque),
    entry("jd.open_id", Account, Scoped, Opaque),
    entry("jd.xid", Account, Scoped, Opaque),
    entry("jd.pin", Account, Global, Opaque),
    entry("alipay.open_id", Account, Scoped, Opaque),
    entry("weibo.uid", Account, Global, Decimal),
    entry("xiaohongshu.user_id", Account, Scoped, Opaque),
    entry("youzan.yz_open_id", Account, Scoped, Opaque),
    entry("weimob.wid", Account, Scoped, Decimal),
    entry("weimob.super_wid", Account, Scoped, Decimal),
    entry("shopify.customer_id", Account, Scoped, ShopifyCustomer),
    // Contacts. A digest is unique in the world, as the number is.
    entry("phone", Phone, Global, Syntax::Phone),
    entry("phone.sha256_e164", Phone, Global, Digest(Hash::Sha256)),
    entry("phone.sha256_digits", Phone, Global, Digest(Hash::Sha256)),
    entry("phone.sha256_national", Phone, Global, Digest(Hash::Sha256)),
    entry("phone.md5_e164", Phone, Global, Digest(Hash::Md5)),
    entry("phone.md5_digits", Phone, Global, Digest(Hash::Md5)),
    entry("phone.md5_national", Phone, Global, Digest(Hash::Md5)),
    entry("phone.sm3_e164", Phone, Global, Digest(Hash::Sm3)),
    entry("phone.sm3_digits", Phone, Global, Digest(Hash::Sm3)),
    entry("phone.sm3_national", Phone, Global, Digest(Hash::Sm3)),
    entry("email", Email, Global, Syntax::Email),
    entry("email.sha256", Email, Global, Digest(Hash::Sha256)),
    entry("email.md5", Email, Global, Digest(Hash::Md5)),
    entry("email.sm3", Email, Global, Digest(Hash::Sm3)),
    // An order number is unique in one shop of one platform (`order.id@taobao/flagship`); a link's one-person state in a corp.
    entry("order.id", Token, Scoped, Text),
    entry("link.token", Token, Scoped, Text),
    entry("device", Device, Optional, Opaque),
    entry("cookie", Device, Optional, Opaque),
];
