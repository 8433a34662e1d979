//! Rules that people forget, kept by a machine: layers, file sizes, what must not be left behind.
//!
//! Each rule is a function from files to complaints, and is seen to complain once.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers from the top: a module uses what stands in a line below its own, or in its own. Front ends are crates of
/// their own and use what the root exports.
const LAYERS: &[&[&str]] = &[
    &["identity_graph"],
    &["report", "import", "synth", "verify", "journal", "platform"],
    &["storage"],
    &["graph"],
    // Each knows the others: a profile's traits follow the policy, changes name profiles.
    &[
        "change",
        "explanation",
        "export",
        "operation",
        "observation",
        "outcome",
        "policy",
        "prepared",
        "profile",
        "simulation",
    ],
    &["identifier"],
    &["error", "union_find"],
    &["normalize"],
];

const MOST_LINES: usize = 400;

/// Left behind by accident. Split, so that this file does not hold them.
const LEFT_BEHIND: &[&str] = &[
    concat!("todo", "!("),
    concat!("dbg", "!("),
    concat!("unimplemented", "!("),
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    // Absolute paths of somebody's machine.
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/tm", "p/"),
    concat!("/Us", "ers/"),
    concat!("C:", "\\"),
];

/// Words of how the text came about, which is nobody's business.
const HOW_IT_CAME_ABOUT: &[&str] = &[
    concat!("language ", "model"),
    concat!("chat", "bot"),
    concat!("as an ", "ai"),
    concat!("coding ", "agent"),
    concat!("sub", "agent"),
    concat!("this ", "session"),
    concat!("the ", "prompt"),
];

struct File {
    path: String,
    text: String,
}

#[test]
fn modules_use_only_what_lies_below_them() {
    assert_eq!(complaints(&under("src"), layers), Vec::<String>::new());
}

#[test]
fn files_are_short() {
    assert_eq!(complaints(&under("src"), size), Vec::<String>::new());
}

#[test]
fn nothing_is_left_behind() {
    assert_eq!(complaints(&everything(), left_behind), Vec::<String>::new());
}

#[test]
fn public_functions_that_can_fail_say_how() {
    assert_eq!(complaints(&under("src"), undocumented_errors), Vec::<String>::new());
}

#[test]
fn every_rule_complains_of_what_breaks_it() {
    let lines = |count| "//\n".repeat(count);
    let broken: &[(Rule, &str, String)] = &[
        (layers, "src/error.rs", "use crate::graph::Graph;\n".into()),
        (layers, "src/graph/order.rs", "use crate::identity_graph::IdentityGraph;\n".into()),
        (layers, "src/graph/order.rs", "fn f() -> crate::synth::World {}\n".into()),
        (layers, "src/unheard_of.rs", "use crate::error::Error;\n".into()),
        (size, "src/graph/order.rs", lines(MOST_LINES + 1)),
        (left_behind, "src/a.rs", format!("{}\n", LEFT_BEHIND[0])),
        (left_behind, "README.md", format!("see {}x\n", LEFT_BEHIND[6])),
        (left_behind, "README.md", HOW_IT_CAME_ABOUT[0].to_uppercase()),
        (
            undocumented_errors,
            "src/a.rs",
            "/// Reads.\npub fn read() -> Result<(), Error> {\n".into(),
        ),
        (
            undocumented_errors,
            "src/a.rs",
            "/// Reads.\n#[inline]\npub fn read(\n    a: u8,\n) -> Result<(), Error> {\n".into(),
        ),
    ];
    for (rule, path, text) in broken {
        let file = File { path: (*path).to_owned(), text: text.clone() };
        assert!(!rule(&file).is_empty(), "nothing to complain of in {path}: {text:.80}");
    }
}

#[test]
fn no_rule_complains_of_what_keeps_it() {
    let kept: &[(Rule, &str, &str)] = &[
        (layers, "src/graph/order.rs", "use crate::policy::Policy;\nuse super::index::Node;\n"),
        (layers, "src/policy/a.rs", "#[cfg(test)]\nmod tests {\n    use crate::graph::Graph;\n}\n"),
        (
            undocumented_errors,
            "src/a.rs",
            "/// Reads.\n///\n/// # Errors\n///\n/// None.\npub fn a() -> Result<(), E> {\n",
        ),
        (
            undocumented_errors,
            "src/a.rs",
            "/// Reads.\npub fn a() -> u8 {\n    b(|| -> Result<u8, E> { c });\n",
        ),
        (undocumented_errors, "src/a.rs", "pub(crate) fn a() -> Result<(), E> {\n"),
    ];
    for (rule, path, text) in kept {
        let file = File { path: (*path).to_owned(), text: (*text).to_owned() };
        assert_eq!(rule(&file), Vec::<String>::new(), "{path}: {text}");
    }
}

// The rules.

type Rule = fn(&File) -> Vec<String>;

fn layers(file: &File) -> Vec<String> {
    let module = module_of(&file.path);
    if module == "lib" {
        return Vec::new();
    }
    let Some(own) = layer(module) else {
        return vec![format!("{}: the module `{module}` is in no layer", file.path)];
    };
    let below = |used: &&str| *used == module || layer(used).is_none_or(|layer| layer >= own);
    uses(without_tests(&file.text))
        .filter(|used| !below(used))
        .map(|used| format!("{}: `{module}` uses `{used}`, which lies above it", file.path))
        .collect()
}

fn size(file: &File) -> Vec<String> {
    let lines = file.text.lines().count();
    if lines <= MOST_LINES { Vec::new() } else { vec![format!("{}: {lines} lines", file.path)] }
}

fn left_behind(file: &File) -> Vec<String> {
    let complain = |(number, line): (usize, &str)| {
        let lower = line.to_lowercase();
        let word = LEFT_BEHIND.iter().find(|word| line.contains(**word));
        let word = word.or_else(|| HOW_IT_CAME_ABOUT.iter().find(|word| lower.contains(**word)))?;
        Some(format!("{}:{}: `{word}`", file.path, number + 1))
    };
    file.text.lines().enumerate().filter_map(complain).collect()
}

fn undocumented_errors(file: &File) -> Vec<String> {
    let lines: Vec<&str> = without_tests(&file.text).lines().map(str::trim).collect();
    let is_public = |line: &str| line.starts_with("pub fn ") || line.starts_with("pub const fn ");
    let places = (0..lines.len()).filter(|&place| is_public(lines[place]));
    places
        .filter(|&place| returns_result(&lines[place..]) && !tells_errors(&lines[..place]))
        .map(|place| format!("{}:{}: says not how it fails", file.path, place + 1))
        .collect()
}

/// Whether a signature that begins here, and ends where its body does begin, returns a result.
fn returns_result(lines: &[&str]) -> bool {
    let last = lines.iter().position(|line| line.ends_with(['{', ';'])).unwrap_or(0);
    let signature = lines[..=last].join(" ");
    signature.rsplit_once("-> ").is_some_and(|(_, returned)| returned.starts_with("Result<"))
}

/// Whether the documentation that ends here has the heading.
fn tells_errors(lines: &[&str]) -> bool {
    let above =
        lines.iter().rev().take_while(|line| line.starts_with("///") || line.starts_with("#["));
    above.into_iter().any(|line| *line == "/// # Errors")
}

// Files.

fn complaints(files: &[File], rule: Rule) -> Vec<String> {
    assert!(files.len() > 10, "only {} files were found", files.len());
    files.iter().flat_map(rule).collect()
}

/// `graph` of `src/graph/order.rs`, and of `src/graph.rs`.
fn module_of(path: &str) -> &str {
    let inner = path.strip_prefix("src/").unwrap_or(path);
    inner.split(['/', '.']).next().unwrap_or(inner)
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The modules named after `crate::` outside comments; what the root exports is used by none of its own.
fn uses(text: &str) -> impl Iterator<Item = &str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split("crate::").skip(1)).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        &rest[..end.unwrap_or(rest.len())]
    })
}

/// What a file holds above its tests: they may use anything.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn under(folder: &str) -> Vec<File> {
    let mut files = Vec::new();
    collect(&root().join(folder), &["rs"], &mut files);
    files
}

/// What code and text that is written by hand end in.
const ENDINGS: [&str; 12] =
    ["rs", "md", "toml", "c", "h", "cpp", "py", "go", "java", "mjs", "php", "cmake"];

/// Everything that people read: code, pages, scripts, configuration.
fn everything() -> Vec<File> {
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches", "examples", "crates", "bindings", "docs", "fuzz"] {
        collect(&root().join(folder), &ENDINGS, &mut files);
    }
    for page in
        ["README.md", "CHANGELOG.md", "ARCHITECTURE.md", "Cargo.toml", ".ci/run", "fuzz/run"]
    {
        let path = root().join(page);
        if path.exists() {
            files.push(File { path: page.to_owned(), text: read(&path) });
        }
    }
    files
}

fn collect(folder: &Path, endings: &[&str], files: &mut Vec<File>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        let is_built = ["target", "corpus", "node_modules"].iter().any(|name| path.ends_with(name));
        if path.is_dir() && !is_built {
            collect(&path, endings, files);
        } else if path.extension().is_some_and(|e| endings.iter().any(|ending| e == *ending)) {
            let relative = path.strip_prefix(root()).expect("it is under the root");
            let name = relative.to_string_lossy().replace('\\', "/");
            files.push(File { path: name, text: read(&path) });
        }
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
