//! Comparison by meaning.

use proptest::prelude::*;
use schedule::Calendar;
use schedule::calendar::{Rule, State};

use crate::calendar_states::{calendar, event};
use crate::generated;

#[test]
fn spellings_of_one_calendar_are_equal() {
    // AWS's own text of an empty calendar, and a hand-made one.
    let console = "BEGIN:VCALENDAR\r\nPRODID:-//AWS//Change Calendar 1.0//EN\r\nVERSION:2.0\r\nX-CALENDAR-TYPE:DEFAULT_OPEN\r\nX-WR-CALDESC:test\r\nBEGIN:VTODO\r\nDTSTAMP:20200320T004207Z\r\nUID:3b5af39a-d0b3-4049-a839-d7bb8af01f92\r\nSUMMARY:Add events to this calendar.\r\nEND:VTODO\r\nEND:VCALENDAR\r\n";
    let ours = Calendar {
        default: State::Open,
        says_default: true,
        description: "test".into(),
        change_manager_events: false,
        events: vec![],
    };
    assert_eq!(Calendar::parse(console).expect("a calendar"), ours);
    assert_eq!(Calendar::parse(&ours.text()).expect("a calendar"), ours);
}

#[test]
fn identifiers_stamps_and_order_mean_nothing() {
    let a = event(
        "SUMMARY:A\nDTSTAMP:20200101T000000Z\nSEQUENCE:3\nDTSTART:20270101T000000Z\nDTEND:20270102T000000Z",
    );
    let b = event("DTSTART:20270201T000000Z\nDURATION:PT24H\nSUMMARY:B");
    let b_again = event("UID:9\nSUMMARY:B\nDTSTART:20270201T000000Z\nDTEND:20270202T000000Z\nX-EVENT-TYPE:STANDARD\nLOCATION:here").replace("UID:1\n", "");
    assert_eq!(
        calendar("DEFAULT_OPEN", &format!("{a}\n{b}")),
        calendar("DEFAULT_OPEN", &format!("{b_again}\n\n{a}"))
    );
}

#[test]
fn one_stretch_of_time_is_one_whatever_zone_says_it() {
    let utc = calendar("DEFAULT_OPEN", &event("DTSTART:20270101T050000Z\nDTEND:20270102T050000Z"));
    let local =
        calendar("DEFAULT_OPEN", &event("DTSTART;TZID=America/New_York:20270101T000000\nDURATION:P1D"));
    assert_eq!(utc, local);
    // What comes back goes by its own clock.
    let utc = calendar("DEFAULT_OPEN", &event("DTSTART:20270101T050000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY"));
    let local = calendar(
        "DEFAULT_OPEN",
        &event("DTSTART;TZID=America/New_York:20270101T000000\nDURATION:PT1H\nRRULE:FREQ=DAILY"),
    );
    assert_ne!(utc, local);
}

#[test]
fn every_part_of_an_event_counts() {
    let base = "SUMMARY:A\nDTSTART:20270101T000000Z\nDTEND:20270102T000000Z\nRRULE:FREQ=DAILY;COUNT=9";
    let of = |lines: &str| calendar("DEFAULT_OPEN", &event(lines));
    for other in [
        base.replace("SUMMARY:A", "SUMMARY:B"),
        format!("{base}\nDESCRIPTION:more"),
        base.replace("DTSTART:20270101", "DTSTART:20270102"),
        base.replace("DTEND:20270102", "DTEND:20270103"),
        base.replace("COUNT=9", "COUNT=8"),
        format!("{base}\nEXDATE:20270102T000000Z"),
        format!("{base}\nRDATE:20280102T000000Z"),
        format!("{base}\nX-EVENT-TYPE:ADVISORY"),
    ] {
        assert_ne!(of(base), of(&other), "{other}");
    }
    assert_ne!(calendar("DEFAULT_OPEN", ""), calendar("DEFAULT_CLOSED", ""));
    assert_ne!(calendar("DEFAULT_OPEN", ""), calendar("DEFAULT_OPEN", "X-WR-CALDESC:why"));
    assert_ne!(calendar("DEFAULT_OPEN", ""), calendar("DEFAULT_OPEN", "X-CALENDAR-CMEVENTS:ENABLED"));
    assert_eq!(calendar("DEFAULT_OPEN", ""), calendar("DEFAULT_OPEN", "X-CALENDAR-CMEVENTS:DISABLED"));
}

#[test]
fn rules_are_compared_by_meaning() {
    let text = |text: &str| Rule::parse(text).expect("a rule").text();
    assert_eq!(text("byday=fr,MO;freq=weekly;interval=1;wkst=MO;"), "FREQ=WEEKLY;BYDAY=MO,FR");
    assert_eq!(text("BYMINUTE=30;FREQ=DAILY;BYHOUR=14,2,14"), "FREQ=DAILY;BYHOUR=2,14;BYMINUTE=30");
    assert_eq!(text("FREQ=MONTHLY;BYDAY=+2TU,-1FR;BYMONTH=3"), "FREQ=MONTHLY;BYMONTH=3;BYDAY=2TU,-1FR");
    assert_eq!(text("FREQ=DAILY;UNTIL=20271231T235959Z"), "FREQ=DAILY;UNTIL=20271231T235959Z");
}

proptest! {
    #[test]
    fn order_means_nothing_and_another_default_something(calendar in generated::calendar()) {
        let mut turned = calendar.clone();
        turned.events.reverse();
        prop_assert_eq!(&turned, &calendar);
        turned.default = match turned.default { State::Open => State::Closed, State::Closed => State::Open };
        prop_assert_ne!(&turned, &calendar);
    }

    #[test]
    fn a_rule_s_text_is_that_rule(rule in generated::rule()) {
        prop_assert_eq!(Rule::parse(&rule.text()).expect("a rule"), rule);
    }
}
