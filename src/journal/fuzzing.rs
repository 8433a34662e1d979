//! What fuzzing feeds with bytes that no checksum has been held against.

use std::sync::{Arc, LazyLock};

use super::image::{self, Keys, Reading};
use super::replay::apply;
use super::verify::digest;
use crate::graph::{Graph, Tuning};
use crate::identifier::FingerprintKey;
use crate::policy::{Policy, Preset};

fn keys() -> Keys {
    Keys {
        key: FingerprintKey::from_bytes([7; 16]),
        refusal_key: Some(FingerprintKey::from_bytes([9; 16])),
    }
}

fn graph() -> Graph {
    static POLICY: LazyLock<Arc<Policy>> =
        LazyLock::new(|| Arc::new(Policy::preset(Preset::RetailCn)));
    Graph::new(POLICY.clone(), keys().key, Tuning::default())
}

/// Bytes as the payloads of blocks: each is refused, or applied to a graph that holds what it promises, and that is read again as it was written.
///
/// # Panics
///
/// If that does not hold.
pub fn blocks(bytes: &[u8]) {
    let mut graph = graph();
    let mut applied = 0;
    for payload in parts(bytes) {
        applied += u32::from(apply(payload, &mut graph, &keys()).is_ok());
    }
    if applied > 0 {
        graph.check().expect("every invariant holds");
        assert_eq!(digest(&reread(&graph)), digest(&graph), "what is written is read");
    }
}

/// Bytes as the parts of a state, after its head: they are refused, or a graph that can be read.
///
/// # Panics
///
/// If that does not hold.
pub fn state(bytes: &[u8]) {
    let mut reading = Reading::new(keys(), Tuning::default());
    reading.part(&all_parts(&graph())[0]).expect("a head");
    if parts(bytes).try_for_each(|part| reading.part(part)).is_err() {
        return;
    }
    let end = reading.end();
    if let Ok(graph) = reading.finish(&end) {
        let digest_of = digest(&graph);
        assert_eq!(graph.profiles().count() as u64, graph.stats().profiles);
        assert_eq!(digest(&reread(&graph)), digest_of, "what is written is read");
    }
}

/// Each begins with its length, in two bytes; the last takes what is left.
fn parts(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (&length, after) = rest.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_le_bytes(length)).min(after.len());
        let (part, after) = after.split_at(length);
        rest = after;
        Some(part)
    })
}

fn reread(graph: &Graph) -> Graph {
    let mut reading = Reading::new(keys(), Tuning::default());
    let read = all_parts(graph).iter().try_for_each(|part| reading.part(part));
    let end = reading.end();
    read.and_then(|()| reading.finish(&end)).expect("what was written is read")
}

/// All parts of a state, without the end.
fn all_parts(graph: &Graph) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    let give = |part, is_last: bool| {
        if !is_last {
            parts.push(part);
        }
        Ok(())
    };
    image::write(&graph.image(), give).expect("nothing goes wrong in memory");
    parts
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::super::entry;
    use super::*;
    use crate::operation::Operation;
    use crate::synth::World;

    fn lines() -> Vec<Operation> {
        let world =
            World::new(3, 60).shared_phones_permille(300).map(|sighting| sighting.operation);
        let more = [
            r#"{"op":"separate","ids":["jd.pin:a","jd.pin:b"],"at":"2021-10-22T07:07:35Z","source":"steward/li"}"#,
            r#"{"ids":["jd.pin:a","phone:138 0013 8001"],"traits":{"nickname":"李","tags":["a","b"],"orders":3,"vip":true,"invited_by":"jd.pin:b"}}"#,
            r#"{"op":"confirm","ids":["jd.pin:c","wechat.unionid@brand:o1"],"source":"steward/li"}"#,
            r#"{"op":"expire","before":"2019-01-01T00:00:00Z"}"#,
            r#"{"op":"erase","id":"jd.pin:c"}"#,
            r#"{"op":"retract","ids":["jd.pin:a","phone:138 0013 8001"],"source":""}"#,
            r#"{"op":"rejoin","ids":["jd.pin:a","jd.pin:b"]}"#,
            r#"{"op":"retract_source","source":"steward/li"}"#,
            r#"{"op":"erase_profile","id":"jd.pin:a"}"#,
        ];
        let more = more.iter().map(|line| Operation::from_json(line).expect("a valid line"));
        world.chain(more).collect()
    }

    fn joined(parts: &[Vec<u8>]) -> Vec<u8> {
        let length = |part: &Vec<u8>| u16::try_from(part.len()).expect("short").to_le_bytes();
        parts.iter().flat_map(|part| [length(part).to_vec(), part.clone()].concat()).collect()
    }

    /// The payloads of calls, and the parts of the state after each.
    fn seeds_of_targets() -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
        let (mut graph, mut blocks, mut states) = (graph(), Vec::new(), Vec::new());
        for call in lines().chunks(7) {
            let ready = graph.make_ready(call).expect("valid");
            blocks.push(entry::encode_batch(&ready, &graph).expect("something"));
            graph.apply_ready(ready);
            states.push(joined(&all_parts(&graph)[1..]));
        }
        (blocks.chunks(3).map(joined).collect(), states)
    }

    #[test]
    fn what_graphs_write_is_read() {
        let (found_blocks, states) = seeds_of_targets();
        found_blocks.iter().for_each(|bytes| blocks(bytes));
        states.iter().for_each(|bytes| state(bytes));
    }

    /// Changed in one place, what graphs write is refused or read, and never leads astray.
    #[test]
    fn what_graphs_write_may_be_changed() {
        let (found_blocks, states) = seeds_of_targets();
        let mut number = 0_usize;
        for (seeds, check) in [(found_blocks, blocks as fn(&[u8])), (states, state)] {
            for seed in seeds {
                for place in (0..seed.len()).step_by(1 + seed.len() / 60) {
                    let mut changed = seed.clone();
                    number += 1;
                    changed[place] = changed[place].wrapping_add([1, 0x80, 0xff, 7][number % 4]);
                    check(&changed);
                }
            }
        }
    }

    /// Each part may be read by itself, and some may be missed by nobody: the end tells.
    #[test]
    fn a_state_that_lacks_a_part_is_refused() {
        let mut graph = graph();
        let lines = lines();
        graph.apply_ready(graph.make_ready(&lines).expect("valid"));
        let parts = all_parts(&graph);
        let read = |missing: Option<usize>| {
            let mut reading = Reading::new(keys(), Tuning::default());
            let mut kept = (0..parts.len()).filter(|&place| Some(place) != missing);
            kept.try_for_each(|place| reading.part(&parts[place])).ok()?;
            Some(reading)
        };
        let end = read(None).expect("all are read").end();
        assert!(read(None).expect("all are read").finish(&end).is_ok());
        let lacking: Vec<_> = (0..parts.len()).filter_map(|missing| read(Some(missing))).collect();
        assert!(!lacking.is_empty());
        assert!(lacking.into_iter().all(|reading| reading.finish(&end).is_err()));
    }

    /// `cargo test --lib write_seeds -- --ignored`, when the format changes.
    #[test]
    #[ignore = "writes what fuzzing starts from"]
    fn write_seeds() {
        let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
        let (found_blocks, states) = seeds_of_targets();
        for (target, all) in [("blocks", found_blocks), ("state", states)] {
            fs::create_dir_all(seeds.join(target)).expect("a folder");
            for (number, bytes) in all.iter().enumerate() {
                fs::write(seeds.join(target).join(number.to_string()), bytes).expect("written");
            }
        }
    }

    /// What fuzzing starts from and what it found.
    #[test]
    fn what_fuzzing_found_is_replayed() {
        let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
        for (target, check) in [("blocks", blocks as fn(&[u8])), ("state", state)] {
            for folder in ["seeds", "regressions"] {
                let entries = fs::read_dir(fuzz.join(folder).join(target)).into_iter().flatten();
                for entry in entries {
                    check(&fs::read(entry.expect("an entry").path()).expect("a file"));
                }
            }
        }
    }
}
