//! Runs the command in a directory of its own.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A key, where it matters only that it is always the same.
pub(crate) const KEY: &str = "000102030405060708090a0b0c0d0e0f";

/// A directory to run the command in.
pub(crate) struct Place(TempDir);

/// What a run of the command gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        Place(TempDir::new().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    /// What is in the directory, sorted; nothing there is hidden from this.
    pub(crate) fn names(&self) -> Vec<String> {
        let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<String> = fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| name(entry).into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    pub(crate) fn report(&self) -> Value {
        serde_json::from_str(&fs::read_to_string(self.path("report.json")).unwrap()).unwrap()
    }

    /// The command, with none of the environment's key.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_oneid"));
        command.args(arguments).current_dir(self.0.path()).env_remove("ONEID_KEY");
        command.stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).output().unwrap())
    }

    /// Runs the command with this as its stdin.
    pub(crate) fn feed(&self, arguments: &[&str], stdin: &str) -> Ran {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // What stops at a bad line does not read the rest.
        if let Err(error) = child.stdin.take().unwrap().write_all(stdin.as_bytes()) {
            assert_eq!(error.kind(), ErrorKind::BrokenPipe);
        }
        Ran::of(child.wait_with_output().unwrap())
    }
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        Ran {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The profiles of a run that went well.
    pub(crate) fn profiles(&self) -> Vec<Value> {
        assert_eq!(self.status, Some(0), "{}", self.stderr);
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The identifiers of each profile, sorted.
    pub(crate) fn partition(&self) -> Vec<Vec<String>> {
        let mut partition: Vec<_> =
            self.profiles().iter().map(|profile| texts(&profile["ids"])).collect();
        partition.sort();
        partition
    }

    /// Asserts that the command failed as it ought to: status 1, this on stderr, and nothing on stdout.
    pub(crate) fn failed(&self, stderr: &str) {
        assert_eq!((self.status, &*self.stdout, &*self.stderr), (Some(1), "", stderr));
    }
}

/// A list of texts.
pub(crate) fn texts(value: &Value) -> Vec<String> {
    let list = value.as_array().unwrap_or_else(|| panic!("{value} is no list"));
    list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}
