//! Which calls make a step of a baseline.

use aws_sdk_ssm::operation::create_patch_baseline::builders::CreatePatchBaselineInputBuilder;
use aws_sdk_ssm::operation::delete_patch_baseline::builders::DeletePatchBaselineInputBuilder;
use aws_sdk_ssm::operation::get_patch_baseline::builders::GetPatchBaselineInputBuilder;
use aws_sdk_ssm::operation::register_default_patch_baseline::builders::RegisterDefaultPatchBaselineInputBuilder;
use aws_sdk_ssm::operation::update_patch_baseline::builders::UpdatePatchBaselineInputBuilder;
use aws_sdk_ssm::types::{
    OperatingSystem as AwsSystem, PatchAction, PatchComplianceLevel, PatchComplianceStatus,
    ResourceTypeForTagging,
};
use schema::Tree;
use schema::kinds::patch_baseline::PatchBaseline;
use schema::shape::{AwsDecides, Shape};
use schema::tree::Name;

use super::default::give_back;
use super::state::{filters_to_aws, is_linux, rules_to_aws, sources_to_aws};
use crate::action::Action;
use crate::contract::{Already, Call, Step, Verdict};
use crate::kinds::tags;
use crate::ports::{Answer, Request};
use crate::site::{NAME_TAG, OWNER_TAG, REPLACED};
use crate::tree::equal;

const TAGGED: ResourceTypeForTagging = ResourceTypeForTagging::PatchBaseline;

/// The calls of a step.
pub(super) fn calls(step: &Step<'_, PatchBaseline>) -> Vec<Call> {
    match (step.action, step.desired, step.base) {
        (Action::Create, Some(desired), _) => create(step, desired),
        (Action::Update | Action::Adopt | Action::Move, Some(desired), Some(base)) => {
            update(step, desired, base)
        }
        (Action::Replace, Some(desired), Some(base)) => replace(step, desired, base),
        (Action::Delete, _, Some(base)) => delete(step.id, base).collect(),
        (Action::Forget, ..) => {
            let there = step.base.map(|base| &base.tags);
            vec![tags::leave(TAGGED, step.id, there, [OWNER_TAG, NAME_TAG])]
        }
        (Action::Create | Action::Update | Action::Adopt | Action::Move | Action::Replace, ..) => Vec::new(),
        (Action::Delete, _, None) => Vec::new(),
    }
}

/// The fields that both CreatePatchBaseline and UpdatePatchBaseline take. What means nothing on
/// an operating system is left out.
macro_rules! body {
    ($builder:expr, $state:expr, $available:expr) => {{
        let PatchBaseline {
            name,
            operating_system: _,
            description,
            default: _,
            global_filters,
            approval_rules: _,
            approved_patches,
            approved_patches_compliance_level,
            approved_patches_enable_non_security,
            rejected_patches,
            rejected_patches_action,
            sources,
            available_security_updates_compliance_status: _,
            patch_groups: _,
            tags: _,
        } = $state;
        let linux = is_linux($state);
        $builder
            .set_name(name.clone())
            .set_description(description.clone())
            .global_filters(filters_to_aws(global_filters))
            .approval_rules(rules_to_aws($state))
            .set_approved_patches(Some(approved_patches.iter().cloned().collect()))
            .approved_patches_compliance_level(PatchComplianceLevel::from(
                approved_patches_compliance_level.as_str(),
            ))
            .set_approved_patches_enable_non_security(linux.then_some(*approved_patches_enable_non_security))
            .set_rejected_patches(Some(rejected_patches.iter().cloned().collect()))
            .rejected_patches_action(PatchAction::from(rejected_patches_action.as_str()))
            .set_sources(linux.then(|| sources_to_aws(sources)))
            .set_available_security_updates_compliance_status(
                $available.as_ref().map(|word| PatchComplianceStatus::from(word.as_str())),
            )
    }};
}

fn create(step: &Step<'_, PatchBaseline>, desired: &PatchBaseline) -> Vec<Call> {
    let own = desired.tags.iter().map(|(key, value)| (key.clone(), value.clone()));
    let tags = own.chain(tags::ours(step.site, step.name));
    let builder = CreatePatchBaselineInputBuilder::default()
        .operating_system(AwsSystem::from(desired.operating_system.as_str()))
        .client_token(&step.token)
        .set_tags(Some(tags::listed(tags)));
    let create = body!(builder, desired, desired.available_security_updates_compliance_status.0);
    let learn = |_: Option<&Answer>, answer: &Answer| match made(answer) {
        Some(id) => Verdict::Done(vec![("id", Tree::text(id))]),
        None => Verdict::Failed("AWS answered without an id".into()),
    };
    let mut calls = vec![Call::new(create).checked(learn)];
    if desired.default == AwsDecides(Some(true)) {
        calls.push(make_default_of_made());
    }
    calls
}

fn made(answer: &Answer) -> Option<&str> {
    match answer {
        Answer::CreatePatchBaseline(made) => made.baseline_id(),
        _ => None,
    }
}

/// Makes the baseline that was just made the default.
fn make_default_of_made() -> Call {
    Call::new(RegisterDefaultPatchBaselineInputBuilder::default()).following(|answers, request| {
        let id = answers.iter().rev().find_map(made).ok_or("AWS did not say which baseline it made")?;
        match request {
            Request::RegisterDefaultPatchBaseline(register) => Ok(register.baseline_id(id).into()),
            _ => Err("this call registers a default".into()),
        }
    })
}

fn update(step: &Step<'_, PatchBaseline>, desired: &PatchBaseline, base: &PatchBaseline) -> Vec<Call> {
    let mut calls = Vec::new();
    if body_changes(desired, base) {
        calls.push(whole(step.id, desired, base));
    }
    let more = match step.action {
        Action::Adopt => tags::ours(step.site, step.name).to_vec(),
        Action::Move => vec![(NAME_TAG.to_owned(), step.name.to_owned())],
        Action::Update | Action::Create | Action::Replace | Action::Delete | Action::Forget => Vec::new(),
    };
    calls.extend(tags::retag(TAGGED, step.id, &desired.tags, &base.tags, more));
    match (desired.default.0, base.default.0) {
        (Some(true), Some(false) | None) => {
            let register = RegisterDefaultPatchBaselineInputBuilder::default().baseline_id(step.id);
            calls.push(Call::new(register));
        }
        (Some(false), Some(true)) => calls.push(give_back(&base.operating_system)),
        _ => {}
    }
    calls
}

/// Writes the whole baseline: what is left out of an update with `Replace` goes back to AWS's
/// default, so what AWS decides is written again as it was.
fn whole(id: &str, desired: &PatchBaseline, base: &PatchBaseline) -> Call {
    let builder = UpdatePatchBaselineInputBuilder::default().baseline_id(id).replace(true);
    let available = &desired.available_security_updates_compliance_status.0;
    let available = available.as_ref().or(base.available_security_updates_compliance_status.0.as_ref());
    Call::new(body!(builder, desired, available))
}

/// Whether anything that UpdatePatchBaseline writes changes.
fn body_changes(desired: &PatchBaseline, base: &PatchBaseline) -> bool {
    const APART: [&str; 3] = ["default", "patchGroups", "tags"];
    let (Tree::Map(desired), Tree::Map(base)) = (desired.tree(), base.tree()) else { return true };
    let names = desired.keys().chain(base.keys()).filter(|name| !APART.contains(&name.as_ref()));
    let same = |name: &Name| match (desired.get(name), base.get(name)) {
        (Some(Tree::Undeclared), _) | (None, None) => true,
        (Some(desired), Some(base)) => equal(desired, base),
        (Some(_), None) | (None, Some(_)) => false,
    };
    !names.into_iter().all(same)
}

/// Sets the old one aside, makes the new one, and takes the old one away when nothing uses it any
/// more: patch groups move by themselves, since they refer to the new one.
fn replace(step: &Step<'_, PatchBaseline>, desired: &PatchBaseline, base: &PatchBaseline) -> Vec<Call> {
    let aside = format!("{}{REPLACED}", step.name);
    let mut calls = vec![tags::set(TAGGED, step.id, [(NAME_TAG.to_owned(), aside)])];
    calls.extend(create(step, desired));
    let was_default = base.default == AwsDecides(Some(true));
    let same_system = desired.operating_system == base.operating_system;
    // The default that nobody wrote moves along; of another operating system it is not theirs.
    if was_default && same_system && desired.default == AwsDecides(None) {
        calls.push(make_default_of_made());
    }
    let handed_on = same_system && desired.default != AwsDecides(Some(false));
    let left = PatchBaseline { default: AwsDecides(Some(was_default && !handed_on)), ..base.clone() };
    calls.extend(delete(step.id, &left).map(Call::last));
    calls
}

/// Deletes a baseline, never one that a patch group is patched by; one that is gone is deleted.
fn delete(id: &str, base: &PatchBaseline) -> impl Iterator<Item = Call> {
    let hand_back = (base.default == AwsDecides(Some(true))).then(|| give_back(&base.operating_system));
    let read = GetPatchBaselineInputBuilder::default().baseline_id(id);
    let delete = Call::new(DeletePatchBaselineInputBuilder::default().baseline_id(id))
        .prepared(read, |answer, request| match answer {
            Answer::GetPatchBaseline(found) if found.patch_groups().is_empty() => Ok(request),
            Answer::GetPatchBaseline(found) => Err(format!(
                "patch groups are registered with it: {}; register another baseline for them first",
                found.patch_groups().join(", ")
            )),
            _ => Err("AWS answered another operation".into()),
        })
        .already(Already::Done("DoesNotExistException"));
    hand_back.into_iter().chain([delete])
}
