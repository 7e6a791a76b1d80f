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

/// The names of a system's products.
enum Products {
    /// All of them are known: the releases of Amazon Linux begin like one another, and are of different systems.
    Named(&'static [&'static str]),
    /// What they begin with is known.
    Beginning(&'static str),
}

fn products(system: &str) -> Products {
    match system {
        "AMAZON_LINUX" => Products::Named(&[
            "AmazonLinux2012.03",
            "AmazonLinux2012.09",
            "AmazonLinux2013.03",
            "AmazonLinux2013.09",
            "AmazonLinux2014.03",
            "AmazonLinux2014.09",
            "AmazonLinux2015.03",
            "AmazonLinux2015.09",
            "AmazonLinux2016.03",
            "AmazonLinux2016.09",
            "AmazonLinux2017.03",
            "AmazonLinux2017.09",
            "AmazonLinux2018.03",
        ]),
        "AMAZON_LINUX_2" => Products::Named(&["AmazonLinux2", "AmazonLinux2.0"]),
        "AMAZON_LINUX_2022" => Products::Named(&["AmazonLinux2022"]),
        "AMAZON_LINUX_2023" => Products::Named(&["AmazonLinux2023"]),
        "CENTOS" => Products::Beginning("CentOS"),
        "DEBIAN" => Products::Beginning("Debian"),
        "ORACLE_LINUX" => Products::Beginning("OracleLinux"),
        "REDHAT_ENTERPRISE_LINUX" => Products::Beginning("RedhatEnterpriseLinux"),
        "ROCKY_LINUX" => Products::Beginning("RockyLinux"),
        "SUSE" => Products::Beginning("Suse"),
        "UBUNTU" => Products::Beginning("Ubuntu"),
        _ => Products::Beginning(""),
    }
}

impl Products {
    fn hold(&self, value: &str) -> bool {
        match self {
            Products::Named(names) => names.contains(&value),
            Products::Beginning(beginning) => value.starts_with(beginning),
        }
    }

    fn shown(&self) -> String {
        match self {
            Products::Named(names) => names.join(", "),
            Products::Beginning(beginning) => format!("{beginning}*"),
        }
    }
}

/// Refuses a product of another system; all of them are `*`, and never `All`.
fn check_products(filter: &Record, system: &str) -> Result<(), Refusal> {
    let own = products(system);
    let mut values = filter.items("Values").iter().filter_map(Tree::as_text);
    match values.find(|value| *value != "*" && (*value == "All" || !own.hold(value))) {
        Some(value) => {
            let valid = own.shown();
            let message =
                format!("Invalid Filter Value: {value} for Key: PRODUCT, valid values are: {valid}");
            Err(Refusal::validation(message))
        }
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
