//! Measures graphs of several sizes on this machine, each in a process of its own, so that memory is counted from nothing.

use std::ffi::{OsStr, OsString};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use oneid::{Class, NamespacePolicy, Timestamp};

use super::one;
use super::table::{Measured, Point};
use crate::error::{Failure, note};
use crate::table::count;
use crate::{output, policy, quantity};

/// Measures one graph and prints what was found, as JSON. The ladder runs itself by it.
#[derive(clap::Args)]
pub(crate) struct One {
    #[arg(long, value_parser = quantity::count)]
    observations: u64,
    #[arg(long)]
    seed: u64,
    #[arg(long)]
    policy: Option<OsString>,
}

pub(crate) fn run_one(arguments: &One) -> Result<(), Failure> {
    let policy = policy::read(arguments.policy.as_deref())?;
    let point = one::measure(&policy, arguments.seed, arguments.observations)
        .map_err(|error| Failure::at("measuring", &error))?;
    output::to_stdout(|stdout| output::json(&point, stdout))
}

/// From, from times two, and so on; the last is `upto`.
pub(super) fn ladder(from: u64, upto: u64) -> Vec<u64> {
    let doubled = std::iter::successors(Some(from), |size| size.checked_mul(2));
    let mut sizes: Vec<u64> = doubled.take_while(|&size| size < upto).collect();
    sizes.push(upto);
    sizes
}

/// Measures all sizes, one after the other.
pub(super) fn measure(sizes: &[u64], seed: u64, name: Option<&OsStr>) -> Result<Measured, Failure> {
    let policy = policy::read(name)?;
    let mut points = Vec::new();
    for &size in sizes {
        note(format_args!("measuring {} observations", count(size)));
        points.push(in_process(size, seed, name)?);
    }
    Ok(Measured {
        machine: machine(),
        date: today(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        policy: name.map_or("retail-cn".into(), OsStr::to_string_lossy).into_owned(),
        watched: policy.namespaces().iter().any(is_watched),
        points,
    })
}

/// Whether a graph keeps something for each identifier, because this namespace has a rule about partners or holders.
fn is_watched(rules: &NamespacePolicy) -> bool {
    let counts = Class::ALL.into_iter().any(|class| rules.shared_above(class).is_some());
    counts || rules.contested_nobody() || rules.reassigned_after_ms().is_some()
}

fn in_process(size: u64, seed: u64, policy: Option<&OsStr>) -> Result<Point, Failure> {
    let failed = |error: std::io::Error| Failure::new(format!("measuring: {error}"));
    let program = std::env::current_exe().map_err(failed)?;
    let mut command = Command::new(program);
    command.arg("measure-one").args(["--observations", &size.to_string()]);
    command.args(["--seed", &seed.to_string()]);
    if let Some(policy) = policy {
        command.arg("--policy").arg(policy);
    }
    let ran = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().map_err(failed)?;
    if !ran.status.success() {
        return Err(Failure::new(format!(
            "measuring {} observations ended with {}: is there memory enough?",
            count(size),
            ran.status
        )));
    }
    serde_json::from_slice(&ran.stdout).map_err(|error| Failure::new(format!("measuring: {error}")))
}

/// The processor, where the system tells, and how many cores there are.
fn machine() -> String {
    let about = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = about.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let model = model.map_or("", |(_, model)| model.trim());
    let model = if model.is_empty() { std::env::consts::ARCH } else { model };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("{model}, {cores} cores, {}", std::env::consts::OS)
}

fn today() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let ms = i128::try_from(since.as_millis()).unwrap_or_default();
    Timestamp::from_millisecond(ms).map_or_else(|_| String::new(), crate::tell::day)
}

#[cfg(test)]
mod tests {
    use oneid::{Policy, Preset};

    use super::*;

    #[test]
    fn a_ladder_doubles_and_ends_where_it_is_told() {
        assert_eq!(ladder(100, 800), [100, 200, 400, 800]);
        assert_eq!(ladder(100, 1000), [100, 200, 400, 800, 1000]);
        assert_eq!(ladder(100, 50), [50]);
    }

    #[test]
    fn rules_about_partners_are_seen() {
        let watched = |preset| Policy::preset(preset).namespaces().iter().any(is_watched);
        assert!(watched(Preset::RetailCn) && !watched(Preset::Connected));
    }
}
