//! What the Rust library makes of the example fan bases, for programs in other languages to be compared with:
//! `cargo run -p oneid-capi --example rust_run -- DIRECTORY`.
//!
//! It writes `policy.toml`, `operations.jsonl` (what the fan bases say), and what comes of applying these one batch after another: `profiles.jsonl` (sorted by id),
//! `lookups.jsonl` (each identifier with its profile), `explanations.jsonl` (`{"a":…,"b":…,"explanation":…}`), `changes.jsonl` and `stats.json`.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use oneid::import::Manifest;
use oneid::{FingerprintKey, Identifier, IdentityGraph, Operation, Timestamp};
use serde_json::{json, to_string};

/// The key of all programs: the bytes 0 to 15.
const KEY: &str = "000102030405060708090a0b0c0d0e0f";
/// Operations applied at once.
const BATCH: usize = 100;
/// So many identifiers lie between two that are explained.
const STEP: usize = 7;

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(std::env::args_os().nth(1).ok_or("a directory to write to")?);
    fs::create_dir_all(&out)?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let manifest = Manifest::read(&root.join("examples/fans/manifest.toml"), None)?;
    let key = FingerprintKey::from_hex(KEY)?;
    let operations = operations(&manifest, &key)?;
    let mut graph = IdentityGraph::in_memory(manifest.policy().clone(), key);
    for batch in operations.chunks(BATCH) {
        graph.apply_batch(batch)?;
    }
    fs::write(out.join("policy.toml"), manifest.policy().to_toml())?;
    fs::write(out.join("stats.json"), to_string(&graph.stats())?)?;
    write(&out, "operations.jsonl", operations.iter().map(|operation| Ok(operation.to_json())))?;
    let mut profiles: Vec<_> = graph.profiles().collect();
    profiles.sort_by_key(|profile| profile.id.as_bytes());
    write(&out, "profiles.jsonl", profiles.iter().map(to_string))?;
    let members = profiles.iter().flat_map(|profile| profile.identifiers.iter());
    let members: Vec<&String> = members.collect();
    let lookup = |text: &&String| {
        let found = Identifier::parse(text).and_then(|id| graph.lookup(&id)).expect("it is known");
        to_string(&json!({"id": text, "profile": found[0].profile}))
    };
    write(&out, "lookups.jsonl", members.iter().map(lookup))?;
    let explain = |pair: &[&String]| {
        let [a, b] = [pair[0], pair[pair.len() - 1]];
        let parse = |text: &str| Identifier::parse(text).expect("as printed");
        let explanation = graph.explain(&parse(a), &parse(b)).expect("they are known");
        to_string(&json!({"a": a, "b": b, "explanation": explanation}))
    };
    let near = members.windows(2).step_by(STEP);
    let far = members.windows(40).step_by(40 * STEP);
    write(&out, "explanations.jsonl", near.chain(far).map(explain))?;
    write(&out, "changes.jsonl", graph.changes_since(0).map(|change| to_string(&change)))?;
    Ok(())
}

/// What the fan bases say, in the order of the manifest.
fn operations(manifest: &Manifest, key: &FingerprintKey) -> Result<Vec<Operation>, Box<dyn Error>> {
    // All of the example's rows lie before.
    let now = Timestamp::parse("2026-01-01T00:00:00Z")?;
    let mut operations = Vec::new();
    for base in manifest.fan_bases() {
        let mut rows = base.rows(manifest.policy(), key, now)?;
        while let Some(row) = rows.next_row()? {
            operations.push(row.observation.into());
        }
    }
    Ok(operations)
}

fn write(
    out: &Path,
    name: &str,
    lines: impl Iterator<Item = serde_json::Result<String>>,
) -> Result<(), Box<dyn Error>> {
    let mut file = BufWriter::new(File::create(out.join(name))?);
    for line in lines {
        writeln!(file, "{}", line?)?;
    }
    Ok(file.flush()?)
}
