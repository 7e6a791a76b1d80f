//! What a plan takes: calls by operation, and about how long at AWS's rates.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::change::Change;
use crate::action::Action;
use crate::contract::Call;
use crate::ports::{Access, Quota, row};
use crate::site::Site;

/// What applying a plan takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Calls by operation.
    pub calls: BTreeMap<String, usize>,
    /// About how long at AWS's published rates, whole seconds.
    pub seconds: u64,
}

impl Cost {
    /// Calls by operation.
    pub(super) fn count(calls: &[Call]) -> BTreeMap<String, usize> {
        let mut counted = BTreeMap::new();
        for row in calls.iter().flat_map(Call::rows) {
            *counted.entry(row.name.to_owned()).or_default() += 1;
        }
        counted
    }

    /// All calls.
    pub fn total(&self) -> usize {
        self.calls.values().sum()
    }

    /// The calls that may change something.
    pub fn writes(&self) -> usize {
        let write = |name: &str| row(name).is_some_and(|row| row.access == Access::Write);
        self.calls.iter().filter(|(name, _)| write(name)).map(|(_, count)| count).sum()
    }
}

/// Counts the calls of changes, calls that AWS takes several of at once counted so.
///
/// `more` are calls that belong to no change, by operation.
pub fn cost(changes: &[Change], more: &BTreeMap<String, usize>, site: &Site, plan: &str) -> Cost {
    let mut single: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut pause = Duration::ZERO;
    for change in changes {
        for call in change.calls(changes, site, plan, &change.deed) {
            pause = pause.max(call.pause);
            for row in call.rows() {
                *single.entry(row.name).or_default() += 1;
            }
        }
    }
    let replaced = changes.iter().filter(|change| change.action() == Action::Replace).count();
    let mut calls = more.clone();
    for (name, count) in single {
        let row = row(name).expect("calls name rows of the table");
        let apart = if row.batch > 1 { replaced.min(count) } else { 0 };
        *calls.entry(name.to_owned()).or_default() += apart + (count - apart).div_ceil(row.batch);
    }
    let mut by_quota: BTreeMap<Quota, usize> = BTreeMap::new();
    for (row, count) in calls.iter().filter_map(|(name, count)| Some((row(name)?, count))) {
        *by_quota.entry(row.quota).or_default() += count;
    }
    let slowest = by_quota
        .iter()
        .map(|(quota, count)| count.saturating_sub(1) as f64 / quota.per_second())
        .fold(0.0, f64::max);
    Cost { calls, seconds: (slowest + pause.as_secs_f64()).ceil() as u64 }
}
