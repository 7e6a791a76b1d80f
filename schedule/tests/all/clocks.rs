//! Clocks that change, and zones.

use jiff::Timestamp;
use schedule::{Dialect, Expression, Timetable, instant, zone};

fn instant(text: &str) -> Timestamp {
    instant::instant(text).expect("an instant")
}

/// The next runs after an instant, each as AWS writes it.
fn runs(text: &str, zone_name: &str, after: &str, count: usize) -> Vec<String> {
    let expression = Expression::parse(text, Dialect::Window).expect("an expression");
    let zone = zone(zone_name).expect("a zone");
    let timetable = Timetable { zone: zone.clone(), ..Timetable::new(expression, Timestamp::UNIX_EPOCH) };
    let runs = timetable.runs(instant(after)).take(count);
    runs.map(|run| instant::execution(&timetable.expression, &zone, run)).collect()
}

#[test]
fn a_time_that_a_clock_skips_runs_as_much_later() {
    // New York skips 02:00 to 03:00 on 14 March 2027.
    assert_eq!(
        runs("cron(30 2 ? * * *)", "America/New_York", "2027-03-13T12:00:00Z", 2),
        ["2027-03-14T03:30-04:00", "2027-03-15T02:30-04:00"]
    );
    // What is moved meets what stands there: one run, not two, and none out of order.
    assert_eq!(
        runs("cron(0/30 1-4 14 3 ? 2027)", "America/New_York", "2027-03-13T12:00:00Z", 9),
        [
            "2027-03-14T01:00-05:00",
            "2027-03-14T01:30-05:00",
            "2027-03-14T03:00-04:00",
            "2027-03-14T03:30-04:00",
            "2027-03-14T04:00-04:00",
            "2027-03-14T04:30-04:00",
        ]
    );
    // 02:50 becomes 03:50, after the 03:10 that a later wall-clock time names.
    assert_eq!(
        runs("cron(10,50 2-3 14 3 ? 2027)", "America/New_York", "2027-03-14T06:00:00Z", 5),
        ["2027-03-14T03:10-04:00", "2027-03-14T03:50-04:00"]
    );
    assert_eq!(
        runs("cron(50 2 14 3 ? 2027)", "America/New_York", "2027-03-14T07:20:00Z", 1),
        ["2027-03-14T03:50-04:00"]
    );
}

#[test]
fn a_time_that_comes_twice_runs_once() {
    // New York repeats 01:00 to 02:00 on 7 November 2027.
    assert_eq!(
        runs("cron(30 1 ? * * *)", "America/New_York", "2027-11-06T12:00:00Z", 2),
        ["2027-11-07T01:30-04:00", "2027-11-08T01:30-05:00"]
    );
    // Between the two passes nothing of the second is left.
    assert_eq!(
        runs("cron(0/30 * ? * * *)", "America/New_York", "2027-11-07T05:40:00Z", 2),
        ["2027-11-07T02:00-05:00", "2027-11-07T02:30-05:00"]
    );
}

#[test]
fn other_clocks() {
    // Lord Howe moves by half an hour, Apia left out 30 December 2011, Santiago skips midnight.
    assert_eq!(
        runs("cron(15 2 ? * * *)", "Australia/Lord_Howe", "2027-10-02T10:00:00Z", 2),
        ["2027-10-03T02:45+11:00", "2027-10-04T02:15+11:00"]
    );
    assert_eq!(
        runs("cron(0 12 30 12 ? 2011)", "Pacific/Apia", "2011-12-29T00:00:00Z", 1),
        ["2011-12-31T12:00+14:00"]
    );
    assert_eq!(
        runs("cron(0 0 ? * SUN *)", "America/Santiago", "2027-09-04T12:00:00Z", 2),
        ["2027-09-05T01:00-03:00", "2027-09-12T00:00-03:00"]
    );
}

#[test]
fn executions_are_written_as_aws_writes_them() {
    assert_eq!(runs("cron(0 16 ? * WED *)", "UTC", "2020-02-18T00:00:00Z", 1), ["2020-02-19T16:00Z"]);
    assert_eq!(
        runs("cron(0 2 ? * SUN *)", "America/Los_Angeles", "2019-02-01T00:00:00Z", 1),
        ["2019-02-03T02:00-08:00"]
    );
    assert_eq!(
        runs("cron(24 30 9 ? * * *)", "Asia/Kolkata", "2027-01-01T00:00:00Z", 1),
        ["2027-01-01T09:30:24+05:30"]
    );
    assert_eq!(
        runs("at(2027-07-07T13:15:30)", "Europe/London", "2027-01-01T00:00:00Z", 2),
        ["2027-07-07T13:15:30+01:00"]
    );
    assert_eq!(runs("rate(7 days)", "Asia/Tokyo", "2027-01-01T00:00:00Z", 1), ["2027-01-07T00:00:00.000Z"]);
}

#[test]
fn zones_are_those_of_the_database() {
    for known in ["UTC", "America/Los_Angeles", "Asia/Seoul", "Etc/UTC", "US/Eastern", "GMT"] {
        assert!(zone(known).is_ok(), "{known}");
    }
    let nearest = |name| zone(name).expect_err("no zone").nearest;
    assert_eq!(nearest("america/new_york").as_deref(), Some("America/New_York"));
    assert_eq!(nearest("Los Angeles").as_deref(), Some("America/Los_Angeles"));
    assert_eq!(nearest("Europe/Frankfurt"), None);
    assert_eq!(nearest("+02:00"), None);
    assert!(zone::names().len() > 400);
}

#[test]
fn instants_have_the_forms_that_aws_takes() {
    for (text, expected) in [
        ("2027-03-01T08:00:00Z", "2027-03-01T08:00:00Z"),
        ("2027-03-01T08:00:00-08:00", "2027-03-01T16:00:00Z"),
        ("2027-03-01T08:00-08:00", "2027-03-01T16:00:00Z"),
        ("2027-03-01T08:00:00.250Z", "2027-03-01T08:00:00Z"),
        ("2027-03-01T08:00:00", "2027-03-01T08:00:00Z"),
        ("2027-03-01T08:00", "2027-03-01T08:00:00Z"),
        ("2027-03-01", "2027-03-01T00:00:00Z"),
    ] {
        assert_eq!(instant::instant(text).map(instant::seconds).as_deref(), Ok(expected), "{text}");
    }
    for wrong in
        ["", "tomorrow", "2027-02-29", "2027-03-01 08:00:00Z", "2027-03-01T08:00:00[UTC]", "1700000000"]
    {
        assert!(instant::instant(wrong).is_err(), "{wrong}");
    }
}
