//! The worst that one identifier does: a shop's own number on every order.

use super::customer::of;
use crate::observation::{Observation, Strength, Timestamp};
use crate::operation::Operation;

/// One phone in every observation, each with another account: declared, one a minute. It never ends.
///
/// # Examples
///
/// ```
/// use oneid::synth::Hub;
///
/// let lines: Vec<String> = Hub::new().take(2).map(|operation| operation.to_json()).collect();
/// assert!(lines.iter().all(|line| line.contains("phone:+8613710002000")));
/// assert_ne!(lines[0], lines[1]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Hub {
    made: u64,
}

impl Hub {
    /// The first observation is of the beginning of 2024.
    #[must_use]
    pub fn new() -> Self {
        Hub::default()
    }
}

impl Iterator for Hub {
    type Item = Operation;

    fn next(&mut self) -> Option<Operation> {
        const START_MS: u64 = 1_704_067_200_000;
        const MINUTE_MS: u64 = 60_000;
        let n = self.made;
        self.made += 1;
        let at = Timestamp::from_millisecond(START_MS + n * MINUTE_MS).ok()?;
        let account = of("taobao.ouid", Some("flagship"), &format!("AAF{n:022}"));
        let phone = of("phone", None, "+8613710002000");
        let observation = Observation::new([account, phone]).ok()?;
        Some(observation.at(at).source("taobao/flagship").strength(Strength::Declared).into())
    }
}
