//! A window's hours.

use jiff::Timestamp;
use schedule::{Hours, HoursMistake};

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

#[test]
fn bounds_are_those_of_aws() {
    assert_eq!(Hours::new(0, 0), Err(HoursMistake::Duration));
    assert_eq!(Hours::new(25, 0), Err(HoursMistake::Duration));
    assert_eq!(Hours::new(24, 24), Err(HoursMistake::Cutoff));
    assert_eq!(Hours::new(4, -1), Err(HoursMistake::Cutoff));
    assert_eq!(Hours::new(4, 4), Err(HoursMistake::NothingStarts));
    let hours = Hours::new(24, 23).expect("the widest window");
    assert_eq!((hours.duration(), hours.cutoff()), (24, 23));
}

#[test]
fn tasks_start_until_the_cutoff() {
    let execution = Hours::new(4, 1).expect("hours").execution(at("2027-01-03T02:00:00Z"));
    assert_eq!((execution.cutoff, execution.end), (at("2027-01-03T05:00:00Z"), at("2027-01-03T06:00:00Z")));
    assert!(execution.starts_tasks(at("2027-01-03T02:00:00Z")));
    assert!(execution.starts_tasks(at("2027-01-03T04:59:59Z")));
    assert!(!execution.starts_tasks(at("2027-01-03T05:00:00Z")));
    assert!(!execution.starts_tasks(at("2027-01-03T01:59:59Z")));
}

#[test]
fn executions_that_touch_do_not_overlap() {
    let hours = Hours::new(4, 0).expect("hours");
    let first = hours.execution(at("2027-01-03T02:00:00Z"));
    assert!(!first.overlaps(&hours.execution(at("2027-01-03T06:00:00Z"))));
    assert!(first.overlaps(&hours.execution(at("2027-01-03T05:59:59Z"))));
}
