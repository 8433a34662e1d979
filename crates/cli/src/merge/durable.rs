//! Fan bases into a durable graph.

use std::path::Path;

use oneid::import::Manifest;
use oneid::{Durability, IdentityGraph};

use super::import::{self, Target};
use super::{Arguments, now, plain, read_manifest, replace, report};
use crate::db::Db;
use crate::error::{Failure, note};

/// Adds the fan bases, all of which is durable then, retracts what they replace, and reports.
pub(super) fn run(arguments: &Arguments, dir: &Path) -> Result<(), Failure> {
    let manifest = read_manifest(arguments)?;
    let db = Db::to_be_made(dir, &arguments.keys, arguments.beside())?;
    let there = db.write_if_there(Durability::None)?;
    let manifest = match &there {
        Some(graph) => under_policy_of(graph, manifest, arguments, dir)?,
        None => manifest,
    };
    let now = now()?;
    import::check_headers(&manifest, db.key(), now)?;
    let replaced = replace::sources(&arguments.replace, &manifest, there.as_ref())?;
    let mut graph = match there {
        Some(graph) => graph,
        None => db.make(Durability::None, manifest.policy().clone())?,
    };
    let mut target = Target { graph: &mut graph, keeps_changes: true };
    let imported = import::run(&manifest, db.key(), now, &mut target);
    // Only now, so that what both hold is known all the time.
    let imported = imported.and_then(|import| {
        replace::retract(&replaced, &mut graph).map_err(|error| db.failed(&error))?;
        Ok(import)
    });
    let import = match imported {
        Ok(import) => import,
        Err(why) => return Err(db.stopped(graph, why)),
    };
    db.settle(&graph)?;
    report(arguments, &manifest, &graph, import, replaced)?;
    db.close(graph)
}

/// The manifest under the policy that the graph has.
fn under_policy_of(
    graph: &IdentityGraph,
    manifest: Manifest,
    arguments: &Arguments,
    dir: &Path,
) -> Result<Manifest, Failure> {
    if manifest.policy() == graph.policy() {
        return Ok(manifest);
    }
    let dir = dir.display();
    if arguments.policy.is_some() {
        return Err(Failure::new(format!(
            "--policy: the graph in {dir} has another policy (oneid simulate --apply puts another in force)"
        )));
    }
    note(format_args!(
        "the policy of the graph in {dir} is in force, not the manifest's (oneid simulate --apply puts another in force)"
    ));
    let policy = Some(graph.policy().clone());
    Manifest::read(&arguments.manifest, policy).map_err(|error| plain(&error))
}
