//! What AWS holds of baselines at a site: what is declared there, and what carries its tag.

use schema::shape::Shape;

use super::reads::ListedBaseline;
use super::state::{Standing, state};
use crate::contract::{Found, Inventory, LastChange, Scope};
use crate::kinds::owned::{Place, Survey, survey};
use crate::ports::Reads;

/// # Flow
/// That of [`survey`]. The list tells which baseline is a default, too.
pub(super) async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
    let Survey { whose, read, mut inventory } = survey::<ListedBaseline>(reads, scope).await;
    inventory.found.extend(read.into_iter().map(|(place, got)| {
        let Place { address, id, owner, standing: _ } = place;
        let standing = whose.listed(&id).map_or(Standing::Other, |listed| listed.standing);
        Found {
            address,
            tree: state(&got, standing, whose.declared_tags(&id)).tree(),
            owner,
            version: got.modified_date().map(ToString::to_string),
            changed: LastChange::at(got.modified_date()),
            heard: whose.heard(&id),
            holds: Vec::new(),
            id,
        }
    }));
    inventory
}
