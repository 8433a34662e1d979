//! Any bytes as a sequence of C calls, with handles of any kind, live and freed, and texts good and bad.
//!
//! What must hold: a handle that is no live one of the right kind is answered with a status; every failure has an error with a message, and writes nothing else;
//! nothing panics; and graphs keep their invariants.
#![allow(
    clippy::undocumented_unsafe_blocks,
    reason = "the header's promise is kept: pointers are live, or null"
)]

mod call;
mod pool;

use std::ptr;

use oneid_capi::*;
use pool::{Kind, Pool};

/// What is left of the input.
pub(crate) struct Input<'a>(pub(crate) &'a [u8]);

/// Texts that mean something here and there.
const WORDS: [&[u8]; 16] = [
    b"jd.pin:a",
    b"jd.pin:b",
    b"wechat.unionid@brand:u1",
    b"wechat.unionid@brand:u2",
    b"phone:+8613800138001",
    b"phone:138****0000",
    b"email:a@example.com",
    b"device:d",
    b"jd.pin",
    b"brand",
    b"connected",
    b"retail-cn",
    b"{\"ids\":[\"jd.pin:a\",\"jd.pin:c\"],\"source\":\"s\"}\n{\"op\":\"retract_source\",\"source\":\"s\"}",
    b"{\"city\":\"x\"}",
    b"min_strength = \"verified\"\n[namespace.phone]\nlimit = 1\n",
    b"s",
];

impl<'a> Input<'a> {
    pub(crate) fn byte(&mut self) -> u8 {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first
    }

    pub(crate) fn coin(&mut self) -> bool {
        self.byte() < 128
    }

    /// A word, or the bytes that follow.
    pub(crate) fn text(&mut self) -> &'a [u8] {
        let which = self.byte();
        if let Some(word) = WORDS.get(usize::from(which % 32)) {
            return word;
        }
        let size = usize::from(self.byte() % 40).min(self.0.len());
        let (text, rest) = self.0.split_at(size);
        self.0 = rest;
        text
    }
}

/// Makes the calls that the bytes stand for.
pub(crate) fn run(bytes: &[u8]) {
    let mut input = Input(bytes);
    let mut pool = Pool::default();
    // Most sequences need something to begin with.
    call::policy_preset(&mut Input(&[10]), &mut pool);
    call::options(&mut Input(&[0]), &mut pool);
    call::graph(&mut Input(&[0, 0]), &mut pool);
    while !input.0.is_empty() {
        let which = usize::from(input.byte());
        call::ALL[which % call::ALL.len()](&mut input, &mut pool);
    }
    for graph in pool.live(Kind::Graph) {
        let status = unsafe { oneid_graph_check(graph.cast(), ptr::null_mut()) };
        assert!(status == ONEID_OK || status == ONEID_CLOSED, "a graph has status {status}");
    }
    pool.free_all();
}
