//! From an event's start to where its occurrences begin to matter, without following its rule.

use jiff::Span;
use jiff::civil::DateTime;

use crate::calendar::{Frequency, Rule};

/// Years after which dates, days of the week and weeks come again.
const CYCLE: i64 = 400;

/// A start from which the rule names the same times as from its own, from `after` on: so many whole
/// intervals later, in the same place of its period. What a period leaves open (`BYDAY`, …) is filled
/// in from the start's date and time of day, so these stay.
pub(super) fn later_first(rule: &Rule, first: DateTime, after: DateTime) -> DateTime {
    let interval = i64::from(rule.interval);
    let passed = after.duration_since(first);
    let years = i64::from(after.year()) - i64::from(first.year());
    let months = years * 12 + i64::from(after.month()) - i64::from(first.month());
    // One period less, since one that began before may name a time after.
    let periods = match rule.frequency() {
        Frequency::Hourly => passed.as_hours(),
        Frequency::Daily => passed.as_hours() / 24,
        Frequency::Weekly => passed.as_hours() / (24 * 7),
        Frequency::Monthly => months,
        Frequency::Yearly => years,
    } / interval
        - 1;
    // A 31st or a 29 February is not in every month or year that the interval comes to.
    (0..=CYCLE)
        .map_while(|fewer| (periods > fewer).then(|| (periods - fewer) * interval))
        .filter_map(|count| first.checked_add(span(rule.frequency(), count)?).ok())
        .find(|later| matches!(rule.frequency(), Frequency::Hourly) || same_place(rule, first, *later))
        .unwrap_or(first)
}

fn span(frequency: Frequency, count: i64) -> Option<Span> {
    Some(match frequency {
        Frequency::Hourly => Span::new().try_hours(count).ok()?,
        Frequency::Daily => Span::new().try_days(count).ok()?,
        Frequency::Weekly => Span::new().try_weeks(count).ok()?,
        Frequency::Monthly => Span::new().try_months(count).ok()?,
        Frequency::Yearly => Span::new().try_years(count).ok()?,
    })
}

/// Months and years of other lengths move a date to their end: then it is another date.
fn same_place(rule: &Rule, first: DateTime, later: DateTime) -> bool {
    match rule.frequency() {
        Frequency::Hourly | Frequency::Daily | Frequency::Weekly => true,
        Frequency::Monthly | Frequency::Yearly => first.day() == later.day(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    #[test]
    fn a_later_start_names_the_same_times() {
        let rules = [
            "FREQ=HOURLY",
            "FREQ=HOURLY;INTERVAL=7",
            "FREQ=HOURLY;INTERVAL=5000",
            "FREQ=HOURLY;INTERVAL=3;BYMONTH=2;BYDAY=MO;BYMINUTE=0,30",
            "FREQ=DAILY",
            "FREQ=DAILY;INTERVAL=11;BYHOUR=1,23",
            "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,MO",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU",
            "FREQ=WEEKLY",
            "FREQ=MONTHLY",
            "FREQ=MONTHLY;INTERVAL=5",
            "FREQ=MONTHLY;INTERVAL=7;BYDAY=-1FR",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "FREQ=YEARLY",
            "FREQ=YEARLY;INTERVAL=3;BYMONTH=2,11;BYDAY=4TH",
            "FREQ=YEARLY;BYWEEKNO=1,53",
            "FREQ=YEARLY;BYYEARDAY=1,366,-1",
            "FREQ=YEARLY;INTERVAL=100",
            "FREQ=DAILY;UNTIL=20260101T000000Z",
        ];
        let firsts = ["1996-02-29T10:30", "1986-01-31T23:59:59", "2001-12-30T00:00", "2020-03-01T02:30"];
        for rule in rules.map(|text| Rule::parse(text).expect("a rule")) {
            for first in firsts.map(|text| text.parse::<DateTime>().expect("a time")) {
                for year in [2000, 2001, 2024, 2031] {
                    let after = jiff::civil::date(year, 2, 27).at(11, 0, 0, 0);
                    let until = after.saturating_add(1.years());
                    let wall = |instant| jiff::tz::TimeZone::UTC.to_datetime(instant);
                    let named = |from| {
                        rule.starts(first, from, wall)
                            .take_while(|start| *start < until)
                            .filter(|start| *start >= after)
                            .collect::<Vec<_>>()
                    };
                    assert_eq!(named(after), named(first), "{} from {first}, after {after}", rule.text());
                }
            }
        }
    }
}
