//! Erasing, refusing what was erased, and telling what is held.

use super::IdentityGraph;
use crate::error::{Error, ErrorKind};
use crate::export::Export;
use crate::identifier::{FingerprintKey, Identifier};
use crate::journal::Entry;
use crate::operation::Operation;
use crate::outcome::{Outcome, Receipt, SourceSummary};

impl IdentityGraph {
    /// Erases an identifier for good, as [`Operation::Erase`] does, and gives a receipt.
    ///
    /// # Errors
    ///
    /// Those of [`apply`](IdentityGraph::apply).
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{FingerprintKey, Identifier, IdentityGraph, Operation, Policy, Preset};
    ///
    /// let key = FingerprintKey::from_bytes([7; 16]);
    /// let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), key);
    /// graph.refuse_erased(FingerprintKey::from_bytes([9; 16]))?;
    /// let seen = Operation::from_json(r#"{"ids":["shopify.customer_id@shop:1","cookie:c"]}"#)?;
    /// graph.apply(&seen)?;
    /// let receipt = graph.erase_profile(&Identifier::parse("cookie:c")?)?;
    /// assert_eq!((receipt.erased.identifiers, receipt.erased.records_removed), (2, 1));
    /// assert_eq!(graph.apply(&seen)?.refused.observations, 1);
    /// assert_eq!(graph.stats().identifiers, 0);
    /// # Ok::<(), oneid::Error>(())
    /// ```
    pub fn erase(&mut self, id: &Identifier) -> Result<Receipt, Error> {
        self.erase_by(&Operation::Erase { id: id.clone() })
    }

    /// Erases every identifier of a profile for good, as [`Operation::EraseProfile`] does, and gives a receipt.
    ///
    /// # Errors
    ///
    /// Those of [`apply`](IdentityGraph::apply).
    pub fn erase_profile(&mut self, id: &Identifier) -> Result<Receipt, Error> {
        self.erase_by(&Operation::EraseProfile { id: id.clone() })
    }

    fn erase_by(&mut self, operation: &Operation) -> Result<Receipt, Error> {
        let Outcome { erased, changes, .. } = self.apply(operation)?;
        Ok(Receipt { erased, changes, refused_from_now_on: self.graph.refuses_erased() })
    }

    /// From now on refuses identifiers that are erased: what names one is taken as if the identifier had been erased right after,
    /// and [told](Outcome::refused). Of them fingerprints are kept under this second key, for that use alone.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Key`](crate::ErrorKind::Key) if it is the key of the fingerprints, or some are refused already under another one; of a durable graph those of writing.
    pub fn refuse_erased(&mut self, key: FingerprintKey) -> Result<(), Error> {
        if key == *self.graph.key() {
            return Err(Error::new(ErrorKind::Key, "the second key is to differ from the first"));
        }
        self.graph.check_refusal_key(&key)?;
        if self.graph.refusal_key() != Some(&key) {
            self.keeping.keep(&Entry::RefuseErased(key.check()), &self.graph)?;
        }
        self.graph.refuse_erased(key)
    }

    /// Takes an identifier, and all that it stands for, off the list of those refused; whether it was on it.
    ///
    /// # Errors
    ///
    /// Those of [`Policy::canonical`](crate::Policy::canonical).
    pub fn readmit(&mut self, id: &Identifier) -> Result<bool, Error> {
        let ids = self.graph.canonical(id)?;
        self.keeping.keep(&Entry::Readmit(ids.clone()), &self.graph)?;
        Ok(self.graph.readmit(&ids))
    }

    /// Whether identifiers that are erased are refused.
    #[must_use]
    pub fn refuses_erased(&self) -> bool {
        self.graph.refuses_erased()
    }

    /// How many erased identifiers are refused.
    #[must_use]
    pub fn refused_identifiers(&self) -> usize {
        self.graph.refused_identifiers()
    }

    /// Every source that a record is of, sorted by name.
    ///
    /// # Complexity
    ///
    /// Looks at every record once.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceSummary> {
        self.graph.sources()
    }

    /// All that is held on the profile of an identifier: the answer to a subject's access request. Nothing if the identifier is not known.
    /// Of what belongs to others there are counts alone.
    ///
    /// # Errors
    ///
    /// Those of [`Policy::canonical`](crate::Policy::canonical).
    ///
    /// # Complexity
    ///
    /// The records of the profile's identifiers, and the changes that are kept: all of them until something has been erased for the first
    /// time, from then on those that name one of these.
    pub fn export(&self, id: &Identifier) -> Result<Option<Export>, Error> {
        self.graph.export(id)
    }
}
