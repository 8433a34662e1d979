//! The numbers of a merge, as summary.json holds them.

use std::io::{self, Write};

use oneid::import::FanBaseReport;
use oneid::report::{Overlap, PlatformCount, PlatformReach, Reach, Score};
use oneid::{IdentityGraph, Policy};
use serde::Serialize;

/// Keys and their meaning stand in docs/merge.md.
#[derive(Serialize)]
pub(super) struct Summary {
    pub(super) catalogue_version: u32,
    pub(super) rows: u64,
    pub(super) used: u64,
    pub(super) skipped: u64,
    pub(super) profiles: u64,
    pub(super) customers: u64,
    pub(super) profiles_without_fans: u64,
    pub(super) by_platform_count: Vec<PlatformCount>,
    pub(super) platforms: Vec<PlatformReach>,
    pub(super) overlaps: Vec<Overlap>,
    pub(super) fan_bases: Vec<FanBaseSummary>,
    /// Sources that the fan bases stand in the place of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) replaced: Vec<Replaced>,
    pub(super) graph: GraphSummary,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) score: Option<Score>,
}

/// A source whose records were retracted.
#[derive(Serialize)]
pub(super) struct Replaced {
    pub(super) source: String,
    pub(super) records: u64,
}

#[derive(Serialize)]
pub(super) struct FanBaseSummary {
    pub(super) fans: u64,
    pub(super) customers: u64,
    #[serde(flatten)]
    pub(super) import: FanBaseReport,
}

/// What the graph holds, and what it held back.
#[derive(Serialize)]
pub(super) struct GraphSummary {
    pub(super) identifiers: u64,
    pub(super) records: u64,
    pub(super) links: u64,
    pub(super) refused_links: u64,
    pub(super) contradictory_records: u64,
    pub(super) shared_identifiers: u64,
    pub(super) blocked_identifiers: u64,
    pub(super) reassigned_identifiers: u64,
}

impl Summary {
    pub(super) fn new(
        reach: Reach,
        reports: Vec<FanBaseReport>,
        replaced: Vec<Replaced>,
        graph: &IdentityGraph,
        score: Option<Score>,
    ) -> Self {
        let sum = |count: fn(&FanBaseReport) -> u64| reports.iter().map(count).sum();
        Summary {
            catalogue_version: Policy::catalogue_version(),
            rows: sum(|report| report.rows),
            used: sum(|report| report.used),
            skipped: sum(|report| report.skipped),
            profiles: reach.profiles,
            customers: reach.customers,
            profiles_without_fans: reach.profiles_without_fans,
            by_platform_count: reach.by_platform_count,
            platforms: reach.platforms,
            overlaps: reach.overlaps,
            graph: GraphSummary::of(graph),
            fan_bases: (reach.fan_bases.into_iter().zip(reports))
                .map(|(reach, import)| FanBaseSummary {
                    fans: reach.fans,
                    customers: reach.customers,
                    import,
                })
                .collect(),
            replaced,
            score,
        }
    }

    pub(super) fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        out.write_all(b"\n")
    }
}

impl GraphSummary {
    fn of(graph: &IdentityGraph) -> Self {
        let stats = graph.stats();
        GraphSummary {
            identifiers: stats.identifiers,
            records: stats.records,
            links: stats.links,
            refused_links: graph.refused_count(),
            contradictory_records: graph.contradictory().len() as u64,
            shared_identifiers: graph.shared().len() as u64,
            blocked_identifiers: graph.blocked().len() as u64,
            reassigned_identifiers: graph.reassigned().len() as u64,
        }
    }
}
