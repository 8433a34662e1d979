//! Where the boxes of a picture are: identifiers to the left and to the right, the records that hold them in between.
//!
//! Lines run between columns alone, so that none crosses a box; boxes of one column stand below each other, in an order that keeps
//! lines short.

/// Whole pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rect {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

pub(super) const IDENTIFIER_WIDTH: usize = 236;
pub(super) const RECORD_WIDTH: usize = 232;
const HEIGHT: usize = 34;
/// From one box to the next below.
const PITCH: usize = 46;
/// Between columns.
const GAP: usize = 110;
const MARGIN: usize = 8;
/// How often the columns are put in order by what they are tied to.
const ROUNDS: usize = 6;

/// What is to be laid out.
pub(super) struct Graph {
    /// For each identifier, in which column it stands.
    pub(super) sides: Vec<Side>,
    pub(super) records: usize,
    /// Identifier and record of each line.
    pub(super) lines: Vec<(usize, usize)>,
}

/// Those of another profile stand below those of the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Side {
    pub(super) right: bool,
    pub(super) foreign: bool,
}

/// Where everything is.
pub(super) struct Layout {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) identifiers: Vec<Rect>,
    pub(super) records: Vec<Rect>,
}

impl Graph {
    pub(super) fn layout(&self) -> Layout {
        let column =
            |right: bool| (0..self.sides.len()).filter(move |&n| self.sides[n].right == right);
        let mut left: Vec<usize> = column(false).collect();
        let mut right: Vec<usize> = column(true).collect();
        let mut records: Vec<usize> = (0..self.records).collect();
        let rows = left.len().max(right.len()).max(records.len()).max(1);
        for _ in 0..ROUNDS {
            let identifiers = self.heights([&left, &right], self.sides.len());
            sort(
                &mut records,
                &self.means(self.records, |&(id, record)| (record, identifiers[id])),
            );
            let heights = self.heights([&records, &[]], self.records);
            let means = self.means(self.sides.len(), |&(id, record)| (id, heights[record]));
            for column in [&mut left, &mut right] {
                sort(column, &means);
                column.sort_by_key(|&id| self.sides[id].foreign);
            }
        }
        self.place(rows, &left, &right, &records)
    }

    fn place(&self, rows: usize, left: &[usize], right: &[usize], records: &[usize]) -> Layout {
        let height = rows * PITCH;
        let record_x = MARGIN + IDENTIFIER_WIDTH + GAP;
        let right_x = record_x + RECORD_WIDTH + GAP;
        let ends =
            if right.is_empty() { record_x + RECORD_WIDTH } else { right_x + IDENTIFIER_WIDTH };
        let nowhere = Rect { x: 0, y: 0, width: 0, height: 0 };
        let mut layout = Layout {
            width: ends + MARGIN,
            height: height + 2 * MARGIN,
            identifiers: vec![nowhere; self.sides.len()],
            records: vec![nowhere; self.records],
        };
        let rect = |x: usize, width: usize, place: usize, of: usize| {
            let middle = (2 * place + 1) * height / (2 * of);
            Rect { x, y: MARGIN + middle - HEIGHT / 2, width, height: HEIGHT }
        };
        for (place, &id) in left.iter().enumerate() {
            layout.identifiers[id] = rect(MARGIN, IDENTIFIER_WIDTH, place, left.len());
        }
        for (place, &id) in right.iter().enumerate() {
            layout.identifiers[id] = rect(right_x, IDENTIFIER_WIDTH, place, right.len());
        }
        for (place, &id) in records.iter().enumerate() {
            layout.records[id] = rect(record_x, RECORD_WIDTH, place, records.len());
        }
        layout
    }

    /// How far down everything is in its column, in thousandths.
    fn heights(&self, columns: [&[usize]; 2], count: usize) -> Vec<usize> {
        let mut heights = vec![0; count];
        for column in columns {
            for (place, &one) in column.iter().enumerate() {
                heights[one] = (2 * place + 1) * 500 / column.len();
            }
        }
        heights
    }

    /// The mean height of what each is tied to; none if it is tied to nothing.
    fn means(
        &self,
        count: usize,
        of_line: impl Fn(&(usize, usize)) -> (usize, usize),
    ) -> Vec<Option<usize>> {
        let mut sums = vec![(0, 0); count];
        for (one, height) in self.lines.iter().map(of_line) {
            sums[one] = (sums[one].0 + height, sums[one].1 + 1);
        }
        sums.into_iter().map(|(sum, lines)| usize::checked_div(sum, lines)).collect()
    }
}

/// Sorts by the means; what is tied to nothing comes last, and what is equal stays in the order of its numbers.
fn sort(column: &mut [usize], means: &[Option<usize>]) {
    column.sort_unstable_by_key(|&one| (means[one].is_none(), means[one], one));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlap(a: &Rect, b: &Rect) -> bool {
        a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
    }

    /// Any sizes: boxes lie inside, and no two overlap.
    #[test]
    fn boxes_lie_inside_and_apart() {
        for (left, right, records) in
            [(1, 0, 0), (1, 1, 1), (60, 0, 1), (2, 60, 70), (30, 30, 200), (1, 1, 60), (7, 3, 5)]
        {
            let side = |n: usize| Side { right: n >= left, foreign: n % 5 == 4 };
            let sides: Vec<Side> = (0..left + right).map(side).collect();
            let lines = (0..records * 2).map(|n| (n * 7 % (left + right), n / 2)).collect();
            let layout = Graph { sides, records, lines }.layout();
            let all: Vec<Rect> =
                layout.identifiers.iter().chain(&layout.records).copied().collect();
            for (place, one) in all.iter().enumerate() {
                assert!(one.width > 0, "{left} {right} {records}: {place} is nowhere");
                assert!(one.x + one.width <= layout.width && one.y + one.height <= layout.height);
                for other in &all[..place] {
                    assert!(!overlap(one, other), "{left} {right} {records}: {one:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_tied_stands_side_by_side() {
        // Three pairs, listed crosswise.
        let sides =
            [false, false, false, true, true, true].map(|right| Side { right, foreign: false });
        let lines = vec![(0, 2), (5, 2), (1, 1), (4, 1), (2, 0), (3, 0)];
        let layout = Graph { sides: sides.to_vec(), records: 3, lines: lines.clone() }.layout();
        for (id, record) in lines {
            assert_eq!(layout.identifiers[id].y, layout.records[record].y);
        }
    }
}
