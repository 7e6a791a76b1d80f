//! Answers questions on schedules and calendars, one JSON object a line, so that programs in other
//! languages can be compared with this crate: `tests/clients/schedules.py` is one.
//!
//! `{"schedule", "zone", "after", "count"}` → `{"runs": […]}`;
//! `{"calendar", "from", "to"}` → `{"occurrences": [[start, end], …], "closed": [[start, end], …]}`;
//! `{"calendar", "at"}` → `{"state", "until"}`; and `{"problems": […]}` for what cannot be read.

use std::io::{BufRead, Write};

use jiff::Timestamp;
use schedule::calendar::{Interval, State};
use schedule::{Calendar, Dialect, Expression, Timetable, instant, zone};
use serde_json::{Value, json};

fn main() {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line of text");
        let question: Value = serde_json::from_str(&line).expect("a JSON object");
        let answer = if question["schedule"].is_string() { runs(&question) } else { calendar(&question) };
        writeln!(out, "{answer}").and_then(|()| out.flush()).expect("somebody reads");
    }
}

fn text<'a>(question: &'a Value, name: &str) -> &'a str {
    question[name].as_str().unwrap_or_else(|| panic!("`{name}` is a text"))
}

fn moment(question: &Value, name: &str) -> Timestamp {
    instant::instant(text(question, name)).expect("an instant")
}

fn runs(question: &Value) -> Value {
    let expression = match Expression::parse(text(question, "schedule"), Dialect::Window) {
        Ok(expression) => expression,
        Err(problems) => return problems_of(problems.iter().map(|problem| problem.kind.to_string())),
    };
    let zone = zone(text(question, "zone")).expect("a zone");
    let timetable = Timetable { zone, ..Timetable::new(expression, Timestamp::UNIX_EPOCH) };
    let count = question["count"].as_u64().expect("a count") as usize;
    let runs = timetable.runs(moment(question, "after")).take(count).map(instant::seconds);
    json!({ "runs": runs.collect::<Vec<_>>() })
}

fn calendar(question: &Value) -> Value {
    let calendar = match Calendar::parse(text(question, "calendar")) {
        Ok(calendar) => calendar,
        Err(problems) => return problems_of(problems.iter().map(|problem| problem.kind.to_string())),
    };
    if question["at"].is_string() {
        let outlook = calendar.outlook(moment(question, "at"));
        let state = match outlook.state {
            State::Open => "OPEN",
            State::Closed => "CLOSED",
        };
        return json!({ "state": state, "until": outlook.until.map(instant::seconds) });
    }
    let within = Interval { start: moment(question, "from"), end: moment(question, "to") };
    let mut occurrences: Vec<_> =
        calendar.events.iter().flat_map(|event| event.occurrences(within)).collect();
    occurrences.sort();
    json!({ "occurrences": pairs(&occurrences), "closed": pairs(&calendar.closures(within)) })
}

fn pairs(intervals: &[Interval]) -> Vec<[String; 2]> {
    let pair = |interval: &Interval| [instant::seconds(interval.start), instant::seconds(interval.end)];
    intervals.iter().map(pair).collect()
}

fn problems_of(problems: impl Iterator<Item = String>) -> Value {
    json!({ "problems": problems.collect::<Vec<_>>() })
}
