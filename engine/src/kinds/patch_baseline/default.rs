//! The default for an operating system: who wants it, and AWS's own baselines, which take over where
//! ours go.

use aws_sdk_ssm::operation::describe_patch_baselines::DescribePatchBaselinesOutput;
use aws_sdk_ssm::operation::describe_patch_baselines::builders::DescribePatchBaselinesInputBuilder;
use aws_sdk_ssm::operation::register_default_patch_baseline::builders::RegisterDefaultPatchBaselineInputBuilder;
use aws_sdk_ssm::types::PatchOrchestratorFilter;
use schema::Tree;
use schema::kinds::patch_baseline::OperatingSystem;
use schema::shape::Word;

use crate::contract::{Call, Declared, Presence};

/// Whether a manifest wants its baseline to be the default for an operating system.
pub(super) fn wants_default(declared: &Declared, system: &str) -> bool {
    declared.presence == Presence::Wanted
        && matches!(declared.tree.get("default"), Some(Tree::Bool(true)))
        && declared.tree.get("operatingSystem").and_then(Tree::as_text) == Some(system)
}

/// A question for AWS's own baselines, narrowed by one more filter.
pub(in crate::kinds) fn predefined(key: &str, value: &str) -> DescribePatchBaselinesInputBuilder {
    DescribePatchBaselinesInputBuilder::default().filters(filter("OWNER", "AWS")).filters(filter(key, value))
}

pub(super) fn filter(key: &str, value: &str) -> PatchOrchestratorFilter {
    PatchOrchestratorFilter::builder().key(key).values(value).build()
}

/// Makes AWS's own baseline the default for an operating system again.
pub(super) fn give_back(system: &Word<OperatingSystem>) -> Call {
    let system = system.as_str().to_owned();
    let read = predefined("OPERATING_SYSTEM", &system);
    let register = RegisterDefaultPatchBaselineInputBuilder::default();
    Call::new(register).prepared(read, move |found, register: RegisterDefaultPatchBaselineInputBuilder| {
        Ok(register.baseline_id(original(found, &system)?))
    })
}

/// The one that an account begins with: its name has no further words behind `PatchBaseline`.
fn original(found: &DescribePatchBaselinesOutput, system: &str) -> Result<String, String> {
    let plain = |name: &str| {
        let middle = name.strip_prefix("AWS-").and_then(|name| name.strip_suffix("PatchBaseline"));
        middle.is_some_and(|middle| middle.chars().all(|c| c.is_ascii_alphanumeric()))
    };
    let originals: Vec<_> = found
        .baseline_identities()
        .iter()
        .filter(|identity| identity.baseline_name().is_some_and(plain))
        .filter_map(|identity| identity.baseline_id())
        .collect();
    match originals[..] {
        [one] => Ok(one.to_owned()),
        _ => Err(format!("AWS lists {} baselines that may be its default for {system}", originals.len())),
    }
}
