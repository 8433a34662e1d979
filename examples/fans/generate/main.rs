//! Writes the exports of an invented merchant's seven platforms, and the truth about them.
//!
//! `cargo run --example generate-fans [DIRECTORY]`; the directory is `examples/fans` if none is named.
//! The same bytes at every run: the seed is fixed and nothing else is asked for.

#![allow(clippy::print_stdout, reason = "a program whose result is files and a short table")]

mod merchant;

use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let directory = env::args_os().nth(1).map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/fans")),
        PathBuf::from,
    );
    fs::create_dir_all(&directory)?;
    let merchant = merchant::generate();
    for file in &merchant.files {
        fs::write(directory.join(file.name), &file.text)?;
    }
    print(&merchant);
    Ok(())
}

fn print(merchant: &merchant::Merchant) {
    println!("{:<30} {:>6} {:>9}", "file", "rows", "bytes");
    for file in &merchant.files {
        println!("{:<30} {:>6} {:>9}", file.name, file.rows, file.text.len());
    }
    println!();
    println!("{:<30} {:>6}", "people", merchant.people);
    println!("{:<30} {:>6}", "on two or more platforms", merchant.on_several);
    println!("{:<30} {:>6}", "account identifiers", merchant.identifiers);
    println!();
    println!("{:<30} {:>6} {:>9}", "case", "times", "people");
    for (case, count) in &merchant.cases {
        println!("{:<30} {:>6} {:>9}", case.label(), count.instances, count.people);
    }
}
