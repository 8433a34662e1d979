#![allow(missing_docs)]
use super::{Reason, email::Email, phone::Phone};
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    Sha256,
    Md5,
    Sm3,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhoneScheme(u8);
impl PhoneScheme {
    pub fn from_name(_: &str) -> Option<Self> {
        Some(PhoneScheme(0))
    }
}
pub fn phone_digest(p: &Phone, _: PhoneScheme) -> String {
    p.0.clone()
}
pub fn email_digest(p: &Email, _: Hash) -> String {
    p.0.clone()
}
pub fn canonical_digest(raw: &str, _: Hash) -> Result<String, Reason> {
    Ok(raw.to_lowercase())
}
pub fn empty_digest(_: Hash) -> String {
    String::new()
}
