//! Open or closed, and until when.

use jiff::Timestamp;
use schedule::Calendar;
use schedule::calendar::{Interval, State, closures, outlook};
use schedule::instant;

pub fn at(text: &str) -> Timestamp {
    instant::instant(text).expect("an instant")
}

/// A calendar of these lines between header and end.
pub fn calendar(default: &str, lines: &str) -> Calendar {
    let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\nX-CALENDAR-TYPE:{default}\n{lines}\nEND:VCALENDAR\n");
    Calendar::parse(&text).unwrap_or_else(|problems| panic!("{text}\n{problems:#?}"))
}

pub fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\nUID:1\n{lines}\nEND:VEVENT")
}

/// State and next transition, as `GetCalendarState` would tell them.
#[track_caller]
fn assert_outlook(calendar: &Calendar, when: &str, state: State, until: Option<&str>) {
    let found = calendar.outlook(at(when));
    assert_eq!((found.state, found.until.map(instant::seconds).as_deref()), (state, until), "at {when}");
}

/// The starts of the first events from an instant on.
fn starts(calendar: &Calendar, from: &str, count: usize) -> Vec<String> {
    let within = Interval { start: at(from), end: at("2035-01-01") };
    let closed = calendar.closures(within);
    closed.into_iter().map(|closed| instant::seconds(closed.start)).take(count).collect()
}

#[test]
fn an_event_closes_what_is_open_and_opens_what_is_closed() {
    let lines = event("DTSTART:20271127T000000Z\nDTEND:20271201T000000Z");
    let open = calendar("DEFAULT_OPEN", &lines);
    assert_outlook(&open, "2027-11-01", State::Open, Some("2027-11-27T00:00:00Z"));
    assert_outlook(&open, "2027-11-26T23:59:59Z", State::Open, Some("2027-11-27T00:00:00Z"));
    assert_outlook(&open, "2027-11-27T00:00:00Z", State::Closed, Some("2027-12-01T00:00:00Z"));
    assert_outlook(&open, "2027-11-30T23:59:59Z", State::Closed, Some("2027-12-01T00:00:00Z"));
    assert_outlook(&open, "2027-12-01T00:00:00Z", State::Open, None);
    let closed = calendar("DEFAULT_CLOSED", &lines);
    assert_outlook(&closed, "2027-11-01", State::Closed, Some("2027-11-27T00:00:00Z"));
    assert_outlook(&closed, "2027-11-27T00:00:00Z", State::Open, Some("2027-12-01T00:00:00Z"));
    assert_outlook(&closed, "2027-12-01T00:00:00Z", State::Closed, None);
}

#[test]
fn a_calendar_without_events_keeps_its_state() {
    assert_outlook(&calendar("DEFAULT_OPEN", ""), "2027-01-01", State::Open, None);
    assert_outlook(&calendar("DEFAULT_CLOSED", ""), "2027-01-01", State::Closed, None);
    assert_eq!(outlook([], at("2027-01-01")).state, State::Open);
}

#[test]
fn events_that_overlap_or_touch_are_one() {
    let lines = [
        event("DTSTART:20270101T000000Z\nDTEND:20270102T000000Z"),
        event("DTSTART:20270101T120000Z\nDTEND:20270103T000000Z"),
        event("DTSTART:20270103T000000Z\nDTEND:20270104T000000Z"),
    ]
    .join("\n");
    assert_outlook(
        &calendar("DEFAULT_OPEN", &lines),
        "2027-01-01T06:00:00Z",
        State::Closed,
        Some("2027-01-04T00:00:00Z"),
    );
}

#[test]
fn advisory_and_cancelled_events_change_nothing() {
    let advisory = event("DTSTART:20270101T000000Z\nDTEND:20270102T000000Z\nX-EVENT-TYPE:ADVISORY");
    let cancelled = event("DTSTART:20270101T000000Z\nDTEND:20270102T000000Z\nSTATUS:CANCELLED");
    let standard = event("DTSTART:20270101T000000Z\nDTEND:20270102T000000Z\nX-EVENT-TYPE:STANDARD");
    assert_outlook(&calendar("DEFAULT_OPEN", &advisory), "2027-01-01T06:00:00Z", State::Open, None);
    assert_outlook(&calendar("DEFAULT_OPEN", &cancelled), "2027-01-01T06:00:00Z", State::Open, None);
    assert_outlook(
        &calendar("DEFAULT_OPEN", &standard),
        "2027-01-01T06:00:00Z",
        State::Closed,
        Some("2027-01-02T00:00:00Z"),
    );
}

#[test]
fn calendars_are_open_together_only() {
    let freeze = calendar("DEFAULT_OPEN", &event("DTSTART:20270110T000000Z\nDTEND:20270112T000000Z"));
    let hours = calendar(
        "DEFAULT_CLOSED",
        &event("DTSTART:20270104T080000Z\nDTEND:20270104T180000Z\nRRULE:FREQ=DAILY"),
    );
    let both = |when: &str| {
        let found = outlook([&freeze, &hours], at(when));
        (found.state, found.until.map(instant::seconds).unwrap_or_default())
    };
    assert_eq!(both("2027-01-09T10:00:00Z"), (State::Open, "2027-01-09T18:00:00Z".into()));
    assert_eq!(both("2027-01-09T20:00:00Z"), (State::Closed, "2027-01-12T08:00:00Z".into()));
    assert_eq!(both("2027-01-10T10:00:00Z"), (State::Closed, "2027-01-12T08:00:00Z".into()));
    let within = Interval { start: at("2027-01-09T17:00:00Z"), end: at("2027-01-12T09:00:00Z") };
    let closed = closures([&freeze, &hours], within);
    assert_eq!(closed, [Interval { start: at("2027-01-09T18:00:00Z"), end: at("2027-01-12T08:00:00Z") }]);
}

#[test]
fn zones_move_events_with_their_clocks() {
    let nights = calendar(
        "DEFAULT_OPEN",
        &event(
            "DTSTART;TZID=America/New_York:20270312T013000\nDTEND;TZID=America/New_York:20270312T033000\nRRULE:FREQ=DAILY;COUNT=4",
        ),
    );
    // On the 14th 02:00 to 03:00 is skipped: 01:30 to 03:30 is one hour.
    let within = Interval { start: at("2027-03-01"), end: at("2027-04-01") };
    let found: Vec<_> = nights
        .closures(within)
        .iter()
        .map(|closed| (instant::seconds(closed.start), instant::seconds(closed.end)))
        .collect();
    let pair = |start: &str, end: &str| (start.to_owned(), end.to_owned());
    assert_eq!(
        found,
        [
            pair("2027-03-12T06:30:00Z", "2027-03-12T08:30:00Z"),
            pair("2027-03-13T06:30:00Z", "2027-03-13T08:30:00Z"),
            pair("2027-03-14T06:30:00Z", "2027-03-14T07:30:00Z"),
            pair("2027-03-15T05:30:00Z", "2027-03-15T07:30:00Z"),
        ]
    );
}

#[test]
fn the_hours_of_a_duration_are_exact() {
    let night = |end: &str| {
        let lines = format!("DTSTART;TZID=America/New_York:20270310T220000\n{end}\nRRULE:FREQ=DAILY");
        calendar("DEFAULT_OPEN", &event(&lines))
    };
    let by_the_clock = night("DTEND;TZID=America/New_York:20270311T060000");
    assert_outlook(&by_the_clock, "2027-03-14T05:00:00Z", State::Closed, Some("2027-03-14T10:00:00Z"));
    assert_outlook(
        &night("DURATION:PT8H"),
        "2027-03-14T05:00:00Z",
        State::Closed,
        Some("2027-03-14T11:00:00Z"),
    );
    // An end in another zone has no wall clock in common with the start.
    assert_outlook(
        &night("DTEND:20270311T110000Z"),
        "2027-03-14T05:00:00Z",
        State::Closed,
        Some("2027-03-14T11:00:00Z"),
    );
}

#[test]
fn days_last_as_long_as_the_clock_says() {
    let day = |start: &str, rest: &str| {
        calendar(
            "DEFAULT_OPEN",
            &format!(
                "X-WR-TIMEZONE:America/New_York\n{}",
                event(&format!("DTSTART;VALUE=DATE:{start}{rest}"))
            ),
        )
    };
    assert_outlook(&day("20270314", ""), "2027-03-14T12:00:00Z", State::Closed, Some("2027-03-15T04:00:00Z"));
    assert_outlook(
        &day("20270314", "\nDTEND;VALUE=DATE:20270316"),
        "2027-03-14T12:00:00Z",
        State::Closed,
        Some("2027-03-16T04:00:00Z"),
    );
    assert_outlook(
        &day("20270313", "\nDURATION:P1DT6H"),
        "2027-03-13T12:00:00Z",
        State::Closed,
        Some("2027-03-14T11:00:00Z"),
    );
    assert_outlook(
        &day("20270313", "\nRRULE:FREQ=DAILY;COUNT=3"),
        "2027-03-13T12:00:00Z",
        State::Closed,
        Some("2027-03-16T04:00:00Z"),
    );
}

#[test]
fn what_names_no_zone_goes_by_the_calendar_s_or_utc() {
    let lines = event("DTSTART:20270601T080000\nDTEND:20270601T100000");
    assert_outlook(
        &calendar("DEFAULT_OPEN", &lines),
        "2027-06-01T00:00:00Z",
        State::Open,
        Some("2027-06-01T08:00:00Z"),
    );
    let berlin = calendar("DEFAULT_OPEN", &format!("X-WR-TIMEZONE:Europe/Berlin\n{lines}"));
    assert_outlook(&berlin, "2027-06-01T00:00:00Z", State::Open, Some("2027-06-01T06:00:00Z"));
}

#[test]
fn a_start_counts_even_where_the_rule_does_not_name_it() {
    let monday = calendar(
        "DEFAULT_OPEN",
        &event("DTSTART:20270103T080000Z\nDTEND:20270103T090000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO"),
    );
    assert_eq!(
        starts(&monday, "2027-01-01", 3),
        ["2027-01-03T08:00:00Z", "2027-01-04T08:00:00Z", "2027-01-11T08:00:00Z"]
    );
    assert!(!monday.events[0].rule_names_start());
}

#[test]
fn rules_end() {
    let rule = |rule: &str| {
        let lines = format!(
            "DTSTART;TZID=Europe/Berlin:20270101T080000\nDTEND;TZID=Europe/Berlin:20270101T090000\nRRULE:{rule}"
        );
        starts(&calendar("DEFAULT_OPEN", &event(&lines)), "2026-01-01", 9).len()
    };
    assert_eq!(rule("FREQ=DAILY;COUNT=3"), 3);
    assert_eq!(rule("FREQ=DAILY;UNTIL=20270103T070000Z"), 3, "08:00 in Berlin is 07:00 in UTC");
    assert_eq!(rule("FREQ=DAILY;UNTIL=20270103T065959Z"), 2);
    assert_eq!(rule("FREQ=DAILY;UNTIL=20270103T080000"), 3);
    assert_eq!(rule("FREQ=DAILY;UNTIL=20270103"), 3, "a date holds its whole day");
    assert_eq!(rule("FREQ=DAILY;UNTIL=20260101T000000Z"), 1, "an end before the start leaves the start");
}

#[test]
fn occurrences_are_left_out_and_added() {
    let lines = "DTSTART;TZID=Europe/Berlin:20270104T080000\nDTEND;TZID=Europe/Berlin:20270104T090000\nRRULE:FREQ=DAILY;COUNT=4";
    let with =
        |more: &str| starts(&calendar("DEFAULT_OPEN", &event(&format!("{lines}\n{more}"))), "2027-01-01", 9);
    assert_eq!(
        with("EXDATE;TZID=Europe/Berlin:20270105T080000,20270106T080000"),
        ["2027-01-04T07:00:00Z", "2027-01-07T07:00:00Z"]
    );
    assert_eq!(with("EXDATE:20270104T070000Z").len(), 3, "the start too can be left out");
    assert_eq!(with("EXDATE;VALUE=DATE:20270105").len(), 3, "a day leaves out what starts on it");
    assert_eq!(with("EXDATE:20270105T080000Z").len(), 4, "another time leaves out nothing");
    assert_eq!(with("RDATE;TZID=Europe/Berlin:20270110T080000").len(), 5);
    assert_eq!(with("RDATE;TZID=Europe/Berlin:20270110T080000\nEXDATE:20270110T070000Z").len(), 4);
    let period = calendar(
        "DEFAULT_OPEN",
        &event(&format!(
            "{lines}\nRDATE;VALUE=PERIOD:20270110T080000Z/PT5H,20270111T080000Z/20270111T090000Z"
        )),
    );
    assert_outlook(&period, "2027-01-10T08:00:00Z", State::Closed, Some("2027-01-10T13:00:00Z"));
    assert_outlook(&period, "2027-01-11T08:00:00Z", State::Closed, Some("2027-01-11T09:00:00Z"));
}

#[test]
fn an_event_can_stand_for_an_occurrence_of_another() {
    let series = "BEGIN:VEVENT\nUID:a\nDTSTART:20270104T080000Z\nDTEND:20270104T090000Z\nRRULE:FREQ=DAILY;COUNT=3\nEND:VEVENT";
    let moved = "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20270105T080000Z\nDTSTART:20270105T150000Z\nDTEND:20270105T160000Z\nEND:VEVENT";
    let cancelled = "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20270105T080000Z\nSTATUS:CANCELLED\nDTSTART:20270105T080000Z\nDTEND:20270105T090000Z\nEND:VEVENT";
    for order in [format!("{series}\n{moved}"), format!("{moved}\n{series}")] {
        assert_eq!(
            starts(&calendar("DEFAULT_OPEN", &order), "2027-01-01", 9),
            ["2027-01-04T08:00:00Z", "2027-01-05T15:00:00Z", "2027-01-06T08:00:00Z"]
        );
    }
    assert_eq!(
        starts(&calendar("DEFAULT_OPEN", &format!("{series}\n{cancelled}")), "2027-01-01", 9),
        ["2027-01-04T08:00:00Z", "2027-01-06T08:00:00Z"]
    );
}

/// As Outlook writes it: a name that no database has, rules since 1601.
const EASTERN: &str = "BEGIN:VTIMEZONE\nTZID:Acme Eastern\nBEGIN:STANDARD\nDTSTART:16010101T020000\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=11\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=2SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE";

#[test]
fn a_zone_of_the_calendar_s_own_is_a_zone() {
    let lines = |zone: &str| {
        event(&format!(
            "DTSTART;TZID={zone}:20270310T080000\nDTEND;TZID={zone}:20270310T093000\nRRULE:FREQ=WEEKLY;BYDAY=WE,SU"
        ))
    };
    let own = calendar("DEFAULT_OPEN", &format!("{EASTERN}\n{}", lines("Acme Eastern")));
    let known = calendar("DEFAULT_OPEN", &lines("America/New_York"));
    let within = Interval { start: at("2027-01-01"), end: at("2032-01-01") };
    assert_eq!(own.closures(within), known.closures(within));
    assert!(own.closures(within).len() > 400);
    // Skipped and doubled times too.
    for wall in ["20270314T023000", "20271107T013000", "20271107T003000"] {
        let start = |zone: &str, more: &str| {
            let lines = event(&format!("DTSTART;TZID={zone}:{wall}\nDURATION:PT1H"));
            calendar("DEFAULT_OPEN", &format!("{more}\n{lines}")).events[0].starts()
        };
        assert_eq!(start("Acme Eastern", EASTERN), start("America/New_York", ""), "{wall}");
    }
}

#[test]
fn a_zone_of_one_offset_and_one_of_dates() {
    let fixed = "BEGIN:VTIMEZONE\nTZID:Tokyo\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0900\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE";
    let lines = event("DTSTART;TZID=Tokyo:20270101T000000\nDURATION:P1D");
    assert_outlook(
        &calendar("DEFAULT_OPEN", &format!("{fixed}\n{lines}")),
        "2026-12-31T15:00:00Z",
        State::Closed,
        Some("2027-01-01T15:00:00Z"),
    );
    let dates = "BEGIN:VTIMEZONE\nTZID:Odd\nBEGIN:STANDARD\nDTSTART:20200101T000000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0130\nRDATE:20280101T000000\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:20270101T000000\nTZOFFSETFROM:+0130\nTZOFFSETTO:+0200\nEND:DAYLIGHT\nEND:VTIMEZONE";
    let start = |wall: &str| {
        let lines = event(&format!("DTSTART;TZID=Odd:{wall}\nDURATION:P1D"));
        calendar("DEFAULT_OPEN", &format!("{dates}\n{lines}")).events[0].starts().map(instant::seconds)
    };
    assert_eq!(start("20190601T120000").as_deref(), Some("2019-06-01T12:00:00Z"));
    assert_eq!(start("20260601T120000").as_deref(), Some("2026-06-01T10:30:00Z"));
    assert_eq!(start("20270601T120000").as_deref(), Some("2027-06-01T10:00:00Z"));
    assert_eq!(start("20280601T120000").as_deref(), Some("2028-06-01T10:30:00Z"));
}

#[test]
fn far_changes_are_found_and_endless_ones_are_not() {
    let leap = calendar(
        "DEFAULT_OPEN",
        &event("DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
    );
    assert_outlook(&leap, "2096-03-01", State::Open, Some("2104-02-29T00:00:00Z"));
    let always = calendar("DEFAULT_OPEN", &event("DTSTART;VALUE=DATE:20270101\nRRULE:FREQ=DAILY"));
    assert_outlook(&always, "2027-06-01", State::Closed, None);
    let never = calendar(
        "DEFAULT_OPEN",
        &event("DTSTART;VALUE=DATE:20270101\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
    );
    assert_outlook(&never, "2027-06-01", State::Open, None);
}
