//! UpdateMaintenanceWindow: a patch, or with `Replace` the whole.

use super::row::{self, Extent};
use super::window;
use crate::handler::{Answer, Call};
use crate::store::{Table, Tx};

/// UpdateMaintenanceWindow. Whether the window is enabled stays where it is not said, `Replace` or not.
pub(super) fn update(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let id = said.required("WindowId");
    let before = window(&tx.view(), id)?.clone();
    let mut base = before.clone();
    if let Some(enabled) = said.get("Enabled") {
        base.set("Enabled", enabled.clone());
    }
    let mut row = row::laid_over(&said, &base, Extent::said(&said))?;
    if ["Schedule", "StartDate", "Enabled"].into_iter().any(|name| row.get(name) != before.get(name)) {
        row.set(row::COUNTS_FROM, call.now);
    }
    row.set("ModifiedDate", call.now);
    let shape = call.operation.output.expect("the operation answers with the window");
    let reply = row.seen(shape);
    tx.put(Table::MaintenanceWindow, id, row);
    Ok(reply)
}
