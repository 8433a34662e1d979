//! An invented population as fan bases: a file for each source and strength, a manifest, and the truth.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use oneid::synth::World;
use oneid::{Identifier, Operation};
use serde::Deserialize;

use super::write_truth;
use crate::error::Failure;
use crate::output::Pending;

/// The columns of identifiers: what the header says, namespace, scope. A customer has at most two devices.
const COLUMNS: [(&str, &str, Option<&str>); 13] = [
    ("unionid", "wechat.unionid", Some("brand")),
    ("fans_openid", "wechat.openid", Some("wx-fans")),
    ("mini_openid", "wechat.openid", Some("wx-mini")),
    ("taobao_ouid", "taobao.ouid", Some("flagship")),
    ("douyin_open_id", "douyin.open_id", Some("app1")),
    ("jd_open_id", "jd.open_id", Some("shop1")),
    ("kuaishou_open_id", "kuaishou.open_id", Some("app1")),
    ("phone", "phone", None),
    ("email", "email", None),
    ("device", "device", None),
    ("second_device", "device", None),
    ("order", "order.id", Some("taobao/flagship")),
    ("other", "id", None),
];
const OTHER: usize = COLUMNS.len() - 1;

/// The files that are written, by name, with the source and the strength of all that is in each.
type Files = BTreeMap<String, (Pending, String, String)>;

/// What the line of an observation says beside its identifiers.
#[derive(Deserialize)]
struct Said {
    at: String,
    source: String,
    strength: String,
}

/// Writes `manifest.toml`, `truth.csv` and the files of the fan bases. Those of an earlier run are replaced when all are written.
pub(super) fn write(world: World, directory: &Path) -> Result<(), Failure> {
    fs::create_dir_all(directory).map_err(|error| Failure::io(directory, &error))?;
    let mut truth = Pending::create(&directory.join("truth.csv"))?;
    truth.write(|file| write_truth(&world, file))?;
    let mut files = Files::new();
    for sighting in world {
        if let Operation::Observe(observation) = &sighting.operation {
            let said: Said = serde_json::from_str(&sighting.operation.to_json())
                .map_err(|error| Failure::new(error.to_string()))?;
            put(observation.identifiers(), said, directory, &mut files)?;
        }
    }
    let mut manifest = Pending::create(&directory.join("manifest.toml"))?;
    manifest.write(|file| write_manifest(&files, file))?;
    for (mut file, _, _) in files.into_values() {
        file.write(|_| Ok(()))?;
        file.keep()?;
    }
    truth.keep()?;
    manifest.keep()
}

/// Puts an observation into the file of its source and strength.
fn put(ids: &[Identifier], said: Said, directory: &Path, files: &mut Files) -> Result<(), Failure> {
    let Said { at, source, strength } = said;
    let name = format!("{}.{strength}", source.replace('/', "-"));
    let file = match files.entry(name) {
        Entry::Occupied(file) => &mut file.into_mut().0,
        Entry::Vacant(place) => {
            let mut file = Pending::create(&directory.join(format!("{}.csv", place.key())))?;
            let header = COLUMNS.map(|column| column.0).join(",");
            file.append(|file| writeln!(file, "at,{header}"))?;
            &mut place.insert((file, source, strength)).0
        }
    };
    let row = row(ids).join(",");
    file.append(|file| writeln!(file, "{at},{row}"))
}

/// The cells of an observation. What finds no place of its own is in full in the last: one at most, since one at most is not the
/// customer's.
fn row(ids: &[Identifier]) -> [&str; COLUMNS.len()] {
    let mut cells = [""; COLUMNS.len()];
    for id in ids {
        let fits = |&place: &usize| {
            let (_, namespace, scope) = COLUMNS[place];
            (namespace, scope) == (id.namespace(), id.scope()) && cells[place].is_empty()
        };
        match (0..OTHER).find(fits) {
            Some(place) => cells[place] = id.value(),
            None => cells[OTHER] = id.as_str(),
        }
    }
    cells
}

fn write_manifest(files: &Files, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# An invented population.\npolicy = \"retail-cn\"\ntruth = \"truth.csv\"")?;
    for (name, (_, source, strength)) in files {
        writeln!(out, "\n[[fan_base]]\nname = \"{name}\"\nfile = \"{name}.csv\"")?;
        writeln!(out, "source = \"{source}\"\ntime = \"at\"\nstrength = \"{strength}\"")?;
        let platform = source.split('/').next().unwrap_or_default();
        writeln!(out, "platform = \"{platform}\"\n[fan_base.columns]")?;
        for (column, namespace, scope) in COLUMNS {
            match scope {
                Some(scope) => writeln!(out, "{column} = \"{namespace}@{scope}\"")?,
                None => writeln!(out, "{column} = \"{namespace}\"")?,
            }
        }
    }
    Ok(())
}
