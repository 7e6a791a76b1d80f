//! What a task must be: its type and what belongs to it, its targets and its rates.

use super::invocation;
use super::part;
use super::targets::Targets;
use crate::facts::Name;
use crate::handler::Refusal;
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

/// Refuses what AWS does not take.
pub(super) fn check(row: &Record, view: &View<'_>) -> Result<(), Refusal> {
    let targets = Targets::held(row.items("Targets"));
    targets.check_of_task()?;
    check_rates(row, &targets)?;
    check_own(row)?;
    let window = row.text("WindowId").unwrap_or_default();
    for id in targets.values("WindowTargetIds") {
        if view.get(Table::MaintenanceWindowTarget, &part(window, id)).is_none() {
            return Err(super::missing("Maintenance window target", id));
        }
    }
    Ok(())
}

/// A task with targets needs both rates, one without takes none; both mistakes are told at once.
fn check_rates(row: &Record, targets: &Targets<'_>) -> Result<(), Refusal> {
    let rates: [Name; 2] = ["MaxErrors", "MaxConcurrency"];
    let mistakes: Vec<String> = rates
        .into_iter()
        .filter_map(|name| match (targets.is_empty(), row.get(name)) {
            (true, Some(_)) => {
                Some(format!("Maintenance window tasks without targets do not support {name} values."))
            }
            (false, None) => Some(format!("Maintenance window tasks with targets need a {name} value.")),
            (true, None) | (false, Some(_)) => None,
        })
        .collect();
    if !mistakes.is_empty() {
        return Err(Refusal::validation(mistakes.join(" ")));
    }
    if targets.is_empty() && row.text("TaskType") == Some("RUN_COMMAND") {
        return Err(Refusal::validation(
            "Please specify at least one target for a task of type RUN_COMMAND.",
        ));
    }
    Ok(())
}

/// What belongs to a type goes with that type alone, and the older members with commands alone.
fn check_own(row: &Record) -> Result<(), Refusal> {
    let task_type = row.text("TaskType").unwrap_or_default();
    let own: Option<&Record> = row.get("TaskInvocationParameters").and_then(Tree::as_record);
    for (name, _) in own.iter().flat_map(|own| own.iter()) {
        if Some(name) != member(task_type) {
            let message =
                format!("TaskInvocationParameters.{name} is not valid for a task of type {task_type}.");
            return Err(Refusal::validation(message));
        }
    }
    own.map_or(Ok(()), invocation::check)?;
    let older = ["TaskParameters", "LoggingInfo"].into_iter().find(|name| match row.get(name) {
        Some(Tree::Map(entries)) => !entries.is_empty(),
        other => other.is_some(),
    });
    match older {
        Some(name) if own.is_some() || task_type != "RUN_COMMAND" => {
            Err(Refusal::validation(format!("{name} can't be used together with TaskInvocationParameters.")))
        }
        Some(_) | None => Ok(()),
    }
}

fn member(task_type: &str) -> Option<Name> {
    match task_type {
        "RUN_COMMAND" => Some("RunCommand"),
        "AUTOMATION" => Some("Automation"),
        "LAMBDA" => Some("Lambda"),
        "STEP_FUNCTIONS" => Some("StepFunctions"),
        _ => None,
    }
}
