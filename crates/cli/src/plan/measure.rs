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
pub(super) fn measure(
    sizes: &[u64],
    seed: u64,
    runs: u16,
    name: Option<&OsStr>,
) -> Result<Measured, Failure> {
    let policy = policy::read(name)?;
    let points = sizes.iter().map(|&observations| size(observations, seed, runs, name));
    Ok(Measured {
        machine: machine(),
        date: today(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        policy: name.map_or("retail-cn".into(), OsStr::to_string_lossy).into_owned(),
        watched: policy.namespaces().iter().any(is_watched),
        points: points.collect::<Result<_, _>>()?,
    })
}

/// Measures one size so many times.
pub(super) fn size(
    observations: u64,
    seed: u64,
    runs: u16,
    policy: Option<&OsStr>,
) -> Result<Point, Failure> {
    note(format_args!("measuring {} observations", count(observations)));
    let points = (0..runs).map(|_| in_process(observations, seed, policy));
    let mut points = points.collect::<Result<Vec<_>, _>>()?;
    median(&mut points).ok_or_else(|| Failure::new("nothing was measured"))
}

/// The point of the median load, with the medians of the other times.
fn median(points: &mut [Point]) -> Option<Point> {
    let middle = points.len() / 2;
    points.sort_by(|a, b| a.lookup_ns.total_cmp(&b.lookup_ns));
    let lookup_ns = points.get(middle)?.lookup_ns;
    points.sort_by_key(|point| point.anew_ns);
    let anew_ns = points.get(middle)?.anew_ns;
    points.sort_by_key(|point| point.load_ns);
    Some(Point { anew_ns, lookup_ns, ..points.get(middle)?.clone() })
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

    use super::super::table::{Parts, Shape};
    use super::*;

    #[test]
    fn a_ladder_doubles_and_ends_where_it_is_told() {
        assert_eq!(ladder(100, 800), [100, 200, 400, 800]);
        assert_eq!(ladder(100, 1000), [100, 200, 400, 800, 1000]);
        assert_eq!(ladder(100, 50), [50]);
    }

    #[test]
    fn medians_are_taken_of_each_time() {
        let shape =
            Shape { identifiers: 1, records: 1, occurrences: 1, value_bytes: 1, profiles: 1 };
        let point = |load_ns, anew_ns, lookup_ns| Point {
            observations: 1,
            observed: 1,
            shape,
            memory: Parts::default(),
            resident_bytes: None,
            peak_bytes: None,
            load_ns,
            anew_ns,
            lookup_ns,
            files: None,
        };
        let mut points = [point(1, 30, 2.0), point(9, 10, 3.0), point(5, 20, 1.0)];
        assert_eq!(median(&mut points), Some(point(5, 20, 2.0)));
        assert_eq!(median(&mut []), None);
    }

    #[test]
    fn rules_about_partners_are_seen() {
        let watched = |preset| Policy::preset(preset).namespaces().iter().any(is_watched);
        assert!(watched(Preset::RetailCn) && !watched(Preset::Connected));
    }
}
