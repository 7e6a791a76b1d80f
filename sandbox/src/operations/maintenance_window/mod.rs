//! Maintenance windows, the targets and the tasks that hang on them, and their runs to come.
//!
//! A window's row lies under its id, a target's and a task's under `window/id`, so that what hangs on one
//! window lies together. Nothing runs here, so there are no executions: their reads find none.

mod create;
mod describe;
mod execution;
mod filter;
mod for_target;
mod invocation;
mod row;
mod run;
mod target;
mod targets;
mod task;
mod task_rules;
mod upcoming;
mod update;

use crate::handler::{Kind, Refusal, read, write};
use crate::store::{Table, Tx, View};
use crate::tree::Record;

/// Maintenance windows.
pub(super) const KIND: Kind = Kind {
    service: "ssm",
    entries: &[
        write("CreateMaintenanceWindow", create::create),
        read("GetMaintenanceWindow", describe::get),
        write("UpdateMaintenanceWindow", update::update),
        write("DeleteMaintenanceWindow", create::delete),
        read("DescribeMaintenanceWindows", describe::describe),
        read("DescribeMaintenanceWindowSchedule", upcoming::describe),
        read("DescribeMaintenanceWindowsForTarget", for_target::describe),
        write("RegisterTargetWithMaintenanceWindow", target::register),
        write("UpdateMaintenanceWindowTarget", target::update),
        write("DeregisterTargetFromMaintenanceWindow", target::deregister),
        read("DescribeMaintenanceWindowTargets", target::describe),
        write("RegisterTaskWithMaintenanceWindow", task::register),
        read("GetMaintenanceWindowTask", task::get),
        write("UpdateMaintenanceWindowTask", task::update),
        write("DeregisterTaskFromMaintenanceWindow", task::deregister),
        read("DescribeMaintenanceWindowTasks", task::describe),
        read("DescribeMaintenanceWindowExecutions", execution::describe),
        read("DescribeMaintenanceWindowExecutionTasks", execution::describe_tasks),
        read("DescribeMaintenanceWindowExecutionTaskInvocations", execution::describe_invocations),
        read("GetMaintenanceWindowExecution", execution::get),
        read("GetMaintenanceWindowExecutionTask", execution::get_task),
        read("GetMaintenanceWindowExecutionTaskInvocation", execution::get_invocation),
        write("CancelMaintenanceWindowExecution", execution::cancel),
    ],
    upkeep: &[],
};

/// How many a page holds where the request does not say.
const PAGE: i64 = 50;

/// The resource part of the ARN of the window of this id, where it exists.
pub(super) fn resource(view: &View<'_>, id: &str) -> Option<String> {
    view.get(Table::MaintenanceWindow, id)?;
    Some(arn_part(id))
}

fn arn_part(id: &str) -> String {
    format!("maintenancewindow/{id}")
}

/// The window of an id, or AWS's refusal.
fn window<'a>(view: &View<'a>, id: &str) -> Result<&'a Record, Refusal> {
    view.get(Table::MaintenanceWindow, id).ok_or_else(|| missing("Maintenance window", id))
}

fn missing(what: &str, id: &str) -> Refusal {
    Refusal::new("DoesNotExistException", format!("{what} {id} does not exist"))
}

/// Refuses one more than a quota allows.
fn within(held: usize, most: usize, what: &str) -> Result<(), Refusal> {
    if held < most {
        return Ok(());
    }
    let message = format!("You have reached the limit of {most} {what}.");
    Err(Refusal::new("ResourceLimitExceededException", message))
}

/// The key of what hangs on a window.
fn part(window: &str, id: &str) -> String {
    format!("{window}/{id}")
}

/// What of a table hangs on a window.
fn parts(window: &str) -> String {
    format!("{window}/")
}

/// Takes away everything of a table that hangs on a window.
fn remove_parts(tx: &mut Tx<'_>, table: Table, window: &str) {
    let keys: Vec<String> = tx.view().under(table, &parts(window)).map(|(key, _)| key.to_owned()).collect();
    keys.iter().for_each(|key| tx.delete(table, key));
}
