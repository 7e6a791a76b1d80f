//! What a window does: RegisterTask, GetTask, UpdateTask, DeregisterTask and their list.

use super::filter::{self, Filter};
use super::row::Extent;
use super::targets::Targets;
use super::task_rules::check;
use super::{PAGE, invocation, missing, part, parts, window, within};
use crate::check::Said;
use crate::facts::{Name, ShapeRef};
use crate::handler::{Answer, Call, Refusal, uuid};
use crate::operations::page::reply;
use crate::settings::Quotas;
use crate::store::{Table, Tx, View};
use crate::tree::{Record, Tree};

const MOST: usize = 20;

/// Members that are kept as they are said, beside targets and what belongs to the type.
const KEPT: [Name; 8] = [
    "TaskArn",
    "ServiceRoleArn",
    "Priority",
    "MaxConcurrency",
    "MaxErrors",
    "Name",
    "Description",
    "CutoffBehavior",
];
/// Members with structure of their own.
const WHOLE: [Name; 4] = ["TaskParameters", "TaskInvocationParameters", "LoggingInfo", "AlarmConfiguration"];

/// RegisterTaskWithMaintenanceWindow.
pub(super) fn register(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    // The door has compared it.
    said.get("ClientToken");
    let window_id = said.required("WindowId");
    window(&tx.view(), window_id)?;
    if call.quotas == Quotas::Published {
        within(tx.view().under(Table::MaintenanceWindowTask, &parts(window_id)).count(), MOST, "tasks")?;
    }
    let id = uuid(call.ids.draw(call.now));
    let fresh = Record::new().with("WindowId", window_id).with("WindowTaskId", &*id);
    let row = laid_over(&said, &fresh.with("TaskType", said.required("TaskType")), Extent::Patch);
    check(&row, &tx.view())?;
    tx.put(Table::MaintenanceWindowTask, &part(window_id, &id), row);
    Ok(Record::new().with("WindowTaskId", id))
}

/// GetMaintenanceWindowTask.
pub(super) fn get(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let row = held(view, said.required("WindowId"), said.required("WindowTaskId"))?;
    Ok(shown(call, row, call.operation.output.expect("the operation answers with the task")))
}

/// UpdateMaintenanceWindowTask: a patch, or with `Replace` the whole but its type. What belongs to the type is
/// replaced as one even in a patch.
pub(super) fn update(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let (window_id, id) = (said.required("WindowId"), said.required("WindowTaskId"));
    let before = held(&tx.view(), window_id, id)?.clone();
    let row = laid_over(&said, &before, Extent::said(&said));
    if row.get("TaskArn").is_none() {
        return Err(Refusal::validation("TaskArn is required when Replace is true"));
    }
    check(&row, &tx.view())?;
    let reply = shown(call, &row, call.operation.output.expect("the operation answers with the task"));
    tx.put(Table::MaintenanceWindowTask, &part(window_id, id), row);
    Ok(reply)
}

/// DeregisterTaskFromMaintenanceWindow.
pub(super) fn deregister(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let (window_id, id) = (said.required("WindowId"), said.required("WindowTaskId"));
    held(&tx.view(), window_id, id)?;
    tx.delete(Table::MaintenanceWindowTask, &part(window_id, id));
    Ok(Record::new().with("WindowId", window_id).with("WindowTaskId", id))
}

/// DescribeMaintenanceWindowTasks, which calls a task's type `Type` and leaves out what belongs to it.
pub(super) fn describe(call: &Call<'_>, view: &View<'_>) -> Answer {
    let window_id = call.said().required("WindowId");
    window(view, window_id)?;
    let filters = filter::said(call, &["WindowTaskId", "TaskArn", "Priority", "TaskType"])?;
    let page = filter::page(call, &format!("{window_id} {filters:?}"), PAGE)?;
    let shape = call.reply_shape("Tasks");
    let prefix = parts(window_id);
    let rows = view.from(Table::MaintenanceWindowTask, page.begin_within(&prefix));
    let rows = rows.take_while(|(key, _)| key.starts_with(&prefix));
    let (items, token) = page.take(rows.map(|(key, row)| {
        let passes = filters.iter().all(|filter| passes(filter, row));
        let listed = || shown(call, row, shape).with_some("Type", row.text("TaskType"));
        (key, passes.then(|| Tree::Record(listed())))
    }));
    Ok(reply("Tasks", items, token))
}

fn passes(filter: &Filter<'_>, row: &Record) -> bool {
    match filter.key {
        "Priority" => {
            let priority = row.integer("Priority").unwrap_or_default().to_string();
            filter.any(|value| value == priority)
        }
        member => filter.any(|value| row.text(member) == Some(value)),
    }
}

/// The row that a request makes of the one before.
fn laid_over(said: &Said<'_>, before: &Record, extent: Extent) -> Record {
    let mut row = before.clone();
    let mut lay = |name: Name, value: Option<&Tree>| match value {
        Some(value) => row.set(name, value.clone()),
        None if extent == Extent::Whole => row.remove(name),
        None => {}
    };
    KEPT.into_iter().for_each(|name| lay(name, said.get(name)));
    WHOLE.into_iter().for_each(|name| lay(name, said.whole(name)));
    lay("Targets", said.whole("Targets"));
    if Targets::held(row.items("Targets")).is_empty() {
        row.remove("Targets");
    }
    row
}

/// A task as replies show it: what was left out stands with AWS's default, but for `CutoffBehavior`.
fn shown(call: &Call<'_>, row: &Record, shape: ShapeRef) -> Record {
    let mut full = row.clone();
    let account = call.scope.account();
    let mut fill = |name: Name, value: Tree| {
        if full.get(name).is_none() {
            full.set(name, value);
        }
    };
    let role =
        format!("arn:aws:iam::{account}:role/aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM");
    fill("ServiceRoleArn", role.into());
    fill("Targets", Tree::List(Vec::new()));
    fill("TaskParameters", Tree::Map(Vec::new()));
    fill("Priority", 0.into());
    // A task without targets runs once, and reads so.
    fill("MaxConcurrency", "1".into());
    fill("MaxErrors", "1".into());
    if let Some(own) = row.get("TaskInvocationParameters").and_then(Tree::as_record) {
        full.set("TaskInvocationParameters", invocation::shown(own));
    }
    if let Some(alarm) = row.get("AlarmConfiguration").and_then(Tree::as_record) {
        full.set("AlarmConfiguration", invocation::shown_alarm(alarm));
    }
    full.seen(shape)
}

/// The task of an id, or AWS's refusal.
fn held<'a>(view: &View<'a>, window_id: &str, id: &str) -> Result<&'a Record, Refusal> {
    window(view, window_id)?;
    let row = view.get(Table::MaintenanceWindowTask, &part(window_id, id));
    row.ok_or_else(|| missing("Maintenance window task", id))
}
