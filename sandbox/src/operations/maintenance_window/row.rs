//! A window's row: what was said of it, laid over what was there, and the rules that hold across members.

use super::run;
use crate::check::Said;
use crate::facts::Name;
use crate::handler::Refusal;
use crate::tree::Record;

/// When a rate begins to count: not AWS's member, and never shown.
pub(super) const COUNTS_FROM: Name = "CountsFrom";

/// Members that a request may leave out and that have no default.
const OPTIONAL: [Name; 5] = ["Description", "StartDate", "EndDate", "ScheduleTimezone", "ScheduleOffset"];
const REQUIRED: [Name; 5] = ["Name", "Schedule", "Duration", "Cutoff", "AllowUnassociatedTargets"];

/// Whether a request names everything that it wants, or only what changes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// What is left out goes.
    Whole,
    /// What is left out stays.
    Patch,
}

impl Extent {
    /// As a request says by `Replace`.
    pub(super) fn said(said: &Said<'_>) -> Self {
        if said.flag("Replace") { Extent::Whole } else { Extent::Patch }
    }
}

/// The row that a request makes of the one before.
pub(super) fn laid_over(said: &Said<'_>, before: &Record, extent: Extent) -> Result<Record, Refusal> {
    let mut row = before.clone();
    for name in OPTIONAL.into_iter().chain(REQUIRED) {
        match said.get(name) {
            Some(value) => row.set(name, value.clone()),
            None if extent == Extent::Whole => row.remove(name),
            None => {}
        }
    }
    for name in REQUIRED {
        if row.get(name).is_none() {
            return Err(Refusal::validation(format!("{name} is required when Replace is true")));
        }
    }
    check(&row)?;
    Ok(row)
}

fn check(row: &Record) -> Result<(), Refusal> {
    let (duration, cutoff) =
        (row.integer("Duration").unwrap_or_default(), row.integer("Cutoff").unwrap_or_default());
    if cutoff > duration - 1 {
        return Err(Refusal::validation(format!(
            "Cuttoff was {cutoff} but must be smaller than {duration} (Duration - 1 )"
        )));
    }
    run::check(row)
}
