//! What git has changed since the last apply, as a site's record tells.

use std::collections::BTreeSet;

use engine::Address;
use engine::plan::Plan;
use engine::resolve::{broken, changed_since, desired_digest, places, resolve};
use jiff::Timestamp;

use super::stage::Stage;
use crate::load::{Loaded, load_at};

/// The addresses that git has changed since the last apply; `None` where nothing tells.
///
/// The commit that the record names tells only where its manifests ask for what was applied: an
/// apply of a changed working tree, or by another version of trueup, may have asked for more.
pub fn pending(loaded: &Loaded, stage: &Stage<'_>, plan: &Plan, now: Timestamp) -> Option<BTreeSet<Address>> {
    let was = plan.record().as_ref()?.was.as_ref()?;
    let applied = was.desired.as_ref()?;
    if *applied == desired_digest(&stage.desired) || plan.changes().is_empty() {
        return Some(BTreeSet::new());
    }
    let site = &stage.place.site;
    let read = load_at(&loaded.root, was.commit.as_deref()?, &site.region)?;
    let mut place = places(&read.stack, std::slice::from_ref(&site.region))
        .into_iter()
        .find(|place| place.site.environment == site.environment && place.site.region == site.region)?;
    place.site.account.clone_from(&site.account);
    let (before, findings) = resolve(&read, &place, now);
    let same = !broken(&findings) && desired_digest(&before) == *applied;
    same.then(|| changed_since(&before, &stage.desired))
}
