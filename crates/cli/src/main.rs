//! The `oneid` command.

fn main() {}
