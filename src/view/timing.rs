//! When something runs by itself, as fields of its change.

use engine::contract::{Effect, Runs};
use engine::plan::Change;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use schedule::zone;

use super::field::{Field, Line, Mark, Shown};

/// What stands for no time at all.
const NEVER: &str = "never";

/// When a change has something run, in words and by the next times of the zone's clocks and of UTC's.
pub(super) fn timing(change: &Change) -> Vec<Field> {
    let reschedules = change.effects.iter().find_map(|effect| match effect {
        Effect::Reschedules { before, after } => Some((before.as_ref(), after.as_ref())),
        _ => None,
    });
    let Some((before, after)) = reschedules else { return Vec::new() };
    let said = |runs: Option<&Runs>| runs.map_or(NEVER, |runs| &runs.words).to_owned();
    let runs = match (before, change.deed.was()) {
        (None, None) => Shown::Value(said(after)),
        _ => Shown::Pair(Some(said(before)), Some(said(after))),
    };
    let lines = |runs: Option<&Runs>, mark| {
        let times = runs.map(times).unwrap_or_default();
        times.into_iter().map(move |text| Line { mark, text }).collect::<Vec<_>>()
    };
    let next = [lines(before, Mark::Removed), lines(after, Mark::Added)].concat();
    let next = Some(next).filter(|next| !next.is_empty());
    let next = next.map(|next| Field { name: "next".into(), shown: Shown::Lines(next) });
    std::iter::once(Field { name: "runs".into(), shown: runs }).chain(next).collect()
}

fn times(Runs { words: _, zone, next }: &Runs) -> Vec<String> {
    let Some(next) = next else { return Vec::new() };
    if next.is_empty() {
        return vec!["never again".into()];
    }
    next.iter().map(|at| time_in(*at, zone)).collect()
}

/// A time by the clocks of a zone of the IANA database and by UTC's: `Sat 2026-12-12 03:30 +01:00 (02:30 UTC)`.
pub fn time_in(at: Timestamp, name: &str) -> String {
    let local = at.to_zoned(zone(name).unwrap_or(TimeZone::UTC));
    let utc = at.to_zoned(TimeZone::UTC);
    match (local.offset().is_zero(), local.date() == utc.date()) {
        (true, _) => local.strftime("%a %Y-%m-%d %H:%M UTC").to_string(),
        (false, true) => {
            format!("{} ({})", local.strftime("%a %Y-%m-%d %H:%M %:z"), utc.strftime("%H:%M UTC"))
        }
        (false, false) => {
            format!("{} ({})", local.strftime("%a %Y-%m-%d %H:%M %:z"), utc.strftime("%a %H:%M UTC"))
        }
    }
}
