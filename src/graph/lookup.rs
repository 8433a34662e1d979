//! Lookups of prepared identifiers by the writer, one by one and in blocks.

use super::Graph;
use super::index::ScopeIndex;
use super::nodes::Sighted;
use super::prepared::{BLOCK, Block};
use super::register::Tag;
use crate::error::Error;
use crate::prepared::PreparedIdentifier;
use crate::profile::ProfileId;

impl Graph {
    /// The profile of each identifier, if it is known.
    pub(crate) fn lookup_batch(
        &self,
        ids: &[PreparedIdentifier<'_>],
        found: &mut Vec<Option<ProfileId>>,
    ) -> Result<(), Error> {
        for (index, id) in ids.iter().enumerate() {
            self.check_scope(id.scope).map_err(|error| error.at(format_args!("ids[{index}]")))?;
        }
        found.clear();
        let mut block = Block::default();
        for ids in ids.chunks(4 * BLOCK) {
            self.sight_block(ids.iter(), &mut block);
            self.touch_seniors(&mut block);
            let seen = block.sighted.iter().zip(&block.tags).zip(&block.guesses);
            found.extend(seen.map(|((id, &tag), &guess)| {
                if self.nodes.is_at(guess, id.fingerprint) {
                    return Some(self.nodes.profile_id(guess));
                }
                self.profile_of_tagged(id, tag)
            }));
        }
        Ok(())
    }

    /// The profile of an identifier, if it is known.
    pub(crate) fn profile_of(
        &self,
        id: &PreparedIdentifier<'_>,
    ) -> Result<Option<ProfileId>, Error> {
        self.check_scope(id.scope)?;
        let sighted = self.nodes.sight_value(ScopeIndex(id.scope.0), id.value);
        Ok(self.profile_of_tagged(&sighted, self.nodes.tag(sighted.fingerprint)))
    }

    fn profile_of_tagged(&self, id: &Sighted<'_>, tag: Tag) -> Option<ProfileId> {
        self.nodes.find_tagged(id.fingerprint, tag).map(|node| self.nodes.profile_id(node))
    }
}
