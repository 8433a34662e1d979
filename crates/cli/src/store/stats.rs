//! `oneid stats`: what a graph holds, and what its files take.

use std::io::{self, Write};

use oneid::{Durability, ErrorKind, IdentityGraph, Stats, StoreStats};
use serde::Serialize;

use crate::db::{Db, Named};
use crate::error::{Failure, note};
use crate::output;
use crate::table::{Table, count};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    named: Named,
    /// Prints the counts as a JSON object.
    #[arg(long)]
    json: bool,
}

/// What is printed as JSON.
#[derive(Serialize)]
struct Told {
    graph: Counts,
    /// None while somebody writes.
    store: Option<StoreStats>,
}

#[derive(Serialize)]
struct Counts {
    identifiers: u64,
    profiles: u64,
    records: u64,
    links: u64,
    refused_links: u64,
    separations: u64,
    refused_identifiers: usize,
    first_change: u64,
    next_change: u64,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let db = arguments.named.db()?;
    let graph = open(&db)?;
    let store = graph.store_stats().map_err(|error| db.failed(&error))?;
    let told = Told { graph: Counts::of(&graph), store };
    db.close(graph)?;
    output::to_stdout(|stdout| match arguments.json {
        true => output::json(&told, stdout),
        false => told.write(stdout),
    })
}

/// Only who could write knows how far the files are.
fn open(db: &Db<'_>) -> Result<IdentityGraph, Failure> {
    match open_alone(db) {
        Err(error) if matches!(error.kind(), ErrorKind::Locked | ErrorKind::Io) => {
            note(format_args!("{}: no counts of the files: {error}", db.dir().display()));
            db.read()
        }
        opened => {
            let graph = opened.map_err(|error| db.failed(&error))?;
            db.tell_recovery(&graph);
            Ok(graph)
        }
    }
}

/// To count is not to begin refusing what is erased: the second key is used where it has been already.
fn open_alone(db: &Db<'_>) -> Result<IdentityGraph, oneid::Error> {
    let options = db.options_without_second_key().durability(Durability::None);
    match IdentityGraph::open(db.dir(), &options) {
        Err(error) if error.kind() == ErrorKind::Key && db.refuses_erased() => {
            IdentityGraph::open(db.dir(), &db.options().durability(Durability::None))
        }
        opened => opened,
    }
}

impl Counts {
    fn of(graph: &IdentityGraph) -> Self {
        let Stats { identifiers, profiles, records, links, separations, .. } = graph.stats();
        let first_change = graph.first_change();
        let kept = graph.changes_since(0).count() as u64;
        Counts {
            identifiers,
            profiles,
            records,
            links,
            refused_links: graph.refused_count(),
            separations,
            refused_identifiers: graph.refused_identifiers(),
            first_change,
            next_change: first_change + kept,
        }
    }
}

impl Told {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let graph = &self.graph;
        let mut rows = vec![
            ("identifiers", count(graph.identifiers)),
            ("profiles", count(graph.profiles)),
            ("records", count(graph.records)),
            ("links", count(graph.links)),
            ("of these refused", count(graph.refused_links)),
            ("separations", count(graph.separations)),
            ("erased identifiers refused", count(graph.refused_identifiers as u64)),
            ("changes kept", count(graph.next_change - graph.first_change)),
        ];
        if let Some(store) = &self.store {
            rows.extend([
                ("generation of the journal", count(store.generation)),
                ("blocks written in all", count(store.position)),
                ("bytes of the journal", count(store.journal_bytes)),
                ("bytes of the snapshot", store.snapshot_bytes.map_or("none".to_owned(), count)),
                ("blocks since", count(store.blocks_since_snapshot)),
                ("erasures to compact", count(store.erasures_to_compact)),
            ]);
        }
        let mut table = Table::new(&["", ">"]);
        rows.into_iter().for_each(|(name, number)| table.row([name.to_owned(), number]));
        table.write(out)
    }
}
