//! `oneid plan`: the memory, the time and the cores that so many customers take.

mod chart;
mod check;
mod csv;
mod disk;
mod fit;
mod forecast;
mod measure;
mod model;
mod one;
mod page;
mod structure;
mod table;
mod told;
mod units;
mod words;

use std::ffi::OsString;
use std::path::PathBuf;

use serde::Serialize;

use crate::error::Failure;
use crate::output::{self, Pending};
use crate::quantity;
use check::Check;
use forecast::{Asked, Forecast};
pub(crate) use measure::{One, run_one};
use model::Model;
use table::Measured;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How many customers; K, M and B stand for thousands, millions and billions, here and below.
    #[arg(long, value_name = "N", value_parser = quantity::count)]
    customers: u64,
    /// Identifiers of a customer.
    #[arg(long, value_name = "X", default_value = "3.5", value_parser = quantity::positive)]
    ids_per_customer: f64,
    /// Records for each identifier.
    #[arg(long, value_name = "X", default_value = "1.5", value_parser = quantity::positive)]
    records_per_id: f64,
    /// Identifiers that a record holds.
    #[arg(long, value_name = "X", default_value = "2.4", value_parser = quantity::positive)]
    ids_per_record: f64,
    /// Bytes of the value of an identifier, on average; those that are not retained have none.
    #[arg(long, value_name = "X", default_value = "34", value_parser = quantity::number)]
    value_bytes: f64,
    /// Observations that come in a day.
    #[arg(long, value_name = "N", default_value = "1M", value_parser = quantity::number)]
    events_per_day: f64,
    /// How many times the average rate comes at the peak.
    #[arg(long, value_name = "X", default_value = "4", value_parser = quantity::positive)]
    peak: f64,
    /// A preset, or a TOML file where --measure is given; retail-cn if left out.
    #[arg(long, value_name = "FILE|PRESET")]
    policy: Option<OsString>,
    /// How the plan is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Measures on this machine, instead of going by what is built in.
    #[arg(long)]
    measure: bool,
    /// The smallest size to measure, in observations; the next is twice as large.
    #[arg(long, value_name = "N", default_value = "100K", requires = "measure", value_parser = quantity::count)]
    from: u64,
    /// The largest size to measure.
    #[arg(long, value_name = "N", default_value = "800K", requires = "measure", value_parser = quantity::count)]
    upto: u64,
    /// How often each size is measured: the medians are taken.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "measure", value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Measures one more size, and says how far off the forecast for it is.
    #[arg(long, value_name = "N", value_parser = quantity::count)]
    check: Option<u64>,
    /// Which population is invented.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Writes what was measured to this file.
    #[arg(long, value_name = "FILE", requires = "measure")]
    save: Option<PathBuf>,
    /// Goes by what --save wrote.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["measure", "policy"])]
    points: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
    Html,
}

/// What is told, in whichever form.
#[derive(Serialize)]
struct Plan {
    forecast: Forecast,
    model: Model,
    measured: Measured,
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<Check>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let measured = arguments.measured()?;
    let model = Model::fit(&measured)?;
    let check = arguments.check(&model, &measured)?;
    let plan = Plan { forecast: Forecast::new(arguments.asked(), &model), model, measured, check };
    output::to_stdout(|stdout| match arguments.format {
        Format::Text => told::tell(&plan, stdout),
        Format::Json => output::json(&plan, stdout),
        Format::Csv => csv::write(&plan, stdout),
        Format::Html => stdout.write_all(page::page(&plan).as_bytes()),
    })
}

impl Arguments {
    fn asked(&self) -> Asked {
        Asked {
            customers: self.customers,
            ids_per_customer: self.ids_per_customer,
            records_per_id: self.records_per_id,
            ids_per_record: self.ids_per_record,
            value_bytes: self.value_bytes,
            events_per_day: self.events_per_day,
            peak: self.peak,
        }
    }

    fn measured(&self) -> Result<Measured, Failure> {
        if let Some(path) = &self.points {
            return Measured::read(path);
        }
        if !self.measure {
            return Measured::built_in(self.policy.as_deref());
        }
        if self.from >= self.upto {
            let problem = "--from is less than --upto, so that there are two sizes to measure";
            return Err(Failure::new(problem));
        }
        // Made first, so that a place where no file can be is not found out after an hour of measuring.
        let save = self.save.as_deref().map(Pending::create).transpose()?;
        let sizes = measure::ladder(self.from, self.upto);
        let measured = measure::measure(&sizes, self.seed, self.runs, self.policy.as_deref())?;
        if let Some(mut save) = save {
            save.write(|file| file.write_all(measured.to_json().as_bytes()))?;
            save.keep()?;
        }
        Ok(measured)
    }

    fn check(&self, model: &Model, measured: &Measured) -> Result<Option<Check>, Failure> {
        let Some(size) = self.check else { return Ok(None) };
        let policy = Some(measured.policy.as_ref());
        let point = measure::size(size, self.seed, 1, policy)?;
        Ok(Some(Check::new(model, &point)))
    }
}
