//! What most commands begin with: a policy, a key and files of operations make a graph.

mod feed;

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use oneid::{FingerprintKey, Identifier, IdentityGraph, Policy};

use crate::error::{Failure, note};
use crate::{key, policy};
use feed::Feed;
pub(crate) use feed::Skipped;

/// Bytes read at once.
const BUFFER_BYTES: usize = 1 << 18;
/// How many of the lines that were skipped are shown where no report lists them.
pub(crate) const SHOWN: usize = 10;

/// How operations are read.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// A preset (connected, first-owner, last-login, retail-cn) or a TOML file; retail-cn if left out.
    #[arg(long, value_name = "FILE|PRESET")]
    policy: Option<OsString>,
    /// The key of the fingerprints, 32 hexadecimal digits; else ONEID_KEY, else the file oneid.key, made on first use.
    #[arg(long, value_name = "HEX")]
    key: Option<String>,
    /// Leaves bad lines out, and counts and shows them, instead of stopping at the first.
    #[arg(long)]
    skip_bad: bool,
}

/// What is known before operations are read.
pub(crate) struct Loader<'a> {
    pub(crate) policy: Policy,
    pub(crate) key: FingerprintKey,
    inputs: Vec<Input<'a>>,
    skip_bad: bool,
}

impl Options {
    /// The policy and the key, once all files are known to be there. No file stands for stdin.
    ///
    /// # Errors
    ///
    /// A policy that is none, a file that is missing, a key that is none or cannot be made.
    pub(crate) fn loader<'a>(&self, files: &'a [PathBuf]) -> Result<Loader<'a>, Failure> {
        let policy = policy::read(self.policy.as_deref())?;
        let inputs = inputs(files);
        for input in &inputs {
            input.check().map_err(|error| input.missing(&policy, &error))?;
        }
        let key = key::find(self.key.as_deref(), Path::new("."))?;
        Ok(Loader { policy, key, inputs, skip_bad: self.skip_bad })
    }
}

impl Loader<'_> {
    /// An identifier of the command line, which is `name` there.
    ///
    /// # Errors
    ///
    /// That it is none under the policy; its value is not told.
    pub(crate) fn identifier(&self, name: &str, text: &str) -> Result<Identifier, Failure> {
        let identifier = Identifier::parse(text).map_err(|error| Failure::at(name, &error))?;
        self.printed(name, &identifier)?;
        Ok(identifier)
    }

    /// The printed forms of all that an identifier stands for.
    ///
    /// # Errors
    ///
    /// That it is none under the policy; its value is not told.
    pub(crate) fn printed(&self, name: &str, id: &Identifier) -> Result<Vec<String>, Failure> {
        let ids =
            self.policy.canonical(id, &self.key).map_err(|error| Failure::at(name, &error))?;
        Ok(ids.iter().map(ToString::to_string).collect())
    }

    /// Reads everything.
    ///
    /// # Errors
    ///
    /// The first bad line, unless these are skipped; a file that cannot be read.
    pub(crate) fn load(self) -> Result<(IdentityGraph, Vec<Skipped>), Failure> {
        let graph = IdentityGraph::in_memory(self.policy, self.key);
        let mut feed = Feed::new(graph, self.skip_bad);
        for input in self.inputs {
            input.read_into(&mut feed)?;
        }
        feed.finish()
    }

    /// Reads everything, and shows the lines that were skipped.
    ///
    /// # Errors
    ///
    /// As [`load`](Loader::load).
    pub(crate) fn graph(self) -> Result<IdentityGraph, Failure> {
        let (graph, skipped) = self.load()?;
        tell_skipped(&skipped, SHOWN, "");
        Ok(graph)
    }
}

/// Shows so many of the lines that were skipped and counts them all, with a remark.
pub(crate) fn tell_skipped(skipped: &[Skipped], shown: usize, remark: &str) {
    if skipped.is_empty() {
        return;
    }
    for line in skipped.iter().take(shown) {
        note(format_args!("skipped {line}"));
    }
    note(format_args!("{} bad lines skipped{remark}", skipped.len()));
}

/// Where operations come from.
#[derive(Clone, Copy)]
enum Input<'a> {
    Stdin,
    File(&'a Path),
}

fn inputs(files: &[PathBuf]) -> Vec<Input<'_>> {
    if files.is_empty() {
        return vec![Input::Stdin];
    }
    files.iter().map(|path| Input::of(path)).collect()
}

impl<'a> Input<'a> {
    fn of(path: &'a Path) -> Self {
        if path == Path::new("-") { Input::Stdin } else { Input::File(path) }
    }

    fn name(self) -> String {
        match self {
            Input::Stdin => "<stdin>".to_owned(),
            Input::File(path) => path.display().to_string(),
        }
    }

    /// Fails at once if there is no such file, rather than after hours of reading those before it.
    fn check(self) -> io::Result<()> {
        match self {
            Input::Stdin => Ok(()),
            Input::File(path) => path.metadata().map(|_| ()),
        }
    }

    /// An identifier where a file is expected may well be a phone number: it is not told.
    fn missing(self, policy: &Policy, error: &io::Error) -> Failure {
        let name = self.name();
        let identifier = Identifier::parse(&name);
        if identifier.is_ok_and(|id| policy.namespace(id.namespace()).is_some()) {
            return Failure::new("an identifier stands where a file of operations is expected");
        }
        Failure::new(format!("{name}: {error}"))
    }

    fn read_into(self, feed: &mut Feed) -> Result<(), Failure> {
        match self {
            Input::Stdin => feed.read(self.name(), io::stdin().lock()),
            Input::File(path) => {
                let file = File::open(path).map_err(|error| Failure::io(path, &error))?;
                feed.read(self.name(), BufReader::with_capacity(BUFFER_BYTES, file))
            }
        }
    }
}
