//! The values that traits have.

use std::cmp::Ordering;
use std::fmt;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// What is said of a customer: text, a number, true or false, or a list of texts. A time is text in RFC 3339.
///
/// Values have an order (by type, then by value), so that ties between them are decided the same way everywhere.
/// `Debug` does not show the value: a nickname may well be a phone number.
#[derive(Clone)]
pub enum TraitValue {
    /// True or false.
    Bool(bool),
    /// A finite number.
    Number(f64),
    /// A text.
    Text(Box<str>),
    /// A list of texts.
    List(Vec<Box<str>>),
}

impl TraitValue {
    /// Bytes beside the value itself.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            TraitValue::Bool(_) | TraitValue::Number(_) => 0,
            TraitValue::Text(text) => text.len(),
            TraitValue::List(texts) => {
                let held: usize = texts.iter().map(|text| text.len()).sum();
                held + texts.capacity() * size_of::<Box<str>>()
            }
        }
    }

    fn type_order(&self) -> u8 {
        match self {
            TraitValue::Bool(_) => 0,
            TraitValue::Number(_) => 1,
            TraitValue::Text(_) => 2,
            TraitValue::List(_) => 3,
        }
    }
}

impl Ord for TraitValue {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (TraitValue::Bool(a), TraitValue::Bool(b)) => a.cmp(b),
            (TraitValue::Number(a), TraitValue::Number(b)) => a.total_cmp(b),
            (TraitValue::Text(a), TraitValue::Text(b)) => a.cmp(b),
            (TraitValue::List(a), TraitValue::List(b)) => a.cmp(b),
            _ => self.type_order().cmp(&other.type_order()),
        }
    }
}

impl PartialOrd for TraitValue {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for TraitValue {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for TraitValue {}

impl fmt::Debug for TraitValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TraitValue::Bool(_) => "Bool(…)",
            TraitValue::Number(_) => "Number(…)",
            TraitValue::Text(_) => "Text(…)",
            TraitValue::List(_) => "List(…)",
        })
    }
}

impl From<&str> for TraitValue {
    fn from(text: &str) -> Self {
        TraitValue::Text(text.into())
    }
}

impl From<bool> for TraitValue {
    fn from(value: bool) -> Self {
        TraitValue::Bool(value)
    }
}

impl From<f64> for TraitValue {
    /// Not-a-number and the infinities become text, since no rule can reckon with them.
    fn from(value: f64) -> Self {
        if value.is_finite() {
            // -0 and 0 are one value.
            TraitValue::Number(value + 0.0)
        } else {
            TraitValue::Text(value.to_string().into())
        }
    }
}

impl From<Vec<Box<str>>> for TraitValue {
    fn from(list: Vec<Box<str>>) -> Self {
        TraitValue::List(list)
    }
}

impl Serialize for TraitValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            TraitValue::Bool(value) => serializer.serialize_bool(*value),
            TraitValue::Number(value) => serialize_number(*value, serializer),
            TraitValue::Text(text) => serializer.serialize_str(text),
            TraitValue::List(list) => list.serialize(serializer),
        }
    }
}

/// Whole numbers print without a fraction: 3, not 3.0.
pub(crate) fn serialize_number<S: Serializer>(
    value: f64,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        return serializer.serialize_i64(value as i64);
    }
    serializer.serialize_f64(value)
}

impl<'de> Deserialize<'de> for TraitValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = TraitValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a number, true, false, or a list of texts")
    }

    fn visit_bool<E>(self, value: bool) -> Result<TraitValue, E> {
        Ok(value.into())
    }

    #[expect(clippy::cast_precision_loss, reason = "traits are doubles, as in JSON")]
    fn visit_i64<E>(self, value: i64) -> Result<TraitValue, E> {
        Ok((value as f64).into())
    }

    #[expect(clippy::cast_precision_loss, reason = "traits are doubles, as in JSON")]
    fn visit_u64<E>(self, value: u64) -> Result<TraitValue, E> {
        Ok((value as f64).into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<TraitValue, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<TraitValue, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<TraitValue, A::Error> {
        let mut list = Vec::new();
        while let Some(text) = seq.next_element::<Box<str>>()? {
            list.push(text);
        }
        Ok(TraitValue::List(list))
    }
}
