//! Digests of a phone's eleven digits, as platforms print them.

use std::fmt::Write as _;

use md5::Md5;
use sha2::{Digest as _, Sha256};

pub(super) fn md5(phone: &str) -> String {
    text(&Md5::digest(phone))
}

pub(super) fn sha256(phone: &str) -> String {
    text(&Sha256::digest(phone))
}

fn text(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("text");
        text
    })
}
