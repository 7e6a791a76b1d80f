//! Which calls make a step of a patch group.

use std::collections::BTreeSet;

use aws_sdk_ssm::operation::deregister_patch_baseline_for_patch_group::builders::DeregisterPatchBaselineForPatchGroupInputBuilder as Deregister;
use aws_sdk_ssm::operation::register_patch_baseline_for_patch_group::builders::RegisterPatchBaselineForPatchGroupInputBuilder as Register;
use schema::kinds::patch_baseline::is_predefined_name;
use schema::kinds::patch_group::PatchGroup;

use crate::action::Action;
use crate::contract::{Already, Call, Step};
use crate::kinds::patch_baseline::predefined;
use crate::ports::{Answer, Request};

/// The calls of a step.
pub(super) fn calls(step: &Step<'_, PatchGroup>) -> Vec<Call> {
    match (step.action, step.desired, step.base) {
        (
            Action::Create | Action::Update | Action::Adopt | Action::Replace | Action::Move,
            Some(desired),
            base,
        ) => swap(step.action, desired, base),
        (Action::Delete, _, Some(base)) => {
            base.baselines.values().map(|baseline| deregister(&base.name, baseline)).collect()
        }
        (Action::Create | Action::Update | Action::Adopt | Action::Replace | Action::Move, None, _) => {
            Vec::new()
        }
        (Action::Delete, _, None) | (Action::Forget, ..) => Vec::new(),
    }
}

/// Lets go and registers, one operating system after the other: AWS takes no second baseline, so a
/// group is without one of its own for the one call between.
fn swap(action: Action, desired: &PatchGroup, base: Option<&PatchGroup>) -> Vec<Call> {
    let PatchGroup { name, baselines, instances: _ } = desired;
    let there = base.map(|base| &base.baselines);
    let systems: BTreeSet<&String> =
        baselines.keys().chain(there.into_iter().flat_map(|there| there.keys())).collect();
    let mut calls = Vec::new();
    for system in systems {
        let (wanted, held) = (baselines.get(system), there.and_then(|there| there.get(system)));
        if wanted == held && action != Action::Replace {
            continue;
        }
        calls.extend(held.map(|baseline| deregister(name, baseline)));
        calls.extend(wanted.map(|baseline| register(name, baseline)));
    }
    calls
}

fn register(group: &str, baseline: &str) -> Call {
    let input = Register::default().patch_group(group);
    identified(
        input,
        baseline,
        |input, id| input.baseline_id(id),
        |request| match request {
            Request::RegisterPatchBaselineForPatchGroup(input) => Some(input),
            _ => None,
        },
    )
}

/// Lets a baseline go; a pair that is not registered is let go already.
fn deregister(group: &str, baseline: &str) -> Call {
    let input = Deregister::default().patch_group(group);
    let call = identified(
        input,
        baseline,
        |input, id| input.baseline_id(id),
        |request| match request {
            Request::DeregisterPatchBaselineForPatchGroup(input) => Some(input),
            _ => None,
        },
    );
    call.already(Already::Done("DoesNotExistException"))
}

/// A call with the baseline's id. That of one of AWS's own, which differs from region to region,
/// is looked up by its name just before.
fn identified<I>(
    input: I,
    baseline: &str,
    with: impl Fn(I, String) -> I + Send + Sync + 'static,
    back: impl Fn(Request) -> Option<I> + Send + Sync + 'static,
) -> Call
where
    I: Into<Request>,
{
    if !is_predefined_name(baseline) {
        return Call::new(with(input, baseline.to_owned()));
    }
    let name = baseline.to_owned();
    let read = predefined("NAME_PREFIX", baseline);
    Call::new(input).prepared(read, move |answer, request| {
        let Answer::DescribePatchBaselines(found) = answer else {
            return Err("AWS answered another operation".into());
        };
        let mut identities = found.baseline_identities().iter();
        let identity = identities.find(|identity| identity.baseline_name() == Some(name.as_str()));
        let id = identity.and_then(|identity| identity.baseline_id());
        let id = id.ok_or_else(|| format!("AWS has no baseline `{name}` in this region"))?;
        let input = back(request).ok_or("this call is about a patch group")?;
        Ok(with(input, id.to_owned()).into())
    })
}
