//! What git asked for at the applies that a site's record tells of.

use engine::drift::Past;
use engine::plan::Plan;
use engine::resolve::{Desired, broken, places, resolve};
use jiff::Timestamp;

use super::stage::Stage;
use crate::load::{Loaded, load_at};
use crate::program::Failure;
use crate::terminal::Terminal;

/// What was applied at a site, as its record and git's history tell. Where nothing would be changed nobody
/// asks, and no commit is read. A git that passes its bounds is not asked again.
pub fn past(terminal: Terminal, loaded: &Loaded, stage: &Stage<'_>, plan: &Plan, now: Timestamp) -> Past {
    let record = plan.record().and_then(|keep| keep.was.as_ref());
    let record = record.filter(|_| !plan.changes().is_empty());
    let mut failed = false;
    Past::of(record, &stage.desired, |commit| {
        if failed {
            return None;
        }
        at(loaded, stage, commit, now).unwrap_or_else(|failure| {
            failed = true;
            terminal.warn(&format!("`git` {failure}; what was applied last cannot be told"));
            None
        })
    })
}

/// What the manifests of a commit ask for at a site.
fn at(loaded: &Loaded, stage: &Stage<'_>, commit: &str, now: Timestamp) -> Result<Option<Desired>, Failure> {
    let site = &stage.place.site;
    let Some(read) = load_at(&loaded.root, commit, &site.region)? else { return Ok(None) };
    let mut places = places(&read.stack, std::slice::from_ref(&site.region)).into_iter();
    let here =
        places.find(|place| place.site.environment == site.environment && place.site.region == site.region);
    let Some(mut place) = here else { return Ok(None) };
    place.site.account.clone_from(&site.account);
    let (desired, findings) = resolve(&read, &place, now);
    Ok((!broken(&findings)).then_some(desired))
}
