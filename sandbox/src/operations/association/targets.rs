//! What an association acts on.

use crate::handler::Refusal;
use crate::operations::document::Held;
use crate::tree::{Record, Tree};

/// The target that AWS shows where a runbook has none. It can't be sent back.
const NOTHING: (&str, &str) = ("aws:NoOpAutomationTag", "AWS-NoOpAutomationTarget-Value");

/// Checks the targets and brings them into AWS's form.
pub(super) fn check(row: &mut Record, document: &Held<'_>) -> Result<(), Refusal> {
    let mut targets = row.items("Targets").to_vec();
    for target in &mut targets {
        let Tree::Record(target) = target else { continue };
        let key = target.text("Key").unwrap_or_default().to_owned();
        if key.eq_ignore_ascii_case("InstanceIds") {
            target.set("Key", "InstanceIds");
        } else if !is_key(&key) || key == NOTHING.0 {
            return Err(both_or_none(&key));
        }
        if target.items("Values").is_empty() && !key.starts_with("tag-key") {
            return Err(Refusal::new("InvalidTarget", format!("The target {key} has no values")));
        }
    }
    if let Some(instance) = row.text("InstanceId") {
        check_instance(&targets, document)?;
        targets = vec![target("InstanceIds", instance)];
    }
    if !targets.is_empty() && row.get("TargetMaps").is_some() {
        return Err(Refusal::new("InvalidTargetMaps", "Targets and TargetMaps can't be used together"));
    }
    let runbook = document.document_type() == "Automation";
    let parameter = row.get("AutomationTargetParameterName").is_some();
    match (runbook, targets.is_empty(), parameter) {
        (true, true, false) => targets = vec![target(NOTHING.0, NOTHING.1)],
        (true, true, true) if row.get("TargetMaps").is_none() => return Err(both_or_none("")),
        (true, false, false) => return Err(both_or_none("")),
        (false, _, true) => {
            let message = "AutomationTargetParameterName can be used with Automation documents only";
            return Err(Refusal::validation(message));
        }
        (false, true, false) => {
            return Err(Refusal::new("InvalidTarget", "The association has no targets"));
        }
        (true, _, true) | (false, false, false) => {}
    }
    if targets.is_empty() {
        row.remove("Targets");
    } else {
        row.set("Targets", targets);
    }
    Ok(())
}

/// What AWS shows and takes not back is told like a key that is none.
fn both_or_none(key: &str) -> Refusal {
    if key.is_empty() || key == NOTHING.0 {
        return Refusal::validation("Must specify both Automation Target Parameter Name and Targets");
    }
    Refusal::new("InvalidTarget", format!("The target key {key} is not valid"))
}

fn is_key(key: &str) -> bool {
    matches!(
        key,
        "ParameterValues" | "resource-groups:Name" | "resource-groups:ResourceTypeFilters" | "tag-key"
    ) || key.strip_prefix("tag:").is_some_and(|tag| !tag.is_empty())
}

fn check_instance(targets: &[Tree], document: &Held<'_>) -> Result<(), Refusal> {
    if !targets.is_empty() {
        return Err(Refusal::validation("InstanceId and Targets can't be used together"));
    }
    if document.schema_version(None)? != "1.2" {
        let message = "Documents of schema version 2.0 or later are associated by Targets, not by InstanceId";
        return Err(Refusal::validation(message));
    }
    Ok(())
}

fn target(key: &str, value: &str) -> Tree {
    Tree::Record(Record::new().with("Key", key).with("Values", Tree::texts([value])))
}
