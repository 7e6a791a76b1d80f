//! Parameters that an Expiration policy deletes: an index by instant, and the work when it comes.

use super::{delete, due, policies};
use crate::store::{Table, Tx};
use crate::tree::Record;

fn key(at: i64, parameter: &str) -> String {
    format!("{}{parameter}", due::at(at))
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

/// Deletes the parameter of a key of the index.
pub(super) fn expire(tx: &mut Tx<'_>, key: &str) {
    tx.delete(Table::ParameterExpiry, key);
    if let Some((_, parameter)) = key.split_once(' ') {
        delete::remove(tx, parameter);
    }
}
