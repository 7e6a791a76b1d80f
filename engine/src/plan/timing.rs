//! What runs at other times than before.

use jiff::Timestamp;

use super::change::Change;
use super::content::About;
use super::decision::Decisions;
use crate::action::Action;
use crate::contract::{Effect, Runs, Timing};

/// Times that are told.
const NEXT: usize = 3;

/// Says of each change when what it changes runs by itself, where that is not as before.
pub(super) fn timing(mut decisions: Decisions, about: &About) -> Decisions {
    let stays = |change: &&mut Change| !matches!(change.action(), Action::Delete | Action::Forget);
    for change in decisions.changes_mut().filter(stays) {
        let of = |tree| (change.resource.timing)(tree, about.made);
        let (before, after) = (change.deed.was().and_then(of), change.deed.to().and_then(of));
        if !same(before.as_ref(), after.as_ref()) {
            let runs = |timing: Timing| runs(timing, about.made);
            change.effects.push(Effect::Reschedules { before: before.map(runs), after: after.map(runs) });
        }
    }
    decisions
}

fn same(before: Option<&Timing>, after: Option<&Timing>) -> bool {
    before.map(|timing| &timing.words) == after.map(|timing| &timing.words)
}

fn runs(Timing { words, zone, timetable }: Timing, now: Timestamp) -> Runs {
    Runs { words, zone, next: timetable.map(|timetable| timetable.runs(now).take(NEXT).collect()) }
}
