//! How many parameters of each tier there are, so that the quota does not take counting them.

use crate::store::{Table, Tx, View};
use crate::tree::Record;

/// The parameters of a tier.
pub(super) fn of(view: &View<'_>, tier: &str) -> i64 {
    view.get(Table::ParameterCount, tier).and_then(|row| row.integer("Count")).unwrap_or_default()
}

/// Notes that a parameter went from one tier to another, came, or went.
pub(super) fn moved(tx: &mut Tx<'_>, from: Option<&str>, to: Option<&str>) {
    if from == to {
        return;
    }
    for (tier, by) in [(from, -1), (to, 1)] {
        if let Some(tier) = tier {
            let count = of(&tx.view(), tier) + by;
            tx.put(Table::ParameterCount, tier, Record::new().with("Count", count));
        }
    }
}
