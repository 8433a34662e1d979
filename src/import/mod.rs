//! Fan-base files to observations: a manifest says what each file and each column is.
//!
//! A [`Manifest`] names fan bases; [`FanBase::rows`] streams the rows of one as [`Row`]s, each an
//! [`Observation`](crate::Observation) with the fans that it stands for. Whatever is not used is counted in a
//! [`FanBaseReport`], by reason and with the first lines where it stands, and never with a value.
//!
//! # Examples
//!
//! ```
//! use oneid::import::Manifest;
//! use oneid::{FingerprintKey, IdentityGraph, Timestamp};
//!
//! let manifest = Manifest::read("examples/fans/manifest.toml".as_ref(), None)?;
//! let key = FingerprintKey::from_bytes([7; 16]);
//! let now = Timestamp::parse("2027-01-01T00:00:00Z")?;
//! let mut graph = IdentityGraph::in_memory(manifest.policy().clone(), key.clone());
//! let mut rows = manifest.fan_bases()[0].rows(manifest.policy(), &key, now)?;
//! while let Some(row) = rows.next_row()? {
//!     graph.apply(&row.observation.into())?;
//! }
//! let report = rows.report();
//! assert_eq!(report.rows, report.used + report.skipped);
//! # Ok::<(), oneid::Error>(())
//! ```

mod cell;
mod column;
mod contact;
mod input;
mod json_lines;
mod manifest;
mod rows;
mod table;
mod tally;
mod time;
mod truth;

pub use column::Column;
pub use manifest::{FanBase, Format, Manifest, policy_named};
pub use rows::{Row, Rows};
pub use tally::{ColumnCount, Count, FanBaseReport, SkipCount, SkipReason, Warning};
pub use truth::{Truth, TruthRow};
