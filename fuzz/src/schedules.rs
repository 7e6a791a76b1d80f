//! Schedule expressions: of windows and associations, written by people and told by AWS.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schedule::{Dialect, Expression, Hours, Timetable, instant, zone};

use crate::parts::texts;
use crate::spans::lies_within;

/// So many runs are looked at from each beginning.
const RUNS: usize = 20;

/// An expression, then a zone, a beginning, an end and an offset in days, each optional.
pub fn run(bytes: &[u8]) {
    let texts = texts(bytes);
    let text = |at: usize| texts.get(at).copied().unwrap_or_default();
    let clock = zone(text(1)).unwrap_or_else(|mistake| {
        let _ = (mistake.to_string(), mistake.nearest);
        TimeZone::UTC
    });
    let [start, end] = [2, 3].map(|at| instant::instant(text(at)).ok());
    for told in start.into_iter().chain(end) {
        let _ = instant::seconds(told);
    }
    let offset_days = text(4).trim().parse().unwrap_or_default();
    for dialect in [Dialect::Window, Dialect::Association] {
        match Expression::parse(text(0), dialect) {
            Err(problems) => {
                assert!(!problems.is_empty(), "refused without a reason");
                for problem in problems {
                    lies_within(text(0), problem.span.range());
                    let _ = (problem.kind.to_string(), problem.kind.help());
                }
            }
            Ok(expression) => follow(expression, clock.clone(), offset_days, start, end),
        }
    }
}

fn follow(
    expression: Expression,
    zone: TimeZone,
    offset_days: u8,
    start: Option<Timestamp>,
    end: Option<Timestamp>,
) {
    let since = start.unwrap_or(Timestamp::UNIX_EPOCH);
    let made = Timetable { zone, offset_days, since, start, end, expression };
    let open = Timetable { start: None, end: None, since: Timestamp::MIN, ..made.clone() };
    let hours = Hours::new(24, 1).expect("hours that go together");
    for timetable in [&made, &open] {
        for after in [Timestamp::MIN, Timestamp::UNIX_EPOCH, since, Timestamp::MAX] {
            let mut last = after;
            for run in timetable.runs(after).take(RUNS) {
                assert!(run > last, "{run} is not after {last}");
                assert!(timetable.end.is_none_or(|end| run < end), "{run} is after the end");
                let _ = schedule::instant::execution(&timetable.expression, &timetable.zone, run);
                let execution = hours.execution(run);
                assert!(execution.start <= execution.cutoff && execution.cutoff <= execution.end);
                last = run;
            }
        }
    }
}
