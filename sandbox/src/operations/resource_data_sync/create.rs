//! CreateResourceDataSync.

use super::rules::with_body;
use super::{key, kind};
use crate::handler::{Answer, Call, Refusal};
use crate::settings::Quotas;
use crate::store::{Table, Tx};
use crate::tree::Record;

const MOST: usize = 5;

/// CreateResourceDataSync.
pub(super) fn create(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let name = said.required("SyncName");
    let kind = kind(&said)?;
    let key = key(kind, name);
    if tx.view().get(Table::ResourceDataSync, &key).is_some() {
        let refusal = Refusal::bare("ResourceDataSyncAlreadyExistsException");
        return Err(refusal.naming("SyncName", name));
    }
    if call.quotas == Quotas::Published && tx.view().under(Table::ResourceDataSync, "").count() >= MOST {
        let message = format!("You have reached the limit of {MOST} resource data syncs.");
        return Err(Refusal::new("ResourceDataSyncCountExceededException", message));
    }
    let row = Record::new().with("SyncName", name).with("SyncType", kind).with("SyncCreatedTime", call.now);
    let row = with_body(row, &said, kind)?;
    tx.put(Table::ResourceDataSync, &key, row.with("SyncLastModifiedTime", call.now));
    Ok(Record::new())
}
