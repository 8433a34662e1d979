//! Runs programs on disks that fail, and judges what comes back by the same program in memory.

use std::fmt;
use std::sync::{Arc, Once};

use oneid::{Error, ErrorKind, IdentityGraph, OpenOptions, Snapshot};

use crate::model::evidence::test_key;
use crate::program::{Answer, Call, Program, done, perform, perform_in_memory, refusal_key};
use crate::sim::SimDisk;
use crate::state::{against_model, difference, modelled, told};

/// A program, and what it gives in memory.
pub(crate) struct Judge {
    pub(crate) program: Program,
    answers: Vec<Answer>,
    /// What the graph tells after none of the calls, the first, and so on.
    states: Vec<String>,
    weights: Vec<u64>,
}

/// How far a program has come.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Progress {
    /// The graph was opened once: from then on it is there.
    pub(crate) made: bool,
    /// Calls that returned.
    pub(crate) done: usize,
    /// Calls that were begun.
    pub(crate) begun: usize,
    /// Calls that are durable for sure.
    pub(crate) acknowledged: usize,
}

/// Why a program went no further.
#[derive(Debug)]
pub(crate) enum Stop {
    /// With an error of files.
    Failed(Error),
    /// With another answer than in memory.
    Wrong(String),
}

/// What is wrong with a graph that was opened again.
pub(crate) enum Finding {
    Refused(Error),
    /// It is as it was before a call that was acknowledged.
    Lost {
        found: usize,
        acknowledged: usize,
    },
    /// It is as it never was after any call.
    Half(String),
    Wrong(String),
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Refused(error) => write!(f, "refused: {:?} {error}", error.kind()),
            Finding::Lost { found, acknowledged } => {
                write!(f, "lost: {found} of {acknowledged} acknowledged calls are left")
            }
            Finding::Half(what) => write!(f, "half a call, or none of this program: {what}"),
            Finding::Wrong(what) => write!(f, "wrong: {what}"),
        }
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Failed(error)
    }
}

impl Judge {
    pub(crate) fn new(program: Program) -> Judge {
        quiet();
        let mut graph = IdentityGraph::in_memory(program.policy.clone(), test_key());
        let (mut answers, mut states, mut weights) = (vec![], vec![told(&graph)], vec![]);
        for call in &program.calls {
            let answer = perform_in_memory(&mut graph, call);
            weights.push(call.weight(&answer));
            answers.push(answer);
            states.push(if call.is_kept() {
                told(&graph)
            } else {
                states[states.len() - 1].clone()
            });
        }
        Judge { program, answers, states, weights }
    }

    pub(crate) fn calls(&self) -> usize {
        self.program.calls.len()
    }

    /// What the graph tells after so many calls.
    pub(crate) fn state(&self, calls: usize) -> &str {
        &self.states[calls]
    }

    /// Opens what there is; makes a graph if there has never been one.
    pub(crate) fn open(&self, disk: &SimDisk, made: bool) -> Result<IdentityGraph, Error> {
        let options = OpenOptions::new(test_key()).durability(self.program.durability);
        let open = |options| IdentityGraph::open_on(Arc::new(disk.clone()), &options);
        let keyed = options.clone().refuse_erased(refusal_key());
        match open(options.clone().create(false)) {
            // It may have come to refuse somebody.
            Err(error) if error.kind() == ErrorKind::Key => open(keyed.create(false)),
            Err(error) if error.kind() == ErrorKind::NotFound && !made => {
                open(options.policy(self.program.policy.clone()))
            }
            opened => opened,
        }
    }

    /// Opens the graph and does all calls that are left.
    pub(crate) fn drive(&self, disk: &SimDisk, at: &mut Progress) -> Result<(), Stop> {
        let mut session = Session::open(self, disk, at)?;
        while session.at.done < self.calls() {
            session.step()?;
        }
        session.close()
    }

    /// How many calls that modify a disk the program makes, and how many that read.
    pub(crate) fn counts(&self) -> (u64, u64) {
        let disk = SimDisk::new();
        let run = self.drive(&disk, &mut Progress::default());
        run.unwrap_or_else(|stop| panic!("{stop:?}\n{:?}", self.program));
        (disk.calls(), disk.reads())
    }

    /// How many calls a graph tells of, if that is as many as it may.
    pub(crate) fn place(&self, state: &str, at: Progress) -> Result<usize, Finding> {
        let found = |range: std::ops::RangeInclusive<usize>| {
            range.into_iter().find(|&calls| self.states[calls] == state)
        };
        if let Some(calls) = found(at.acknowledged..=at.begun) {
            return Ok(calls);
        }
        let acknowledged = at.acknowledged;
        match found(0..=acknowledged) {
            Some(found) => Err(Finding::Lost { found, acknowledged }),
            None => Err(Finding::Half(difference(state, &self.states[acknowledged]))),
        }
    }

    /// Opens a copy of the disk, and looks at all there is: how many calls the graph tells of.
    pub(crate) fn look(&self, disk: &SimDisk, at: Progress, ask: Ask) -> Result<usize, Finding> {
        let disk = disk.copy();
        let graph = self.open(&disk, at.made).map_err(Finding::Refused)?;
        let calls = self.place(&told(&graph), at)?;
        if ask == Ask::Everything {
            graph.check().map_err(Finding::Wrong)?;
        }
        let bad = &graph.recovery().bad_snapshots;
        if !bad.is_empty() {
            return Err(Finding::Wrong(format!("snapshots are bad: {bad:?}")));
        }
        if ask == Ask::Everything && self.is_modelled() {
            let store = modelled((*self.program.policy).clone(), &self.program.calls[..calls]);
            against_model(&graph, &store).map_err(Finding::Wrong)?;
        }
        graph.close().map_err(Finding::Refused)?;
        self.look_at_files(&disk)?;
        Ok(calls)
    }

    fn look_at_files(&self, disk: &SimDisk) -> Result<(), Finding> {
        let options = OpenOptions::new(test_key()).refuse_erased(refusal_key());
        let checked = IdentityGraph::check_files_on(Arc::new(disk.clone()), &options);
        let checked = checked.map_err(Finding::Refused)?;
        if checked.problems.is_empty() && checked.leftovers.is_empty() {
            return Ok(());
        }
        Err(Finding::Wrong(format!("{checked:?}")))
    }

    fn is_modelled(&self) -> bool {
        !self.program.calls.iter().any(|call| matches!(call, Call::Refuse | Call::Readmit(_)))
    }
}

/// How much is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// All that the graph tells, and its files.
    Much,
    /// Its invariants too, and the model.
    Everything,
}

/// A graph on a disk, in the middle of a program.
pub(crate) struct Session<'j> {
    judge: &'j Judge,
    disk: &'j SimDisk,
    pub(crate) at: &'j mut Progress,
    /// None if opening it again failed.
    pub(crate) graph: Option<IdentityGraph>,
    snapshot: Option<Snapshot>,
}

impl<'j> Session<'j> {
    pub(crate) fn open(
        judge: &'j Judge,
        disk: &'j SimDisk,
        at: &'j mut Progress,
    ) -> Result<Self, Stop> {
        let graph = Some(judge.open(disk, at.made)?);
        at.made = true;
        Ok(Session { judge, disk, at, graph, snapshot: None })
    }

    /// Does the next call. If it fails, it is still the next one.
    pub(crate) fn step(&mut self) -> Result<(), Stop> {
        let number = self.at.done;
        let call = &self.judge.program.calls[number];
        self.at.begun = number + 1;
        let answer = self.perform(call)?;
        let expected = &self.judge.answers[number];
        if answer != *expected {
            return Err(Stop::Wrong(format!("call {number} gave {answer}, in memory {expected}")));
        }
        self.at.done += 1;
        self.acknowledge(call);
        Ok(())
    }

    fn perform(&mut self, call: &Call) -> Result<Answer, Error> {
        if matches!(call, Call::Reopen) {
            self.snapshot = None;
            self.graph.take().map_or(Ok(()), IdentityGraph::close)?;
            self.graph = Some(self.judge.open(self.disk, true)?);
            return Ok(done());
        }
        let graph = self.graph.as_mut().expect("who failed to open it goes no further");
        match call {
            Call::TakeSnapshot => self.snapshot = Some(graph.snapshot()?),
            Call::WriteSnapshot => {
                self.snapshot.take().map_or(Ok(true), Snapshot::write)?;
            }
            call => return perform(graph, call),
        }
        Ok(done())
    }

    /// What may still be lost is less than what may wait.
    fn acknowledge(&mut self, call: &Call) {
        let Progress { done, acknowledged, .. } = *self.at;
        let most = self.judge.program.most_waiting();
        let may_wait = |&from: &usize| self.judge.weights[from..done].iter().sum::<u64>() < most;
        self.at.acknowledged = match call.is_barrier() {
            true => done,
            false => (acknowledged..=done).find(may_wait).unwrap_or(done),
        };
    }

    pub(crate) fn close(mut self) -> Result<(), Stop> {
        self.graph.take().map_or(Ok(()), IdentityGraph::close)?;
        self.at.acknowledged = self.at.done;
        Ok(())
    }
}

/// How often what happened.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(crate) run: usize,
    pub(crate) refused: usize,
    pub(crate) lost: usize,
    pub(crate) half: usize,
    pub(crate) wrong: usize,
    /// The first few, told.
    pub(crate) findings: Vec<String>,
}

impl Totals {
    pub(crate) fn add(&mut self, place: impl FnOnce() -> String, outcome: Result<(), Finding>) {
        self.run += 1;
        let Err(finding) = outcome else { return };
        match finding {
            Finding::Refused(_) => self.refused += 1,
            Finding::Lost { .. } => self.lost += 1,
            Finding::Half(_) => self.half += 1,
            Finding::Wrong(_) => self.wrong += 1,
        }
        if self.findings.len() < 5 {
            self.findings.push(format!("{}: {finding:?}", place()));
        }
    }

    pub(crate) fn bad(&self) -> usize {
        self.refused + self.lost + self.half + self.wrong
    }

    #[allow(clippy::print_stdout, reason = "`cargo test -- --nocapture` shows what was run")]
    pub(crate) fn print(&self, name: &str) {
        let Totals { run, refused, lost, half, wrong, .. } = self;
        println!("{name}: {run} run, {refused} refused, {lost} lost, {half} half, {wrong} wrong");
    }

    pub(crate) fn assert_good(&self, name: &str) {
        self.print(name);
        assert!(self.bad() == 0, "{name}:\n{}", self.findings.join("\n"));
    }
}

/// What redb takes for mistakes of its own in a damaged file is caught, and need not be told each time.
pub(crate) fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let tell = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !info.location().is_some_and(|place| place.file().contains("redb-")) {
                tell(info);
            }
        }));
    });
}

/// A size that the environment may set.
pub(crate) fn size(variable: &str, default: usize) -> usize {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}
