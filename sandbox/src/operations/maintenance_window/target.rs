//! What a window acts on: RegisterTarget, UpdateTarget, DeregisterTarget and their list.

use super::filter::{self, Filter};
use super::row::Extent;
use super::targets::Targets;
use super::{PAGE, missing, part, parts, window, within};
use crate::facts::Name;
use crate::handler::{Answer, Call, Refusal, uuid};
use crate::operations::page::reply;
use crate::settings::Quotas;
use crate::store::{Table, Tx, View};
use crate::tree::{Record, Tree};

const MOST: usize = 100;
const TEXTS: [Name; 3] = ["OwnerInformation", "Name", "Description"];

/// RegisterTargetWithMaintenanceWindow.
pub(super) fn register(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    // The door has compared it.
    said.get("ClientToken");
    let window_id = said.required("WindowId");
    window(&tx.view(), window_id)?;
    let resource_type = said.required("ResourceType");
    Targets::said(&said, "Targets").check_registered(resource_type)?;
    if call.quotas == Quotas::Published {
        within(tx.view().under(Table::MaintenanceWindowTarget, &parts(window_id)).count(), MOST, "targets")?;
    }
    let id = uuid(call.ids.draw(call.now));
    let mut row = Record::new().with("WindowId", window_id).with("WindowTargetId", &*id);
    row.set("ResourceType", resource_type);
    row.set("Targets", said.get("Targets").cloned().unwrap_or(Tree::List(Vec::new())));
    for name in TEXTS {
        row = row.with_some(name, said.text(name));
    }
    tx.put(Table::MaintenanceWindowTarget, &part(window_id, &id), row);
    Ok(Record::new().with("WindowTargetId", id))
}

/// UpdateMaintenanceWindowTarget: a patch, or with `Replace` the whole but its resource type.
pub(super) fn update(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let (window_id, id) = (said.required("WindowId"), said.required("WindowTargetId"));
    let mut row = held(&tx.view(), window_id, id)?.clone();
    let whole = Extent::said(&said) == Extent::Whole;
    match said.get("Targets") {
        Some(targets) => {
            Targets::said(&said, "Targets").check_registered(row.text("ResourceType").unwrap_or_default())?;
            row.set("Targets", targets.clone());
        }
        None if whole => return Err(Refusal::validation("Targets is required when Replace is true")),
        None => {}
    }
    for name in TEXTS {
        match said.text(name) {
            Some(text) => row.set(name, text),
            None if whole => row.remove(name),
            None => {}
        }
    }
    let reply = row.seen(call.operation.output.expect("the operation answers with the target"));
    tx.put(Table::MaintenanceWindowTarget, &part(window_id, id), row);
    Ok(reply)
}

/// DeregisterTargetFromMaintenanceWindow. Without `Safe`, tasks keep the id of what is gone.
pub(super) fn deregister(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let (window_id, id) = (said.required("WindowId"), said.required("WindowTargetId"));
    held(&tx.view(), window_id, id)?;
    if said.flag("Safe") {
        let view = tx.view();
        let mut tasks = view.under(Table::MaintenanceWindowTask, &parts(window_id));
        let used = tasks.any(|(_, task)| {
            Targets::held(task.items("Targets")).values("WindowTargetIds").any(|target| target == id)
        });
        if used {
            let message =
                format!("The target {id} is in use by a task of the maintenance window {window_id}");
            return Err(Refusal::new("TargetInUseException", message));
        }
    }
    tx.delete(Table::MaintenanceWindowTarget, &part(window_id, id));
    Ok(Record::new().with("WindowId", window_id).with("WindowTargetId", id))
}

/// DescribeMaintenanceWindowTargets.
pub(super) fn describe(call: &Call<'_>, view: &View<'_>) -> Answer {
    let window_id = call.said().required("WindowId");
    window(view, window_id)?;
    let filters = filter::said(call, &["Type", "WindowTargetId", "OwnerInformation"])?;
    let page = filter::page(call, &format!("{window_id} {filters:?}"), PAGE)?;
    let shape = call.reply_shape("Targets");
    let prefix = parts(window_id);
    let rows = view.from(Table::MaintenanceWindowTarget, page.begin_within(&prefix));
    let rows = rows.take_while(|(key, _)| key.starts_with(&prefix));
    let (items, token) = page.take(rows.map(|(key, row)| {
        let passes = filters.iter().all(|filter| passes(filter, row));
        (key, passes.then(|| Tree::Record(row.seen(shape))))
    }));
    Ok(reply("Targets", items, token))
}

fn passes(filter: &Filter<'_>, row: &Record) -> bool {
    let member = if filter.key == "Type" { "ResourceType" } else { filter.key };
    filter.any(|value| row.text(member) == Some(value))
}

/// The target of an id, or AWS's refusal.
fn held<'a>(view: &View<'a>, window_id: &str, id: &str) -> Result<&'a Record, Refusal> {
    window(view, window_id)?;
    let row = view.get(Table::MaintenanceWindowTarget, &part(window_id, id));
    row.ok_or_else(|| missing("Maintenance window target", id))
}
