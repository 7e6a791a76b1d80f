//! Events of other calendars.

use jiff::Timestamp;
use schedule::calendar::State;

use crate::world::World;

/// As Google writes it, people and reminders included.
const GOOGLE: &str = "BEGIN:VCALENDAR\r\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\r\nVERSION:2.0\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\nX-WR-CALNAME:Freezes\r\nX-WR-TIMEZONE:Europe/Berlin\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261228\r\nDTSTAMP:20260101T000000Z\r\nUID:abc@google.com\r\nATTENDEE;CN=Somebody;X-NUM-GUESTS=0:mailto:somebody@example.com\r\nSUMMARY:Holidays\r\nTRANSP:TRANSPARENT\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P0DT0H10M0S\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

const IN_FILE: &str = "ics: {file: calendars/freeze.ics}\n";

#[test]
fn a_file_s_events_are_rendered_as_aws_writes_them() {
    let world = World::new(&format!("default: open\n{IN_FILE}")).file("calendars/freeze.ics", GOOGLE);
    let state = world.declared().state;
    let text = state.text();
    assert!(!text.contains("somebody"), "what AWS does not need is not sent");
    insta::assert_snapshot!(text.replace("\r\n", "\n"), @r"
    BEGIN:VCALENDAR
    PRODID:-//AWS//Change Calendar 1.0//EN
    VERSION:2.0
    X-CALENDAR-TYPE:DEFAULT_OPEN
    X-WR-CALDESC:
    BEGIN:VEVENT
    DTSTAMP:20261223T230000Z
    UID:20261224T000000-holidays@trueup
    SEQUENCE:0
    SUMMARY:Holidays
    DTSTART;TZID=Europe/Berlin:20261224T000000
    DTEND;TZID=Europe/Berlin:20261228T000000
    X-EVENT-TYPE:STANDARD
    END:VEVENT
    END:VCALENDAR
    ");
    let at: Timestamp = "2026-12-23T23:30:00Z".parse().expect("an instant");
    assert_eq!(state.calendar().outlook(at).state, State::Closed, "midnight in Berlin");
}

#[test]
fn typed_events_stand_beside_those_of_a_file() {
    let spec = format!("default: open\n{IN_FILE}events: [{{summary: Freeze, start: 2027-01-01}}]\n");
    let state = World::new(&spec).file("calendars/freeze.ics", GOOGLE).declared().state;
    assert_eq!(state.events.keys().collect::<Vec<_>>(), ["Freeze", "Holidays"]);
}

#[test]
fn a_calendar_may_say_its_state_itself() {
    let closed = GOOGLE.replace("METHOD:PUBLISH", "X-CALENDAR-TYPE:DEFAULT_CLOSED\r\nX-WR-CALDESC:Theirs");
    let read = |spec: &str| World::new(&format!("{spec}{IN_FILE}")).file("calendars/freeze.ics", &closed);
    let state = read("").declared().state;
    assert_eq!(state.calendar().default, State::Closed);
    assert_eq!(state.description.as_deref(), Some("Theirs"));
    assert_eq!(read("description: Ours\n").declared().state.description.as_deref(), Some("Ours"));
    assert_eq!(read("default: closed\n").told(), [""; 0]);
    assert_eq!(
        read("default: open\n").told(),
        ["calendar.yaml:5:12 `open` calendar-default: the calendar in `ics` says the other state"]
    );
    let silent = World::new(IN_FILE).file("calendars/freeze.ics", GOOGLE).told();
    assert_eq!(silent.len(), 1);
    assert!(silent[0].contains("calendar-default"), "{silent:?}");
}

#[test]
fn mistakes_are_shown_in_the_file() {
    let broken = GOOGLE.replace(
        "DTEND;VALUE=DATE:20261228",
        "DTEND;VALUE=DATE:20261220\r\nRRULE:FREQ=DAILY;BY\r\n MONTH=13",
    );
    let told = World::new(&format!("default: open\n{IN_FILE}")).file("calendars/freeze.ics", &broken).told();
    insta::assert_snapshot!(told.join("\n"), @r"
    calendars/freeze.ics:10:18 `20261220` calendar-ics: the end lies before the start
    calendars/freeze.ics:12:8 `13` calendar-ics: `13` is not a value of `BYMONTH`
    ");
    let missing = World::new(&format!("default: open\n{IN_FILE}")).told();
    assert_eq!(missing, ["calendar.yaml:6:15 `calendars/freeze.ics` file-missing: this file cannot be read"]);
}

#[test]
fn mistakes_are_shown_in_a_block_of_the_manifest() {
    let told = World::new("default: open\nics: |\n  BEGIN:VCALENDAR\n  BEGIN:VEVENT\n  DTSTART;TZID=Mars:20270101T000000\n  END:VEVENT\n  END:VCALENDAR\n").told();
    insta::assert_snapshot!(told.join("\n"), @r"
    calendar.yaml:9:5 `DTSTART;TZID=Mars:20270101T000000` calendar-ics: `Mars` is not a time zone that the IANA database or this calendar knows
    ");
}

#[test]
fn a_zone_that_a_file_brings_along_goes_with_it() {
    let zone = "BEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Weekly\r\nDTSTART;TZID=W. Europe Standard Time:20270104T180000\r\nDTEND;TZID=W. Europe Standard Time:20270104T200000\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR";
    let outlook = GOOGLE.replace("END:VCALENDAR", zone);
    let state = World::new(&format!("default: open\n{IN_FILE}"))
        .file("calendars/freeze.ics", &outlook)
        .declared()
        .state;
    assert!(state.text().contains("TZID:W. Europe Standard Time\r\nBEGIN:"));
    let summer: Timestamp = "2027-07-05T16:30:00Z".parse().expect("an instant");
    assert_eq!(state.calendar().outlook(summer).state, State::Closed);
    let read = schedule::Calendar::parse(&state.text()).expect("a calendar");
    assert_eq!(read, state.calendar());
}
