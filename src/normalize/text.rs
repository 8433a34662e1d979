#![allow(missing_docs)]
use super::Reason;
pub fn contact(raw: &str) -> Result<String, Reason> {
    Ok(raw.trim().into())
}
pub fn account(raw: &str) -> Result<String, Reason> {
    Ok(raw.trim().into())
}
