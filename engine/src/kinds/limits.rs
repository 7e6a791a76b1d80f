//! What is said of whatever runs a document on nodes: what limits it, and whose the document is.

use std::collections::BTreeMap;

use schema::kinds::values::Values;

use crate::caution::{Caution, NO_LIMITS};

/// A caution where nothing limits on how many nodes it runs at once, nor on how many it may fail.
pub(super) fn none(concurrency: Option<&String>, errors: Option<&String>) -> Option<Caution> {
    let open = |limit: Option<&String>| limit.is_none_or(|limit| limit == "100%");
    let said = || Caution::of(&NO_LIMITS, "runs on all of its nodes at once, however many fail");
    (open(concurrency) && open(errors)).then(said)
}

/// Whether a document of AWS's only looks: it gathers an inventory, or scans for patches.
pub(super) fn only_looks(document: &str, parameters: &BTreeMap<String, Values>) -> bool {
    let scans = parameters.get("Operation").is_some_and(|Values(values)| values[..] == ["Scan"]);
    document == "AWS-GatherSoftwareInventory" || (scans && document.starts_with("AWS-RunPatchBaseline"))
}

/// Whether a document is one of AWS's own, by its name or ARN.
pub(super) fn awss(document: &str) -> bool {
    let name = document.rsplit_once(":document/").map_or(document, |(_, name)| name);
    ["AWS-", "AWSEC2-", "AWSSupport-", "AWSConfigRemediation-", "Amazon"]
        .iter()
        .any(|own| name.starts_with(own))
}
