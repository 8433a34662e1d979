//! How long a thread was on a processor: other programs do not count.

use std::time::Instant;

pub(crate) struct Clock {
    started: Instant,
    on_processor_ns: Option<u64>,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Clock { on_processor_ns: on_processor_ns(), started: Instant::now() }
    }

    /// Nanoseconds since the start: on a processor where the system tells, else by the wall clock.
    pub(crate) fn ns(&self) -> u64 {
        match (self.on_processor_ns, on_processor_ns()) {
            (Some(before), Some(now)) => now - before,
            _ => u64::try_from(self.started.elapsed().as_nanos()).unwrap_or(u64::MAX),
        }
    }
}

/// Linux tells it of each thread.
fn on_processor_ns() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split(' ').next()?.parse().ok()
}
