//! Reading, from one account and region.

use std::ops::Bound;

use super::key::{Key, Scope, Table};
use super::state::State;
use crate::tree::Record;

/// A row found in a range, with its key.
pub(crate) type Found<'a> = (&'a str, &'a Record);

/// What a read sees.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    state: &'a State,
    scope: Scope,
}

impl<'a> View<'a> {
    pub(crate) fn new(state: &'a State, scope: Scope) -> Self {
        View { state, scope }
    }

    /// The same state, seen from elsewhere.
    pub(crate) fn at(&self, scope: Scope) -> View<'a> {
        View { state: self.state, scope }
    }

    pub(crate) fn get(&self, table: Table, key: &str) -> Option<&'a Record> {
        self.state.rows.get(&Key::new(self.scope, table, key)).map(|row| &**row)
    }

    /// A table's rows from a key on, in order. Finding the first takes the logarithm of what there is.
    pub(crate) fn from(&self, table: Table, from: Bound<&str>) -> impl Iterator<Item = Found<'a>> + use<'a> {
        let scope = self.scope;
        let key = |key: &str| Key::new(scope, table, key);
        let from = match from {
            Bound::Included(from) => Bound::Included(key(from)),
            Bound::Excluded(from) => Bound::Excluded(key(from)),
            Bound::Unbounded => Bound::Included(key("")),
        };
        let rows = self.state.rows.range((from, Bound::Unbounded));
        rows.take_while(move |(key, _)| key.scope == scope && key.table == table)
            .map(|(key, row)| (&*key.key, &**row))
    }

    /// A table's rows whose keys begin so, in order.
    pub(crate) fn under(&self, table: Table, prefix: &str) -> impl Iterator<Item = Found<'a>> + use<'a> {
        let prefix: Box<str> = prefix.into();
        self.from(table, Bound::Included(&prefix)).take_while(move |(key, _)| key.starts_with(&*prefix))
    }
}
