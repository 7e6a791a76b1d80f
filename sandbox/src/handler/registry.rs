//! Which operations the sandbox covers, and how.

use std::collections::BTreeMap;

use super::{Answer, Call};
use crate::facts::Name;
use crate::facts::facts;
use crate::store::{Tx, View};

/// A kind of thing and the operations on it.
pub(crate) struct Kind {
    /// The service of all its operations.
    pub(crate) service: Name,
    pub(crate) entries: &'static [Entry],
    /// What happens by itself when time passes.
    pub(crate) upkeep: &'static [Upkeep],
}

/// Work that is due at an instant, in milliseconds since 1970.
#[derive(Clone, Copy)]
pub(crate) struct Upkeep {
    /// Whether any is due; asked before every request, so it must be quick.
    pub(crate) due: fn(&View<'_>, i64) -> bool,
    pub(crate) work: fn(&mut Tx<'_>, i64),
}

/// One operation.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    operation: Name,
    pub(crate) handler: Handler,
    /// The index that it reads from, where AWS has one that lags.
    pub(crate) index: Option<Index>,
}

/// What carries an operation out. A read is given nothing that could write.
#[derive(Clone, Copy)]
pub(crate) enum Handler {
    Read(fn(&Call<'_>, &View<'_>) -> Answer),
    Write(fn(&Call<'_>, &mut Tx<'_>) -> Answer),
}

/// An index that AWS keeps beside the objects, and that lags behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Index {
    /// The tagging API's.
    Tags,
    /// The listing of parameters.
    Parameters,
}

pub(crate) const fn read(operation: Name, handler: fn(&Call<'_>, &View<'_>) -> Answer) -> Entry {
    Entry { operation, handler: Handler::Read(handler), index: None }
}

pub(crate) const fn write(operation: Name, handler: fn(&Call<'_>, &mut Tx<'_>) -> Answer) -> Entry {
    Entry { operation, handler: Handler::Write(handler), index: None }
}

impl Entry {
    /// Reads from an index that may lag.
    pub(crate) const fn indexed_by(self, index: Index) -> Entry {
        Entry { index: Some(index), ..self }
    }
}

/// Every operation that is covered.
pub(crate) struct Registry {
    entries: BTreeMap<(Name, Name), Entry>,
    pub(crate) upkeep: Vec<Upkeep>,
}

impl Registry {
    /// # Panics
    /// When a kind names an operation that its service does not have.
    pub(crate) fn new(kinds: &[&Kind]) -> Self {
        let mut entries = BTreeMap::new();
        for kind in kinds {
            let service = facts().service(kind.service).expect("a kind names a service of the model");
            for entry in kind.entries {
                let operation = service.operations.get(entry.operation);
                let operation = operation.expect("a kind names operations of its service");
                let before = entries.insert((service.name, operation.name), *entry);
                assert!(before.is_none(), "two kinds carry out {}", operation.name);
            }
        }
        Registry { entries, upkeep: kinds.iter().flat_map(|kind| kind.upkeep).copied().collect() }
    }

    pub(crate) fn entry(&self, service: &str, operation: &str) -> Option<Entry> {
        // The key's two names live as long as the program, which a lookup by shorter names cannot promise.
        let known = facts().service(service)?.operations.get(operation)?;
        self.entries.get(&(known.service, known.name)).copied()
    }
}
