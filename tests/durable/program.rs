//! Random programs of calls to a durable graph.

use std::fmt::{self, Debug, Write as _};
use std::sync::Arc;
use std::time::Duration;

use oneid::{
    Durability, Error, ErrorKind, FingerprintKey, Identifier, IdentityGraph, Operation, Policy,
    Preset, RefusedInput,
};
use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::model::generate::{lines, policy};
use crate::rng::Rng;

/// What one call is about. Those from `Sync` on change nothing of what the graph holds.
#[derive(Clone, Debug)]
pub(crate) enum Call {
    Batch(Vec<Operation>),
    Erase(Identifier),
    EraseProfile(Identifier),
    Policy(Arc<Policy>),
    /// Erased identifiers are refused from then on.
    Refuse,
    Readmit(Identifier),
    /// Of the changes that are kept, so many in ten go.
    Trim(u64),
    Sync,
    TakeSnapshot,
    /// The one that was taken last, if it has not been written.
    WriteSnapshot,
    Compact,
    Reopen,
}

/// What a call gave, as text: an error that is not one of files is an answer too.
pub(crate) type Answer = String;

#[derive(Clone)]
pub(crate) struct Program {
    pub(crate) seed: u64,
    pub(crate) durability: Durability,
    /// That the graph is made with.
    pub(crate) policy: Arc<Policy>,
    pub(crate) calls: Vec<Call>,
}

/// What programs are made of.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) operations: usize,
    /// Calls that the model knows nothing of are left out.
    pub(crate) modelled: bool,
    /// Now and then a call that takes more than one page.
    pub(crate) bulky: bool,
}

/// The second key, under which erased identifiers are refused.
pub(crate) fn refusal_key() -> FingerprintKey {
    FingerprintKey::from_bytes(*b"the second key!!")
}

impl Program {
    pub(crate) fn random(seed: u64, shape: Shape) -> Program {
        let mut rng = Rng::new(seed);
        let mut runner = runner(&mut rng);
        let mut generate = Generate { rng, shape, calls: Vec::new(), refuses: false };
        let first = Arc::new(random_policy(&mut runner));
        for line in drawn(&lines(shape.operations), &mut runner) {
            let operation = Operation::from_json(&line).expect("generated lines are valid");
            generate.operation(operation);
            generate.between(&mut runner);
        }
        let durability = durability(&mut generate.rng);
        Program { seed, durability, policy: first, calls: generate.calls }
    }

    /// The first from this seed on that has so many calls.
    pub(crate) fn of_length(seed: u64, shape: Shape, least: usize) -> Program {
        let mut programs = (seed..).map(|seed| Program::random(seed, shape));
        programs.find(|program| program.calls.len() >= least).expect("there are many")
    }

    /// No more operations than this are lost, but for those of one call, and none that a `Sync` followed.
    pub(crate) fn most_waiting(&self) -> u64 {
        match self.durability {
            Durability::Group { max_operations, .. } => max_operations,
            Durability::None => u64::MAX,
            _ => 1,
        }
    }
}

/// To be pasted into a report.
impl Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "program of seed {}, {:?}", self.seed, self.durability)?;
        writeln!(f, "{}", self.policy.to_toml())?;
        for (number, call) in self.calls.iter().enumerate() {
            writeln!(f, "{number}: {}", call.to_text())?;
        }
        Ok(())
    }
}

impl Call {
    /// What it did is durable when it returns, whatever the durability; and all before it.
    pub(crate) fn is_barrier(&self) -> bool {
        matches!(self, Call::Sync | Call::TakeSnapshot | Call::Compact | Call::Reopen)
    }

    /// Whether what it does goes into the journal.
    pub(crate) fn is_kept(&self) -> bool {
        !self.is_barrier() && !matches!(self, Call::WriteSnapshot)
    }

    /// How many operations it surely adds to those that wait to be durable. What is refused is perhaps not written, and to
    /// lose that changes were trimmed is to lose nothing.
    pub(crate) fn weight(&self, answer: &Answer) -> u64 {
        let refused_nothing = format!("{:?}", RefusedInput::default());
        match self {
            _ if !answer.starts_with("Ok") => 0,
            Call::Batch(batch) if answer.contains(&refused_nothing) => batch.len() as u64,
            Call::Erase(_) | Call::EraseProfile(_) | Call::Policy(_) | Call::Readmit(_) => 1,
            _ => 0,
        }
    }

    fn to_text(&self) -> String {
        match self {
            Call::Batch(batch) => batch.iter().fold("Batch".to_owned(), |mut text, operation| {
                let _ = write!(text, "\n     {:.300}", operation.to_json());
                text
            }),
            Call::Erase(id) => format!("Erase {}", id.as_str()),
            Call::EraseProfile(id) => format!("EraseProfile {}", id.as_str()),
            Call::Readmit(id) => format!("Readmit {}", id.as_str()),
            Call::Policy(policy) => format!("Policy\n{}", policy.to_toml()),
            other => format!("{other:?}"),
        }
    }
}

/// Does what a call says, but for those that need more than the graph. An error is one of files.
pub(crate) fn perform(graph: &mut IdentityGraph, call: &Call) -> Result<Answer, Error> {
    match call {
        Call::Batch(batch) => answered(graph.apply_batch(batch)),
        Call::Erase(id) => answered(graph.erase(id)),
        Call::EraseProfile(id) => answered(graph.erase_profile(id)),
        Call::Policy(policy) => answered(graph.apply_policy(policy.clone())),
        Call::Refuse => answered(graph.refuse_erased(refusal_key())),
        Call::Readmit(id) => answered(graph.readmit(id)),
        Call::Trim(tenths) => {
            let first = graph.first_change();
            let next = next_change(graph);
            answered(graph.trim_changes(first + (next - first) * tenths / 10))
        }
        Call::Sync => answered(graph.sync()),
        Call::Compact => graph.compact().map(|_| done()),
        Call::TakeSnapshot | Call::WriteSnapshot | Call::Reopen => Ok(done()),
    }
}

/// The number that the next change will have.
pub(crate) fn next_change(graph: &IdentityGraph) -> u64 {
    graph.reader().wait_for_changes(0, Duration::ZERO)
}

/// The same in memory, where nothing can fail but what would fail anywhere.
pub(crate) fn perform_in_memory(graph: &mut IdentityGraph, call: &Call) -> Answer {
    if matches!(call, Call::Compact) {
        return done();
    }
    perform(graph, call).expect("there are no files")
}

pub(crate) fn done() -> Answer {
    "Ok(())".to_owned()
}

fn answered<T: Debug>(result: Result<T, Error>) -> Result<Answer, Error> {
    match result {
        Err(error) if is_of_files(&error) => Err(error),
        result => Ok(format!("{:?}", result.map_err(|error| error.kind()))),
    }
}

fn is_of_files(error: &Error) -> bool {
    use ErrorKind::{Damaged, Format, Io, Locked, NotFound, ReadOnly};
    matches!(error.kind(), Damaged | Format | Io | Locked | NotFound | ReadOnly)
}

/// Calls as they come to be.
struct Generate {
    rng: Rng,
    shape: Shape,
    calls: Vec<Call>,
    refuses: bool,
}

impl Generate {
    /// By itself, or together with those before it.
    fn operation(&mut self, operation: Operation) {
        let call = match operation {
            Operation::Erase { id } if self.rng.coin() => Call::Erase(id),
            Operation::EraseProfile { id } if self.rng.coin() => Call::EraseProfile(id),
            operation => match self.calls.last_mut() {
                Some(Call::Batch(batch)) if self.rng.tenths(6) => return batch.push(operation),
                _ => Call::Batch(vec![operation]),
            },
        };
        self.calls.push(call);
    }

    /// What is no operation.
    fn between(&mut self, runner: &mut TestRunner) {
        let call = match self.rng.below(60) {
            0 | 1 => Call::Sync,
            2 | 3 => {
                self.calls.push(Call::TakeSnapshot);
                Call::WriteSnapshot
            }
            4 => Call::TakeSnapshot,
            5 | 6 => Call::WriteSnapshot,
            7..10 => Call::Compact,
            10..12 => Call::Reopen,
            12 => Call::Trim(self.rng.below(11) as u64),
            13 | 14 => Call::Policy(Arc::new(self.next_policy(runner))),
            15 | 16 if self.shape.modelled => return,
            15 if self.refuses => Call::Readmit(self.some_identifier()),
            15 | 16 => {
                self.refuses = true;
                Call::Refuse
            }
            17 if self.shape.bulky && self.rng.tenths(3) => self.bulk(),
            _ => return,
        };
        self.calls.push(call);
    }

    fn next_policy(&mut self, runner: &mut TestRunner) -> Policy {
        // One that lacks the namespaces: refused as long as there are identifiers of them.
        if self.rng.tenths(1) { Policy::preset(Preset::Connected) } else { random_policy(runner) }
    }

    fn some_identifier(&mut self) -> Identifier {
        let texts = ["u@a:1", "u@a:2", "o@a:1", "t:1", "t:2", "p:1", "d:1", "phone:13800138001"];
        let text = texts[self.rng.below(texts.len())];
        Identifier::parse(text).expect("an identifier")
    }

    /// More than one page of the journal, and more than one part of a block.
    fn bulk(&mut self) -> Call {
        let observation = |number: usize| {
            let city = format!("city{number:02} ").repeat(300 + self.rng.below(300));
            let line = format!(
                r#"{{"ids":["t:bulk{number}","p:bulk{}"],"traits":{{"city":"{city}"}}}}"#,
                number / 2
            );
            Operation::from_json(&line).expect("a valid line")
        };
        Call::Batch((0..20).map(observation).collect())
    }
}

fn durability(rng: &mut Rng) -> Durability {
    match rng.below(6) {
        0..3 => Durability::Immediate,
        3 | 4 => Durability::Group {
            // What waits, waits for others, and not for the time.
            max_delay: Duration::from_secs(100_000),
            max_operations: 2 + rng.below(6) as u64,
        },
        _ => Durability::None,
    }
}

fn random_policy(runner: &mut TestRunner) -> Policy {
    Policy::from_toml(&drawn(&policy(), runner)).expect("generated policies are valid")
}

fn drawn<T: Debug>(strategy: &impl Strategy<Value = T>, runner: &mut TestRunner) -> T {
    strategy.new_tree(runner).expect("there is a value").current()
}

fn runner(rng: &mut Rng) -> TestRunner {
    let seed: Vec<u8> = (0..4).flat_map(|_| rng.next_u64().to_le_bytes()).collect();
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}
