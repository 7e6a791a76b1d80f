//! Writing, in one account and region.

use std::sync::Arc;

use super::key::{Key, Scope, Table};
use super::state::{Batch, Change, State};
use super::view::View;
use crate::tree::Record;

/// One request's changes. Dropped without `finish`, whether by a refusal or by a panic, it leaves no trace.
pub(crate) struct Tx<'a> {
    state: &'a mut State,
    scope: Scope,
    batch: Batch,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(state: &'a mut State, scope: Scope) -> Self {
        Tx { state, scope, batch: Batch::new() }
    }

    pub(crate) fn view(&self) -> View<'_> {
        View::new(self.state, self.scope)
    }

    pub(crate) fn put(&mut self, table: Table, key: &str, row: Record) {
        self.put_at(self.scope, table, key, row);
    }

    pub(crate) fn put_at(&mut self, scope: Scope, table: Table, key: &str, mut row: Record) {
        row.shrink();
        self.change(Key::new(scope, table, key), Some(Arc::new(row)));
    }

    pub(crate) fn delete(&mut self, table: Table, key: &str) {
        self.delete_at(self.scope, table, key);
    }

    pub(crate) fn delete_at(&mut self, scope: Scope, table: Table, key: &str) {
        self.change(Key::new(scope, table, key), None);
    }

    fn change(&mut self, key: Key, after: Option<Arc<Record>>) {
        let before = self.state.place(key.clone(), after.clone());
        self.batch.push(Change { key, before, after });
    }

    /// Keeps the changes and hands them out.
    pub(crate) fn finish(mut self) -> Batch {
        std::mem::take(&mut self.batch)
    }
}

impl Drop for Tx<'_> {
    fn drop(&mut self) {
        self.state.undo(std::mem::take(&mut self.batch));
    }
}
