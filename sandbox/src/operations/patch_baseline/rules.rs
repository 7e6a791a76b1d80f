//! What a baseline may say, beyond the model: filter keys of its operating system, and when a rule approves.

use crate::handler::Refusal;
use crate::tree::{Record, Tree};

/// The keys that filters of an operating system may have.
fn keys(system: &str) -> &'static [&'static str] {
    match system {
        "WINDOWS" => &["PATCH_SET", "PRODUCT", "PRODUCT_FAMILY", "CLASSIFICATION", "MSRC_SEVERITY"],
        "UBUNTU" | "DEBIAN" | "RASPBIAN" => &["PRODUCT", "PRIORITY", "SECTION"],
        "MACOS" => &["PRODUCT", "CLASSIFICATION"],
        _ => &["PRODUCT", "CLASSIFICATION", "SEVERITY"],
    }
}

/// Whether packages come without release dates, so that a rule needs no waiting time.
fn is_undated(system: &str) -> bool {
    matches!(system, "UBUNTU" | "DEBIAN" | "RASPBIAN")
}

/// Holds a whole baseline against the rules.
pub(super) fn check(row: &Record) -> Result<(), Refusal> {
    let system = row.text("OperatingSystem").unwrap_or_default();
    if let Some(global) = row.get("GlobalFilters").and_then(Tree::as_record) {
        check_filters(global, system)?;
    }
    for rule in rules(row) {
        if let Some(group) = rule.get("PatchFilterGroup").and_then(Tree::as_record) {
            check_filters(group, system)?;
        }
        check_approval(rule, system)?;
    }
    Ok(())
}

fn rules(row: &Record) -> impl Iterator<Item = &Record> {
    let group = row.get("ApprovalRules").and_then(Tree::as_record);
    group.map(|group| group.items("PatchRules")).unwrap_or_default().iter().filter_map(Tree::as_record)
}

fn check_filters(group: &Record, system: &str) -> Result<(), Refusal> {
    let mut keys_said = group.items("PatchFilters").iter().filter_map(Tree::as_record);
    let stranger = keys_said
        .find_map(|filter| filter.text("Key").filter(|key| !keys(system).contains(key)).map(str::to_owned));
    match stranger {
        Some(key) => Err(Refusal::validation(format!(
            "Patch filter key {key} is not supported for operating system {system}."
        ))),
        None => Ok(()),
    }
}

fn check_approval(rule: &Record, system: &str) -> Result<(), Refusal> {
    match (rule.integer("ApproveAfterDays"), rule.text("ApproveUntilDate")) {
        (Some(_), Some(_)) => Err(Refusal::validation(
            "A patch rule can have ApproveAfterDays or ApproveUntilDate, but not both.",
        )),
        (None, None) if !is_undated(system) => {
            Err(Refusal::validation("A patch rule must have ApproveAfterDays or ApproveUntilDate."))
        }
        (None, Some(date)) if date.len() != 10 || date.parse::<jiff::civil::Date>().is_err() => {
            let message = format!("ApproveUntilDate {date} is not a date of the form YYYY-MM-DD.");
            Err(Refusal::validation(message))
        }
        (Some(_), None) | (None, Some(_) | None) => Ok(()),
    }
}
