//! Whom a command is about: a profile, named by its id or by an identifier that it holds.

use oneid::{Identifier, IdentityGraph, ProfileId};

use crate::error::{Failure, note};
use crate::load::Loader;

/// What the argument `ID` names.
pub(crate) enum Subject {
    Profile(ProfileId),
    HolderOf(Identifier),
}

impl Subject {
    /// # Errors
    ///
    /// A text that is neither; its value is not told.
    pub(crate) fn parse(text: &str, loader: &Loader<'_>) -> Result<Self, Failure> {
        if text.contains(':') {
            return loader.identifier("ID", text).map(Subject::HolderOf);
        }
        text.parse().map(Subject::Profile).map_err(|_| {
            Failure::new(
                "ID: neither a profile's id, a UUID of version 8, nor `namespace[@scope]:value`",
            )
        })
    }

    /// The profile's id today. Of several that a raw value stands for the first; says so on stderr.
    ///
    /// # Errors
    ///
    /// That there is no such profile.
    pub(crate) fn find(&self, graph: &IdentityGraph) -> Result<ProfileId, Failure> {
        match self {
            Subject::Profile(id) => graph
                .profile(*id)
                .map(|profile| profile.id)
                .ok_or_else(|| Failure::new("ID: no profile has this id")),
            Subject::HolderOf(identifier) => holder(identifier, graph),
        }
    }
}

fn holder(identifier: &Identifier, graph: &IdentityGraph) -> Result<ProfileId, Failure> {
    let found = graph.lookup(identifier).map_err(|error| Failure::at("ID", &error))?;
    let first = found.first().ok_or_else(|| Failure::new("ID: the identifier is not known"))?;
    if found.iter().any(|other| other.profile != first.profile) {
        note(format_args!(
            "what ID stands for is in several profiles; this is that of {} (oneid lookup names all)",
            first.identifier
        ));
    }
    Ok(first.profile)
}
