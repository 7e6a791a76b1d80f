//! A reviewed plan once more: the same changes, planned from what is there now, or what moved since.

mod moved;
mod reread;
mod sources;

use std::collections::BTreeSet;

pub use moved::{Moved, Mover};
pub use reread::reread;
pub(crate) use reread::resting;

use self::moved::difference;
use super::change::Change;
use super::conflict::Conflict;
use super::content::{About, Plan};
use super::decision::Tally;
use super::record::Reach;
use crate::action::Action;
use crate::address::Address;
use crate::contract::{Hidden, Suspend};
use crate::kinds;

/// What is passed over when a reviewed plan is compared with one made now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waive {
    /// What cannot be read now: the refusal that says so says more.
    Unread,
    /// Nothing: that something cannot be read was agreed to.
    Nothing,
}

/// What a reviewed plan lists, out of a fresh one of the same manifests: the same changes, with secrets at
/// hand and the reviewed plan's id, so that client tokens are the same in every try. Only what the reviewed
/// one lists counts: it may be applied while unrelated resources move.
///
/// # Errors
/// Something of it moved since. What is in a manifest's place now is told by the plan itself.
pub fn again(reviewed: &Plan, fresh: Plan, waive: Waive) -> Result<Plan, Vec<Moved>> {
    let moved = moved(reviewed, &fresh, waive);
    if moved.is_empty() { Ok(narrow(reviewed, fresh)) } else { Err(moved) }
}

fn moved(reviewed: &Plan, fresh: &Plan, waive: Waive) -> Vec<Moved> {
    // That nothing may be applied at all says more than what is no longer planned.
    if fresh.conflicts().iter().any(Conflict::of_record) {
        return Vec::new();
    }
    let hidden = Hidden::by(fresh.unreadable());
    let in_the_way: BTreeSet<&Address> = fresh.conflicts().iter().map(|conflict| &conflict.address).collect();
    let listed = reviewed.changes().iter().filter(|change| !change.only_suspends());
    let listed = listed.filter_map(|change| difference(change, fresh.change(&change.address)));
    let all = listed.chain(unlisted_suspensions(reviewed, fresh)).chain(unlisted_parts(reviewed, fresh));
    let counts = |moved: &Moved| {
        let passed = waive == Waive::Unread && hidden.holds(&moved.address);
        !passed && !in_the_way.contains(&moved.address)
    };
    all.filter(counts).collect()
}

/// What would go with what it hangs on, or since that becomes ours, and was not there when that was reviewed.
fn unlisted_parts<'a>(reviewed: &'a Plan, fresh: &'a Plan) -> impl Iterator<Item = Moved> + 'a {
    let goes = |whole: &Address| {
        let action = reviewed.change(whole).map(Change::action);
        action.is_some_and(|action| action.destroys() || action == Action::Adopt)
    };
    let unlisted = fresh.changes().iter().filter(|change| reviewed.change(&change.address).is_none());
    unlisted.filter_map(move |change| {
        let whole = kinds::parent(&change.address).filter(goes)?;
        Some(Moved {
            address: change.address.clone(),
            what: format!("would go with `{whole}`, and was not there when that was planned"),
            field: None,
            by: if change.deed.was().is_some() { Mover::Aws } else { Mover::Git },
            location: change.location.clone(),
        })
    })
}

/// Resources that would act before an apply that begins now is over, although the reviewed plan counts
/// on their not doing so.
fn unlisted_suspensions<'a>(reviewed: &'a Plan, fresh: &'a Plan) -> impl Iterator<Item = Moved> + 'a {
    let touched: BTreeSet<Address> =
        reviewed.changes().iter().filter_map(|change| kinds::parent(&change.address)).collect();
    let suspended = fresh.changes().iter().filter(|change| change.suspend == Suspend::WhilePartsChange);
    let unlisted = suspended.filter(move |change| {
        let listed = reviewed.change(&change.address);
        listed.is_none_or(|listed| listed.suspend == Suspend::No) && touched.contains(&change.address)
    });
    unlisted.map(|change| Moved {
        address: change.address.clone(),
        what: "runs too soon for this plan, which does not disable it meanwhile".into(),
        field: None,
        by: Mover::Time,
        location: change.location.clone(),
    })
}

/// What was not looked at again is told as it was reviewed. The record may say that everything was applied
/// where the reviewed plan was to do all that differed, and neither git nor the record has gone on since.
fn narrow(reviewed: &Plan, fresh: Plan) -> Plan {
    let ground = fresh.ground();
    let notes = fresh.notes().clone();
    let (mut tally, mut about) = fresh.into_parts();
    let all = tally.changes.len() + tally.conflicts.len();
    tally.changes.retain(|change| reviewed.change(&change.address).is_some());
    tally.conflicts.retain(|conflict| reviewed.change(&conflict.address).is_some() || conflict.of_record());
    let left = tally.changes.len() + tally.conflicts.len() < all;
    if let Some(keep) = about.record.as_mut().filter(|_| left || ground != reviewed.ground()) {
        keep.reach = Reach::Part;
    }
    about.partial = reviewed.partial().cloned();
    (about.owned, about.may_delete) = (reviewed.owned(), reviewed.may_delete());
    tally.unchanged = reviewed.unchanged();
    let suspends = |change: &&Change| change.suspend == Suspend::WhilePartsChange;
    for listed in reviewed.changes().iter().filter(suspends) {
        suspend(&mut tally, listed);
    }
    Plan::of(tally, About { id: reviewed.id().to_owned(), ..about }).noted(notes)
}

/// Has a plan keep a resource from acting, as the reviewed one does.
fn suspend(tally: &mut Tally, listed: &Change) {
    match tally.changes.iter_mut().find(|change| change.address == listed.address) {
        Some(change) => change.suspend = Suspend::WhilePartsChange,
        None if listed.only_suspends() => tally.changes.push(listed.clone()),
        None => {}
    }
}
