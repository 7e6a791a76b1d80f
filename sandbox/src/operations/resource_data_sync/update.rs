//! UpdateResourceDataSync.

use super::rules::{same_accounts, source};
use super::{FROM_SOURCE, held, invalid, key, kind};
use crate::handler::{Answer, Call};
use crate::store::{Table, Tx};
use crate::tree::Record;

/// UpdateResourceDataSync. Of the two types only the one from a source can be changed, and whose
/// accounts it takes data from cannot.
pub(super) fn update(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let (name, kind) = (said.required("SyncName"), kind(&said)?);
    if kind != FROM_SOURCE {
        return Err(invalid(format!("A resource data sync of type {kind} cannot be updated")));
    }
    let mut row = held(&tx.view(), kind, name)?.clone();
    let source = source(&said)?;
    if !same_accounts(row.get("SyncSource"), &source) {
        return Err(invalid("The account options of a resource data sync cannot be changed"));
    }
    row.set("SyncSource", source);
    row.set("SyncLastModifiedTime", call.now);
    tx.put(Table::ResourceDataSync, &key(kind, name), row);
    Ok(Record::new())
}
