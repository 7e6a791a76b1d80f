//! Executions: nothing runs in the sandbox, so there is none.

use super::filter;
use super::missing;
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::reply;
use crate::store::{Tx, View};

/// DescribeMaintenanceWindowExecutions.
pub(super) fn describe(call: &Call<'_>, _: &View<'_>) -> Answer {
    let said = call.said();
    filter::said(call, &["ExecutedBefore", "ExecutedAfter"])?;
    filter::page(call, said.required("WindowId"), super::PAGE)?;
    Ok(reply("WindowExecutions", Vec::new(), None))
}

/// DescribeMaintenanceWindowExecutionTasks.
pub(super) fn describe_tasks(call: &Call<'_>, _: &View<'_>) -> Answer {
    filter::said(call, &["STATUS"])?;
    filter::page(call, "", super::PAGE)?;
    Err(none(call))
}

/// DescribeMaintenanceWindowExecutionTaskInvocations.
pub(super) fn describe_invocations(call: &Call<'_>, _: &View<'_>) -> Answer {
    filter::said(call, &["STATUS"])?;
    filter::page(call, call.said().required("TaskId"), super::PAGE)?;
    Err(none(call))
}

/// GetMaintenanceWindowExecution.
pub(super) fn get(call: &Call<'_>, _: &View<'_>) -> Answer {
    Err(none(call))
}

/// GetMaintenanceWindowExecutionTask.
pub(super) fn get_task(call: &Call<'_>, _: &View<'_>) -> Answer {
    Err(none(call))
}

/// GetMaintenanceWindowExecutionTaskInvocation.
pub(super) fn get_invocation(call: &Call<'_>, _: &View<'_>) -> Answer {
    Err(none(call))
}

/// CancelMaintenanceWindowExecution.
pub(super) fn cancel(call: &Call<'_>, _: &mut Tx<'_>) -> Answer {
    Err(none(call))
}

fn none(call: &Call<'_>) -> Refusal {
    missing("Maintenance window execution", call.said().required("WindowExecutionId"))
}
