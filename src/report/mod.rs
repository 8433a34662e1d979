//! Numbers about a merge: whom the fan bases reach, and how right the profiles are where the truth is known.
//!
//! Pure computation: it is given profiles and fans, and reads no file.

mod reach;
mod score;

pub use reach::{Audience, FanBaseReach, Overlap, PlatformCount, PlatformReach, Reach};
pub use score::{CaseScore, Score, ScoreBuilder};
