//! How far a plan reaches: the nodes that what runs at once runs on, the nodes that a selection means today, and who
//! uses a document that changes.
//!
//! It is asked for whoever reads a plan and for the guardrail that counts nodes; what a plan does is decided without
//! it. The questions are bounded, and what was not asked is said.

mod meter;
mod users;

use std::collections::{BTreeMap, BTreeSet};

use schema::Tree;

use self::meter::Meter;
use crate::address::Address;
use crate::contract::{Effect, Selects};
use crate::guardrails::Limit;
use crate::kinds::resource_of;
use crate::observe::Live;
use crate::plan::{Change, Notes, Plan, Reached, Unseen};
use crate::ports::Reads;
use crate::resolve::Desired;

/// What may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// How many calls may be spent on what is good to know.
    pub calls: usize,
    /// On how many nodes something may begin to run: a guardrail, which takes what calls it takes.
    pub most: Option<Limit>,
}

/// Calls that are spent on what is good to know, unless somebody says otherwise.
pub const USUAL: usize = 100;

/// Asks how far a plan reaches, and adds it to what is known of its changes.
///
/// # Flow
/// DescribeInstanceInformation for each selection that differs, then ListAssociations and the tasks of windows for
/// documents that change; a refusal ends the questions of its operation.
pub async fn measure(
    plan: &Plan,
    desired: &Desired,
    live: &Live,
    reads: &Reads,
    ask: Ask,
    notes: &mut Notes,
) {
    let (reads, hasty) = (reads.clone(), reads.hasty());
    let mut meter = match ask.most {
        Some(_) => Meter::new(&reads, usize::MAX),
        None => Meter::new(&hasty, ask.calls),
    };
    let mut at_once: Option<Result<BTreeSet<String>, Unseen>> = None;
    for (address, sides) in runs(plan, desired) {
        let begins = sides.begins;
        let (reached, nodes) = reached(&mut meter, sides).await;
        notes.reaches.insert(address, reached);
        if begins {
            at_once = Some(joined(at_once, nodes));
        }
    }
    let mut leftover = Meter::new(&hasty, meter.left_of(ask.calls));
    for selects in users::find(plan, desired, live, (&mut meter, &mut leftover), notes).await {
        let nodes = match selects {
            Ok(selects) => meter.nodes(&selects).await.and_then(|nodes| nodes.all()),
            Err(why) => Err(why),
        };
        at_once = Some(joined(at_once, nodes));
    }
    // Where nothing may be asked nothing is claimed, unless a guardrail stands on it.
    if ask.calls > 0 || ask.most.is_some() {
        notes.may_reach = match ask.most.filter(|_| at_once.is_some()) {
            None => None,
            Some(limit @ Limit::Count(_)) => Some(Ok(limit.allows(0))),
            Some(limit @ Limit::Percent(_)) => Some(
                meter.nodes(&Selects::Every).await.and_then(|fleet| Ok(limit.allows(fleet.all()?.len()))),
            ),
        };
        notes.at_once = at_once.map(|nodes| nodes.map(|nodes| nodes.len()));
    }
}

/// What is there and what will be; either may select nothing, or not be there.
struct Sides {
    was: Option<Selects>,
    to: Result<Selects, Unseen>,
    /// Whether it begins to run there at once.
    begins: bool,
}

/// What runs at once, or selects nodes that it did not select before, by address.
fn runs(plan: &Plan, desired: &Desired) -> BTreeMap<Address, Sides> {
    let mut all = BTreeMap::new();
    for change in plan.changes() {
        let own = change.effects.iter().any(|effect| matches!(effect, Effect::RunsNow { .. }));
        let sides = change.deed.to().and_then(|to| sides(change, to, own));
        let sides = sides.filter(|Sides { was, to, begins }| *begins || to.as_ref().ok() != was.as_ref());
        if let Some(sides) = sides {
            all.insert(change.address.clone(), sides);
        }
        for effect in &change.effects {
            let Effect::Reruns { address } = effect else { continue };
            let follower = desired.declared.get(address);
            if let Some(to) = follower.and_then(|one| selection(address, &one.tree)) {
                all.entry(address.clone()).or_insert(Sides { was: None, to, begins: true });
            }
        }
    }
    all
}

fn sides(change: &Change, to: &Tree, begins: bool) -> Option<Sides> {
    let was = change.deed.was().and_then(|was| selection(&change.address, was)?.ok());
    Some(Sides { was, to: selection(&change.address, to)?, begins })
}

/// What a state selects; an error where a part of it is known only once something else is made.
fn selection(address: &Address, tree: &Tree) -> Option<Result<Selects, Unseen>> {
    let selects = (resource_of(address)?.selects)(tree)?;
    let later = match &selects {
        Selects::Where(keys) => keys
            .iter()
            .any(|(key, values)| [key].into_iter().chain(values).any(|text| schema::reference::holds(text))),
        Selects::Every | Selects::Group | Selects::Runbook => false,
    };
    Some(if later { Err(Unseen::Later) } else { Ok(selects) })
}

/// What is told of a selection, and the ids of its nodes.
async fn reached(
    meter: &mut Meter<'_>,
    Sides { was, to, begins: _ }: Sides,
) -> (Reached, Result<BTreeSet<String>, Unseen>) {
    let now = match to {
        Ok(selects) => meter.nodes(&selects).await,
        Err(why) => Err(why),
    };
    let nodes = match now {
        Ok(nodes) => nodes,
        Err(why) => return (Reached { nodes: Err(why.clone()), comes: 0, goes: 0 }, Err(why)),
    };
    let before = match was {
        Some(selects) => meter.nodes(&selects).await.ok(),
        None => None,
    };
    let ids = |nodes: &meter::Seen| nodes.ids().map(str::to_owned).collect::<BTreeSet<String>>();
    let (comes, goes) = before.map_or((0, 0), |before| {
        let (before, now) = (ids(&before), ids(&nodes));
        (now.difference(&before).count(), before.difference(&now).count())
    });
    (Reached { nodes: Ok(nodes.told()), comes, goes }, nodes.all())
}

/// All nodes of both; not known where one of them is not.
fn joined(
    before: Option<Result<BTreeSet<String>, Unseen>>,
    more: Result<BTreeSet<String>, Unseen>,
) -> Result<BTreeSet<String>, Unseen> {
    let mut all = before.unwrap_or_else(|| Ok(BTreeSet::new()))?;
    all.extend(more?);
    Ok(all)
}
