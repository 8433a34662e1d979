//! Random sequences of C calls; the same that a fuzzer makes.

mod calls;

/// Enough for every call to meet every kind of handle.
const SEQUENCES: u64 = if cfg!(miri) { 4 } else { 3000 };
const MOST_BYTES: u64 = if cfg!(miri) { 80 } else { 600 };

/// The next of a fixed sequence of numbers (SplitMix64).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[test]
fn any_sequence_of_calls_is_answered() {
    let mut state = 1;
    for _ in 0..SEQUENCES {
        let size = next(&mut state) % MOST_BYTES;
        let bytes: Vec<u8> = (0..size).map(|_| next(&mut state).to_le_bytes()[0]).collect();
        calls::run(&bytes);
    }
}

#[test]
fn what_the_fuzzer_begins_with_and_found_is_answered() {
    let fuzz = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    let mut replayed = 0;
    for folder in ["seeds/capi", "regressions/capi"] {
        for entry in std::fs::read_dir(fuzz.join(folder)).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            calls::run(&std::fs::read(&path).expect("a file that can be read"));
            replayed += 1;
        }
    }
    assert!(replayed > 0, "there is no seed");
}
