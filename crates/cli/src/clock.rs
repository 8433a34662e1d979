//! How long this thread was on a processor: other programs do not count.

use std::time::{Duration, Instant};

pub(crate) struct Clock {
    started: Instant,
    on_processor: Option<Duration>,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Clock { on_processor: on_processor(), started: Instant::now() }
    }

    /// Nanoseconds since the start: on a processor where the system tells, else by the wall clock.
    pub(crate) fn ns(&self) -> u64 {
        let passed = match (self.on_processor, on_processor()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => self.started.elapsed(),
        };
        u64::try_from(passed.as_nanos()).unwrap_or(u64::MAX)
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn on_processor() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Some(Duration::new(u64::try_from(time.tv_sec).ok()?, u32::try_from(time.tv_nsec).ok()?))
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn on_processor() -> Option<Duration> {
    None
}
