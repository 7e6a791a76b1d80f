//! The ordered map itself, and the changes that are made to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::key::Key;
use crate::tree::Record;

/// Every row there is.
#[derive(Clone, Default)]
pub(crate) struct State {
    pub(super) rows: BTreeMap<Key, Arc<Record>>,
}

/// One row before and after.
#[derive(Clone)]
pub(crate) struct Change {
    pub(crate) key: Key,
    pub(crate) before: Option<Arc<Record>>,
    pub(crate) after: Option<Arc<Record>>,
}

/// What one transaction changed, in order: the way back, what goes to the disk, and what a stale copy gets
/// later.
pub(crate) type Batch = Vec<Change>;

impl State {
    pub(crate) fn place(&mut self, key: Key, row: Option<Arc<Record>>) -> Option<Arc<Record>> {
        match row {
            Some(row) => self.rows.insert(key, row),
            None => self.rows.remove(&key),
        }
    }

    pub(crate) fn apply(&mut self, batch: &[Change]) {
        for change in batch {
            self.place(change.key.clone(), change.after.clone());
        }
    }

    pub(crate) fn undo(&mut self, batch: Batch) {
        for change in batch.into_iter().rev() {
            self.place(change.key, change.before);
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Key, &Record)> {
        self.rows.iter().map(|(key, row)| (key, &**row))
    }
}
