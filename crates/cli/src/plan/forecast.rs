//! What is asked for, and what it takes.

use serde::Serialize;

use super::disk::Disk;
use super::model::{Model, whole};
use super::structure::{MOST_NUMBERS, words};
use super::table::{Parts, Shape};

const SECONDS_A_DAY: f64 = 86_400.0;

/// What a merchant knows of its fan bases.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Asked {
    pub(crate) customers: u64,
    pub(crate) ids_per_customer: f64,
    pub(crate) records_per_id: f64,
    pub(crate) ids_per_record: f64,
    pub(crate) value_bytes: f64,
    pub(crate) events_per_day: f64,
    pub(crate) peak: f64,
}

impl Asked {
    /// A profile for each customer.
    pub(crate) fn shape(&self) -> Shape {
        let identifiers = self.customers as f64 * self.ids_per_customer;
        let records = identifiers * self.records_per_id;
        Shape {
            identifiers: whole(identifiers),
            records: whole(records),
            occurrences: whole(records * self.ids_per_record),
            value_bytes: whole(identifiers * self.value_bytes),
            profiles: self.customers,
        }
    }
}

/// What it takes.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Forecast {
    pub(crate) asked: Asked,
    pub(crate) shape: Shape,
    pub(crate) memory: Parts,
    pub(crate) used_bytes: u64,
    pub(crate) resident_bytes: Option<u64>,
    pub(crate) peak_bytes: Option<u64>,
    pub(crate) load_seconds: f64,
    pub(crate) anew_seconds: f64,
    pub(crate) lookup_ns: f64,
    /// Of a graph in files, if that was measured.
    pub(crate) disk: Option<Disk>,
    pub(crate) events: Events,
    pub(crate) ceiling: Ceiling,
}

/// Observations that come in.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Events {
    /// On average, and at the peak.
    pub(crate) per_second: f64,
    pub(crate) peak_per_second: f64,
    /// Processor time of one observation at this size.
    pub(crate) ns_each: f64,
    /// How many cores are busy at the peak. One graph has one writer: above one, it cannot keep up.
    pub(crate) cores: f64,
}

/// Where numbers of 32 bits run out.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Ceiling {
    pub(crate) numbers: u64,
    pub(crate) words: u64,
    /// Parts of what there can be.
    pub(crate) identifiers_used: f64,
    pub(crate) words_used: f64,
    /// With so many customers of this kind, the first of the two runs out.
    pub(crate) customers: u64,
}

impl Forecast {
    pub(crate) fn new(asked: Asked, model: &Model) -> Self {
        let shape = asked.shape();
        let memory = model.memory(&shape);
        let used_bytes = memory.total();
        let seconds = |ns_each: f64| shape.occurrences as f64 * ns_each / 1e9;
        Forecast {
            asked,
            shape,
            memory,
            used_bytes,
            resident_bytes: model.resident_bytes(used_bytes),
            peak_bytes: model.peak_bytes(used_bytes),
            load_seconds: seconds(model.load_ns_each(&shape)),
            anew_seconds: seconds(model.anew_ns_each(&shape)),
            lookup_ns: model.lookup_ns(&shape),
            disk: model.disk.as_ref().map(|model| Disk::new(&asked, &shape, model)),
            events: Events::new(&asked, model.next_ns(&shape)),
            ceiling: Ceiling::new(&asked, &shape),
        }
    }
}

impl Events {
    fn new(asked: &Asked, next_ns: f64) -> Self {
        let per_second = asked.events_per_day / SECONDS_A_DAY;
        let peak_per_second = per_second * asked.peak;
        let ns_each = next_ns * asked.ids_per_record;
        Events { per_second, peak_per_second, ns_each, cores: peak_per_second * ns_each / 1e9 }
    }
}

impl Ceiling {
    fn new(asked: &Asked, shape: &Shape) -> Self {
        let most = MOST_NUMBERS as f64;
        let words = words(shape);
        let identifiers_used = shape.identifiers as f64 / most;
        let words_used = words as f64 / most;
        let customers = asked.customers as f64 / identifiers_used.max(words_used);
        Ceiling {
            numbers: MOST_NUMBERS,
            words,
            identifiers_used,
            words_used,
            customers: whole(customers.floor()),
        }
    }

    /// Whether what is asked for does not fit into one graph.
    pub(crate) fn is_passed(&self) -> bool {
        self.identifiers_used > 1.0 || self.words_used > 1.0
    }
}
