//! What expressions mean: the runs that they name.

use jiff::civil::DateTime;
use schedule::{Dialect, Expression};

/// The first runs from the start of 2027 on, by the wall clock.
fn runs(text: &str, count: usize) -> Vec<String> {
    let expression =
        Expression::parse(text, Dialect::Window).unwrap_or_else(|problems| panic!("{problems:?}"));
    let Expression::Cron(cron) = expression else { panic!("not cron") };
    let mut from: DateTime = "2027-01-01T00:00:00".parse().expect("a time");
    let mut found = Vec::new();
    while found.len() < count {
        let Some(next) = cron.at_or_after(from) else { break };
        found.push(next.strftime("%a %Y-%m-%d %H:%M:%S").to_string());
        from = next.checked_add(jiff::Span::new().seconds(1)).expect("a later time");
    }
    found
}

#[track_caller]
fn assert_runs(text: &str, expected: &[&str]) {
    assert_eq!(runs(text, expected.len()), expected, "{text}");
}

#[test]
fn fields_take_lists_ranges_and_steps() {
    assert_runs("cron(0 2 ? * SUN *)", &["Sun 2027-01-03 02:00:00", "Sun 2027-01-10 02:00:00"]);
    assert_runs("cron(30 9 ? * MON,WED *)", &["Mon 2027-01-04 09:30:00", "Wed 2027-01-06 09:30:00"]);
    assert_runs(
        "cron(0 8-10 1 * ? *)",
        &[
            "Fri 2027-01-01 08:00:00",
            "Fri 2027-01-01 09:00:00",
            "Fri 2027-01-01 10:00:00",
            "Mon 2027-02-01 08:00:00",
        ],
    );
    assert_runs(
        "cron(5/20 0 * * ? *)",
        &[
            "Fri 2027-01-01 00:05:00",
            "Fri 2027-01-01 00:25:00",
            "Fri 2027-01-01 00:45:00",
            "Sat 2027-01-02 00:05:00",
        ],
    );
    assert_runs(
        "cron(0 0-6/3 * * ? *)",
        &["Fri 2027-01-01 00:00:00", "Fri 2027-01-01 03:00:00", "Fri 2027-01-01 06:00:00"],
    );
    assert_runs("cron(0 0 1 JAN,JUL ? *)", &["Fri 2027-01-01 00:00:00", "Thu 2027-07-01 00:00:00"]);
    assert_runs(
        "cron(0 0 1 4/4 ? *)",
        &["Thu 2027-04-01 00:00:00", "Sun 2027-08-01 00:00:00", "Wed 2027-12-01 00:00:00"],
    );
    assert_runs("cron(0 0 1 1 ? 2028/2)", &["Sat 2028-01-01 00:00:00", "Tue 2030-01-01 00:00:00"]);
    assert_runs("cron(0 0 1 1 ? 2199)", &["Tue 2199-01-01 00:00:00"]);
}

#[test]
fn ranges_come_round() {
    assert_runs(
        "cron(0 0 ? * FRI-MON *)",
        &[
            "Fri 2027-01-01 00:00:00",
            "Sat 2027-01-02 00:00:00",
            "Sun 2027-01-03 00:00:00",
            "Mon 2027-01-04 00:00:00",
            "Fri 2027-01-08 00:00:00",
        ],
    );
    assert_runs(
        "cron(0 22-2/2 1 * ? *)",
        &["Fri 2027-01-01 00:00:00", "Fri 2027-01-01 02:00:00", "Fri 2027-01-01 22:00:00"],
    );
    assert_runs(
        "cron(0 0 1 NOV-FEB ? *)",
        &["Fri 2027-01-01 00:00:00", "Mon 2027-02-01 00:00:00", "Mon 2027-11-01 00:00:00"],
    );
    assert_runs(
        "cron(0 0 30-2 * ? *)",
        &[
            "Fri 2027-01-01 00:00:00",
            "Sat 2027-01-02 00:00:00",
            "Sat 2027-01-30 00:00:00",
            "Sun 2027-01-31 00:00:00",
            "Mon 2027-02-01 00:00:00",
        ],
    );
}

#[test]
fn seconds_stand_first() {
    assert_runs("cron(24 30 9 ? * * *)", &["Fri 2027-01-01 09:30:24", "Sat 2027-01-02 09:30:24"]);
    assert_runs("cron(0 0 2 ? * SUN *)", &["Sun 2027-01-03 02:00:00"]);
}

#[test]
fn last_days() {
    assert_runs("cron(0 0 L * ? *)", &["Sun 2027-01-31 00:00:00", "Sun 2027-02-28 00:00:00"]);
    assert_runs("cron(0 0 L-3 * ? *)", &["Thu 2027-01-28 00:00:00", "Thu 2027-02-25 00:00:00"]);
    assert_runs("cron(0 0 L-30 * ? *)", &["Fri 2027-01-01 00:00:00", "Mon 2027-03-01 00:00:00"]);
    assert_runs(
        "cron(0 0 LW * ? *)",
        &["Fri 2027-01-29 00:00:00", "Fri 2027-02-26 00:00:00", "Wed 2027-03-31 00:00:00"],
    );
    assert_runs("cron(15 10 ? * 6L *)", &["Fri 2027-01-29 10:15:00", "Fri 2027-02-26 10:15:00"]);
    assert_runs("cron(15 10 ? * FRIL *)", &["Fri 2027-01-29 10:15:00"]);
    assert_runs("cron(0 0 ? * L *)", &["Sat 2027-01-02 00:00:00", "Sat 2027-01-09 00:00:00"]);
}

#[test]
fn nearest_weekdays_stay_in_their_month() {
    assert_runs("cron(0 0 15W * ? *)", &["Fri 2027-01-15 00:00:00", "Mon 2027-02-15 00:00:00"]);
    assert_runs("cron(0 0 1W MAY ? *)", &["Mon 2027-05-03 00:00:00"]);
    assert_runs("cron(0 0 31W OCT ? *)", &["Fri 2027-10-29 00:00:00"]);
    assert_runs("cron(0 0 10W JAN ? *)", &["Mon 2027-01-11 00:00:00"]);
    assert_runs("cron(0 0 30W * ? *)", &["Fri 2027-01-29 00:00:00", "Tue 2027-03-30 00:00:00"]);
}

#[test]
fn nth_weekdays() {
    assert_runs("cron(30 23 ? * TUE#3 *)", &["Tue 2027-01-19 23:30:00", "Tue 2027-02-16 23:30:00"]);
    assert_runs("cron(0 0 ? * 3#2 *)", &["Tue 2027-01-12 00:00:00"]);
    assert_runs("cron(0 0 ? * 6#5 *)", &["Fri 2027-01-29 00:00:00", "Fri 2027-04-30 00:00:00"]);
}

#[test]
fn leap_days_come_when_they_come() {
    assert_runs("cron(0 0 29 2 ? *)", &["Tue 2028-02-29 00:00:00", "Sun 2032-02-29 00:00:00"]);
}

#[test]
fn spellings_of_one_meaning_are_equal() {
    let parse = |text| Expression::parse(text, Dialect::Window).expect("an expression");
    assert_eq!(parse("cron(0/15 * * * ? *)"), parse("cron(0,15,30,45 * * * ? *)"));
    assert_eq!(parse("cron(0 2 ? * SUN *)"), parse("cron(0  2 ? * 1 *)"));
    assert_eq!(parse("cron(0 2 ? * sun *)"), parse("cron(0 0 2 ? * SUN *)"));
    assert_eq!(parse("cron(0 0 L-0 * ? *)"), parse("cron(0 0 L * ? *)"));
    assert_ne!(parse("cron(0 2 ? * SUN *)"), parse("cron(0 2 ? * 7 *)"));
}
