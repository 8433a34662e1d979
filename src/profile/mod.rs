//! Profiles: their ids, their traits.

mod value;

pub use value::TraitValue;
pub(crate) use value::serialize_number;
