//! `oneid explain`: why two identifiers are one customer, or are not.

use std::path::PathBuf;

use oneid::{Explanation, Identifier, IdentityGraph, Verdict};

use crate::error::{Failure, note};
use crate::{load, output, tell};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    options: load::Options,
    /// Prints the explanation as a JSON object.
    #[arg(long, conflicts_with = "dot")]
    json: bool,
    /// Prints the chain in the DOT language of Graphviz.
    #[arg(long)]
    dot: bool,
    /// Has the graph verify the explanation, and says on stderr that it is confirmed; fails if it is not.
    #[arg(long)]
    verify: bool,
    /// The one identifier, `namespace[@scope]:value`.
    #[arg(value_name = "A")]
    a: String,
    /// The other.
    #[arg(value_name = "B")]
    b: String,
    /// Operations as JSON Lines; `-`, or none: from stdin. None with --db.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let loader = arguments.options.loader(&arguments.files)?;
    let (a, b) = (loader.identifier("A", &arguments.a)?, loader.identifier("B", &arguments.b)?);
    let graph = loader.graph()?;
    let told = graph.explain(&a, &b).map_err(|error| Failure::at("explain", &error))?;
    let unknown = match told.verdict {
        Verdict::Unknown => unknown(&graph, [(&a, &told.a), (&b, &told.b)]),
        _ => Vec::new(),
    };
    output::to_stdout(|stdout| match (arguments.json, arguments.dot) {
        (true, _) => output::json(&told, stdout),
        (_, true) => stdout.write_all(told.to_dot().as_bytes()),
        _ => tell::explanation(&told, &unknown, graph.policy(), stdout),
    })?;
    if arguments.verify { verify(&graph, &told) } else { Ok(()) }
}

fn verify(graph: &IdentityGraph, told: &Explanation) -> Result<(), Failure> {
    graph.verify(told).map_err(|error| Failure::new(format!("not confirmed: {error}")))?;
    note("confirmed: worked out anew, naively, from the records concerned");
    Ok(())
}

/// The printed forms of those of the two that are not known.
fn unknown(graph: &IdentityGraph, two: [(&Identifier, &String); 2]) -> Vec<String> {
    let is_unknown = |id: &Identifier| graph.lookup(id).is_ok_and(|found| found.is_empty());
    let unknown = two.into_iter().filter(|(id, _)| is_unknown(id));
    let mut unknown: Vec<String> = unknown.map(|(_, printed)| printed.clone()).collect();
    unknown.dedup();
    unknown
}
