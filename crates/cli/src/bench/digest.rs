//! A short name for all that was done and answered: two runs that did the same have the same.

use serde::Serialize;

/// FNV-1a, 64 bits: it is the same on every machine, and nobody is to be kept from forging it.
pub(super) struct Digest(u64);

impl Digest {
    pub(super) fn new() -> Self {
        Digest(0xcbf2_9ce4_8422_2325)
    }

    pub(super) fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Adds what can be written as JSON, and that it ends there.
    pub(super) fn add_json(&mut self, value: &impl Serialize) {
        self.add(&serde_json::to_vec(value).unwrap_or_default());
        self.add(b"\n");
    }

    pub(super) fn hex(&self) -> String {
        format!("{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_fnv() {
        let of = |text: &str| {
            let mut digest = Digest::new();
            digest.add(text.as_bytes());
            digest.hex()
        };
        assert_eq!(
            [of(""), of("a"), of("foobar")],
            ["cbf29ce484222325", "af63dc4c8601ec8c", "85944171f73967e8"]
        );
    }
}
