//! From AWS to a plan: whatever a plan is about to change is not changed by hearsay.

use std::collections::BTreeSet;

use crate::address::Address;
use crate::contract::{Depth, Exposure, Found, Heard, Told};
use crate::kinds::tags;
use crate::observe::{Live, observe_told};
use crate::plan::{Frame, Plan, plan};
use crate::ports::{Reads, spread};
use crate::resolve::Desired;

/// Reads what AWS holds, and plans.
///
/// # Flow
/// The tagging API tells in bulk whose everything is, whether it is protected and whether what it holds is
/// secret, and lags. Of what a plan would touch by its word alone, Systems Manager is asked one by one; where it
/// says otherwise, all is read and planned again with that.
///
/// # Guarantees
/// Those of [`observe`](crate::observe::observe) and [`plan`]; and no change rests on hearsay.
pub async fn look(
    desired: &Desired,
    reads: &Reads,
    exposure: Exposure,
    depth: Depth<'_>,
    frame: &Frame,
) -> (Plan, Live) {
    let mut told = Told::default();
    loop {
        let live = observe_told(desired, reads, exposure, depth, &told).await;
        let plan = plan(desired, &live, frame.clone());
        // What was asked for is no hearsay any more, so each round has less of it.
        if !ask(reads, heard(&plan, &live), &mut told).await {
            return (plan, live);
        }
    }
}

/// What a plan would touch by the word of the tagging API alone.
fn heard(plan: &Plan, live: &Live) -> Vec<(String, Heard)> {
    let moved: BTreeSet<&str> = plan.changes().iter().filter_map(|change| change.deed.from()).collect();
    // What a change refers to gives it its value, and its secrecy.
    let needed: BTreeSet<&Address> = plan.changes().iter().flat_map(|change| &change.needs).collect();
    let touched = |found: &&Found| {
        let address = &found.address;
        plan.change(address).is_some() || needed.contains(address) || moved.contains(found.id.as_str())
    };
    let heard = |found: &Found| Some((found.id.clone(), found.heard.clone()?));
    live.found.values().filter(touched).filter_map(heard).collect()
}

/// Whether Systems Manager says otherwise.
async fn ask(reads: &Reads, heard: Vec<(String, Heard)>, told: &mut Told) -> bool {
    let answers = spread(heard, |(id, heard): (String, Heard)| {
        let reads = reads.clone();
        async move {
            let answer =
                tags::singly(&reads, heard.kind.clone(), vec![(id, Some(heard.tags.clone()))]).await.pop();
            (heard, answer)
        }
    });
    let mut otherwise = false;
    for (Heard { kind, tags }, answer) in answers.await {
        let Some((id, answer)) = answer else { continue };
        otherwise |= answer.as_ref().ok() != Some(&tags);
        told.add(kind, id, answer);
    }
    otherwise
}
