//! `oneid resolve`.

use crate::error::Failure;

#[derive(clap::Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(_: &Arguments) -> Result<(), Failure> {
    Err(Failure::new("not there yet"))
}
