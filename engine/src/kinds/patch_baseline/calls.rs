//! Which calls make a step of a baseline.

use aws_sdk_ssm::operation::create_patch_baseline::CreatePatchBaselineOutput;
use aws_sdk_ssm::operation::create_patch_baseline::builders::CreatePatchBaselineInputBuilder;
use aws_sdk_ssm::operation::delete_patch_baseline::builders::DeletePatchBaselineInputBuilder;
use aws_sdk_ssm::operation::get_patch_baseline::GetPatchBaselineOutput;
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
use crate::contract::{Already, Call, Deed, Step, Verdict};
use crate::kinds::tags;
use crate::site::{NAME_TAG, OWNER_TAG};
use crate::tree::equal;

const TAGGED: ResourceTypeForTagging = ResourceTypeForTagging::PatchBaseline;

/// The calls of a step.
pub(super) fn calls(step: &Step<'_, PatchBaseline>) -> Vec<Call> {
    match step.deed {
        Deed::Create { to } => create(step, to),
        Deed::Update { to, was } | Deed::Adopt { to, was } | Deed::Move { to, was, .. } => {
            update(step, to, was)
        }
        Deed::Replace { to, was } => replace(step, to, was),
        Deed::Delete { was } => delete(step.there(), was).collect(),
        Deed::Forget { was } => vec![tags::leave(TAGGED, step.there(), &was.tags, [OWNER_TAG, NAME_TAG])],
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
    let learn = |made: &CreatePatchBaselineOutput| Verdict::made(made.baseline_id());
    let mut calls = vec![Call::new(create).checked(learn)];
    if desired.default == AwsDecides(Some(true)) {
        calls.push(make_default_of_made());
    }
    calls
}

/// Makes the baseline that was just made the default.
fn make_default_of_made() -> Call {
    let register = RegisterDefaultPatchBaselineInputBuilder::default();
    Call::new(register).following(|answers, register: RegisterDefaultPatchBaselineInputBuilder| {
        let made = answers.last::<CreatePatchBaselineOutput>().and_then(|made| made.baseline_id());
        Ok(register.baseline_id(made.ok_or("AWS did not say which baseline it made")?))
    })
}

fn update(step: &Step<'_, PatchBaseline>, desired: &PatchBaseline, base: &PatchBaseline) -> Vec<Call> {
    let mut calls = Vec::new();
    if body_changes(desired, base) {
        calls.push(whole(step.there(), desired, base));
    }
    calls.extend(tags::retag(TAGGED, step.there(), &desired.tags, &base.tags, tags::claimed(step)));
    match (desired.default.0, base.default.0) {
        (Some(true), Some(false) | None) => {
            let register = RegisterDefaultPatchBaselineInputBuilder::default().baseline_id(step.there());
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
    let mut calls = vec![tags::set_aside(TAGGED, step)];
    calls.extend(create(step, desired));
    let was_default = base.default == AwsDecides(Some(true));
    let same_system = desired.operating_system == base.operating_system;
    // The default that nobody wrote moves along; of another operating system it is not theirs.
    if was_default && same_system && desired.default == AwsDecides(None) {
        calls.push(make_default_of_made());
    }
    let handed_on = same_system && desired.default != AwsDecides(Some(false));
    let left = PatchBaseline { default: AwsDecides(Some(was_default && !handed_on)), ..base.clone() };
    calls.extend(delete(step.there(), &left).map(Call::last));
    calls
}

/// Deletes a baseline, never one that a patch group is patched by; one that is gone is deleted.
fn delete(id: &str, base: &PatchBaseline) -> impl Iterator<Item = Call> {
    let hand_back = (base.default == AwsDecides(Some(true))).then(|| give_back(&base.operating_system));
    let read = GetPatchBaselineInputBuilder::default().baseline_id(id);
    let delete = Call::new(DeletePatchBaselineInputBuilder::default().baseline_id(id))
        .prepared(read, |found: &GetPatchBaselineOutput, delete: DeletePatchBaselineInputBuilder| match found
            .patch_groups()
        {
            [] => Ok(delete),
            groups => Err(format!(
                "patch groups are registered with it: {}; register another baseline for them first",
                groups.join(", ")
            )),
        })
        .already(Already::Done("DoesNotExistException"));
    hand_back.into_iter().chain([delete])
}
