//! From bytes to operations.

use super::{Entry, Read, UNSEEN, tag};
use crate::error::{Error, ErrorKind};
use crate::graph::{
    Given, GivenSource, Graph, MOST_KEPT, NamedScope, Ready, ReadyBatch, ReadyObservation, Said,
    ScopeIndex, SourceIndex,
};
use crate::identifier::Fingerprint;
use crate::journal::bytes::{Malformed, Reader};
use crate::observation::{Strength, check_trait_name};
use crate::policy::{Canonical, NamespaceIndex};
use crate::profile::{Dated, RecordTrait, RecordTraits};

/// The entry that bytes are, for the graph that is to take it next.
pub(in crate::journal) fn decode<'a>(
    bytes: &'a [u8],
    graph: &mut Graph,
) -> Result<Read<'a>, Error> {
    let mut reader = Reader(bytes);
    let scopes = read_scopes(&mut reader).map_err(malformed)?;
    let sources = read_names(&mut reader).map_err(malformed)?;
    let trait_names = read_names(&mut reader).map_err(malformed)?;
    if trait_names.iter().any(|name| check_trait_name(name).is_err()) {
        return Err(malformed(Malformed));
    }
    let scopes: Result<Vec<_>, Error> =
        scopes.iter().map(|scope| graph.scope_named(scope)).collect();
    let numbers = sources.iter().map(|name| graph.source_named(name)).collect();
    let decoder = Decoder {
        scopes: scopes?,
        source_names: sources,
        sources: numbers,
        trait_names,
        reader,
        graph,
        last_ms: 0,
    };
    decoder.entry().map_err(malformed)
}

fn malformed(_: Malformed) -> Error {
    Error::new(ErrorKind::Damaged, "it holds no operations of this format")
}

fn read_scopes<'a>(reader: &mut Reader<'a>) -> Result<Vec<NamedScope<'a>>, Malformed> {
    let count = reader.count()?;
    let mut read = || Ok(NamedScope { namespace: reader.text()?, scope: reader.maybe_text()? });
    (0..count).map(|_| read()).collect()
}

fn read_names<'a>(reader: &mut Reader<'a>) -> Result<Vec<&'a str>, Malformed> {
    let count = reader.count()?;
    (0..count).map(|_| reader.text()).collect()
}

struct Decoder<'a, 'g> {
    scopes: Vec<(ScopeIndex, NamespaceIndex)>,
    source_names: Vec<&'a str>,
    sources: Vec<SourceIndex>,
    trait_names: Vec<&'a str>,
    reader: Reader<'a>,
    graph: &'g Graph,
    last_ms: i64,
}

impl<'a> Decoder<'a, '_> {
    fn entry(mut self) -> Result<Read<'a>, Malformed> {
        let count = self.reader.index()?;
        let entry = match self.reader.0.first() {
            Some(&first) if first >= tag::POLICY => {
                self.reader.byte()?;
                if count != 1 {
                    return Err(Malformed);
                }
                Read::Other(self.sole(first)?)
            }
            _ => Read::Operations(self.batch(count)?),
        };
        self.reader.finish()?;
        Ok(entry)
    }

    fn sole(&mut self, first: u8) -> Result<Entry<'a>, Malformed> {
        Ok(match first {
            tag::POLICY => Entry::Policy(self.reader.text()?),
            tag::REFUSE_ERASED => Entry::RefuseErased(self.reader.number()?),
            tag::READMIT => Entry::Readmit(self.ids()?),
            tag::TRIM_CHANGES => Entry::TrimChanges(self.reader.number()?),
            _ => return Err(Malformed),
        })
    }

    fn batch(&mut self, count: usize) -> Result<ReadyBatch<'a>, Malformed> {
        // Each takes a byte at least.
        if count > self.reader.0.len() {
            return Err(Malformed);
        }
        let mut batch = ReadyBatch::default();
        batch.operations.reserve(count);
        for _ in 0..count {
            let operation = self.operation(&mut batch.ids)?;
            batch.operations.push(operation);
        }
        Ok(batch)
    }

    fn operation(&mut self, given: &mut Vec<Given<'a>>) -> Result<Ready<'a>, Malformed> {
        Ok(match self.reader.byte()? {
            first if first < tag::SEPARATE => Ready::Observe(self.observation(first, given)?),
            tag::SEPARATE => {
                let pairs = self.pairs()?;
                let at = self.reader.maybe_time(&mut self.last_ms)?;
                Ready::Separate { pairs, said: Said { at, source: self.source_name()?.into() } }
            }
            tag::REJOIN => Ready::Rejoin { pairs: self.pairs()? },
            tag::RETRACT => Ready::Retract { ids: self.ids()?, source: self.source_name()? },
            tag::RETRACT_SOURCE => Ready::RetractSource { source: self.source_name()? },
            tag::EXPIRE => {
                let before = self.reader.time(&mut self.last_ms)?;
                let source = match self.reader.byte()? {
                    0 => None,
                    1 => Some(self.source_name()?),
                    _ => return Err(Malformed),
                };
                Ready::Expire { before, source }
            }
            tag::ERASE => Ready::Erase { ids: self.ids()? },
            tag::ERASE_PROFILE => Ready::EraseProfile { ids: self.ids()? },
            _ => return Err(Malformed),
        })
    }

    fn observation(
        &mut self,
        first: u8,
        given: &mut Vec<Given<'a>>,
    ) -> Result<ReadyObservation<'a>, Malformed> {
        let strength = usize::from(first & tag::STRENGTH);
        let strength = *Strength::ALL.get(strength).ok_or(Malformed)?;
        let source = self.reader.index()?;
        let source = GivenSource::Known(*self.sources.get(source).ok_or(Malformed)?);
        let has_time = first & tag::HAS_TIME != 0;
        let at = if has_time { Some(self.reader.time(&mut self.last_ms)?) } else { None };
        let count = self.reader.count()?;
        if count == 0 || count > MOST_KEPT {
            return Err(Malformed);
        }
        let begin = given.len();
        for _ in 0..count {
            let (scope, _, id) = self.id()?;
            let sighted = match id {
                Kept::Value(value) => self.graph.sight_kept(scope, value),
                Kept::Unseen(fingerprint) => self.graph.sight_unseen(scope, fingerprint),
            };
            given.push(Given::Sighted(sighted.ok_or(Malformed)?));
        }
        let mut traits = RecordTraits::default();
        if first & tag::HAS_TRAITS != 0 {
            for _ in 0..self.reader.count()? {
                let name = self.reader.index()?;
                let name = *self.trait_names.get(name).ok_or(Malformed)?;
                let said = Dated { at, value: self.reader.value()? };
                traits.take(RecordTrait { name: name.into(), newest: said.clone(), oldest: said });
            }
        }
        Ok(ReadyObservation { ids: begin..given.len(), at, source, strength, traits })
    }

    fn source_name(&mut self) -> Result<&'a str, Malformed> {
        let number = self.reader.index()?;
        self.source_names.get(number).copied().ok_or(Malformed)
    }

    fn pairs(&mut self) -> Result<Vec<[Canonical; 2]>, Malformed> {
        let count = self.reader.count()?;
        (0..count).map(|_| Ok([self.canonical()?, self.canonical()?])).collect()
    }

    fn ids(&mut self) -> Result<Vec<Canonical>, Malformed> {
        let count = self.reader.count()?;
        (0..count).map(|_| self.canonical()).collect()
    }

    fn canonical(&mut self) -> Result<Canonical, Malformed> {
        let (scope, namespace, id) = self.id()?;
        let rules = self.graph.policy().at(namespace);
        let scope = self.graph.scope_name(scope).scope;
        match id {
            Kept::Value(value) if rules.retain => {
                Ok(Canonical::seen(rules, namespace, scope, value, self.graph.key()))
            }
            Kept::Unseen(fingerprint) if !rules.retain => {
                Ok(Canonical::unseen(rules, namespace, scope, fingerprint))
            }
            _ => Err(Malformed),
        }
    }

    fn id(&mut self) -> Result<(ScopeIndex, NamespaceIndex, Kept<'a>), Malformed> {
        let first = self.reader.number()?;
        let scope = usize::try_from(first >> 1).map_err(|_| Malformed)?;
        let &(scope, namespace) = self.scopes.get(scope).ok_or(Malformed)?;
        let kept = match first & UNSEEN {
            0 => Kept::Value(self.reader.text().and_then(check_value)?),
            _ => Kept::Unseen(Fingerprint(self.reader.wide()?)),
        };
        Ok((scope, namespace, kept))
    }
}

enum Kept<'a> {
    Value(&'a str),
    Unseen(Fingerprint),
}

/// No value is empty, or longer than one may be.
pub(in crate::journal) fn check_value(value: &str) -> Result<&str, Malformed> {
    if value.is_empty() || value.len() > crate::policy::VALUE_BYTES {
        return Err(Malformed);
    }
    Ok(value)
}
