//! What an association acts on.

use crate::handler::{Call, Refusal};
use crate::operations::document::Held;
use crate::operations::managed_node;
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

const INSTANCE_IDS: &str = "InstanceIds";

/// The target that AWS shows where a runbook has none. It can't be sent back.
const NOTHING: (&str, &str) = ("aws:NoOpAutomationTag", "AWS-NoOpAutomationTarget-Value");

/// Refuses a node that stands alone where the document is of a schema that wants targets.
pub(super) fn check_instance(row: &Record, document: &Held<'_>) -> Result<(), Refusal> {
    if row.get("InstanceId").is_none() {
        return Ok(());
    }
    let schema = document.schema_version(None)?;
    if schema != "1.2" {
        return Err(Refusal::new(
            "InvalidDocument",
            format!(
                "Document schema version, {schema}, is not supported by association that is created with instance id"
            ),
        ));
    }
    Ok(())
}

/// Checks the targets, and adds those that AWS shows where none were said.
pub(super) fn check(call: &Call<'_>, row: &mut Record, document: &Held<'_>) -> Result<(), Refusal> {
    let said = call.said().each("Targets");
    if row.get("InstanceId").is_some() && !said.is_empty() {
        return Err(Refusal::validation("InstanceId and Targets can't be used together"));
    }
    for target in said {
        check_key(target.text("Key").unwrap_or_default(), target.texts("Values").is_empty())?;
    }
    let mut targets = row.items("Targets").to_vec();
    if let Some(instance) = row.text("InstanceId") {
        targets = vec![target(INSTANCE_IDS, instance)];
    }
    if !targets.is_empty() && row.get("TargetMaps").is_some() {
        return Err(Refusal::new("InvalidTargetMaps", "Targets and TargetMaps can't be used together"));
    }
    let runbook = document.document_type() == "Automation";
    let parameter = row.get("AutomationTargetParameterName").is_some();
    match (runbook, acts_on_something(&targets), parameter) {
        (true, false, false) => targets = vec![target(NOTHING.0, NOTHING.1)],
        (true, false, true) if row.get("TargetMaps").is_none() => return Err(both_or_none()),
        (true, true, false) => return Err(both_or_none()),
        (false, _, true) => {
            let message = "AutomationTargetParameterName can be used with Automation documents only";
            return Err(Refusal::validation(message));
        }
        (false, false, false) => {
            return Err(Refusal::new("InvalidTarget", "Instance ID or targets must be specified"));
        }
        (true, _, true) | (false, true, false) => {}
    }
    if targets.is_empty() {
        row.remove("Targets");
    } else {
        row.set("Targets", targets);
    }
    Ok(())
}

/// Whether targets are more than what AWS shows where a runbook has none.
fn acts_on_something(targets: &[Tree]) -> bool {
    targets.iter().filter_map(Tree::as_record).any(|target| target.text("Key") != Some(NOTHING.0))
}

fn check_key(key: &str, is_empty: bool) -> Result<(), Refusal> {
    if key == NOTHING.0 {
        return Err(both_or_none());
    }
    if !is_key(key) {
        return Err(Refusal::new("InvalidTarget", "Unsupported Target Type"));
    }
    if is_empty && key != "tag-key" {
        return Err(Refusal::new("InvalidTarget", format!("The target {key} has no values")));
    }
    Ok(())
}

/// The nodes of a loaded fleet that an association acts on; for a runbook, how often it runs.
pub(super) fn count(view: &View<'_>, row: &Record) -> i64 {
    let targets: Vec<&Record> = row.items("Targets").iter().filter_map(Tree::as_record).collect();
    let count = match (row.items("TargetMaps"), &targets[..]) {
        ([], [target]) if target.text("Key") == Some(NOTHING.0) => 1,
        ([], [target]) if target.text("Key") == Some("ParameterValues") => target.items("Values").len(),
        ([], _) => view.under(Table::ManagedNode, "").filter(|(id, _)| act_on(view, &targets, id)).count(),
        (maps, _) => maps.len(),
    };
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Whether an association acts on a node.
pub(super) fn holds(view: &View<'_>, row: &Record, node: &str) -> bool {
    let targets: Vec<&Record> = row.items("Targets").iter().filter_map(Tree::as_record).collect();
    act_on(view, &targets, node)
}

/// Every target must fit a node; one of its values is enough.
fn act_on(view: &View<'_>, targets: &[&Record], node: &str) -> bool {
    let fits = |target: &&Record| {
        let key = target.text("Key").unwrap_or_default();
        let said = |text: &str| target.items("Values").iter().any(|value| value.as_text() == Some(text));
        if key.eq_ignore_ascii_case(INSTANCE_IDS) {
            return said("*") || said(node);
        }
        managed_node::tags_of(view, node).iter().any(|(tag, value)| match key.strip_prefix("tag:") {
            Some(wanted) => **tag == *wanted && value.as_text().is_some_and(said),
            None => key == "tag-key" && said(tag),
        })
    };
    !targets.is_empty() && targets.iter().all(fits)
}

fn both_or_none() -> Refusal {
    Refusal::validation("Must specify both Automation Target Parameter Name and Targets")
}

/// The key of nodes by their ids may be written in any case; AWS shows it as it was sent.
fn is_key(key: &str) -> bool {
    key.eq_ignore_ascii_case(INSTANCE_IDS)
        || ["ParameterValues", "resource-groups:Name", "resource-groups:ResourceTypeFilters", "tag-key"]
            .contains(&key)
        || key.strip_prefix("tag:").is_some_and(|tag| !tag.is_empty())
}

fn target(key: &str, value: &str) -> Tree {
    Tree::Record(Record::new().with("Key", key).with("Values", Tree::texts([value])))
}
