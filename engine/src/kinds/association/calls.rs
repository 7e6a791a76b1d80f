//! Which calls make a step of an association.

use std::sync::Arc;

use aws_sdk_ssm::operation::delete_association::builders::DeleteAssociationInputBuilder;
use aws_sdk_ssm::operation::list_associations::builders::ListAssociationsInputBuilder;
use aws_sdk_ssm::operation::list_tags_for_resource::builders::ListTagsForResourceInputBuilder;
use aws_sdk_ssm::types::{AssociationFilter, AssociationFilterKey, ResourceTypeForTagging};
use schema::Tree;
use schema::kinds::association::Association;

use super::body;
use super::reads::MISSING;
use crate::action::Action;
use crate::contract::{Already, Call, Search, Step, Verdict};
use crate::kinds::tags;
use crate::ports::Answer;
use crate::site::{NAME_TAG, OWNER_TAG, REPLACED};

const TAGGED: ResourceTypeForTagging = ResourceTypeForTagging::Association;

/// The calls of a step.
pub(super) fn calls(step: &Step<'_, Association>) -> Vec<Call> {
    match (step.action, step.desired, step.base) {
        (Action::Create, Some(desired), _) => vec![create(step, desired)],
        (Action::Update | Action::Adopt | Action::Move, Some(desired), Some(base)) => {
            update(step, desired, base)
        }
        (Action::Replace, Some(desired), Some(_)) => replace(step, desired),
        (Action::Delete, ..) => vec![delete(step.id)],
        (Action::Forget, ..) => {
            let there = step.base.map(|base| &base.tags);
            vec![tags::leave(TAGGED, step.id, there, [OWNER_TAG, NAME_TAG])]
        }
        (Action::Create | Action::Update | Action::Adopt | Action::Move | Action::Replace, ..) => Vec::new(),
    }
}

/// CreateAssociation takes no client token, so an answer that was lost may have made one; it has
/// its tags from the first.
fn create(step: &Step<'_, Association>, desired: &Association) -> Call {
    let all = desired.tags.clone().into_iter().chain(tags::ours(step.site, step.name));
    let input = body::create(desired).set_tags(Some(tags::listed(all)));
    let already = Already::Search(Box::new(search(step, desired)));
    Call::new(input).already(already).checked(|_, answer| {
        let id = match answer {
            Answer::CreateAssociation(made) => {
                made.association_description().and_then(|made| made.association_id())
            }
            _ => None,
        };
        match id {
            Some(id) => Verdict::Done(vec![("id", Tree::text(id))]),
            None => Verdict::Failed("AWS did not say which association it made".into()),
        }
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
    Search {
        list: list.clone().into(),
        next: Arc::new(move |answer| match answer {
            Answer::ListAssociations(page) => {
                let token = page.next_token().filter(|token| !token.is_empty())?;
                Some(list.clone().next_token(token).into())
            }
            _ => None,
        }),
        ids: Arc::new(|answer| match answer {
            Answer::ListAssociations(listed) => {
                listed.associations().iter().filter_map(|one| one.association_id.clone()).collect()
            }
            _ => Vec::new(),
        }),
        ask: Arc::new(|id| {
            ListTagsForResourceInputBuilder::default().resource_type(TAGGED).resource_id(id).into()
        }),
        ours: Arc::new(move |answer| match answer {
            Answer::ListTagsForResource(held) => ours.iter().all(|(key, value)| {
                held.tag_list().iter().any(|tag| tag.key() == key && tag.value() == value)
            }),
            _ => false,
        }),
    }
}

fn update(step: &Step<'_, Association>, desired: &Association, base: &Association) -> Vec<Call> {
    let mut calls = Vec::new();
    if body::changes(desired, base) {
        calls.push(Call::new(body::update(step.id, desired)));
    }
    let more = match step.action {
        Action::Adopt => tags::ours(step.site, step.name).to_vec(),
        Action::Move => vec![(NAME_TAG.to_owned(), step.name.to_owned())],
        Action::Update | Action::Create | Action::Replace | Action::Delete | Action::Forget => Vec::new(),
    };
    calls.extend(tags::retag(TAGGED, step.id, &desired.tags, &base.tags, more));
    calls
}

/// Sets the old one aside, makes the new one, and takes the old one away. It is gone already where its
/// document had to go.
fn replace(step: &Step<'_, Association>, desired: &Association) -> Vec<Call> {
    let aside = format!("{}{REPLACED}", step.name);
    let set_aside = tags::set(TAGGED, step.id, [(NAME_TAG.to_owned(), aside)]);
    let set_aside = set_aside.already(Already::Done("InvalidResourceId"));
    vec![set_aside, create(step, desired), delete(step.id)]
}

/// Deletes an association; one that is gone already is deleted.
fn delete(id: &str) -> Call {
    let input = DeleteAssociationInputBuilder::default().association_id(id);
    Call::new(input).already(Already::Done(MISSING))
}
