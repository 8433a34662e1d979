#![allow(missing_docs)]
use super::Reason;
pub struct Email(pub(super) String);
impl Email {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
pub fn parse(raw: &str) -> Result<Email, Reason> {
    Ok(Email(raw.to_lowercase()))
}
