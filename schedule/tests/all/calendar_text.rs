//! The text that AWS accepts.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use jiff::civil::date;
use proptest::prelude::*;
use schedule::Calendar;
use schedule::calendar::{Event, EventKind, Length, Rule, State, Zone};

use crate::generated;

fn black_friday() -> Event {
    Event {
        uid: None,
        summary: "Black Friday".into(),
        description: "No changes; ask the desk, please".into(),
        kind: EventKind::Standard,
        start: date(2026, 11, 27).at(0, 0, 0, 0),
        all_day: false,
        zone: Zone::named("America/New_York").expect("a zone"),
        length: Length::wall(SignedDuration::from_hours(96)),
        rule: None,
        excluded: BTreeSet::new(),
        added: BTreeSet::new(),
    }
}

fn calendar(events: Vec<Event>) -> Calendar {
    Calendar {
        default: State::Open,
        says_default: true,
        description: "Freezes".into(),
        change_manager_events: false,
        events,
    }
}

fn text(calendar: &Calendar) -> String {
    let text = calendar.text();
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "every line ends as AWS ends it");
    text.replace("\r\n", "\n")
}

#[test]
fn events_are_written_as_aws_writes_them() {
    let month_end = Event {
        summary: "Month end".into(),
        description: String::new(),
        kind: EventKind::Advisory,
        start: date(2026, 1, 31).at(18, 0, 0, 0),
        length: Length::wall(SignedDuration::from_hours(12)),
        rule: Some(Rule::parse("BYMONTHDAY=-1;FREQ=MONTHLY").expect("a rule")),
        ..black_friday()
    };
    let holiday = Event {
        all_day: true,
        zone: Zone::utc(),
        length: Length::days(2, SignedDuration::ZERO),
        ..black_friday()
    };
    insta::assert_snapshot!(text(&calendar(vec![black_friday(), month_end, holiday])), @r"
    BEGIN:VCALENDAR
    PRODID:-//AWS//Change Calendar 1.0//EN
    VERSION:2.0
    X-CALENDAR-TYPE:DEFAULT_OPEN
    X-WR-CALDESC:Freezes
    BEGIN:VEVENT
    DTSTAMP:20261127T050000Z
    UID:20261127T000000-black-friday@trueup
    SEQUENCE:0
    SUMMARY:Black Friday
    DESCRIPTION:No changes\; ask the desk\, please
    DTSTART;TZID=America/New_York:20261127T000000
    DTEND;TZID=America/New_York:20261201T000000
    X-EVENT-TYPE:STANDARD
    END:VEVENT
    BEGIN:VEVENT
    DTSTAMP:20260131T230000Z
    UID:20260131T180000-month-end@trueup
    SEQUENCE:0
    SUMMARY:Month end
    DTSTART;TZID=America/New_York:20260131T180000
    DTEND;TZID=America/New_York:20260201T060000
    RRULE:FREQ=MONTHLY;BYMONTHDAY=-1
    X-EVENT-TYPE:ADVISORY
    END:VEVENT
    BEGIN:VEVENT
    DTSTAMP:20261127T000000Z
    UID:2-20261127T000000-black-friday@trueup
    SEQUENCE:0
    SUMMARY:Black Friday
    DESCRIPTION:No changes\; ask the desk\, please
    DTSTART;VALUE=DATE:20261127
    DTEND;VALUE=DATE:20261129
    X-EVENT-TYPE:STANDARD
    END:VEVENT
    END:VCALENDAR
    ");
}

#[test]
fn a_calendar_without_events_holds_aws_s_placeholder() {
    let empty = Calendar { default: State::Closed, change_manager_events: true, ..calendar(Vec::new()) };
    insta::assert_snapshot!(text(&empty), @r"
    BEGIN:VCALENDAR
    PRODID:-//AWS//Change Calendar 1.0//EN
    VERSION:2.0
    X-CALENDAR-TYPE:DEFAULT_CLOSED
    X-WR-CALDESC:Freezes
    X-CALENDAR-CMEVENTS:ENABLED
    BEGIN:VTODO
    DTSTAMP:20200101T000000Z
    UID:placeholder@trueup
    SUMMARY:Add events to this calendar.
    END:VTODO
    END:VCALENDAR
    ");
}

#[test]
fn events_of_one_name_and_start_have_names_of_their_own() {
    let text = text(&calendar(vec![black_friday(), black_friday()]));
    let names: BTreeSet<_> = text.lines().filter(|line| line.starts_with("UID:")).collect();
    assert_eq!(names.len(), 2);
}

#[test]
fn a_zone_that_a_calendar_brings_along_is_written_with_it() {
    let read = Calendar::parse(&format!(
        "BEGIN:VCALENDAR\nX-CALENDAR-TYPE:DEFAULT_OPEN\n{}\nBEGIN:VEVENT\nUID:1\nDTSTART;TZID=Acme: East:20270101T080000\nDURATION:PT1H\nRRULE:FREQ=DAILY\nEND:VEVENT\nEND:VCALENDAR",
        "BEGIN:VTIMEZONE\nTZID:Acme\nBEGIN:DAYLIGHT\nDTSTART:20260329T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT\nBEGIN:STANDARD\nDTSTART:20261025T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nEND:VTIMEZONE",
    ).replace("Acme: East", "Acme"))
    .expect("a calendar");
    let again = Calendar::parse(&read.text()).expect("a calendar");
    assert_eq!(again, read);
    assert!(read.text().contains("BEGIN:VTIMEZONE\r\nTZID:Acme\r\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_written_calendar_reads_back_as_itself(calendar in generated::calendar()) {
        let text = calendar.text();
        for line in text.split("\r\n") {
            prop_assert!(line.len() <= 75, "{line:?}");
        }
        let read = Calendar::parse(&text).map_err(|problems| TestCaseError::fail(format!("{problems:?}\n{text}")))?;
        prop_assert_eq!(&read, &calendar, "{}", text);
        prop_assert_eq!(read.text(), text, "writing again changes nothing");
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in r"(BEGIN:VCALENDAR\n|END:VCALENDAR\n|BEGIN:VEVENT\n|END:VEVENT\n|X-CALENDAR-TYPE:DEFAULT_OPEN\n|DTSTART[:;]|RRULE:|FREQ=|DAILY;|TZID=|20270101|T000000|Z|\n| |\PC|é){0,30}") {
        if let Err(problems) = Calendar::parse(&text) {
            prop_assert!(!problems.is_empty());
            for problem in problems {
                prop_assert!(text.get(problem.span.range()).is_some(), "{problem:?}");
            }
        }
    }
}
