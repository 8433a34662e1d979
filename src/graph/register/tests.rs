use super::*;
use crate::graph::delta::Move;
use crate::policy::Preset;

const KEY: [u8; 16] = [3; 16];

fn register() -> Register {
    let key = FingerprintKey::from_bytes(KEY);
    Register::new(key, Arc::new(Policy::preset(Preset::Connected)))
}

fn fingerprint(number: u32) -> Fingerprint {
    FingerprintKey::from_bytes(KEY).again(Fingerprint(number.into()))
}

fn id(number: u32) -> ProfileId {
    ProfileId::of(fingerprint(number))
}

/// What was moved into the profile of a node.
fn net(moves: &[(u32, &[u32])]) -> Net {
    let mut net = Net::default();
    for (into, nodes) in moves {
        let begin = net.nodes.len();
        net.nodes.extend(nodes.iter().map(|&node| Node(node)));
        let nodes = begin..net.nodes.len();
        net.moves.push(Move { from: Node::NONE, into: Node(*into), is_new: false, nodes });
    }
    net
}

/// So many nodes, each in a profile of its own.
fn singles(count: u32) -> Register {
    let mut register = register();
    for number in 0..count {
        let node = register.push(fingerprint(number));
        register.insert(register.tag(id(number)), node);
    }
    let alone: Vec<[u32; 1]> = (0..count).map(|node| [node]).collect();
    let moves: Vec<(u32, &[u32])> = alone.iter().map(|node| (node[0], &node[..])).collect();
    register.publish(&net(&moves), 1);
    register
}

#[cfg(not(oneid_loom))]
mod alone {
    use super::*;

    #[test]
    fn what_was_put_in_is_found_and_what_was_taken_out_is_not() {
        let mut register = register();
        let count = 600_000;
        for number in 0..count {
            let node = register.push(fingerprint(number));
            register.insert(register.tag(id(number)), node);
        }
        assert!(register.structure.tables.len() > 2);
        let found = |register: &Register, number| {
            register.find(register.tag(id(number)), |node| node.0 == number)
        };
        assert!((0..count).all(|number| found(&register, number) == Some(Node(number))));
        assert_eq!(found(&register, count), None);
        let gone = || (0..count).step_by(3);
        gone().for_each(|number| register.leave(register.tag(id(number)), Node(number)));
        assert_eq!((register.known_count(), register.is_left()), (400_000, true));
        register.publish(&Net::default(), 0);
        assert!((0..count).all(|number| found(&register, number).is_some() == (number % 3 != 0)));
        assert_eq!((register.known_count(), register.is_left()), (400_000, false));
        let copy = register.clone();
        assert!((0..count).all(|number| found(&copy, number).is_some() == (number % 3 != 0)));
        for number in count..2 * count {
            let node = register.push(fingerprint(number));
            register.insert(register.tag(id(number)), node);
        }
        assert!((1..2 * count).all(|number| {
            found(&register, number).is_some() == (number % 3 != 0 || number >= count)
        }));
        assert_eq!(found(&copy, count), None);
    }

    /// A table of whatever tags works, also where they crowd at its end and at its beginning.
    #[test]
    fn crowded_tags_are_found_too() {
        let mut register = register();
        let tags = (0..40).map(|number| Tag(u32::MAX - number % 4)).chain((0..40).map(Tag));
        let all: Vec<(Tag, Node)> = tags.zip((0..).map(Node)).collect();
        all.iter().for_each(|&(tag, node)| register.insert(tag, node));
        for (turn, &(tag, node)) in all.iter().enumerate() {
            let left = &all[turn..];
            assert!(
                left.iter().all(|&(tag, node)| {
                    register.find(tag, |other| other == node) == Some(node)
                })
            );
            assert!(register.structure.table(tag).remove(tag, node));
            assert!(!register.structure.table(tag).remove(tag, node));
            assert_eq!(register.find(tag, |other| other == node), None);
        }
        assert!(register.structure.tables.iter().all(|table| table.entries().count() == 0));
    }

    /// Places that are given up are used again: a table does not grow for what comes and goes.
    #[test]
    fn what_comes_and_goes_takes_no_room() {
        let mut register = register();
        for number in 0..100_000 {
            let tag = register.tag(id(number));
            register.insert(tag, Node(number % 7));
            register.leave(tag, Node(number % 7));
            register.publish(&Net::default(), 0);
        }
        assert!(register.structure.tables[0].len() <= 2 * FEWEST_SLOTS);
    }

    #[test]
    fn a_small_one_is_small() {
        assert!(register().bytes() < 1024);
    }

    #[test]
    fn readers_see_what_is_published_and_nothing_else() {
        let mut register = singles(10);
        let reader = register.shown().clone();
        let profiles = || -> Vec<Option<ProfileId>> {
            let mut found = Vec::new();
            reader.look_up(&(0..12).map(fingerprint).collect::<Vec<_>>(), &mut found);
            assert!((0..12).all(|n| found[n as usize] == reader.profile(fingerprint(n))));
            found
        };
        let expected = |seniors: &[Option<u32>]| -> Vec<Option<ProfileId>> {
            (0..12).map(|n| seniors.get(n).copied().flatten().map(id)).collect()
        };
        let alone: Vec<Option<u32>> = (0..10).map(Some).collect();
        assert_eq!(profiles(), expected(&alone));
        let node = register.push(fingerprint(10));
        register.insert(register.tag(id(10)), node);
        assert_eq!(profiles(), expected(&alone));
        register.leave(register.tag(id(4)), Node(4));
        assert_eq!(profiles(), expected(&alone));
        register.publish(&net(&[(2, &[7, 8, 10]), (u32::MAX, &[4])]), 9);
        let mut moved = alone;
        moved.push(Some(2));
        (moved[7], moved[8], moved[4]) = (Some(2), Some(2), None);
        assert_eq!((profiles(), reader.changes()), (expected(&moved), 9));
        register.erase(Node(4));
        assert_eq!(profiles(), expected(&moved));
    }
}

/// Every way in which threads may take turns, up to a bound.
#[cfg(oneid_loom)]
mod together {
    use super::*;

    fn model(f: impl Fn() + Sync + Send + 'static) {
        let mut model = loom::model::Builder::new();
        model.preemption_bound = Some(3);
        model.check(f);
    }

    /// Who has seen one of two that move together in its new profile sees the other there too.
    #[test]
    fn a_change_comes_in_force_at_one_moment() {
        model(|| {
            let mut register = singles(3);
            let reader = register.shown().clone();
            let reading = loom::thread::spawn(move || {
                [1, 2].map(|number| reader.profile(fingerprint(number)))
            });
            register.publish(&net(&[(0, &[1, 2])]), 2);
            let [first, second] = reading.join().expect("no panic");
            assert!(first == Some(id(0)) || first == Some(id(1)));
            assert!(second == Some(id(0)) || first == Some(id(1)) && second == Some(id(2)));
        });
    }

    /// Two changes that follow each other are not mixed up.
    #[test]
    fn what_was_is_what_was_last() {
        model(|| {
            let mut register = singles(3);
            let reader = register.shown().clone();
            let reading = loom::thread::spawn(move || reader.profile(fingerprint(2)));
            register.publish(&net(&[(1, &[2])]), 2);
            register.publish(&net(&[(0, &[2, 1])]), 3);
            assert!(reading.join().expect("no panic").is_some());
        });
    }

    /// A new identifier is seen with what it changed; where readers look grows meanwhile.
    #[test]
    fn what_is_new_is_seen_when_it_is_published() {
        for order in [[4, 3], [3, 4]] {
            model(move || {
                let mut register = singles(4);
                let reader = register.shown().clone();
                let reading = loom::thread::spawn(move || {
                    let mut found = Vec::new();
                    reader.look_up(&order.map(fingerprint), &mut found);
                    found
                });
                let node = register.push(fingerprint(4));
                register.insert(register.tag(id(4)), node);
                register.publish(&net(&[(0, &[3, 4])]), 2);
                let found = reading.join().expect("no panic");
                let before = order.map(|number| (number == 3).then_some(id(3)));
                let seen = [0, 1].map(|place| found[place] != before[place]);
                assert!((0..2).all(|place| !seen[place] || found[place] == Some(id(0))));
                assert!(!seen[0] || seen[1], "{found:?} in order {order:?}");
            });
        }
    }

    /// Of an identifier that is erased nothing is seen but what it was: no half of a fingerprint.
    #[test]
    fn erasing_shows_nothing() {
        model(|| {
            let mut register = singles(2);
            let reader = register.shown().clone();
            let reading = loom::thread::spawn(move || {
                [0, 1].map(|number| reader.profile(fingerprint(number)))
            });
            register.leave(register.tag(id(0)), Node(0));
            register.publish(&net(&[(u32::MAX, &[0])]), 2);
            register.erase(Node(0));
            let [gone, other] = reading.join().expect("no panic");
            assert!(gone.is_none() || gone == Some(id(0)));
            assert_eq!(other, Some(id(1)));
        });
    }
}
