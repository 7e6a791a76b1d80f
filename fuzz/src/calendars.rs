//! Change calendars: files of calendar programs, and what AWS holds.

use jiff::{SignedDuration, Timestamp};
use schedule::Calendar;
use schedule::calendar::{Interval, Rule, State, Zone, closures, outlook};

use crate::parts::texts;
use crate::spans::lies_within;

/// A calendar, or a rule alone.
pub fn run(bytes: &[u8]) {
    for text in texts(bytes) {
        rule(text);
        let zone = Zone::named("America/New_York").expect("a zone of the database");
        for read in [Calendar::parse(text), Calendar::import(text, Some(State::Closed), &zone)] {
            match read {
                Ok(calendar) => calendar_holds(&calendar),
                Err(problems) => {
                    assert!(!problems.is_empty(), "refused without a reason");
                    for problem in problems {
                        lies_within(text, problem.span.range());
                        let _ = (problem.kind.to_string(), problem.kind.help());
                    }
                }
            }
        }
    }
}

fn rule(text: &str) {
    match Rule::parse(text) {
        Ok(rule) => assert_eq!(Rule::parse(&rule.text()).as_ref(), Ok(&rule), "`{}`", rule.text()),
        Err(problems) => problems.iter().for_each(|problem| lies_within(text, problem.span.range())),
    }
}

/// What it says of any instant fits together, and it is written as it is read.
fn calendar_holds(calendar: &Calendar) {
    let now: Timestamp = "2027-03-01T08:00:00Z".parse().expect("an instant");
    for at in [Timestamp::MIN, now, Timestamp::MAX] {
        let told = calendar.outlook(at);
        assert!(told.until.is_none_or(|until| until > at), "{at}: {told:?}");
    }
    assert_eq!(outlook([calendar, calendar], now), calendar.outlook(now));
    let within = Interval { start: now, end: now + SignedDuration::from_hours(24 * 400) };
    let mut last = within.start;
    for (at, closure) in closures([calendar], within).into_iter().enumerate() {
        assert!(closure.start < closure.end && closure.end <= within.end, "{closure:?}");
        assert!(closure.start > last || (at == 0 && closure.start == last), "{closure:?} touches {last}");
        last = closure.end;
    }
    let written = calendar.text();
    match Calendar::parse(&written) {
        Ok(again) => assert_eq!(again.text(), written, "written twice"),
        Err(problems) => panic!("written so that it cannot be read: {problems:?}\n{written}"),
    }
}
