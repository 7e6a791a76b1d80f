//! What is to be asked for from now on.

use schema::Tree;

use super::{Ask, Refusal, Scene, Terms, Why};
use crate::address::Address;
use crate::contract::Deed;
use crate::drift::{Class, Entry, What};
use crate::kinds;
use crate::plan::{By, Change};
use crate::tree::Path;

/// What is to be asked for of one resource.
#[derive(Debug)]
pub(super) struct Wish {
    pub(super) address: Address,
    pub(super) what: Wanted,
}

#[derive(Debug)]
pub(super) enum Wanted {
    /// Nothing: AWS does not have it.
    Gone,
    /// All that AWS has: it hangs on something that is declared, and is not declared itself.
    Come(Tree),
    /// These places are to be as AWS has them.
    Fields(Vec<Field>),
}

/// One place.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) path: Path,
    /// What git asks for.
    pub(super) was: Option<Tree>,
    /// What AWS holds.
    pub(super) to: Option<Tree>,
}

impl Wish {
    pub(super) fn is_gone(&self) -> bool {
        matches!(self.what, Wanted::Gone)
    }

    pub(super) fn comes(&self) -> bool {
        matches!(self.what, Wanted::Come(_))
    }

    pub(super) fn places(&self) -> usize {
        match &self.what {
            Wanted::Gone | Wanted::Come(_) => 1,
            Wanted::Fields(fields) => fields.len(),
        }
    }

    pub(super) fn refused(&self, path: Option<&Path>, why: Why) -> Refusal {
        Refusal { address: self.address.clone(), path: path.cloned(), why, place: None }
    }
}

/// What is asked, as far as anything differs there.
pub(super) fn wishes(scene: &Scene<'_>, asks: &[Ask], terms: &Terms) -> Result<Vec<Wish>, Vec<Refusal>> {
    let (mut wishes, mut refusals) = (Vec::new(), Vec::new());
    for entry in &scene.drift.entries {
        let Some(address) = address(entry) else { continue };
        let asked: Vec<&Ask> = asks.iter().filter(|ask| ask.address == *address).collect();
        if asked.is_empty() {
            continue;
        }
        match wish(entry, address, &asked, terms) {
            Ok(wish) => wishes.extend(wish),
            Err(refused) => {
                let place = scene.desired.declared.get(address);
                let place = place.map(|declared| scene.read.sources.locate(declared.span));
                refusals.extend(refused.into_iter().map(|one| Refusal { place: place.clone(), ..one }));
            }
        }
    }
    if refusals.is_empty() { Ok(wishes) } else { Err(refusals) }
}

/// Wishes in an order in which each can be written: whole documents go at the end, the last one of a text first,
/// since those behind it move up.
pub(super) fn in_order(scene: &Scene<'_>, mut wishes: Vec<Wish>) -> Vec<Wish> {
    let place = |wish: &Wish| {
        let span = scene.desired.declared.get(&wish.address).map(|declared| declared.span);
        wish.is_gone().then_some(std::cmp::Reverse(span))
    };
    wishes.sort_by_key(place);
    wishes
}

fn address<'a>(entry: &Entry<'a>) -> Option<&'a Address> {
    match entry.what {
        What::Change(change) => Some(&change.address),
        What::Conflict(conflict) => Some(&conflict.address),
        What::Unmanaged(address) => Some(address),
        What::Unreadable(unreadable) => unreadable.address.as_ref(),
    }
}

fn wish(
    entry: &Entry<'_>,
    address: &Address,
    asked: &[&Ask],
    terms: &Terms,
) -> Result<Option<Wish>, Vec<Refusal>> {
    let all = |why: Why| vec![Refusal { address: address.clone(), path: None, why, place: None }];
    let change = match entry.what {
        What::Change(change) => change,
        What::Conflict(_) => return Err(all(Why::Conflict)),
        What::Unmanaged(_) => return Err(all(Why::Unmanaged)),
        What::Unreadable(_) => return Err(all(Why::Unreadable)),
    };
    if entry.class == Class::Pending {
        return Err(all(Why::Pending));
    }
    if let Some(why) = entry.untold.filter(|_| !terms.theirs) {
        return Err(all(Why::Untold(why)));
    }
    if entry.whole == Some(By::Both) && !terms.theirs {
        return Err(all(Why::PendingToo));
    }
    let whole = || match asked.iter().any(|ask| ask.field.is_none()) {
        true => Ok(()),
        false => Err(all(Why::Part)),
    };
    let what = match (&change.deed, entry.class) {
        (Deed::Create { .. }, Class::Missing) => {
            whole()?;
            Wanted::Gone
        }
        (Deed::Delete { was }, Class::Drifted) if kinds::parent(address).is_some() => {
            whole()?;
            Wanted::Come(was.clone())
        }
        (Deed::Delete { .. } | Deed::Forget { .. }, Class::Drifted) => return Err(all(Why::Undeclared)),
        (Deed::Create { .. } | Deed::Delete { .. } | Deed::Forget { .. } | Deed::Move { .. }, _) => {
            return Err(all(Why::NoPlace));
        }
        (Deed::Update { .. } | Deed::Adopt { .. } | Deed::Replace { .. }, _) => {
            Wanted::Fields(fields(entry, change, asked, terms)?)
        }
    };
    match &what {
        Wanted::Fields(fields) if fields.is_empty() => {
            if change.differences.is_empty() {
                Err(all(Why::Untagged))
            } else {
                Ok(None)
            }
        }
        Wanted::Fields(_) | Wanted::Gone | Wanted::Come(_) => {
            Ok(Some(Wish { address: address.clone(), what }))
        }
    }
}

fn fields(
    entry: &Entry<'_>,
    change: &Change,
    asked: &[&Ask],
    terms: &Terms,
) -> Result<Vec<Field>, Vec<Refusal>> {
    let (mut fields, mut refusals) = (Vec::new(), Vec::new());
    for difference in &change.differences {
        let asked: Vec<&&Ask> = asked.iter().filter(|ask| ask.holds(&difference.path)).collect();
        if asked.is_empty() {
            continue;
        }
        let by = entry.fields.iter().find(|field| field.path == difference.path).map(|field| field.by);
        let why = match by {
            _ if difference.secret() => Some(Why::Secret),
            Some(By::Both) if !terms.theirs => Some(Why::PendingToo),
            Some(By::Git) if asked.iter().any(|ask| ask.field.is_some()) => Some(Why::Pending),
            Some(By::Git) => continue,
            None | Some(By::Outside | By::Both | By::Untold) => None,
        };
        match why {
            Some(why) => refusals.push(Refusal {
                address: change.address.clone(),
                path: Some(difference.path.clone()),
                why,
                place: None,
            }),
            None => fields.push(Field {
                path: difference.path.clone(),
                was: difference.after.clone(),
                to: difference.before.clone(),
            }),
        }
    }
    if refusals.is_empty() { Ok(fields) } else { Err(refusals) }
}
