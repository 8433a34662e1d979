//! What durability costs, and what opening and compacting take. Time is that of the wall: disks wait.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use oneid::{
    Durability, FingerprintKey, IdentityGraph, OpenOptions, Policy, PreparedObservation, Preset,
};

use crate::Ready;
use crate::threads::{look_up_until, told};
use crate::world::World;

/// Observations that are applied in small batches: each batch waits for the disk.
const FEW: usize = 200_000;
const GROUP: Durability =
    Durability::Group { max_delay: Duration::from_millis(10), max_operations: 10_000 };

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A directory that goes with the value.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Result<Place> {
        let path = std::env::temp_dir().join(format!("oneid-bench-{}-{name}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Place(path))
    }

    fn size(&self, beginning: &str) -> Result<u64> {
        let mut size = 0;
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(beginning) {
                size += entry.metadata()?.len();
            }
        }
        Ok(size)
    }

    /// What is there now, as if the machine had stopped.
    fn copy(&self, name: &str) -> Result<Place> {
        let copy = Place::new(name)?;
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            fs::copy(entry.path(), copy.0.join(entry.file_name()))?;
        }
        Ok(copy)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn options() -> OpenOptions {
    OpenOptions::new(FingerprintKey::from_bytes([7; 16])).policy(Policy::preset(Preset::RetailCn))
}

fn open(place: &Path, durability: Durability) -> Result<(IdentityGraph, Duration)> {
    let started = Instant::now();
    let graph = IdentityGraph::open(place, &options().durability(durability))?;
    Ok((graph, started.elapsed()))
}

fn in_memory() -> IdentityGraph {
    IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), FingerprintKey::from_bytes([7; 16]))
}

pub(crate) fn measure(world: &World) -> Result<()> {
    apply(world)?;
    let (place, built) = fill(world)?;
    opening(&place, built)?;
    meanwhile(world, &place)
}

/// Applies with each durability, beside in memory.
fn apply(world: &World) -> Result<()> {
    for (batch, most) in [(1, FEW / 10), (100, FEW), (10_000, usize::MAX)] {
        let few = most.min(world.observations());
        let memory = load(world, &mut in_memory(), batch, few)?;
        let each = memory.as_secs_f64() * 1e9 / few as f64;
        print!("batches of {batch}, {few} observations: in memory {each:.0} ns each");
        for (name, durability) in
            [("immediate", Durability::Immediate), ("group", GROUP), ("none", Durability::None)]
        {
            let place = Place::new("apply")?;
            let (mut graph, _) = open(&place.0, durability)?;
            let started = Instant::now();
            load(world, &mut graph, batch, few)?;
            graph.sync()?;
            let taken = started.elapsed();
            print!("; {name} {:.2} times", taken.as_secs_f64() / memory.as_secs_f64());
        }
        println!();
    }
    Ok(())
}

/// How long applying takes, changes trimmed.
fn load(world: &World, graph: &mut IdentityGraph, batch: usize, few: usize) -> Result<Duration> {
    let ready = Ready::new(world, graph)?;
    let observations = ready.observations(world);
    let started = Instant::now();
    for batch in observations[..few].chunks(batch) {
        let outcome = graph.apply_prepared(batch)?;
        graph.trim_changes(outcome.changes.end)?;
    }
    Ok(started.elapsed())
}

/// A graph of the whole world in files, and how long building it in memory takes.
fn fill(world: &World) -> Result<(Place, Duration)> {
    let mut memory = in_memory();
    let built = load(world, &mut memory, 4096, world.observations())?;
    drop(memory);
    let place = Place::new("whole")?;
    let (mut graph, _) = open(&place.0, Durability::None)?;
    load(world, &mut graph, 4096, world.observations())?;
    let records = graph.stats().records as f64;
    graph.close()?;
    let journal = place.size("journal-")? as f64 / records;
    println!("{records} records; journal {journal:.1} bytes each");
    Ok((place, built))
}

fn opening(place: &Place, built: Duration) -> Result<()> {
    let ratio = |taken: Duration| taken.as_secs_f64() / built.as_secs_f64();
    println!("building in memory: {built:.2?}");
    let (graph, taken) = open(&place.0, Durability::None)?;
    println!("opening from the journal: {taken:.2?}, {:.2} of building", ratio(taken));
    let records = graph.stats().records as f64;
    let started = Instant::now();
    let snapshot = graph.snapshot()?;
    let (pause, bytes) = (started.elapsed(), snapshot.bytes());
    let started = Instant::now();
    snapshot.write()?;
    println!(
        "a snapshot: pause {pause:.2?}, {:.1} bytes a record in memory and on disk, then written in {:.2?}",
        bytes as f64 / records,
        started.elapsed()
    );
    let stopped = place.copy("stopped")?;
    graph.close()?;
    let (graph, taken) = open(&place.0, Durability::None)?;
    println!("opening from the snapshot: {taken:.2?}, {:.3} of building", ratio(taken));
    assert!(graph.recovery().snapshot.is_some(), "a snapshot was used");
    drop(graph);
    let (graph, taken) = open(&stopped.0, Durability::None)?;
    println!("opening after the process was stopped: {taken:.2?}, {:.3} of building", ratio(taken));
    drop(graph);
    Ok(())
}

/// Lookups, and writes, while a snapshot is written and while the journal is rewritten.
fn meanwhile(world: &World, place: &Place) -> Result<()> {
    let (mut graph, _) = open(&place.0, Durability::None)?;
    let ready = Ready::new(world, &mut graph)?;
    let (reader, done) = (graph.reader(), AtomicBool::new(false));
    let lookups = || look_up_until(&done, &reader, &ready.asked);
    let observations = ready.observations(world);
    let mut during = |name: &str, act: &mut dyn FnMut(&mut IdentityGraph) -> Result<()>| {
        done.store(false, Ordering::Relaxed);
        let (mut read, acted) = thread::scope(|scope| {
            let reading = scope.spawn(lookups);
            let acted = act(&mut graph);
            done.store(true, Ordering::Relaxed);
            (reading.join().expect("no panic"), acted)
        });
        println!("a lookup, {name}: {}", told(&mut read));
        acted
    };
    during("alone", &mut |_| {
        thread::sleep(Duration::from_secs(1));
        Ok(())
    })?;
    during("during a snapshot", &mut |graph| snapshot_while_writing(graph, &observations))?;
    during("during a compaction", &mut |graph| {
        let started = Instant::now();
        let compaction = graph.compact()?;
        println!(
            "compacting: {:.2?}, during which nothing is written; journal {} to {} bytes",
            started.elapsed(),
            compaction.bytes_before,
            compaction.bytes_after
        );
        Ok(())
    })
}

fn snapshot_while_writing(
    graph: &mut IdentityGraph,
    observations: &[PreparedObservation<'_>],
) -> Result<()> {
    let started = Instant::now();
    let snapshot = graph.snapshot()?;
    println!("taking a snapshot: {:.2?}, during which nothing is written", started.elapsed());
    let writing = thread::spawn(move || snapshot.write());
    let mut times = Vec::new();
    for one in observations.chunks(1) {
        if writing.is_finished() {
            break;
        }
        let started = Instant::now();
        graph.apply_prepared(one)?;
        times.push(started.elapsed());
    }
    println!("a write while a snapshot is written: {}", told(&mut times));
    writing.join().expect("no panic")?;
    Ok(())
}
