//! Values of traits and times as bytes.

use super::bytes::{Malformed, Reader, Writer};
use crate::observation::Timestamp;
use crate::profile::TraitValue;

const FALSE: u8 = 0;
const TRUE: u8 = 1;
const NUMBER: u8 = 2;
const TEXT: u8 = 3;
const LIST: u8 = 4;

impl Writer {
    pub(super) fn value(&mut self, value: &TraitValue) {
        match value {
            TraitValue::Bool(false) => self.byte(FALSE),
            TraitValue::Bool(true) => self.byte(TRUE),
            TraitValue::Number(number) => {
                self.byte(NUMBER);
                self.raw(&number.to_le_bytes());
            }
            TraitValue::Text(text) => {
                self.byte(TEXT);
                self.text(text);
            }
            TraitValue::List(texts) => {
                self.byte(LIST);
                self.length(texts.len());
                texts.iter().for_each(|text| self.text(text));
            }
        }
    }

    /// A time, as the difference to the one before.
    pub(super) fn time(&mut self, at: Timestamp, before: &mut i64) {
        let ms = at.as_millisecond();
        self.signed(ms - *before);
        *before = ms;
    }

    pub(super) fn maybe_time(&mut self, at: Option<Timestamp>, before: &mut i64) {
        self.byte(u8::from(at.is_some()));
        at.into_iter().for_each(|at| self.time(at, before));
    }
}

impl Reader<'_> {
    pub(super) fn value(&mut self) -> Result<TraitValue, Malformed> {
        Ok(match self.byte()? {
            FALSE => TraitValue::Bool(false),
            TRUE => TraitValue::Bool(true),
            NUMBER => {
                let number = f64::from_le_bytes(self.array()?);
                if !number.is_finite() {
                    return Err(Malformed);
                }
                TraitValue::Number(number)
            }
            TEXT => TraitValue::Text(self.text()?.into()),
            LIST => {
                let count = self.count()?;
                let texts: Result<Vec<Box<str>>, Malformed> =
                    (0..count).map(|_| Ok(self.text()?.into())).collect();
                TraitValue::List(texts?)
            }
            _ => return Err(Malformed),
        })
    }

    pub(super) fn time(&mut self, before: &mut i64) -> Result<Timestamp, Malformed> {
        let ms = before.checked_add(self.signed()?).ok_or(Malformed)?;
        *before = ms;
        Timestamp::from_millisecond(ms).map_err(|_| Malformed)
    }

    pub(super) fn maybe_time(&mut self, before: &mut i64) -> Result<Option<Timestamp>, Malformed> {
        match self.byte()? {
            0 => Ok(None),
            1 => self.time(before).map(Some),
            _ => Err(Malformed),
        }
    }
}
