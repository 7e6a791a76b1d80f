//! Recurrence rules, held by their meaning.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use jiff::{Timestamp, tz::TimeZone};
use rrule::RRuleSet;

use crate::calendar::moment::{Moment, wall};
use crate::calendar::skip::later_first;
use crate::calendar::{RuleMistake, rule_text};
use crate::problem::Problem;

/// How often an event comes back. Every minute and every second are refused, and lists of hours,
/// minutes and seconds that come to the same: no change calendar means them, and their occurrences
/// are beyond counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Frequency {
    /// Every hour.
    Hourly,
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
    /// Every year.
    Yearly,
}

/// When a rule ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum End {
    Never,
    After(u32),
    Until(Moment),
}

/// A recurrence rule (`RRULE`). Two are equal where they mean the same: the order of parts and
/// values, and parts that say what goes without saying, do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub(super) frequency: Frequency,
    pub(super) interval: u16,
    pub(super) end: End,
    /// The whole-number parts that are written, by name.
    pub(super) numbers: BTreeMap<&'static str, BTreeSet<i16>>,
    /// Days of the week, Monday being 1, each with which one of them; 0 is every one.
    pub(super) days: BTreeSet<(i8, i8)>,
    /// The day that weeks begin with, Monday being 1.
    pub(super) week_start: i8,
}

impl Rule {
    /// Reads a rule, without its `RRULE:`.
    ///
    /// # Errors
    /// Every mistake, each at its place in the text.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem<RuleMistake>>> {
        rule_text::read(text)
    }

    /// How often the event comes back.
    pub fn frequency(&self) -> Frequency {
        self.frequency
    }

    /// The one way to write what it means: parts in RFC 5545's order, nothing that goes without
    /// saying.
    pub fn text(&self) -> String {
        rule_text::write(self, rule_text::until)
    }

    /// How many starts a day of the rule has at most.
    pub(super) fn a_day(&self) -> usize {
        let values = |name| self.numbers.get(name).map_or(1, BTreeSet::len);
        let hours = match self.frequency {
            Frequency::Hourly => 24usize.div_ceil(usize::from(self.interval)),
            Frequency::Daily | Frequency::Weekly | Frequency::Monthly | Frequency::Yearly => values("BYHOUR"),
        };
        hours * values("BYMINUTE") * values("BYSECOND")
    }

    /// The wall-clock starts that it names from a first one on, in order, at least those from
    /// `after` on. The first one is not among them unless the rule names it too.
    pub(super) fn starts(
        &self,
        first: DateTime,
        after: DateTime,
        to_wall: impl Fn(Timestamp) -> DateTime,
    ) -> Box<dyn Iterator<Item = DateTime>> {
        let until = |moment: Moment| match moment {
            // A date holds the whole day: the events of that day are still meant.
            Moment::Day(date) => date.at(23, 59, 59, 0),
            Moment::Wall(wall) => wall,
            Moment::Utc(instant) => to_wall(instant),
        };
        let first = match self.end {
            End::After(_) => first,
            End::Never | End::Until(_) => later_first(self, first, after),
        };
        let over = matches!(self.end, End::Until(moment) if until(moment) < first);
        if over || !self.has_days() {
            return Box::new(std::iter::empty());
        }
        // The expansion reads wall clocks as if they were UTC: no zone moves them.
        let rule = rule_text::write(self, |moment| format!("{}Z", wall(until(moment))));
        let set =
            expansion(first, &rule).expect("the parts were found to go together when the rule was read");
        Box::new(set.limit().into_iter().map_while(|start| {
            let start = Timestamp::from_second(start.timestamp()).ok()?;
            Some(TimeZone::UTC.to_datetime(start))
        }))
    }

    /// Whether a month that it names has a day that it names. A rule without any names nothing, and would
    /// be followed to the end of time.
    fn has_days(&self) -> bool {
        let (Some(months), Some(days)) = (self.numbers.get("BYMONTH"), self.numbers.get("BYMONTHDAY")) else {
            return true;
        };
        let longest = |month: i16| match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        months.iter().any(|month| days.iter().any(|day| day.abs() <= longest(*month)))
    }

    /// Whether its parts go together.
    pub(super) fn together(&self) -> Result<(), RuleMistake> {
        let in_months = matches!(self.frequency, Frequency::Monthly | Frequency::Yearly);
        if !in_months && self.days.iter().any(|(_, nth)| *nth != 0) {
            let reason = "`BYDAY` counts days with `FREQ=MONTHLY` and `FREQ=YEARLY` only";
            return Err(RuleMistake::Together(reason.to_owned()));
        }
        let endless = Self { end: End::Never, ..self.clone() };
        expansion(jiff::civil::date(2000, 1, 1).at(0, 0, 0, 0), &endless.text()).map(|_| ()).map_err(
            |error| {
                // The reason is a sentence behind the name of the stage.
                let text = error.to_string();
                let reason = text.rsplit_once("error: ").map_or(text.as_str(), |(_, reason)| reason);
                RuleMistake::Together(reason.trim_end_matches('.').to_owned())
            },
        )
    }
}

fn expansion(first: DateTime, rule: &str) -> Result<RRuleSet, rrule::RRuleError> {
    format!("DTSTART:{}Z\nRRULE:{rule}", wall(first)).parse()
}
