//! The order of what happens in one instant.

use crate::store::{Table, View};

const DIGITS: usize = 6;

/// What a key goes on with behind a prefix, so that it stands after all that are there.
pub(super) fn turn(view: &View<'_>, table: Table, prefix: &str) -> String {
    let last = view.under(table, prefix).last();
    let last = last.and_then(|(key, _)| key.get(prefix.len()..)?.get(..DIGITS)?.parse::<u32>().ok());
    format!("{:0DIGITS$}", last.map_or(0, |last| last + 1))
}
