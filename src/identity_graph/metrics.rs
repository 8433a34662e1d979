//! Counts handed to whatever recorder the program has installed.

use metrics::{counter, gauge};

use super::IdentityGraph;
use crate::error::Error;

impl IdentityGraph {
    /// Hands [counts](IdentityGraph::stats) and, of a durable graph, [what its files take](IdentityGraph::store_stats) to the recorder of the `metrics` crate: gauges
    /// for what there is, counters for work done. Call it every some seconds: counting profiles looks at all of them. With the feature `metrics`.
    ///
    /// | name | what |
    /// | --- | --- |
    /// | `oneid_identifiers`, `oneid_profiles`, `oneid_records`, `oneid_links`, `oneid_separations` | gauges: how many there are |
    /// | `oneid_memory_bytes` | gauge: what the graph sets aside |
    /// | `oneid_operations_total`, `oneid_conflicts_total`, `oneid_rebuilds_total` | counters: applied; links that conflicted; how often everything was resolved anew |
    /// | `oneid_journal_bytes`, `oneid_snapshot_bytes` | gauges: of the files |
    /// | `oneid_waiting_calls` | gauge: calls that are not durable yet |
    /// | `oneid_blocks_since_snapshot` | gauge: what opening would have to apply |
    /// | `oneid_erasures_to_compact` | gauge: calls that erased what files still hold |
    /// | `oneid_failed` | gauge: 1 after a write failed |
    ///
    /// # Errors
    ///
    /// Those of [`store_stats`](IdentityGraph::store_stats).
    pub fn record_metrics(&self) -> Result<(), Error> {
        let stats = self.stats();
        for (name, value) in [
            ("oneid_identifiers", stats.identifiers),
            ("oneid_profiles", stats.profiles),
            ("oneid_records", stats.records),
            ("oneid_links", stats.links),
            ("oneid_separations", stats.separations),
            ("oneid_memory_bytes", self.memory().total()),
        ] {
            set(name, value);
        }
        counter!("oneid_operations_total").absolute(stats.operations);
        counter!("oneid_conflicts_total").absolute(stats.conflicts);
        counter!("oneid_rebuilds_total").absolute(stats.rebuilds);
        let Some(store) = self.store_stats()? else { return Ok(()) };
        for (name, value) in [
            ("oneid_journal_bytes", store.journal_bytes),
            ("oneid_snapshot_bytes", store.snapshot_bytes.unwrap_or(0)),
            ("oneid_waiting_calls", store.waiting),
            ("oneid_blocks_since_snapshot", store.blocks_since_snapshot),
            ("oneid_erasures_to_compact", store.erasures_to_compact),
            ("oneid_failed", u64::from(store.failed)),
        ] {
            set(name, value);
        }
        Ok(())
    }
}

fn set(name: &'static str, value: u64) {
    #[allow(clippy::cast_precision_loss, reason = "gauges are doubles")]
    gauge!(name).set(value as f64);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::{Arc, Mutex};

    use metrics::{
        Counter, CounterFn, Gauge, GaugeFn, Histogram, Key, KeyName, Metadata, Recorder,
        SharedString, Unit,
    };

    use super::*;
    use crate::identifier::FingerprintKey;
    use crate::identity_graph::OpenOptions;
    use crate::operation::Operation;
    use crate::policy::{Policy, Preset};

    type Seen = Arc<Mutex<BTreeMap<String, f64>>>;

    #[derive(Default)]
    struct Recording(Seen);

    struct One(Seen, String);

    impl One {
        fn put(&self, value: f64) {
            self.0.lock().expect("no panic").insert(self.1.clone(), value);
        }
    }

    impl CounterFn for One {
        fn increment(&self, _: u64) {}

        fn absolute(&self, value: u64) {
            #[allow(clippy::cast_precision_loss, reason = "small")]
            self.put(value as f64);
        }
    }

    impl GaugeFn for One {
        fn increment(&self, _: f64) {}

        fn decrement(&self, _: f64) {}

        fn set(&self, value: f64) {
            self.put(value);
        }
    }

    impl Recorder for Recording {
        fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

        fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

        fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

        fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
            Counter::from_arc(Arc::new(One(self.0.clone(), key.name().to_owned())))
        }

        fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
            Gauge::from_arc(Arc::new(One(self.0.clone(), key.name().to_owned())))
        }

        fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
            Histogram::noop()
        }
    }

    #[test]
    fn counts_are_handed_on() {
        let dir = tempfile::tempdir().expect("a folder");
        let options = OpenOptions::new(FingerprintKey::from_bytes([7; 16]))
            .policy(Policy::preset(Preset::RetailCn));
        let mut graph = IdentityGraph::open(dir.path(), &options).expect("made");
        let seen = Operation::from_json(r#"{"ids":["jd.pin:a","cookie:c"]}"#).expect("valid");
        graph.apply(&seen).expect("applied");
        graph
            .apply(&Operation::from_json(r#"{"op":"erase","id":"cookie:c"}"#).expect("valid"))
            .expect("applied");
        let recording = Recording::default();
        metrics::with_local_recorder(&recording, || graph.record_metrics()).expect("handed on");
        let seen = recording.0.lock().expect("no panic");
        for (name, value) in [
            ("oneid_identifiers", 1.0),
            ("oneid_operations_total", 2.0),
            ("oneid_blocks_since_snapshot", 2.0),
            ("oneid_erasures_to_compact", 1.0),
            ("oneid_failed", 0.0),
        ] {
            assert_eq!(seen.get(name), Some(&value), "{name}");
        }
        assert_eq!(seen.len(), 15);
    }
}
