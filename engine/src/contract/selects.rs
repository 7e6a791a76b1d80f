//! The nodes that something acts on.

use std::collections::{BTreeMap, BTreeSet};

/// The nodes that something acts on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Selects {
    /// Every managed node.
    Every,
    /// Those that fit all of these, `tag:Name`, `tag-key` or `InstanceIds`, each with values of which one fits.
    Where(BTreeMap<String, BTreeSet<String>>),
    /// What a resource group holds.
    Group,
    /// Whatever a runbook acts on: resources of its own, or of other accounts and regions.
    Runbook,
}

impl Selects {
    /// Nodes by their ids, among which `*` is every managed node.
    pub fn ids(ids: &BTreeSet<String>) -> Self {
        if ids.contains("*") {
            return Self::Every;
        }
        Self::Where(BTreeMap::from([("InstanceIds".to_owned(), ids.clone())]))
    }
}
