//! A copy of the state to try something out on.

use super::batch::Batch;
use super::index::RecordIndex;
use super::log::ChangeLog;
use super::{Delta, Graph, Work};
use crate::error::Error;
use crate::operation::Operation;
use crate::outcome::DryRun;

impl Graph {
    /// A copy with a log of its own.
    fn fork(&self, log: ChangeLog) -> Graph {
        Graph {
            policy: self.policy.clone(),
            tuning: self.tuning,
            nodes: self.nodes.clone(),
            evidence: self.evidence.clone(),
            separations: self.separations.clone(),
            same: self.same.clone(),
            standing: self.standing.clone(),
            watch: self.watch.clone(),
            partition: self.partition.clone(),
            delta: Delta::starting_at(self.nodes.len()),
            log,
            refusals: self.refusals.clone(),
            bytes_at_most: self.bytes_at_most.clone(),
            work: Work::default(),
        }
    }

    /// What operations would do, and the changes that they would make.
    pub(crate) fn dry_run(&self, operations: &[Operation]) -> Result<DryRun, Error> {
        // To erase is to tell consumers that lag, and so to read the log.
        let erases = |operation: &Operation| {
            matches!(operation, Operation::Erase { .. } | Operation::EraseProfile { .. })
        };
        let reads_log = operations.iter().any(erases);
        let log = if reads_log { self.log.clone() } else { self.empty_log() };
        let mut fork = self.fork(log);
        let outcome = fork.apply_batch(operations)?;
        let changes = fork.changes_since(outcome.changes.start).collect();
        Ok(DryRun { outcome, changes })
    }

    /// A log that begins with the next change.
    fn empty_log(&self) -> ChangeLog {
        ChangeLog::starting_at(self.log.next())
    }

    /// What there would be without some records. Nodes and other records keep their numbers.
    pub(super) fn without_records(&self, records: &[RecordIndex]) -> Graph {
        let mut fork = self.fork(self.empty_log());
        let mut batch = Batch::default();
        for &record in records {
            fork.withdraw(record, &mut batch);
        }
        fork.finish(&mut batch);
        fork
    }
}
