//! When something runs: an expression with everything around it that moves its runs.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};

use crate::expression::{Cron, Expression, Once, Rate};

/// A schedule with its surroundings.
///
/// # Clocks that change
/// Wall-clock times are read as Java reads them, whose short form AWS writes next executions in: a
/// time that a clock skips runs as much later as the clock jumped (02:30 in New York in spring runs
/// at 03:30), a time that comes twice runs the first time only. A rate does not look at clocks.
#[derive(Debug, Clone)]
pub struct Timetable {
    /// The schedule.
    pub expression: Expression,
    /// The zone whose wall clock it goes by; a rate goes by none.
    pub zone: TimeZone,
    /// Whole days from the date that a cron expression names to the run: `ScheduleOffset`.
    pub offset_days: u8,
    /// When it was made or last changed. A rate counts from here; a date that cron named before
    /// does not run after it, however great the offset.
    pub since: Timestamp,
    /// Nothing runs before.
    pub start: Option<Timestamp>,
    /// Nothing runs from here on.
    pub end: Option<Timestamp>,
}

impl Timetable {
    /// A schedule that goes by UTC, without offset or dates, made at an instant.
    pub fn new(expression: Expression, since: Timestamp) -> Self {
        Self { expression, zone: TimeZone::UTC, offset_days: 0, since, start: None, end: None }
    }

    /// The first run after an instant.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let next = match &self.expression {
            Expression::Cron(cron) => self.next_of_cron(cron, self.floor(after)),
            Expression::Rate(rate) => self.next_of_rate(*rate, after),
            Expression::At(once) => self.next_of_once(*once, self.floor(after)),
        }?;
        self.end.is_none_or(|end| next < end).then_some(next)
    }

    /// The runs after an instant, in order.
    pub fn runs(&self, after: Timestamp) -> impl Iterator<Item = Timestamp> + '_ {
        std::iter::successors(self.next(after), |last| self.next(*last))
    }

    /// No run comes before the start or before the schedule was made; one at the start counts.
    fn floor(&self, after: Timestamp) -> Timestamp {
        let start = self.start.and_then(|start| start.checked_sub(1.nanosecond()).ok());
        after.max(self.since).max(start.unwrap_or(Timestamp::MIN))
    }

    /// A rate counts from when it was made, or begins with a start that lies later.
    fn next_of_rate(&self, rate: Rate, after: Timestamp) -> Option<Timestamp> {
        let (first, begun) = match self.start {
            Some(start) if start > self.since => (start, 0),
            _ => (self.since, 1),
        };
        let passed = after.as_nanosecond() - first.as_nanosecond();
        let every = i128::from(rate.seconds()) * 1_000_000_000;
        let count = if passed < 0 { begun } else { begun.max(passed / every + 1) };
        Timestamp::from_nanosecond(first.as_nanosecond() + count * every).ok()
    }

    fn next_of_once(&self, once: Once, after: Timestamp) -> Option<Timestamp> {
        resolve(&self.zone, once.at).filter(|run| *run > after)
    }

    /// Wall-clock times that a gap moves can overtake those after it, so the search begins before
    /// a gap that has just been and looks on until no later time can be earlier.
    fn next_of_cron(&self, cron: &Cron, after: Timestamp) -> Option<Timestamp> {
        let offset = i64::from(self.offset_days).days();
        let local = self.zone.to_datetime(after);
        let slack = if self.gap_near(after) { 2.days() } else { 0.days() };
        let mut named = local.checked_sub(offset).ok()?.checked_sub(slack).ok()?;
        let mut best: Option<(Timestamp, DateTime)> = None;
        loop {
            let Some(next) = cron.at_or_after(named) else { return best.map(|(run, _)| run) };
            let wall = next.checked_add(offset).ok()?;
            if best.is_some_and(|(_, seen)| wall > seen) {
                return best.map(|(run, _)| run);
            }
            let counts = self.offset_days == 0 || resolve(&self.zone, next)? > self.since;
            if let Some(run) = resolve(&self.zone, wall).filter(|run| counts && *run > after) {
                let run = best.map_or(run, |(earlier, _)| run.min(earlier));
                best = Some((run, self.zone.to_datetime(run).max(wall)));
            }
            named = next.checked_add(1.second()).ok()?;
        }
    }

    fn gap_near(&self, after: Timestamp) -> bool {
        self.zone
            .preceding(after)
            .next()
            .is_some_and(|change| after.as_second() - change.timestamp().as_second() < 3 * 86400)
    }
}

/// The instant of a wall-clock time: later by the jump where a clock skips it, the first of two.
pub(crate) fn resolve(zone: &TimeZone, wall: DateTime) -> Option<Timestamp> {
    let ambiguous = zone.to_ambiguous_timestamp(wall);
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(wall).ok(),
        AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => {
            before.to_timestamp(wall).ok()
        }
    }
}
