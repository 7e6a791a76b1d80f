//! What becomes due by itself: rows under their instants, and the work of all of them in the order of those.

use super::{expiry, image};
use crate::handler::Upkeep;
use crate::store::{Table, Tx, View};

/// Does what is due.
pub(super) const UPKEEP: Upkeep = Upkeep { due, work };

/// An index by instant, and what is done with a key of it whose instant has come. Of one instant what ends
/// stands before what begins.
struct Index {
    table: Table,
    work: fn(&mut Tx<'_>, &str),
}

const INDEXES: [Index; 2] = [
    Index { table: Table::ParameterExpiry, work: expiry::expire },
    Index { table: Table::ParameterCheck, work: image::look },
];

/// The part of a key that says when it is due.
pub(super) fn at(instant: i64) -> String {
    format!("{instant:015} ")
}

/// The first key that is due, and its index.
fn first<'a>(view: &View<'a>, now: i64) -> Option<(&'a str, &'static Index)> {
    let instant = |key: &str| key.split_once(' ').and_then(|(at, _)| at.parse::<i64>().ok());
    let firsts = INDEXES.iter().filter_map(|index| {
        let (key, _) = view.under(index.table, "").next()?;
        Some((instant(key)?, key, index))
    });
    let (at, key, index) = firsts.min_by_key(|(at, ..)| *at)?;
    (at <= now).then_some((key, index))
}

fn due(view: &View<'_>, now: i64) -> bool {
    first(view, now).is_some()
}

/// Does what is due, each thing after what it may rest on.
pub(super) fn work(tx: &mut Tx<'_>, now: i64) {
    while let Some((key, index)) = first(&tx.view(), now).map(|(key, index)| (key.to_owned(), index)) {
        (index.work)(tx, &key);
    }
}
