//! The evidence of one profile, as a picture shows it.

use std::fmt;

use serde::Serialize;

use super::{Record, RefusalReason};
use crate::identifier::{Class, Redacted};
use crate::profile::ProfileId;

/// What a profile rests on: its identifiers, the records that hold them, and the links that these give.
///
/// As text for Graphviz by [`to_dot`](ProfileEvidence::to_dot); as a graph of petgraph by `to_petgraph`, behind the feature `petgraph`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProfileEvidence {
    /// The profile.
    pub profile: ProfileId,
    /// Its identifiers and stand-ins for former holders, sorted; after them those of other profiles that refused links lead to, sorted.
    pub identifiers: Vec<EvidenceIdentifier>,
    /// The records that give the links, and those that hold an identifier of the profile and link nothing of it; sorted.
    pub records: Vec<Record>,
    /// The links with an end in the profile, in the order of section 5.
    pub links: Vec<EvidenceLink>,
}

/// An identifier, or a stand-in for a former holder of one. `Debug` does not show the value.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceIdentifier {
    /// As printed.
    #[serde(rename = "id")]
    pub identifier: String,
    /// Its class.
    #[serde(serialize_with = "class_name")]
    pub class: Class,
    /// The profile that holds it: another one for what only refused links lead to. None for a stand-in that stands with no identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<ProfileId>,
}

/// A link, by places in [`ProfileEvidence::identifiers`] and [`ProfileEvidence::records`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct EvidenceLink {
    /// The centre of the record.
    pub centre: usize,
    /// The other end.
    pub other: usize,
    /// The record.
    pub record: usize,
    /// Why it was refused, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<RefusalReason>,
}

fn class_name<S: serde::Serializer>(class: &Class, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(class.as_str())
}

impl fmt::Debug for EvidenceIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EvidenceIdentifier")
            .field("identifier", &Redacted(&self.identifier))
            .field("class", &self.class)
            .field("profile", &self.profile)
            .finish()
    }
}

#[cfg(feature = "petgraph")]
impl ProfileEvidence {
    /// The identifiers as nodes (their index is their place in [`identifiers`](ProfileEvidence::identifiers)), the links as
    /// edges, refused ones included.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{FingerprintKey, Identifier, IdentityGraph, Operation, Policy, Preset};
    ///
    /// let key = FingerprintKey::from_bytes([7; 16]);
    /// let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), key);
    /// graph.apply(&Operation::from_json(r#"{"ids":["shopify.customer_id@shop:1","cookie:c"]}"#)?)?;
    /// let id = graph.lookup(&Identifier::parse("cookie:c")?)?[0].profile;
    /// let picture = graph.evidence(id).expect("a profile").to_petgraph();
    /// assert_eq!((picture.node_count(), picture.edge_count()), (2, 1));
    /// # Ok::<(), oneid::Error>(())
    /// ```
    #[must_use]
    pub fn to_petgraph(&self) -> petgraph::graph::UnGraph<EvidenceIdentifier, EvidenceLink, u32> {
        let mut graph = petgraph::graph::UnGraph::new_undirected();
        let nodes: Vec<_> =
            self.identifiers.iter().map(|identifier| graph.add_node(identifier.clone())).collect();
        for link in &self.links {
            graph.add_edge(nodes[link.centre], nodes[link.other], *link);
        }
        graph
    }
}
