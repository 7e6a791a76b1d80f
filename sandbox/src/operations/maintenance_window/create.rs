//! CreateMaintenanceWindow and DeleteMaintenanceWindow.

use super::row::{self, Extent};
use super::{arn_part, remove_parts, within};
use crate::handler::{Answer, Call, hex};
use crate::operations::tags;
use crate::settings::Quotas;
use crate::store::{Table, Tx};
use crate::tree::Record;

const WINDOWS: usize = 50;

/// CreateMaintenanceWindow. A window begins enabled: there is no way to say otherwise here.
pub(super) fn create(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    // The door has compared it.
    said.get("ClientToken");
    let new_tags = tags::said(&said, "Tags")?;
    if call.quotas == Quotas::Published {
        within(tx.view().under(Table::MaintenanceWindow, "").count(), WINDOWS, "maintenance windows")?;
    }
    let id = format!("mw-{}", &hex(&call.ids.draw(call.now))[..17]);
    let fresh =
        Record::new().with("WindowId", &*id).with("CreatedDate", call.now).with("ModifiedDate", call.now);
    let row = row::laid_over(&said, &fresh, Extent::Whole)?;
    let row = row.with("Enabled", true).with(row::COUNTS_FROM, call.now);
    tx.put(Table::MaintenanceWindow, &id, row);
    if !new_tags.is_empty() {
        tags::add(tx, &format!("ssm:{}", arn_part(&id)), new_tags)?;
    }
    Ok(Record::new().with("WindowId", id))
}

/// DeleteMaintenanceWindow, with all that hangs on the window. One that is not there is deleted already.
pub(super) fn delete(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let id = call.said().required("WindowId");
    if tx.view().get(Table::MaintenanceWindow, id).is_some() {
        remove_parts(tx, Table::MaintenanceWindowTask, id);
        remove_parts(tx, Table::MaintenanceWindowTarget, id);
        tx.delete(Table::MaintenanceWindow, id);
        tags::remove_all(tx, &format!("ssm:{}", arn_part(id)));
    }
    Ok(Record::new().with("WindowId", id))
}
