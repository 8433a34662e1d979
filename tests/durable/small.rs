//! A small graph on a disk, to be damaged; and what becomes of it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use oneid::{
    Error, ErrorKind, FingerprintKey, IdentityGraph, OpenOptions, Operation, Policy, Preset,
};

use crate::judge::quiet;
use crate::sim::SimDisk;
use crate::state::{difference, told};

/// Operations of one call between bars.
const CALLS: &str = r#"
{"ids":["wechat.unionid@brand:oUn1","phone:138 0013 8001"],"at":"2021-10-22T07:07:35Z","source":"mini","strength":"verified","traits":{"nickname":"李雷","orders":3}} | {"ids":["taobao.ouid@flagship:AAF1","phone:+8613800138001"],"source":"taobao"}
{"ids":["jd.pin:a","email:li@example.com"],"source":"jd","traits":{"invited_by":"phone:13800138001","city":"杭州"}} | {"ids":["jd.pin:b"],"source":"jd"}
{"op":"confirm","ids":["jd.pin:a","jd.pin:b"],"at":"2022-01-01T00:00:00Z","source":"steward"} | {"op":"separate","ids":["jd.pin:a","taobao.ouid@flagship:AAF1"]}
snapshot
{"ids":["kuaishou.open_id@app:k1","cookie:c1"],"source":"rented"}
{"op":"retract","ids":["jd.pin:b"],"source":"jd"} | {"ids":["kuaishou.open_id@app:k2","cookie:c1"]}
{"op":"erase","id":"email:li@example.com"}
"#;

pub(crate) const JOURNAL: &str = "journal-1";

pub(crate) fn key() -> FingerprintKey {
    FingerprintKey::from_bytes([7; 16])
}

/// What a graph is opened with that is there.
pub(crate) fn options() -> OpenOptions {
    OpenOptions::new(key()).create(false)
}

pub(crate) fn new_options() -> OpenOptions {
    OpenOptions::new(key()).policy(Policy::preset(Preset::RetailCn))
}

pub(crate) fn open(disk: &SimDisk) -> Result<IdentityGraph, Error> {
    IdentityGraph::open_on(Arc::new(disk.clone()), &options())
}

pub(crate) fn apply(graph: &mut IdentityGraph, line: &str) {
    let operation = Operation::from_json(line).expect("a valid line");
    graph.apply(&operation).expect("applied");
}

/// A graph that was closed, with a snapshot and calls after it.
pub(crate) struct Small {
    pub(crate) disk: SimDisk,
    pub(crate) told: String,
}

impl Small {
    pub(crate) fn new() -> Small {
        Small::with(&new_options(), "")
    }

    /// With this before the values of identifiers.
    pub(crate) fn with(options: &OpenOptions, prefix: &str) -> Small {
        quiet();
        let disk = SimDisk::new();
        let mut graph = IdentityGraph::open_on(Arc::new(disk.clone()), options).expect("made");
        for call in CALLS.trim().lines() {
            if call == "snapshot" {
                assert!(graph.snapshot().expect("taken").write().expect("written"));
                continue;
            }
            let call = call.replace("jd.pin:", &format!("jd.pin:{prefix}"));
            let parse = |line: &str| Operation::from_json(line).expect("a valid line");
            let batch: Vec<Operation> = call.split(" | ").map(parse).collect();
            graph.apply_batch(&batch).expect("applied");
        }
        let told = told(&graph);
        graph.close().expect("closed");
        Small { disk, told }
    }

    pub(crate) fn snapshot(&self) -> String {
        let mut names = self.disk.names().into_iter();
        names.find(|name| name.starts_with("snapshot-")).expect("there is one")
    }

    /// A disk on which one file holds something else.
    pub(crate) fn damaged(&self, name: &str, bytes: Vec<u8>) -> SimDisk {
        let disk = self.disk.copy();
        disk.set_bytes(name, bytes);
        disk
    }

    /// Opens a damaged copy, once to be checked, once to be read and once to be written.
    pub(crate) fn verdict(&self, disk: &SimDisk) -> Result<Verdict, String> {
        let problems = catch_unwind(AssertUnwindSafe(|| problems(disk)));
        let problems = problems.map_err(|_| "checking the files panics".to_owned())?;
        let read = disk.copy();
        let read = catch_unwind(AssertUnwindSafe(|| {
            IdentityGraph::open_read_only_on(Arc::new(read), &options())
                .map(|graph| self.opened(&graph))
        }));
        let read = self.judged(read, &problems)?;
        let written =
            catch_unwind(AssertUnwindSafe(|| open(disk).map(|graph| self.opened(&graph))));
        let written = self.judged(written, &problems)?;
        if read != written {
            return Err(format!("to be read it is {read:?}, to be written {written:?}"));
        }
        Ok(written)
    }

    /// What a graph that was opened differs in; and whether a snapshot was passed over.
    fn opened(&self, graph: &IdentityGraph) -> (String, bool) {
        (difference(&told(graph), &self.told), !graph.recovery().bad_snapshots.is_empty())
    }

    fn judged(
        &self,
        opened: std::thread::Result<Result<(String, bool), Error>>,
        problems: &Result<usize, Error>,
    ) -> Result<Verdict, String> {
        match opened {
            Err(_) => Err("opening panics".to_owned()),
            Ok(Err(error)) if !is_typed(&error) => Err(format!("{:?}: {error}", error.kind())),
            // What cannot be opened has problems.
            Ok(Err(error)) if matches!(problems, Ok(0)) => {
                Err(format!("no problem is told of what gives {error}"))
            }
            Ok(Err(error)) => Ok(Verdict::Refused(error.kind())),
            Ok(Ok((difference, _))) if !difference.is_empty() => {
                Err(format!("it gives another graph:\n{difference}"))
            }
            Ok(Ok((_, false))) => Ok(Verdict::Right),
            Ok(Ok((_, true))) if matches!(problems, Ok(0)) => {
                Err("no problem is told of a bad snapshot".to_owned())
            }
            Ok(Ok((_, true))) => Ok(Verdict::WithoutSnapshot),
        }
    }
}

/// What opening a damaged store may give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Verdict {
    Refused(ErrorKind),
    /// The same graph.
    Right,
    /// The same graph, and a snapshot that was passed over.
    WithoutSnapshot,
}

fn is_typed(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Damaged | ErrorKind::Format | ErrorKind::Key)
}

fn problems(disk: &SimDisk) -> Result<usize, Error> {
    let checked = IdentityGraph::check_files_on(Arc::new(disk.copy()), &options())?;
    Ok(checked.problems.len())
}

/// How often each verdict was given, and what was wrong.
#[derive(Default)]
pub(crate) struct Verdicts {
    counts: BTreeMap<String, usize>,
    wrong: Vec<String>,
    wrong_count: usize,
}

impl Verdicts {
    pub(crate) fn add(&mut self, place: impl FnOnce() -> String, verdict: Result<Verdict, String>) {
        match verdict {
            Ok(verdict) => *self.counts.entry(format!("{verdict:?}")).or_default() += 1,
            Err(what) => {
                self.wrong_count += 1;
                if self.wrong.len() < 8 {
                    self.wrong.push(format!("{}: {what}", place()));
                }
            }
        }
    }

    #[allow(clippy::print_stdout, reason = "`cargo test -- --nocapture` shows what was run")]
    pub(crate) fn assert_good(&self, name: &str) {
        println!("{name}: {:?}, {} wrong", self.counts, self.wrong_count);
        assert!(self.wrong_count == 0, "{name}:\n{}", self.wrong.join("\n"));
    }
}
