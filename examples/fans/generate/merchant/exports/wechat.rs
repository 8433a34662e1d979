//! WeChat: followers of the official account, logins to the mini program, and the devices of these.

use super::super::model::{Person, Wechat};
use super::super::rng::Rng;
use super::Truth;
use super::table::Table;

pub(super) struct Files {
    followers: Table,
    logins: Table,
    devices: Table,
}

impl Files {
    pub(super) fn new() -> Self {
        Files {
            followers: Table::new(
                "wechat_followers.csv",
                &[
                    "openid",
                    "unionid",
                    "subscribe_time",
                    "subscribe_scene",
                    "qr_scene_str",
                    "tagid_list",
                    "remark",
                ],
            ),
            logins: Table::new(
                "wechat_miniprogram.csv",
                &["openid", "unionid", "手机号", "授权时间", "入口场景"],
            ),
            devices: Table::new("wechat_devices.csv", &["openid", "device_id", "机型", "首次登录"]),
        }
    }

    pub(super) fn add(&mut self, rng: &mut Rng, truth: &mut Truth, person: &Person) {
        for account in &person.wechat {
            truth.owns("wechat.unionid@brand", &account.unionid);
            self.follow(rng, truth, account);
            self.log_in(rng, truth, account);
        }
    }

    fn follow(&mut self, rng: &mut Rng, truth: &mut Truth, account: &Wechat) {
        let Some(follow) = &account.follow else {
            return;
        };
        truth.owns("wechat.openid@mp", &follow.openid);
        let scenes = [
            ("ADD_SCENE_QR_CODE", "store_shanghai_door"),
            ("ADD_SCENE_QR_CODE", "store_hangzhou_table"),
            ("ADD_SCENE_QR_CODE", "parcel_card"),
            ("ADD_SCENE_QR_CODE", "live_room_screen"),
            ("ADD_SCENE_SEARCH", ""),
            ("ADD_SCENE_PROFILE_LINK", ""),
            ("ADD_SCENE_PAID", ""),
        ];
        let (scene, qr) = rng.pick(&scenes);
        let at = follow.at.text();
        self.followers.row(
            &at,
            [
                &follow.openid,
                &account.unionid,
                &at,
                scene,
                qr,
                rng.pick(&["", "", "[2]", "[2,101]", "[103]"]),
                "",
            ],
        );
    }

    fn log_in(&mut self, rng: &mut Rng, truth: &mut Truth, account: &Wechat) {
        let Some(mini) = &account.mini else {
            return;
        };
        truth.owns("wechat.openid@mini", &mini.openid);
        for (at, phone) in &mini.logins {
            let at = at.text();
            self.logins.row(
                &at,
                [
                    &mini.openid,
                    &account.unionid,
                    phone,
                    &at,
                    rng.pick(&["1001", "1011", "1035", "1089", "1102"]),
                ],
            );
        }
        if let Some(device) = &mini.device {
            let first = mini.logins[0].0.text();
            let model =
                rng.pick(&["iPhone 15", "iPhone 13", "Mate 60", "Xiaomi 14", "OPPO Reno11"]);
            self.devices.row(&first, [&mini.openid, device, model, &first]);
        }
    }

    pub(super) fn tables(self) -> [Table; 3] {
        [self.followers, self.logins, self.devices]
    }
}
