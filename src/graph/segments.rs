//! Arrays that grow without moving what they hold: no copy of millions of elements, and hardly any room in reserve.

use std::ops::{Index, IndexMut};

/// Bytes of a whole segment. Large enough for huge pages, small enough that a new one takes no notable time.
const SEGMENT_BYTES: usize = 1 << 22;

/// An array in segments of one size. The first grows by doubling, so that a small array is small.
#[derive(Clone, Debug)]
pub(crate) struct Segments<T> {
    segments: Vec<Vec<T>>,
}

impl<T> Default for Segments<T> {
    fn default() -> Self {
        Segments { segments: Vec::new() }
    }
}

impl<T> Segments<T> {
    const SHIFT: u32 = (SEGMENT_BYTES / size_of::<T>()).ilog2();
    /// Elements of a whole segment.
    pub(crate) const SIZE: usize = 1 << Self::SHIFT;
    const MASK: usize = Self::SIZE - 1;

    pub(crate) fn len(&self) -> usize {
        match self.segments.split_last() {
            Some((last, whole)) => whole.len() * Self::SIZE + last.len(),
            None => 0,
        }
    }

    #[inline]
    pub(crate) fn push(&mut self, value: T) {
        self.with_room(1).push(value);
    }

    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        self.segments.get(index >> Self::SHIFT)?.get(index & Self::MASK)
    }

    /// What lies in one segment from an element on.
    #[inline]
    pub(crate) fn tail(&self, start: usize) -> &[T] {
        &self.segments[start >> Self::SHIFT][start & Self::MASK..]
    }

    /// As [`tail`](Segments::tail), to be changed.
    #[inline]
    pub(crate) fn tail_mut(&mut self, start: usize) -> &mut [T] {
        &mut self.segments[start >> Self::SHIFT][start & Self::MASK..]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.segments.iter().flatten()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.segments.iter_mut().flatten()
    }

    /// Bytes that are set aside.
    pub(crate) fn bytes(&self) -> usize {
        let elements: usize = self.segments.iter().map(Vec::capacity).sum();
        elements * size_of::<T>() + self.segments.capacity() * size_of::<Vec<T>>()
    }

    /// The last segment, which has room for so many more; at most a whole segment.
    #[inline]
    fn with_room(&mut self, more: usize) -> &mut Vec<T> {
        let fits = |last: &Vec<T>| last.len() + more <= last.capacity().min(Self::SIZE);
        if self.segments.last().is_some_and(fits) {
            return self.segments.last_mut().expect("there is one");
        }
        self.grown(more)
    }

    #[cold]
    fn grown(&mut self, more: usize) -> &mut Vec<T> {
        debug_assert!(more <= Self::SIZE);
        let is_full = self.segments.last().is_none_or(|last| last.len() + more > Self::SIZE);
        if is_full {
            self.segments.push(Vec::new());
        }
        let is_first = self.segments.len() == 1;
        let last = self.segments.last_mut().expect("there is one");
        if last.len() + more > last.capacity() {
            let wanted =
                if is_first { (last.len() + more).max(last.len() * 2).max(4) } else { Self::SIZE };
            last.reserve_exact(wanted.min(Self::SIZE) - last.len());
        }
        last
    }
}

impl<T: Copy> Segments<T> {
    /// Room for elements that lie in one segment, all the same; where they begin. What is left of the segment before is
    /// filled with the same.
    pub(crate) fn extend_run(&mut self, len: usize, value: T) -> usize {
        if let Some(last) = self.segments.last_mut()
            && last.len() + len > Self::SIZE
        {
            last.resize(Self::SIZE, value);
        }
        let last = self.with_room(len);
        let begin = last.len();
        last.resize(begin + len, value);
        (self.segments.len() - 1) * Self::SIZE + begin
    }
}

impl<T> Index<usize> for Segments<T> {
    type Output = T;

    #[inline]
    fn index(&self, index: usize) -> &T {
        &self.segments[index >> Self::SHIFT][index & Self::MASK]
    }
}

impl<T> IndexMut<usize> for Segments<T> {
    #[inline]
    fn index_mut(&mut self, index: usize) -> &mut T {
        &mut self.segments[index >> Self::SHIFT][index & Self::MASK]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Array = Segments<[u64; 4096]>;

    #[test]
    fn elements_are_found_where_they_were_put() {
        let mut array = Array::default();
        let count = Array::SIZE * 2 + 3;
        for number in 0..count {
            array.push([number as u64; 4096]);
        }
        assert_eq!(array.len(), count);
        assert!((0..count).all(|number| array[number][7] == number as u64));
        assert!(array.iter().map(|one| one[0]).eq(0..count as u64));
        assert!(array.get(count).is_none());
    }

    #[test]
    fn a_run_lies_in_one_segment() {
        let mut array = Segments::<u32>::default();
        let size = Segments::<u32>::SIZE;
        assert_eq!(array.extend_run(size - 2, 1), 0);
        assert_eq!(array.extend_run(3, 2), size);
        assert_eq!((array.len(), array[size - 1], array.tail(size)), (size + 3, 2, &[2; 3][..]));
    }

    #[test]
    fn little_is_set_aside() {
        let mut array = Segments::<u32>::default();
        (0..100).for_each(|number| array.push(number));
        assert!(array.bytes() < 1024);
        (0..3_000_000).for_each(|number| array.push(number));
        assert!(array.bytes() < 3_000_100 * 4 + SEGMENT_BYTES + 1024);
    }
}
