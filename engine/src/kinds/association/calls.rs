//! Which calls make a step of an association.

use aws_sdk_ssm::operation::create_association::CreateAssociationOutput;
use aws_sdk_ssm::operation::delete_association::builders::DeleteAssociationInputBuilder;
use aws_sdk_ssm::operation::list_associations::ListAssociationsOutput;
use aws_sdk_ssm::operation::list_associations::builders::ListAssociationsInputBuilder;
use aws_sdk_ssm::operation::list_tags_for_resource::ListTagsForResourceOutput;
use aws_sdk_ssm::operation::list_tags_for_resource::builders::ListTagsForResourceInputBuilder;
use aws_sdk_ssm::types::{AssociationFilter, AssociationFilterKey, ResourceTypeForTagging};
use schema::kinds::association::Association;

use super::body;
use super::reads::MISSING;
use crate::contract::{Already, Call, Deed, Search, Step, Verdict};
use crate::kinds::tags;
use crate::site::{NAME_TAG, OWNER_TAG};

const TAGGED: ResourceTypeForTagging = ResourceTypeForTagging::Association;

/// The calls of a step.
pub(super) fn calls(step: &Step<'_, Association>) -> Vec<Call> {
    match step.deed {
        Deed::Create { to } => vec![create(step, to)],
        Deed::Update { to, was } | Deed::Adopt { to, was } | Deed::Move { to, was, .. } => {
            update(step, to, was)
        }
        Deed::Replace { to, .. } => replace(step, to),
        Deed::Delete { .. } => vec![delete(step.there())],
        Deed::Forget { was } => vec![tags::leave(TAGGED, step.there(), &was.tags, [OWNER_TAG, NAME_TAG])],
    }
}

/// CreateAssociation takes no client token, so an answer that was lost may have made one; it has
/// its tags from the first.
fn create(step: &Step<'_, Association>, desired: &Association) -> Call {
    let all = desired.tags.clone().into_iter().chain(tags::ours(step.site, step.name));
    let input = body::create(desired).set_tags(Some(tags::listed(all)));
    let already = Already::Search(Box::new(search(step, desired)));
    Call::new(input).already(already).checked(|answer: &CreateAssociationOutput| {
        Verdict::made(answer.association_description().and_then(|made| made.association_id()))
    })
}

/// Looks for what this very step has made.
fn search(step: &Step<'_, Association>, desired: &Association) -> Search {
    let named = AssociationFilter::builder()
        .key(AssociationFilterKey::AssociationName)
        .value(desired.name.clone().unwrap_or_default())
        .build()
        .expect("key and value are set");
    let list = ListAssociationsInputBuilder::default().association_filter_list(named);
    let ours = tags::ours(step.site, step.name);
    let again = list.clone();
    Search::new(
        list,
        move |page: &ListAssociationsOutput| {
            let token = page.next_token().filter(|token| !token.is_empty())?;
            Some(again.clone().next_token(token).into())
        },
        |page| page.associations().iter().filter_map(|one| one.association_id.clone()).collect(),
        |id| ListTagsForResourceInputBuilder::default().resource_type(TAGGED).resource_id(id).into(),
        move |held: &ListTagsForResourceOutput| {
            let tagged = |key: &str, value: &str| {
                held.tag_list().iter().any(|tag| tag.key() == key && tag.value() == value)
            };
            ours.iter().all(|(key, value)| tagged(key, value))
        },
    )
}

fn update(step: &Step<'_, Association>, desired: &Association, base: &Association) -> Vec<Call> {
    let mut calls = Vec::new();
    if body::changes(desired, base) {
        calls.push(Call::new(body::update(step.there(), desired)));
    }
    calls.extend(tags::retag(TAGGED, step.there(), &desired.tags, &base.tags, tags::claimed(step)));
    calls
}

/// Sets the old one aside, makes the new one, and takes the old one away. It is gone already where its
/// document had to go.
fn replace(step: &Step<'_, Association>, desired: &Association) -> Vec<Call> {
    let set_aside = tags::set_aside(TAGGED, step).already(Already::Done("InvalidResourceId"));
    vec![set_aside, create(step, desired), delete(step.there())]
}

/// Deletes an association; one that is gone already is deleted.
fn delete(id: &str) -> Call {
    let input = DeleteAssociationInputBuilder::default().association_id(id);
    Call::new(input).already(Already::Done(MISSING))
}
