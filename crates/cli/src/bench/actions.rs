//! Which operations are done: a function of the seed, the size and the mix.

use oneid::synth::World;
use oneid::{Identifier, Observation, Operation};
use serde::Deserialize;

use super::mix::Kind;
use crate::random::Random;

/// Observations that are held to choose from: any of all that were made so far, each as likely. More where more are taken back.
const POOL: usize = 1 << 17;

/// One operation.
pub(super) enum Action {
    Apply(Kind, Operation),
    Lookup(Identifier),
    Explain(Identifier, Identifier),
}

impl Action {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Action::Apply(kind, _) => *kind,
            Action::Lookup(_) => Kind::Lookup,
            Action::Explain(..) => Kind::Explain,
        }
    }
}

/// A world, and a choice of what it has brought so far.
pub(super) struct Actions {
    world: World,
    random: Random,
    pool: Vec<Observation>,
    room: usize,
    seen: u64,
    /// How many of each kind are still to be done.
    left: [u64; Kind::ALL.len()],
}

impl Actions {
    /// So many observations to begin with, then so many operations of each kind.
    pub(super) fn new(seed: u64, size: u64, counts: [u64; Kind::ALL.len()]) -> Self {
        let observations = size + counts[Kind::Observe.index()];
        let taken = usize::try_from(taken(counts)).unwrap_or(usize::MAX);
        Actions {
            world: World::new(seed, observations),
            random: Random::new(seed),
            pool: Vec::new(),
            room: POOL.max(taken),
            seen: 0,
            left: counts,
        }
    }

    /// The next observation.
    pub(super) fn observation(&mut self) -> Option<Operation> {
        let operation = self.world.next()?.operation;
        if let Operation::Observe(observation) = &operation {
            self.keep(observation);
        }
        Some(operation)
    }

    /// The next operation of the mix, the kinds in an order that only the seed knows; none when all are done.
    pub(super) fn action(&mut self) -> Option<Action> {
        let kind = self.kind()?;
        self.left[kind.index()] -= 1;
        Some(match kind {
            Kind::Observe => Action::Apply(kind, self.observation()?),
            Kind::Lookup => Action::Lookup(self.identifier()?),
            Kind::Explain => {
                let [a, b] = self.pair()?;
                Action::Explain(a, b)
            }
            Kind::Retract => {
                let observation = self.take()?;
                let source = source(&observation).into();
                let ids = observation.identifiers().to_vec();
                Action::Apply(kind, Operation::Retract { ids, source })
            }
            Kind::Erase => {
                let observation = self.take()?;
                let ids = observation.identifiers();
                let id = ids.get(self.random.place(ids.len()))?.clone();
                Action::Apply(kind, Operation::Erase { id })
            }
        })
    }

    /// Drawn without replacement, so that there are exactly as many of each as asked.
    fn kind(&mut self) -> Option<Kind> {
        let mut place = self.random.below(self.left.iter().sum());
        Kind::ALL.into_iter().find(|kind| {
            let left = self.left[kind.index()];
            let is_it = place < left;
            place = place.saturating_sub(left);
            is_it
        })
    }

    /// Of a stream of unknown length, each is kept as likely as any other.
    fn keep(&mut self, observation: &Observation) {
        self.seen += 1;
        if self.pool.len() < self.room {
            self.pool.push(observation.clone());
            return;
        }
        let place = self.random.below(self.seen);
        if let Some(kept) = usize::try_from(place).ok().and_then(|place| self.pool.get_mut(place)) {
            kept.clone_from(observation);
        }
    }

    fn take(&mut self) -> Option<Observation> {
        let place = self.random.place(self.pool.len());
        (!self.pool.is_empty()).then(|| self.pool.swap_remove(place))
    }

    fn identifier(&mut self) -> Option<Identifier> {
        let place = self.random.place(self.pool.len());
        let ids = self.pool.get(place)?.identifiers();
        ids.get(self.random.place(ids.len())).cloned()
    }

    /// Two that were seen together, every other time; two of anybody, else.
    fn pair(&mut self) -> Option<[Identifier; 2]> {
        if self.random.below(2) == 0 {
            return Some([self.identifier()?, self.identifier()?]);
        }
        let place = self.random.place(self.pool.len());
        let ids = self.pool.get(place)?.identifiers();
        Some([ids.first()?.clone(), ids.last()?.clone()])
    }
}

/// How many observations these operations take out of those that were made.
pub(super) fn taken(counts: [u64; Kind::ALL.len()]) -> u64 {
    counts[Kind::Retract.index()].saturating_add(counts[Kind::Erase.index()])
}

/// The source of an observation, which its line tells.
fn source(observation: &Observation) -> String {
    #[derive(Default, Deserialize)]
    struct Line {
        #[serde(default)]
        source: String,
    }
    let line = Operation::from(observation.clone()).to_json();
    serde_json::from_str::<Line>(&line).unwrap_or_default().source
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(seed: u64) -> Vec<String> {
        let mut actions = Actions::new(seed, 100, [20, 20, 20, 20, 20]);
        (0..100).for_each(|_| assert!(actions.observation().is_some()));
        std::iter::from_fn(|| {
            Some(match actions.action()? {
                Action::Apply(_, operation) => operation.to_json(),
                Action::Lookup(id) => id.as_str().to_owned(),
                Action::Explain(a, b) => format!("{} {}", a.as_str(), b.as_str()),
            })
        })
        .collect()
    }

    #[test]
    fn a_seed_says_which_and_in_what_order() {
        assert_eq!(lines(1), lines(1));
        assert_ne!(lines(1), lines(2));
        assert_eq!(lines(1).len(), 100);
    }

    #[test]
    fn a_retraction_names_what_was_observed() {
        let mut actions = Actions::new(7, 50, [0, 0, 50, 0, 0]);
        let observed: Vec<String> = (0..50)
            .filter_map(|_| actions.observation())
            .map(|operation| operation.to_json())
            .collect();
        let mut retracted = 0;
        while let Some(Action::Apply(Kind::Retract, Operation::Retract { ids, source })) =
            actions.action()
        {
            let holds = |line: &&String| {
                ids.iter().all(|id| line.contains(id.as_str())) && line.contains(&*source)
            };
            assert!(observed.iter().any(|line| holds(&line)));
            retracted += 1;
        }
        assert_eq!(retracted, 50);
    }
}
