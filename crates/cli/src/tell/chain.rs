//! A chain of records, step by step.

use std::io::{self, Write};

use oneid::{Policy, Step};

use super::{clean, hindrance, record};
use crate::table::columns;

/// Writes identifiers, and between each two the record that holds both: `|` where it joins them, `x` where something keeps it from
/// that, with what that is below.
pub(crate) fn chain(steps: &[Step], policy: &Policy, out: &mut dyn Write) -> io::Result<()> {
    let records: Vec<[String; 3]> = steps.iter().map(|step| record(&step.link.record)).collect();
    let mut last = "";
    for (step, cells) in steps.iter().zip(columns(&records)) {
        // What stands for a former holder is another than what led here.
        if step.link.from != last {
            writeln!(out, "  {}", clean(&step.link.from))?;
        }
        let mark = if step.hindrances.is_empty() { '|' } else { 'x' };
        writeln!(out, "    {mark}  {cells}")?;
        for one in &step.hindrances {
            writeln!(out, "       {}", clean(&hindrance(one, policy)))?;
        }
        writeln!(out, "  {}", clean(&step.link.to))?;
        last = &step.link.to;
    }
    Ok(())
}
