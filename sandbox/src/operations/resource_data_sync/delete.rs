//! DeleteResourceDataSync.

use super::{FROM_SOURCE, TO_DESTINATION, held, key, kind};
use crate::handler::{Answer, Call};
use crate::store::{Table, Tx};
use crate::tree::Record;

/// DeleteResourceDataSync. Where no type is said, the one to a destination goes, else the other.
pub(super) fn delete(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let name = said.required("SyncName");
    let view = tx.view();
    let kind = match said.text("SyncType") {
        Some(_) => kind(&said)?,
        None if held(&view, TO_DESTINATION, name).is_ok() => TO_DESTINATION,
        None if held(&view, FROM_SOURCE, name).is_ok() => FROM_SOURCE,
        None => TO_DESTINATION,
    };
    held(&view, kind, name)?;
    tx.delete(Table::ResourceDataSync, &key(kind, name));
    Ok(Record::new())
}
