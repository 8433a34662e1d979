#![allow(missing_docs)]
use super::Reason;
pub struct Phone(pub(super) String);
impl Phone {
    pub fn e164(&self) -> &str {
        &self.0
    }
}
pub fn parse(raw: &str, _: Option<&str>) -> Result<Phone, Reason> {
    if raw.starts_with('+') { Ok(Phone(raw.into())) } else { Ok(Phone(format!("+86{raw}"))) }
}
