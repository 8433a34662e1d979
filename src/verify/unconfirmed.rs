//! What of an explanation could not be confirmed.

use std::error::Error;
use std::fmt;

/// What of an explanation could not be confirmed. It holds no customer's value.
///
/// Whoever gets this for an explanation that a graph has just given has found a bug; of an older one, the evidence may have changed since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unconfirmed {
    step: Option<usize>,
    sentence: &'static str,
}

impl Unconfirmed {
    /// The step of the chain, the first being 0; none if it is about the explanation as a whole.
    #[must_use]
    pub fn step(&self) -> Option<usize> {
        self.step
    }

    /// What does not hold, as a sentence in lower case.
    #[must_use]
    pub fn sentence(&self) -> &str {
        self.sentence
    }

    pub(super) fn whole(sentence: &'static str) -> Self {
        Unconfirmed { step: None, sentence }
    }

    pub(super) fn at(step: usize, sentence: &'static str) -> Self {
        Unconfirmed { step: Some(step), sentence }
    }
}

impl fmt::Display for Unconfirmed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(step) = self.step {
            write!(f, "step {step} of the chain: ")?;
        }
        f.write_str(self.sentence)
    }
}

impl Error for Unconfirmed {}
