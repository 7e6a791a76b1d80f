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
    for filter in group.items("PatchFilters").iter().filter_map(Tree::as_record) {
        let key = filter.text("Key").unwrap_or_default();
        if !keys(system).contains(&key) {
            return Err(Refusal::validation(format!(
                "Patch filter key {key} is not supported for operating system {system}."
            )));
        }
        if key == "PRODUCT" {
            check_products(filter, system)?;
        }
    }
    Ok(())
}

/// What the names of a system's products begin with, where that is known.
fn products(system: &str) -> Option<&'static str> {
    match system {
        "AMAZON_LINUX" => Some("AmazonLinux201"),
        "AMAZON_LINUX_2" => Some("AmazonLinux2"),
        "AMAZON_LINUX_2022" => Some("AmazonLinux2022"),
        "AMAZON_LINUX_2023" => Some("AmazonLinux2023"),
        "CENTOS" => Some("CentOS"),
        "DEBIAN" => Some("Debian"),
        "ORACLE_LINUX" => Some("OracleLinux"),
        "REDHAT_ENTERPRISE_LINUX" => Some("RedhatEnterpriseLinux"),
        "ROCKY_LINUX" => Some("RockyLinux"),
        "SUSE" => Some("Suse"),
        "UBUNTU" => Some("Ubuntu"),
        _ => None,
    }
}

/// Refuses a product of another system; all of them are `*`, and never `All`.
fn check_products(filter: &Record, system: &str) -> Result<(), Refusal> {
    let own = products(system).unwrap_or_default();
    let mut values = filter.items("Values").iter().filter_map(Tree::as_text);
    match values.find(|value| *value != "*" && (*value == "All" || !value.starts_with(own))) {
        Some(value) => Err(Refusal::validation(format!(
            "Invalid Filter Value: {value} for Key: PRODUCT, valid values are: {own}*"
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
