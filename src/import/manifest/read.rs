//! A manifest of its text, with every problem at once.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::tz::Offset;
use toml::de::DeTable;

use super::{FanBase, Format, Manifest, policy_named};
use crate::error::{Error, ErrorKind};
use crate::identifier::Class;
use crate::import::column::{Column, Target};
use crate::import::time;
use crate::observation::Strength;
use crate::policy::document::{Item, Problems, Section};
use crate::policy::{Policy, Preset};

const KEYS: [&str; 4] = ["policy", "truth", "utc_offset", "fan_base"];
const FAN_BASE_KEYS: [&str; 10] = [
    "name",
    "platform",
    "file",
    "format",
    "separator",
    "source",
    "time",
    "utc_offset",
    "strength",
    "columns",
];

/// What the fan bases have in common.
struct Common<'c> {
    beside: &'c Path,
    /// None if it could not be read: then it is not asked which namespaces there are.
    policy: Option<&'c Policy>,
    offset: Option<Offset>,
}

pub(super) fn manifest(
    text: &str,
    beside: &Path,
    policy: Option<Policy>,
) -> Result<Manifest, Error> {
    let problems = Problems::new(text);
    let (document, malformed) = DeTable::parse_recoverable(text);
    for error in &malformed {
        let offset = error.span().map_or(text.len(), |span| span.start);
        problems.report(offset, "", format_args!("not TOML: {}", error.message()));
    }
    if !malformed.is_empty() {
        problems.into_result(ErrorKind::Import)?;
        return Err(Error::new(ErrorKind::Import, "not TOML"));
    }
    let root = Section::root(&problems, document.get_ref());
    root.allow(&KEYS);
    let policy = policy.or_else(|| read_policy(&root, beside));
    let truth = root.item("truth").and_then(|item| {
        let path = beside.join(item.text()?);
        is_file(&item, &path).then_some(path)
    });
    let offset = root.item("utc_offset").and_then(|item| read_offset(&item));
    let common = Common { beside, policy: policy.as_ref(), offset };
    let mut fan_bases = Vec::new();
    match root.item("fan_base") {
        Some(item) => fan_bases = read_fan_bases(&item, &common),
        None => problems.report(0, "fan_base", "missing: there is nothing to merge"),
    }
    problems.into_result(ErrorKind::Import)?;
    let policy = policy.unwrap_or_else(|| Policy::preset(Preset::RetailCn));
    Ok(Manifest { policy, truth, fan_bases })
}

fn read_policy(root: &Section<'_>, beside: &Path) -> Option<Policy> {
    let Some(item) = root.item("policy") else { return Some(Policy::preset(Preset::RetailCn)) };
    match policy_named(item.text()?, beside) {
        Ok(policy) => Some(policy),
        Err(error) => {
            error.problems().iter().for_each(|problem| item.refuse(problem));
            None
        }
    }
}

fn read_offset(item: &Item<'_>) -> Option<Offset> {
    let offset = time::offset(item.text()?);
    if offset.is_none() {
        item.refuse("must be like +08:00, or Z");
    }
    offset
}

fn is_file(item: &Item<'_>, path: &Path) -> bool {
    let found = path.is_file();
    if !found {
        item.refuse("there is no such file");
    }
    found
}

fn read_fan_bases(item: &Item<'_>, common: &Common<'_>) -> Vec<FanBase> {
    let items = item.list().unwrap_or_default();
    if items.is_empty() {
        item.refuse("there is nothing to merge");
    }
    let mut names = BTreeSet::new();
    let mut bases = Vec::new();
    for item in items {
        let Some(section) = item.section() else { continue };
        if let Some(name) = section.item("name")
            && let Some(text) = name.text()
            && !names.insert(text.to_owned())
        {
            name.refuse("two fan bases have this name");
        }
        bases.extend(read_fan_base(&item, &section, common));
    }
    bases
}

/// Reads all that there is before it gives up, so that every problem is told.
fn read_fan_base(item: &Item<'_>, section: &Section<'_>, common: &Common<'_>) -> Option<FanBase> {
    section.allow(&FAN_BASE_KEYS);
    let name = required_text(item, section, "name");
    let file = section.item("file").and_then(|file| {
        let path = common.beside.join(file.text()?);
        is_file(&file, &path).then_some((path, file.text()?))
    });
    if section.item("file").is_none() {
        item.refuse_key("`file` is missing");
    }
    let path = file.as_ref().map(|(path, _)| path.as_path());
    let format = read_format(section, path);
    let separator = section.item("separator").and_then(|item| read_separator(&item, format));
    let strength = section
        .item("strength")
        .map_or(Some(Strength::default()), |item| item.word(&Strength::ALL, Strength::as_str));
    let offset = section.item("utc_offset").map_or(common.offset, |item| read_offset(&item));
    let text = |key| section.item(key).and_then(|item| nonempty(&item)).map(str::to_owned);
    let (platform, source, time) = (text("platform"), text("source"), text("time"));
    let columns = read_columns(item, section, common.policy)?;
    let fans = first_account(&columns, common.policy);
    let (name, (path, file_name), format) = (name?, file?, format?);
    let platform = platform.unwrap_or_else(|| {
        let namespace = fans.as_ref().map(|(namespace, _)| &**namespace);
        first_word(namespace.unwrap_or(name)).to_owned()
    });
    Some(FanBase {
        name: name.to_owned(),
        platform,
        path,
        file_name: file_name.to_owned(),
        format,
        separator: separator.unwrap_or(format.separator()),
        source: source.unwrap_or_else(|| name.to_owned()),
        time,
        offset,
        strength: strength?,
        columns,
        fans,
    })
}

fn required_text<'d>(item: &Item<'d>, section: &Section<'d>, key: &str) -> Option<&'d str> {
    let Some(found) = section.item(key) else {
        item.refuse_key(format_args!("`{key}` is missing"));
        return None;
    };
    nonempty(&found)
}

fn nonempty<'d>(item: &Item<'d>) -> Option<&'d str> {
    let text = item.text()?;
    if text.trim().is_empty() {
        item.refuse("must not be empty");
        return None;
    }
    Some(text)
}

fn read_format(section: &Section<'_>, path: Option<&Path>) -> Option<Format> {
    if let Some(item) = section.item("format") {
        return item.word(&Format::ALL, Format::as_str);
    }
    let format = Format::of(path?);
    if let (None, Some(file)) = (format, section.item("file")) {
        file.refuse("its extension is not csv, tsv or jsonl: `format` must say which it is");
    }
    format
}

fn read_separator(item: &Item<'_>, format: Option<Format>) -> Option<u8> {
    if format == Some(Format::JsonLines) {
        item.refuse("JSON Lines have no separator");
        return None;
    }
    match item.text()?.as_bytes() {
        [byte @ (b',' | b';' | b'\t' | b'|')] => Some(*byte),
        _ => {
            item.refuse("must be a comma, a semicolon, a tab or a bar");
            None
        }
    }
}

fn read_columns(
    item: &Item<'_>,
    section: &Section<'_>,
    policy: Option<&Policy>,
) -> Option<Vec<Column>> {
    let Some(found) = section.item("columns") else {
        item.refuse_key("`columns` is missing");
        return None;
    };
    let mut columns: Vec<Column> = Vec::new();
    let mut all_read = true;
    for item in found.section()?.items_as_written() {
        let Some(text) = item.text() else {
            all_read = false;
            continue;
        };
        match Target::parse(text, policy) {
            Ok(target) => {
                let column = Column::new(item.name.trim(), target);
                let twice = columns.iter().any(|known| known.target == column.target);
                if twice && column.trait_name().is_some() {
                    item.refuse("another column is this trait already");
                }
                columns.push(column);
            }
            Err(rule) => {
                all_read = false;
                item.refuse(rule);
            }
        }
    }
    if all_read && columns.iter().all(|column| column.trait_name().is_some()) {
        found.refuse_key("no column is an identifier");
    }
    Some(columns)
}

/// Namespace and scope of the first column of an account.
fn first_account(
    columns: &[Column],
    policy: Option<&Policy>,
) -> Option<(Box<str>, Option<Box<str>>)> {
    columns.iter().find_map(|column| match &column.target {
        Target::Values { namespace, scope } => {
            let class = policy?.namespace(namespace)?.class();
            (class == Class::Account).then(|| (namespace.clone(), scope.clone()))
        }
        _ => None,
    })
}

fn first_word(name: &str) -> &str {
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
    if end == 0 { name } else { &name[..end] }
}
