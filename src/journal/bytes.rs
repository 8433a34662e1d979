//! Numbers and texts as bytes. Lengths are held against what is there before anything is set aside.

/// Bytes that are not what they ought to be; where, is for the caller to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// Bytes being written.
#[derive(Clone, Debug, Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    pub(super) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    /// Seven bits a byte, the lowest first; the highest bit says that more follow.
    pub(super) fn number(&mut self, number: impl Into<u64>) {
        let mut rest = number.into();
        while rest > 0x7f {
            self.0.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        self.0.push((rest & 0x7f) as u8);
    }

    pub(super) fn length(&mut self, length: usize) {
        self.number(length as u64);
    }

    /// Small numbers of either sign are short.
    pub(super) fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)).cast_unsigned());
    }

    pub(super) fn text(&mut self, text: &str) {
        self.length(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    /// A text that may be missing.
    pub(super) fn maybe_text(&mut self, text: Option<&str>) {
        self.byte(u8::from(text.is_some()));
        text.into_iter().for_each(|text| self.text(text));
    }

    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn wide(&mut self, number: u128) {
        self.raw(&number.to_le_bytes());
    }
}

/// Bytes being read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn raw(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        self.raw(N)?.try_into().map_err(|_| Malformed)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Malformed> {
        Ok(self.array::<1>()?[0])
    }

    pub(super) fn number(&mut self) -> Result<u64, Malformed> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                return Err(Malformed);
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Malformed)
    }

    /// A number that is an index, or a bit more than one.
    pub(super) fn index(&mut self) -> Result<usize, Malformed> {
        usize::try_from(self.number()?).map_err(|_| Malformed)
    }

    /// How many items follow, each of at least one byte.
    pub(super) fn count(&mut self) -> Result<usize, Malformed> {
        let count = self.index()?;
        if count > self.0.len() { Err(Malformed) } else { Ok(count) }
    }

    pub(super) fn signed(&mut self) -> Result<i64, Malformed> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    pub(super) fn text(&mut self) -> Result<&'a str, Malformed> {
        let length = self.count()?;
        std::str::from_utf8(self.raw(length)?).map_err(|_| Malformed)
    }

    pub(super) fn maybe_text(&mut self) -> Result<Option<&'a str>, Malformed> {
        match self.byte()? {
            0 => Ok(None),
            1 => self.text().map(Some),
            _ => Err(Malformed),
        }
    }

    pub(super) fn wide(&mut self) -> Result<u128, Malformed> {
        Ok(u128::from_le_bytes(self.array()?))
    }

    pub(super) fn finish(self) -> Result<(), Malformed> {
        if self.is_empty() { Ok(()) } else { Err(Malformed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let numbers = [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX - 1, u64::MAX];
        let signed = [0, 1, -1, 63, -64, 64, i64::MAX, i64::MIN];
        let mut writer = Writer::default();
        numbers.iter().for_each(|&number| writer.number(number));
        signed.iter().for_each(|&number| writer.signed(number));
        writer.text("杭州");
        writer.maybe_text(None);
        writer.maybe_text(Some(""));
        writer.wide(u128::MAX - 5);
        let mut reader = Reader(&writer.0);
        assert!(numbers.iter().all(|&number| reader.number() == Ok(number)));
        assert!(signed.iter().all(|&number| reader.signed() == Ok(number)));
        assert_eq!(reader.text(), Ok("杭州"));
        assert_eq!(reader.maybe_text(), Ok(None));
        assert_eq!(reader.maybe_text(), Ok(Some("")));
        assert_eq!(reader.wide(), Ok(u128::MAX - 5));
        assert_eq!(reader.finish(), Ok(()));
    }

    #[test]
    fn what_is_cut_or_too_long_is_malformed() {
        let mut writer = Writer::default();
        writer.text("a text");
        for end in 0..writer.0.len() {
            assert_eq!(Reader(&writer.0[..end]).text(), Err(Malformed), "{end}");
        }
        assert_eq!(Reader(&[0xff; 10]).number(), Err(Malformed));
        assert_eq!(
            Reader(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2]).number(),
            Err(Malformed)
        );
        // More than there can be: nothing is set aside for it.
        assert_eq!(Reader(&[0xff, 0xff, 0xff, 0xff, 0x0f, b'a']).text(), Err(Malformed));
        assert_eq!(Reader(&[2]).maybe_text(), Err(Malformed));
        assert_eq!(Reader(&[1]).finish(), Err(Malformed));
    }
}
