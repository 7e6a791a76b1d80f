//! DescribeMaintenanceWindowsForTarget: the windows that a target is registered with, by itself or in a task.

use super::targets::Targets;
use super::{PAGE, filter, parts};
use crate::handler::{Answer, Call};
use crate::operations::page::reply;
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

/// DescribeMaintenanceWindowsForTarget.
pub(super) fn describe(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let targets = Targets::said(&said, "Targets");
    let resource_type = said.required("ResourceType");
    let question = format!(
        "{resource_type} {:?}",
        said.get("Targets").map(|targets| crate::tree::encode(targets).to_string())
    );
    let page = filter::page(call, &question, PAGE)?;
    let shape = call.reply_shape("WindowIdentities");
    let windows = view.from(Table::MaintenanceWindow, page.begin());
    let (items, token) = page.take(windows.map(|(id, row)| {
        let held = holds(view, id, resource_type, &targets);
        (id, held.then(|| Tree::Record(row.seen(shape))))
    }));
    Ok(reply("WindowIdentities", items, token))
}

/// Whether a window acts on all that is asked for.
pub(super) fn holds(view: &View<'_>, window: &str, resource_type: &str, targets: &Targets<'_>) -> bool {
    let is_of_type = |row: &Record| row.text("ResourceType").unwrap_or("INSTANCE") == resource_type;
    [Table::MaintenanceWindowTarget, Table::MaintenanceWindowTask].into_iter().any(|table| {
        let rows = view.under(table, &parts(window));
        rows.filter(|(_, row)| is_of_type(row))
            .any(|(_, row)| targets.within(&Targets::held(row.items("Targets"))))
    })
}
