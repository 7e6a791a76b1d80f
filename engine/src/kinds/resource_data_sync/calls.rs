//! Which calls make a step of a sync.

use aws_sdk_ssm::operation::delete_resource_data_sync::builders::DeleteResourceDataSyncInputBuilder as Delete;
use aws_sdk_ssm::operation::list_resource_data_sync::ListResourceDataSyncOutput;
use schema::kinds::resource_data_sync::ResourceDataSync;
use schema::shape::Volatile;

use super::inventory::{list, syncs};
use super::state::state;
use super::{body, place};
use crate::contract::{Already, Answers, Call, Deed, EVERY, LOOKS, Look, Sight, Step};
use crate::ports::ApiError;

/// The calls of a step. What is let go stays as it is: no tag says that it was ours.
pub(super) fn calls(step: &Step<'_, ResourceDataSync>) -> Vec<Call> {
    match step.deed {
        Deed::Create { to } => vec![create(to)],
        Deed::Update { to, was } | Deed::Adopt { to, was } | Deed::Move { to, was, .. } => {
            let update = settled(to) != settled(was);
            update.then(|| Call::new(body::update(to))).into_iter().collect()
        }
        Deed::Replace { to, was } => vec![delete(was), create(to)],
        Deed::Delete { was } => vec![leave(was)],
        Deed::Forget { .. } => Vec::new(),
    }
}

/// A sync without what changes by itself.
fn settled(sync: &ResourceDataSync) -> ResourceDataSync {
    ResourceDataSync { source_state: Volatile::default(), last_status: Volatile::default(), ..sync.clone() }
}

/// Makes a sync. No sync carries a token: after a lost answer one that is all that was asked for is
/// the one that was made.
fn create(sync: &ResourceDataSync) -> Call {
    let wanted = settled(sync);
    let Some(kind) = sync.sync_type.known() else { return Call::new(body::create(sync)) };
    let ours = move |page: &ListResourceDataSyncOutput| {
        page.resource_data_sync_items().iter().any(|item| settled(&state(kind, item)) == wanted)
    };
    let look = Look::new(list(kind), ours);
    Call::new(body::create(sync)).already(Already::look("ResourceDataSyncAlreadyExistsException", look))
}

/// Deletes a sync; one that is gone already is deleted.
fn delete(sync: &ResourceDataSync) -> Call {
    let input = Delete::default().sync_name(place::name(sync)).sync_type(sync.sync_type.as_str());
    Call::new(input).already(Already::Done("ResourceDataSyncNotFoundException"))
}

/// Deletes a sync whose place none takes, which AWS would refuse otherwise: once that is said to be done nothing
/// remembers that it was ours.
fn leave(sync: &ResourceDataSync) -> Call {
    let Some(kind) = sync.sync_type.known() else { return delete(sync) };
    let id = place::id(sync);
    let gone = move |_: Answers<'_>, look: Result<&ListResourceDataSyncOutput, &ApiError>| match look {
        Ok(page) if syncs(kind, page).any(|sync| place::id(&sync) == id) => Sight::NotYet,
        Ok(_) => Sight::Ready,
        Err(error) => Sight::Never(error.to_string()),
    };
    delete(sync).until(list(kind), EVERY, LOOKS, gone).or_else("it is still listed")
}
