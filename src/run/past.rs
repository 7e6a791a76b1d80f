//! What git asked for at the applies that a site's record tells of.

use engine::drift::Past;
use engine::plan::Plan;
use engine::resolve::{Desired, broken, places, resolve};
use jiff::Timestamp;

use super::stage::Stage;
use crate::load::{Loaded, load_at};

/// What was applied at a site, as its record and git's history tell. Where nothing would be changed nobody
/// asks, and no commit is read.
pub fn past(loaded: &Loaded, stage: &Stage<'_>, plan: &Plan, now: Timestamp) -> Past {
    let record = plan.record().and_then(|keep| keep.was.as_ref());
    let record = record.filter(|_| !plan.changes().is_empty());
    Past::of(record, &stage.desired, |commit| at(loaded, stage, commit, now))
}

/// What the manifests of a commit ask for at a site.
fn at(loaded: &Loaded, stage: &Stage<'_>, commit: &str, now: Timestamp) -> Option<Desired> {
    let site = &stage.place.site;
    let read = load_at(&loaded.root, commit, &site.region)?;
    let mut place = places(&read.stack, std::slice::from_ref(&site.region))
        .into_iter()
        .find(|place| place.site.environment == site.environment && place.site.region == site.region)?;
    place.site.account.clone_from(&site.account);
    let (desired, findings) = resolve(&read, &place, now);
    (!broken(&findings)).then_some(desired)
}
