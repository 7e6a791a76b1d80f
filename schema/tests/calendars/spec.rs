//! Events that are written in the manifest.

use schema::Shape;
use schema::kinds::change_calendar::ChangeCalendar;

use crate::world::World;

/// The design's own example.
const FREEZE: &str = "\
default: open
timezone: America/New_York
events:
  - summary: Black Friday
    start: 2026-11-27T00:00
    end: 2026-12-01T00:00
  - summary: Month end
    start: 2026-01-31T18:00
    duration: 12h
    repeat: FREQ=MONTHLY;BYMONTHDAY=-1
";

fn state(spec: &str) -> ChangeCalendar {
    World::new(spec).declared().state
}

fn text(spec: &str) -> String {
    state(spec).text().replace("\r\n", "\n")
}

#[test]
fn typed_events_become_what_aws_accepts() {
    assert_eq!(World::new(FREEZE).declared().name, "production-freeze");
    insta::assert_snapshot!(text(FREEZE), @r"
    BEGIN:VCALENDAR
    PRODID:-//AWS//Change Calendar 1.0//EN
    VERSION:2.0
    X-CALENDAR-TYPE:DEFAULT_OPEN
    X-WR-CALDESC:
    BEGIN:VEVENT
    DTSTAMP:20261127T050000Z
    UID:20261127T000000-black-friday@trueup
    SEQUENCE:0
    SUMMARY:Black Friday
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
    X-EVENT-TYPE:STANDARD
    END:VEVENT
    END:VCALENDAR
    ");
}

#[test]
fn every_field_is_written() {
    let spec = "\
name: Freeze
default: closed
description: Who may change what, and when
changeManagerEvents: true
events:
  - summary: Deploys
    description: Ask first
    type: ADVISORY
    start: 2027-01-04T08:00
    end: 2027-01-04T18:00
    timezone: Europe/Berlin
    repeat: FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
    except: [2027-01-05, 2027-01-06T08:00]
  - summary: Holidays
    start: 2027-12-24
    end: 2027-12-27
  - summary: UTC
    start: 2027-02-01T00:00Z
    duration: 2 days
";
    insta::assert_snapshot!(text(spec), @r"
    BEGIN:VCALENDAR
    PRODID:-//AWS//Change Calendar 1.0//EN
    VERSION:2.0
    X-CALENDAR-TYPE:DEFAULT_CLOSED
    X-WR-CALDESC:Who may change what\, and when
    X-CALENDAR-CMEVENTS:ENABLED
    BEGIN:VEVENT
    DTSTAMP:20270104T070000Z
    UID:20270104T080000-deploys@trueup
    SEQUENCE:0
    SUMMARY:Deploys
    DESCRIPTION:Ask first
    DTSTART;TZID=Europe/Berlin:20270104T080000
    DTEND;TZID=Europe/Berlin:20270104T180000
    RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
    EXDATE;TZID=Europe/Berlin:20270105T080000
    EXDATE;TZID=Europe/Berlin:20270106T080000
    X-EVENT-TYPE:ADVISORY
    END:VEVENT
    BEGIN:VEVENT
    DTSTAMP:20271224T000000Z
    UID:20271224T000000-holidays@trueup
    SEQUENCE:0
    SUMMARY:Holidays
    DTSTART;VALUE=DATE:20271224
    DTEND;VALUE=DATE:20271227
    X-EVENT-TYPE:STANDARD
    END:VEVENT
    BEGIN:VEVENT
    DTSTAMP:20270201T000000Z
    UID:20270201T000000-utc@trueup
    SEQUENCE:0
    SUMMARY:UTC
    DTSTART:20270201T000000Z
    DTEND:20270203T000000Z
    X-EVENT-TYPE:STANDARD
    END:VEVENT
    END:VCALENDAR
    ");
}

#[test]
fn whole_days_of_a_zone_are_its_days() {
    let days = "default: open\ntimezone: America/New_York\nevents: [{summary: Day, start: 2027-03-14}, {summary: Days, start: 2027-03-13, end: 2027-03-16}, {summary: More, start: 2027-05-01, duration: 36h}]\n";
    let calendar = state(days).calendar();
    let hours = |at: usize| {
        let first = calendar.events[at].first().expect("an occurrence");
        first.end.duration_since(first.start).as_hours()
    };
    assert_eq!((hours(0), hours(1), hours(2)), (23, 71, 36), "one of the days has 23 hours");
}

#[test]
fn events_of_one_name_are_told_apart_by_their_start() {
    let state = state(
        "default: open\nevents: [{summary: Freeze, start: 2027-01-01}, {summary: Freeze, start: 2027-02-01}, {summary: Freeze, start: 2027-02-01, duration: 2 days}, {summary: Other, start: 2027-01-01}]",
    );
    let keys: Vec<_> = state.events.keys().map(String::as_str).collect();
    assert_eq!(keys, ["Freeze 2027-01-01", "Freeze 2027-02-01", "Freeze 2027-02-01 (2)", "Other"]);
}

#[test]
fn a_calendar_needs_no_events() {
    let state = state("default: closed");
    assert!(state.events.is_empty());
    assert!(state.text().contains("Add events to this calendar."));
}

#[test]
fn mistakes_point() {
    let told = World::new(
        "default: ajar\ntimezone: Berlin\nevents:\n  - summary: one\n    start: 27.11.2026\n  - summary: two\n    start: 2026-11-27T00:00\n    end: 2026-11-26T00:00\n    repeat: 'FREQ=DAILY;BYMONTH=13'\n  - start: 2026-11-27\n",
    )
    .told();
    insta::assert_snapshot!(told.join("\n"), @r"
    calendar.yaml:5:12 `ajar` unknown-word: `ajar` is not a word for this
    calendar.yaml:6:13 `Berlin` calendar-zone: `Berlin` is not a time zone of the IANA database
    calendar.yaml:9:14 `27.11.2026` calendar-moment: this is not a date, or a date and time
    calendar.yaml:12:12 `2026-11-26T00:00` calendar-end: the event ends before it begins
    calendar.yaml:13:35 `13` calendar-repeat: `13` is not a value of `BYMONTH`
    calendar.yaml:14:7 `start` missing-field: the field `summary` is missing
    ");
    insta::assert_snapshot!(World::new("name: aws-freeze\ndefault: open\nshare: [1234]\ntags: {\"aws:x\": y}").told().join("\n"), @r#"
    calendar.yaml:5:9 `aws-freeze` document-name: names of documents that begin with `aws` are AWS's own
    calendar.yaml:7:11 `1234` document-share: this is not an account
    calendar.yaml:8:10 `"aws:x": y` tag: keys that begin with `aws:` are AWS's own
    "#);
}

#[test]
fn a_calendar_has_up_to_64_kilobytes() {
    let events: String =
        (0..700).map(|at| format!("  - {{summary: \"{at:0>60}\", start: 2027-01-01}}\n")).collect();
    let told = World::new(&format!("default: open\nevents:\n{events}")).told();
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("calendar-size: the calendar's text is"), "{}", told[0]);
}

#[test]
fn the_state_s_tree_is_that_state() {
    let state = state(FREEZE);
    let tree = state.tree();
    let again = ChangeCalendar::from_tree(Some(&tree)).expect("its own tree");
    assert_eq!(format!("{:?}", again.tree()), format!("{tree:?}"));
    assert_eq!(again.calendar(), state.calendar());
    let event = tree.get("events").and_then(|events| events.get("Month end")).expect("the event");
    assert_eq!(event.get("end").and_then(|end| end.as_text()), Some("2026-02-01T06:00"));
    assert_eq!(event.get("repeat").and_then(|repeat| repeat.as_text()), Some("FREQ=MONTHLY;BYMONTHDAY=-1"));
}
