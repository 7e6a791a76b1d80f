//! Which calls make a step of a patch group.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::operation::deregister_patch_baseline_for_patch_group::builders::DeregisterPatchBaselineForPatchGroupInputBuilder as Deregister;
use aws_sdk_ssm::operation::describe_patch_baselines::DescribePatchBaselinesOutput;
use aws_sdk_ssm::operation::describe_patch_groups::DescribePatchGroupsOutput;
use aws_sdk_ssm::operation::describe_patch_groups::builders::DescribePatchGroupsInputBuilder as Describe;
use aws_sdk_ssm::operation::register_patch_baseline_for_patch_group::builders::RegisterPatchBaselineForPatchGroupInputBuilder as Register;
use aws_sdk_ssm::types::PatchOrchestratorFilter;
use schema::kinds::patch_baseline::is_predefined_name;
use schema::kinds::patch_group::PatchGroup;

use super::inventory::{PAGE, registrations};
use crate::contract::{Already, Answers, Call, Deed, EVERY, LOOKS, Sight, Step};
use crate::kinds::patch_baseline::predefined;
use crate::ports::{ApiError, Ask};

/// The calls of a step. What is let go stays as it is: no tag says that it was ours.
pub(super) fn calls(step: &Step<'_, PatchGroup>) -> Vec<Call> {
    let none = BTreeMap::new();
    match step.deed {
        Deed::Create { to } => swap(to, &none, Same::Stays),
        Deed::Update { to, was } | Deed::Adopt { to, was } | Deed::Move { to, was, .. } => {
            swap(to, &was.baselines, Same::Stays)
        }
        Deed::Replace { to, was } => swap(to, &was.baselines, Same::MadeAnew),
        Deed::Delete { was } => was.baselines.values().map(|baseline| leave(&was.name, baseline)).collect(),
        Deed::Forget { .. } => Vec::new(),
    }
}

/// What becomes of a registration that is as wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Same {
    Stays,
    MadeAnew,
}

/// Lets go and registers, one operating system after the other: AWS takes no second baseline, so a
/// group is without one of its own for the one call between.
fn swap(desired: &PatchGroup, there: &BTreeMap<String, String>, same: Same) -> Vec<Call> {
    let PatchGroup { name, baselines, instances: _ } = desired;
    let systems: BTreeSet<&String> = baselines.keys().chain(there.keys()).collect();
    let mut calls = Vec::new();
    for system in systems {
        let (wanted, held) = (baselines.get(system), there.get(system));
        if wanted == held && same == Same::Stays {
            continue;
        }
        let let_go = if wanted.is_some() { deregister } else { leave };
        calls.extend(held.map(|baseline| let_go(name, baseline)));
        calls.extend(wanted.map(|baseline| register(name, baseline)));
    }
    calls
}

fn register(group: &str, baseline: &str) -> Call {
    let input = Register::default().patch_group(group);
    identified(input, baseline, |input, id| input.baseline_id(id))
}

/// Lets a baseline go; a pair that is not registered is let go already.
fn deregister(group: &str, baseline: &str) -> Call {
    let input = Deregister::default().patch_group(group);
    let call = identified(input, baseline, |input, id| input.baseline_id(id));
    call.already(Already::Done("DoesNotExistException"))
}

/// Lets a baseline go whose place none takes, which AWS would refuse otherwise: once that is said to be done
/// nothing remembers that it was ours.
fn leave(group: &str, baseline: &str) -> Call {
    let filter = PatchOrchestratorFilter::builder().key("NAME_PREFIX").values(group).build();
    let read = Describe::default().filters(filter).max_results(PAGE);
    let (name, held) = (group.to_owned(), baseline.to_owned());
    let gone = move |_: Answers<'_>, look: Result<&DescribePatchGroupsOutput, &ApiError>| match look {
        Ok(page) if registrations(page).any(|one| one.group == name && one.is_of(&held)) => Sight::NotYet,
        Ok(_) => Sight::Ready,
        Err(error) => Sight::Never(error.to_string()),
    };
    deregister(group, baseline).until(read, EVERY, LOOKS, gone).or_else("it is still registered")
}

/// A call with the baseline's id. That of one of AWS's own, which differs from region to region,
/// is looked up by its name just before.
fn identified<I: Ask>(
    input: I,
    baseline: &str,
    with: impl Fn(I, String) -> I + Send + Sync + 'static,
) -> Call {
    if !is_predefined_name(baseline) {
        return Call::new(with(input, baseline.to_owned()));
    }
    let name = baseline.to_owned();
    let read = predefined("NAME_PREFIX", baseline);
    Call::new(input).prepared(read, move |found: &DescribePatchBaselinesOutput, input: I| {
        let mut identities = found.baseline_identities().iter();
        let identity = identities.find(|identity| identity.baseline_name() == Some(name.as_str()));
        let id = identity.and_then(|identity| identity.baseline_id());
        let id = id.ok_or_else(|| format!("AWS has no baseline `{name}` in this region"))?;
        Ok(with(input, id.to_owned()))
    })
}
