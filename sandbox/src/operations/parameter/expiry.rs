//! Parameters that an Expiration policy deletes: an index by instant, and the work when it comes.

use super::{delete, policies};
use crate::handler::Upkeep;
use crate::store::{Table, Tx, View};
use crate::tree::Record;

/// Deletes what has expired.
pub(super) const UPKEEP: Upkeep = Upkeep { due, work };

fn key(at: i64, parameter: &str) -> String {
    format!("{at:015} {parameter}")
}

/// Keeps the index in step with a parameter's new row.
pub(super) fn note(tx: &mut Tx<'_>, parameter: &str, row: &Record) {
    forget(tx, parameter);
    if let Some(at) = policies::expiry(row) {
        tx.put(Table::ParameterExpiry, &key(at, parameter), Record::new());
    }
}

/// Takes the parameter's present row out of the index.
pub(super) fn forget(tx: &mut Tx<'_>, parameter: &str) {
    let at = tx.view().get(Table::Parameter, parameter).and_then(policies::expiry);
    if let Some(at) = at {
        tx.delete(Table::ParameterExpiry, &key(at, parameter));
    }
}

fn next(view: &View<'_>, now: i64) -> Option<String> {
    let (key, _) = view.under(Table::ParameterExpiry, "").next()?;
    let (at, parameter) = key.split_once(' ')?;
    at.parse::<i64>().is_ok_and(|at| at <= now).then(|| parameter.to_owned())
}

fn due(view: &View<'_>, now: i64) -> bool {
    next(view, now).is_some()
}

fn work(tx: &mut Tx<'_>, now: i64) {
    while let Some(parameter) = next(&tx.view(), now) {
        delete::remove(tx, &parameter);
    }
}
