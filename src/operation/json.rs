//! The JSON Lines form of operations.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::error::Category;

use super::Operation;
use crate::error::{Error, ErrorKind};
use crate::identifier::Identifier;
use crate::observation::{Observation, Strength, Timestamp, Traits, check_count};
use crate::profile::TraitValue;

/// The keys of a line, whichever operation it is.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Line<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    op: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    id: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    ids: Option<Vec<Cow<'a, str>>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    at: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    before: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    source: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    strength: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    traits: Option<TraitMap>,
}

/// Traits as an object; a list of pairs in Rust, since order and repetition are kept.
struct TraitMap(Vec<(String, TraitValue)>);

impl Serialize for TraitMap {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for TraitMap {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MapVisitor;
        impl<'de> serde::de::Visitor<'de> for MapVisitor {
            type Value = TraitMap;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of traits")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<TraitMap, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(TraitMap(pairs))
            }
        }
        deserializer.deserialize_map(MapVisitor)
    }
}

impl Traits {
    /// Reads traits as an operation has them: one JSON object, each value a text, a number, true or false, or a list of texts. Of two with one
    /// name the later stays.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Trait`] if the text is not such an object, or a name is not one. Never holds a value.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::Traits;
    ///
    /// let traits = Traits::from_json(r#"{"city":"杭州","tags":["vip"]}"#)?;
    /// assert_eq!(traits.iter().count(), 2);
    /// assert!(Traits::from_json(r#"{"City":1}"#).is_err());
    /// # Ok::<(), oneid::Error>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let map: TraitMap = serde_json::from_str(text).map_err(|error| {
            let place = (error.line(), error.column());
            let message = format!("not an object of traits (line {}, column {})", place.0, place.1);
            Error::new(ErrorKind::Trait, message)
        })?;
        map.traits()
    }
}

impl TraitMap {
    fn traits(self) -> Result<Traits, Error> {
        let mut traits = Traits::default();
        for (name, value) in self.0 {
            traits.set(&name, value)?;
        }
        Ok(traits)
    }
}

const OPERATIONS: &str =
    "observe, confirm, separate, rejoin, retract, retract_source, expire, erase or erase_profile";

impl Operation {
    /// Reads one JSON object.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Operation`] if the text is not such an object (an unknown key, a key that the operation does not take, a
    /// missing one); [`ErrorKind::Timestamp`], [`ErrorKind::Trait`] and those of [`Identifier::parse`] for its parts. Never holds a value.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let line: Line<'_> = serde_json::from_str(text).map_err(|error| json_error(&error))?;
        let name = line.op.as_deref().unwrap_or("observe");
        line.check_keys(name)?;
        match name {
            "observe" | "confirm" => line.observation().map(Operation::Observe),
            "separate" => {
                Ok(Operation::Separate { ids: line.pair()?, at: line.at()?, source: line.source() })
            }
            "rejoin" => Ok(Operation::Rejoin { ids: line.pair()? }),
            "retract" => Ok(Operation::Retract { ids: line.identifiers()?, source: line.source() }),
            "retract_source" => Ok(Operation::RetractSource { source: line.source() }),
            "expire" => Ok(Operation::Expire {
                before: line.before()?,
                source: line.source.as_deref().map(Into::into),
            }),
            "erase" => Ok(Operation::Erase { id: line.identifier()? }),
            // `check_keys` let no other name pass.
            _ => Ok(Operation::EraseProfile { id: line.identifier()? }),
        }
    }

    /// The operation as one JSON object, without a line end. Values of contacts are as they were given.
    #[must_use]
    pub fn to_json(&self) -> String {
        // A struct of texts, numbers and lists always serialises.
        serde_json::to_string(&self.line()).unwrap_or_default()
    }

    fn line(&self) -> Line<'_> {
        let texts =
            |ids: &[Identifier]| Some(ids.iter().map(|id| id.as_str().to_owned().into()).collect());
        let op = |name: &'static str| Some(Cow::Borrowed(name));
        match self {
            Operation::Observe(observation) => observation_line(observation),
            Operation::Separate { ids, at, source } => Line {
                op: op("separate"),
                ids: texts(ids),
                at: at.map(|at| at.to_string().into()),
                source: (!source.is_empty()).then_some(Cow::Borrowed(source)),
                ..Line::default()
            },
            Operation::Rejoin { ids } => {
                Line { op: op("rejoin"), ids: texts(ids), ..Line::default() }
            }
            Operation::Retract { ids, source } => Line {
                op: op("retract"),
                ids: texts(ids),
                source: Some(Cow::Borrowed(source)),
                ..Line::default()
            },
            Operation::RetractSource { source } => Line {
                op: op("retract_source"),
                source: Some(Cow::Borrowed(source)),
                ..Line::default()
            },
            Operation::Expire { before, source } => Line {
                op: op("expire"),
                before: Some(before.to_string().into()),
                source: source.as_deref().map(Cow::Borrowed),
                ..Line::default()
            },
            Operation::Erase { id } => {
                Line { op: op("erase"), id: Some(Cow::Borrowed(id.as_str())), ..Line::default() }
            }
            Operation::EraseProfile { id } => Line {
                op: op("erase_profile"),
                id: Some(Cow::Borrowed(id.as_str())),
                ..Line::default()
            },
        }
    }
}

fn observation_line(observation: &Observation) -> Line<'_> {
    let pairs: Vec<_> =
        observation.traits.iter().map(|(name, value)| (name.to_owned(), value.clone())).collect();
    Line {
        op: Some("observe".into()),
        ids: Some(observation.identifiers.iter().map(|id| id.as_str().into()).collect()),
        at: observation.at.map(|at| at.to_string().into()),
        source: Some(Cow::Borrowed(&observation.source)),
        strength: Some(observation.strength.as_str().into()),
        traits: (!pairs.is_empty()).then_some(TraitMap(pairs)),
        ..Line::default()
    }
}

impl Line<'_> {
    /// Every key that stands in the line must mean something to the operation.
    fn check_keys(&self, name: &str) -> Result<(), Error> {
        let allowed: &[&str] = match name {
            "observe" => &["ids", "at", "source", "strength", "traits"],
            "confirm" => &["ids", "at", "source", "traits"],
            "separate" => &["ids", "at", "source"],
            "rejoin" => &["ids"],
            "retract" => &["ids", "source"],
            "retract_source" => &["source"],
            "expire" => &["before", "source"],
            "erase" | "erase_profile" => &["id"],
            _ => return Err(operation_error(format!("`op` is {OPERATIONS}"))),
        };
        let present = [
            ("id", self.id.is_some()),
            ("ids", self.ids.is_some()),
            ("at", self.at.is_some()),
            ("before", self.before.is_some()),
            ("source", self.source.is_some()),
            ("strength", self.strength.is_some()),
            ("traits", self.traits.is_some()),
        ];
        for (key, present) in present {
            if present && !allowed.contains(&key) {
                return Err(operation_error(format!("`{name}` takes no `{key}`")));
            }
        }
        if name == "retract_source" && self.source.is_none() {
            return Err(missing("source"));
        }
        Ok(())
    }

    fn observation(self) -> Result<Observation, Error> {
        let strength = match (self.op.as_deref(), self.strength.as_deref()) {
            (Some("confirm"), _) => Strength::Asserted,
            (_, None) => Strength::default(),
            (_, Some(name)) => Strength::from_name(name).ok_or_else(|| {
                operation_error(
                    "`strength` is inferred, declared, verified, authoritative or asserted",
                )
            })?,
        };
        let (identifiers, at, source) = (self.identifiers()?, self.at()?, self.source());
        let traits = self.traits.map_or(Ok(Traits::default()), TraitMap::traits);
        let traits = traits.map_err(|error| error.at("traits"))?;
        Ok(Observation { identifiers, at, source, strength, traits })
    }

    fn identifiers(&self) -> Result<Vec<Identifier>, Error> {
        let texts = self.ids.as_deref().ok_or_else(|| missing("ids"))?;
        check_count(texts.len())?;
        let parse = |(index, text): (usize, &Cow<'_, str>)| {
            Identifier::parse(text).map_err(|error| error.at(format_args!("ids[{index}]")))
        };
        texts.iter().enumerate().map(parse).collect()
    }

    fn pair(&self) -> Result<[Identifier; 2], Error> {
        self.identifiers()?
            .try_into()
            .map_err(|_| operation_error("`ids` are two identifiers here"))
    }

    fn identifier(&self) -> Result<Identifier, Error> {
        Identifier::parse(self.id.as_deref().ok_or_else(|| missing("id"))?)
            .map_err(|error| error.at("id"))
    }

    fn at(&self) -> Result<Option<Timestamp>, Error> {
        let parse = |text| Timestamp::parse(text).map_err(|error| error.at("at"));
        self.at.as_deref().map(parse).transpose()
    }

    fn before(&self) -> Result<Timestamp, Error> {
        let text = self.before.as_deref().ok_or_else(|| missing("before"))?;
        Timestamp::parse(text).map_err(|error| error.at("before"))
    }

    fn source(&self) -> Box<str> {
        self.source.as_deref().unwrap_or_default().into()
    }
}

fn missing(key: &str) -> Error {
    operation_error(format!("`{key}` is missing"))
}

fn operation_error(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Operation, message)
}

/// What the parser says may quote the line, and so a customer's value: only the place is kept, and the name of an unknown key
/// that could not be a value.
fn json_error(error: &serde_json::Error) -> Error {
    let column = error.column();
    let text = error.to_string();
    let what = match error.classify() {
        Category::Syntax | Category::Eof | Category::Io => "not a JSON object".to_owned(),
        Category::Data => {
            match text.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()) {
                Some(key) if key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') => {
                    format!("unknown key `{key}`")
                }
                Some(_) => "unknown key".to_owned(),
                None => "a key stands twice, or has a value of the wrong type".to_owned(),
            }
        }
    };
    operation_error(format!("column {column}: {what}"))
}
