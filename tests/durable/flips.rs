//! Every byte of a small store is changed: what is opened is the same graph, or an error says that it is damaged.

use std::sync::mpsc;
use std::time::Duration;

use crate::judge::size;
use crate::rng::Rng;
use crate::small::{JOURNAL, Small, Verdicts};

const PAGE: usize = 4096;

/// Longer than any opening takes.
const HANGS: Duration = Duration::from_secs(120);

/// The places of a file to be changed: all of pages that hold something, few of the others; of these so many, at random.
fn places(bytes: &[u8], most: usize, rng: &mut Rng) -> Vec<usize> {
    let mut places = Vec::new();
    for (number, page) in bytes.chunks(PAGE).enumerate() {
        let step = if page.iter().all(|byte| *byte == 0) { 512 } else { 1 };
        places.extend((0..page.len()).step_by(step).map(|place| number * PAGE + place));
    }
    // A head is small, and everything rests on it.
    let (head, mut rest): (Vec<_>, Vec<_>) = places.into_iter().partition(|place| *place < 64);
    rng.shuffle(&mut rest);
    rest.truncate(most);
    [head, rest].concat()
}

/// One bit, or all of them.
fn flipped(bytes: &[u8], place: usize, rng: &mut Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[place] ^= if rng.coin() { 1 << rng.below(8) } else { 0xff };
    bytes
}

/// Does this in another thread, and fails if nothing is heard of it for long.
fn watched(work: impl FnOnce(&mpsc::Sender<usize>) + Send + 'static) {
    let (sender, heard) = mpsc::channel();
    let worker = std::thread::spawn(move || work(&sender));
    let mut last = 0;
    loop {
        match heard.recv_timeout(HANGS) {
            Ok(place) => last = place,
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("byte {last}: it hangs"),
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    if let Err(panic) = worker.join() {
        std::panic::resume_unwind(panic);
    }
}

fn flip(name: &'static str, default: usize, of: impl FnOnce(&Small) -> String + Send + 'static) {
    watched(move |heard| {
        let small = Small::new();
        let file = of(&small);
        let bytes = small.disk.bytes(&file);
        let mut rng = Rng::new(77);
        let mut verdicts = Verdicts::default();
        for place in places(&bytes, size("ONEID_FLIPS", default), &mut rng) {
            let seed = rng.next_u64();
            heard.send(place).expect("somebody listens");
            let flipped = flipped(&bytes, place, &mut Rng::new(seed));
            let verdict = small.verdict(&small.damaged(&file, flipped));
            verdicts.add(|| format!("byte {place}, seed {seed}"), verdict);
        }
        verdicts.assert_good(name);
    });
}

#[test]
fn a_changed_byte_of_the_journal_is_harmless_or_told() {
    flip("flips of the journal", 1500, |_| JOURNAL.to_owned());
}

#[test]
fn a_changed_byte_of_a_snapshot_is_harmless_or_told() {
    flip("flips of the snapshot", 1500, Small::snapshot);
}

/// Without a snapshot all of the journal is read.
#[test]
fn a_changed_byte_of_a_journal_alone_is_harmless_or_told() {
    watched(|heard| {
        let mut small = Small::new();
        small.disk = small.disk.copy();
        small.disk.remove_durably(&small.snapshot());
        let bytes = small.disk.bytes(JOURNAL);
        let mut rng = Rng::new(78);
        let mut verdicts = Verdicts::default();
        for place in places(&bytes, size("ONEID_FLIPS", 1500), &mut rng) {
            let seed = rng.next_u64();
            heard.send(place).expect("somebody listens");
            let flipped = flipped(&bytes, place, &mut Rng::new(seed));
            let verdict = small.verdict(&small.damaged(JOURNAL, flipped));
            verdicts.add(|| format!("byte {place}, seed {seed}"), verdict);
        }
        verdicts.assert_good("flips of a journal alone");
    });
}
