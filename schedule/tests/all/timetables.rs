//! Offsets, dates and rates.

use jiff::Timestamp;
use schedule::{Dialect, Expression, Timetable, instant, zone};

fn at(text: &str) -> Timestamp {
    instant::instant(text).expect("an instant")
}

fn timetable(text: &str) -> Timetable {
    let expression = Expression::parse(text, Dialect::Window).expect("an expression");
    Timetable::new(expression, at("2027-01-01T00:00:00Z"))
}

fn runs(timetable: &Timetable, after: &str, count: usize) -> Vec<String> {
    timetable.runs(at(after)).take(count).map(instant::seconds).collect()
}

#[test]
fn a_run_is_after_the_instant_never_at_it() {
    let daily = timetable("cron(0 2 ? * * *)");
    assert_eq!(runs(&daily, "2027-01-05T01:59:59.999Z", 1), ["2027-01-05T02:00:00Z"]);
    assert_eq!(runs(&daily, "2027-01-05T02:00:00Z", 1), ["2027-01-06T02:00:00Z"]);
    assert_eq!(runs(&daily, "2027-01-05T02:00:00.001Z", 1), ["2027-01-06T02:00:00Z"]);
}

#[test]
fn an_offset_counts_days_by_the_wall_clock() {
    let second_tuesday_and_two = Timetable {
        offset_days: 2,
        zone: zone("America/New_York").expect("a zone"),
        ..timetable("cron(30 23 ? * TUE#2 *)")
    };
    // The Tuesday is before the change of the clocks in March, the run after it.
    assert_eq!(
        runs(&second_tuesday_and_two, "2027-01-01T00:00:00Z", 3),
        ["2027-01-15T04:30:00Z", "2027-02-12T04:30:00Z", "2027-03-12T04:30:00Z"]
    );
    let saturday_and_one = Timetable { offset_days: 1, ..timetable("cron(0 7 13 3 ? 2027)") };
    let saturday_and_one = Timetable { zone: zone("America/New_York").expect("a zone"), ..saturday_and_one };
    assert_eq!(runs(&saturday_and_one, "2027-03-01T00:00:00Z", 2), ["2027-03-14T11:00:00Z"]);
}

#[test]
fn a_date_before_the_schedule_was_made_does_not_run_after_it() {
    // The second Thursday is 14 January; three days later would be the 17th.
    let thursday = Timetable { offset_days: 3, ..timetable("cron(0 0 ? * THU#2 *)") };
    assert_eq!(runs(&thursday, "2027-01-16T00:00:00Z", 1), ["2027-01-17T00:00:00Z"]);
    let made_between = Timetable { since: at("2027-01-16T00:00:00Z"), ..thursday };
    assert_eq!(runs(&made_between, "2027-01-16T00:00:00Z", 1), ["2027-02-14T00:00:00Z"]);
}

#[test]
fn dates_bound_the_runs() {
    let bounded = Timetable {
        start: Some(at("2027-02-01T02:00:00Z")),
        end: Some(at("2027-02-03T02:00:00Z")),
        ..timetable("cron(0 2 ? * * *)")
    };
    assert_eq!(runs(&bounded, "2027-01-01T00:00:00Z", 9), ["2027-02-01T02:00:00Z", "2027-02-02T02:00:00Z"]);
    assert_eq!(runs(&bounded, "2027-03-01T00:00:00Z", 9), [] as [&str; 0]);
    let ended = Timetable { end: Some(at("2026-12-31T00:00:00Z")), ..timetable("rate(1 day)") };
    assert_eq!(runs(&ended, "2026-12-01T00:00:00Z", 9), [] as [&str; 0]);
}

#[test]
fn a_rate_counts_from_when_it_was_made() {
    let rate = Timetable { since: at("2027-01-01T10:19:20.500Z"), ..timetable("rate(12 hours)") };
    let next = |after: &str| rate.next(at(after)).expect("a run").to_string();
    assert_eq!(next("2027-01-01T10:19:20.500Z"), "2027-01-01T22:19:20.5Z");
    assert_eq!(next("2026-06-01T00:00:00Z"), "2027-01-01T22:19:20.5Z");
    assert_eq!(next("2027-01-01T22:19:20.500Z"), "2027-01-02T10:19:20.5Z");
    assert_eq!(next("2030-01-01T00:00:00Z"), "2030-01-01T10:19:20.5Z");
}

#[test]
fn a_rate_begins_with_a_start_that_lies_ahead() {
    let ahead = Timetable { start: Some(at("2027-02-01T00:00:00Z")), ..timetable("rate(7 days)") };
    assert_eq!(runs(&ahead, "2027-01-01T00:00:00Z", 2), ["2027-02-01T00:00:00Z", "2027-02-08T00:00:00Z"]);
    let behind = Timetable { start: Some(at("2026-02-01T00:00:00Z")), ..timetable("rate(7 days)") };
    assert_eq!(runs(&behind, "2027-01-01T00:00:00Z", 1), ["2027-01-08T00:00:00Z"]);
}

#[test]
fn one_run_is_one_run() {
    let once = timetable("at(2027-03-01T08:00:00)");
    assert_eq!(runs(&once, "2027-01-01T00:00:00Z", 9), ["2027-03-01T08:00:00Z"]);
    assert_eq!(runs(&once, "2027-03-01T08:00:00Z", 9), [] as [&str; 0]);
    let past = timetable("at(2026-03-01T08:00:00)");
    assert_eq!(
        runs(&past, "2020-01-01T00:00:00Z", 9),
        [] as [&str; 0],
        "it lies before the schedule was made"
    );
}

#[test]
fn years_end() {
    assert_eq!(runs(&timetable("cron(0 0 1 1 ? 2028-2029)"), "2027-01-01T00:00:00Z", 9).len(), 2);
    assert_eq!(runs(&timetable("cron(0 0 31 12 ? *)"), "2199-12-01T00:00:00Z", 9), ["2199-12-31T00:00:00Z"]);
}
