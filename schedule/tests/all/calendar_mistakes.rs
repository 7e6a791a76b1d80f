//! Every mistake in a calendar is shown, each at its place.

use schedule::Calendar;

/// The mistakes, each with the piece of text that it points at.
fn mistakes(text: &str) -> String {
    let Err(problems) = Calendar::parse(text) else { return "fine".into() };
    let shown = problems.into_iter().map(|problem| {
        format!("{:?}: {}\n  {}", &text[problem.span.range()], problem.kind, problem.kind.help())
    });
    shown.collect::<Vec<_>>().join("\n")
}

fn inside(lines: &str) -> String {
    mistakes(&format!(
        "BEGIN:VCALENDAR\r\nX-CALENDAR-TYPE:DEFAULT_OPEN\r\n{}\r\nEND:VCALENDAR\r\n",
        lines.replace('\n', "\r\n")
    ))
}

fn event(lines: &str) -> String {
    inside(&format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT"))
}

#[test]
fn structure() {
    insta::assert_snapshot!(mistakes(""), @r#"
    "": this is not one iCalendar calendar
      the text is one `BEGIN:VCALENDAR` … `END:VCALENDAR`
    "#);
    insta::assert_snapshot!(mistakes("{\"schemaVersion\": \"2.2\"}"), @r#"
    "{\"schemaVersion\": \"2.2\"}": this line is not `NAME:value`
      a line that goes on from the one before begins with a blank
    "#);
    insta::assert_snapshot!(mistakes("BEGIN:VCALENDAR\nVERSION:1.0\nEND:VCALENDAR"), @r#"
    "BEGIN:VCALENDAR": the calendar does not say whether it is open or closed by default
      write `X-CALENDAR-TYPE:DEFAULT_OPEN` or `X-CALENDAR-TYPE:DEFAULT_CLOSED`
    "1.0": the version of the calendar is not 2.0
      write `VERSION:2.0`
    "#);
    insta::assert_snapshot!(mistakes("BEGIN:VCALENDAR\nX-CALENDAR-TYPE:DEFAULT-OPEN\nBEGIN:VEVENT\nEND:VCALENDAR"), @r#"
    "DEFAULT-OPEN": `DEFAULT-OPEN` is not a type of change calendar
      write `X-CALENDAR-TYPE:DEFAULT_OPEN` or `X-CALENDAR-TYPE:DEFAULT_CLOSED`
    "BEGIN:VEVENT": `DTSTART` is missing
      add it
    "END:VCALENDAR": `VEVENT` is still open here
      every `BEGIN` has an `END` of its own, the inner ones first
    "#);
    insta::assert_snapshot!(mistakes("SUMMARY:x\nBEGIN:VCALENDAR\nX-CALENDAR-TYPE:DEFAULT_OPEN\nEND:VCALENDAR\nEND:VEVENT"), @r#"
    "SUMMARY:x": this line stands outside of the calendar
      put it between `BEGIN:VCALENDAR` and `END:VCALENDAR`
    "END:VEVENT": nothing is open that this could end
      every `BEGIN` has an `END` of its own, the inner ones first
    "#);
    insta::assert_snapshot!(inside("SUMMARY\nFOO BAR:1\nX-WR-TIMEZONE:Mars/Olympus"), @r#"
    "SUMMARY": this line is not `NAME:value`
      a line that goes on from the one before begins with a blank
    "FOO BAR:1": this line is not `NAME:value`
      a line that goes on from the one before begins with a blank
    "Mars/Olympus": `Mars/Olympus` is not a time zone that the IANA database or this calendar knows
      name a zone of the IANA database, or add a `VTIMEZONE` of that name to the calendar
    "#);
    insta::assert_snapshot!(mistakes("BEGIN:VCALENDAR\nX-CALENDAR-TYPE:DEFAULT_OPEN"), @r#"
    "BEGIN:VCALENDAR": `VCALENDAR` does not end
      every `BEGIN` has an `END` of its own, the inner ones first
    "#);
}

#[test]
fn events() {
    insta::assert_snapshot!(event("SUMMARY:no start"), @r#"
    "BEGIN:VEVENT": `DTSTART` is missing
      add it
    "#);
    insta::assert_snapshot!(event("DTSTART:20270101\nDTSTART:20270102"), @r#"
    "DTSTART:20270102": `DTSTART` is there twice
      take one of them out
    "#);
    insta::assert_snapshot!(event("DTSTART:20270230T000000Z"), @r#"
    "20270230T000000Z": `20270230T000000Z` is not a date, or a date and time
      write `20270301T080000Z`, `;TZID=Europe/Berlin:20270301T080000` or `;VALUE=DATE:20270301`
    "#);
    insta::assert_snapshot!(event("DTSTART:20270102T000000Z\nDTEND:20270101T000000Z"), @r#"
    "20270101T000000Z": the end lies before the start
      the end is the first moment after the event
    "#);
    insta::assert_snapshot!(event("DTSTART:20270102T000000Z\nDTEND;VALUE=DATE:20270103"), @r#"
    "20270103": the start and the end are not both dates or both times
      write both as dates, or both as dates and times
    "#);
    insta::assert_snapshot!(event("DTSTART:20270102T000000Z\nDTEND:20270103T000000Z\nDURATION:P1D"), @r#"
    "DURATION:P1D": both an end and a duration are given
      take one of them out
    "#);
    insta::assert_snapshot!(event("DTSTART:20270102T000000Z\nDURATION:1 day"), @r#"
    "1 day": `1 day` is not a duration
      write `P1D`, `PT12H` or `P1DT12H30M`
    "#);
    insta::assert_snapshot!(event("DTSTART;TZID=Pacific Standard Time:20270102T000000\nDURATION:P1D"), @r#"
    "DTSTART;TZID=Pacific Standard Time:20270102T000000": `Pacific Standard Time` is not a time zone that the IANA database or this calendar knows
      name a zone of the IANA database, or add a `VTIMEZONE` of that name to the calendar
    "#);
    insta::assert_snapshot!(event("DTSTART:20270102T000000Z\nEXRULE:FREQ=DAILY\nEXDATE:yesterday"), @r#"
    "EXRULE:FREQ=DAILY": `EXRULE` is not supported
      write the events that are meant one by one
    "yesterday": `yesterday` is not a date, or a date and time
      write `20270301T080000Z`, `;TZID=Europe/Berlin:20270301T080000` or `;VALUE=DATE:20270301`
    "#);
    insta::assert_snapshot!(event("DTSTART:20270102T000000Z\nRECURRENCE-ID;RANGE=THISANDFUTURE:20270102T000000Z"), @r#"
    "BEGIN:VEVENT": `UID` is missing
      add it
    "RECURRENCE-ID;RANGE=THISANDFUTURE:20270102T000000Z": `RANGE=THISANDFUTURE` is not supported
      write the events that are meant one by one
    "#);
}

#[test]
fn rules() {
    insta::assert_snapshot!(event("DTSTART:20270102T000000Z\nRRULE:FREQ=FORTNIGHTLY;BYDAY=XX,MO;COUNT=0;NEVER"), @r#"
    "FORTNIGHTLY": `FORTNIGHTLY` is not a value of `FREQ`
      the frequencies are HOURLY, DAILY, WEEKLY, MONTHLY and YEARLY
    "XX": `XX` is not a value of `BYDAY`
      the days are MO, TU, WE, TH, FR, SA and SU, with a number before: `2TU`, `-1FR`
    "0": `0` is not a value of `COUNT`
      the values are whole numbers with `,` between them
    "NEVER": `NEVER` is not a part of a recurrence rule
      a rule is `NAME=value` parts with `;` between them: `FREQ=WEEKLY;BYDAY=SA,SU`
    "#);
    insta::assert_snapshot!(event("DTSTART:20270102T000000Z\nRRULE:BYDAY=MO;BYDAY=TU"), @r#"
    "BYDAY=MO;BYDAY=TU": the recurrence rule has no `FREQ`
      begin the rule with `FREQ=DAILY`, `FREQ=WEEKLY`, `FREQ=MONTHLY` or `FREQ=YEARLY`
    "BYDAY=TU": `BYDAY` is there twice
      take one of them out
    "#);
    insta::assert_snapshot!(event("DTSTART:20270102T000000Z\nRRULE:FREQ=MINUTELY"), @r#"
    "MINUTELY": an event that comes back more than 48 times a day is not supported
      write one longer event
    "#);
    insta::assert_snapshot!(event("DTSTART:20270102T000000Z\nRRULE:FREQ=DAILY;COUNT=3;UNTIL=20280101T000000Z"), @r#"
    "FREQ=DAILY;COUNT=3;UNTIL=20280101T000000Z": both `COUNT` and `UNTIL` are given
      take one of them out
    "#);
    insta::assert_snapshot!(event("DTSTART:20270102T000000Z\nRRULE:FREQ=WEEKLY;BYMONTHDAY=1"), @r#"
    "FREQ=WEEKLY;BYMONTHDAY=1": `BYMONTHDAY` can not be used with the current frequency (WEEKLY)
      RFC 5545, section 3.3.10, says which parts go together
    "#);
    insta::assert_snapshot!(event("DTSTART:20270102T000000Z\nRRULE:FREQ=WEEKLY;BYDAY=2MO"), @r#"
    "FREQ=WEEKLY;BYDAY=2MO": `BYDAY` counts days with `FREQ=MONTHLY` and `FREQ=YEARLY` only
      RFC 5545, section 3.3.10, says which parts go together
    "#);
    insta::assert_snapshot!(event("DTSTART:20270102T000000Z\nRRULE:FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=-32;BYSETPOS=0"), @r#"
    "13": `13` is not a value of `BYMONTH`
      the values are whole numbers with `,` between them
    "-32": `-32` is not a value of `BYMONTHDAY`
      the values are whole numbers with `,` between them
    "0": `0` is not a value of `BYSETPOS`
      the values are whole numbers with `,` between them
    "#);
}

#[test]
fn places_survive_folding() {
    insta::assert_snapshot!(event("DTSTART:20270102T000000Z\nRRULE:FREQ=YEARLY;BYMO\n NTH=1,2,\n 13;BYDAY=MO"), @r#"
    "13": `13` is not a value of `BYMONTH`
      the values are whole numbers with `,` between them
    "#);
}

#[test]
fn zones() {
    insta::assert_snapshot!(inside("BEGIN:VTIMEZONE\nTZID:X\nEND:VTIMEZONE"), @r#"
    "BEGIN:VTIMEZONE": the time zone has no rules, or more than any clock
      a `VTIMEZONE` holds at least one `STANDARD` or `DAYLIGHT`
    "#);
    insta::assert_snapshot!(inside("BEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nDTSTART:20200101\nTZOFFSETFROM:1\nEND:STANDARD\nEND:VTIMEZONE"), @r#"
    "BEGIN:STANDARD": `TZOFFSETTO` is missing
      add it
    "20200101": `20200101` is not a date, or a date and time
      write `20270301T080000Z`, `;TZID=Europe/Berlin:20270301T080000` or `;VALUE=DATE:20270301`
    "1": `1` is not an offset from UTC
      write `+0100` or `-0530`
    "#);
}

#[test]
fn what_would_take_for_ever() {
    insta::assert_snapshot!(event("DTSTART:20270102T000000Z\nRRULE:FREQ=HOURLY;BYMINUTE=0,20,40"), @r#"
    "FREQ=HOURLY;BYMINUTE=0,20,40": an event that comes back more than 48 times a day is not supported
      write one longer event
    "#);
    assert_eq!(event("DTSTART:20270102T000000Z\nRRULE:FREQ=HOURLY;INTERVAL=2;BYMINUTE=0,15,30,45"), "fine");
    insta::assert_snapshot!(event("DTSTART:20270102T000000Z\nDURATION:P367D\nRRULE:FREQ=DAILY"), @r#"
    "BEGIN:VEVENT": `RRULE of an event that is longer than a year` is not supported
      write the events that are meant one by one
    "#);
    assert_eq!(event("DTSTART:20270102T000000Z\nDURATION:P366D\nRRULE:FREQ=DAILY"), "fine");
    let changes = "DTSTART:20270102T000000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0100\nRRULE:FREQ=DAILY";
    insta::assert_snapshot!(inside(&format!("BEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\n{changes}\nEND:STANDARD\nEND:VTIMEZONE")), @r#"
    "BEGIN:VTIMEZONE": the time zone has no rules, or more than any clock
      a `VTIMEZONE` holds at least one `STANDARD` or `DAYLIGHT`
    "#);
    insta::assert_snapshot!(inside(&"BEGIN:X\n".repeat(16)), @r#"
    "BEGIN:X": `BEGIN:X` is not supported
      write the events that are meant one by one
    "#);
}

#[test]
fn times_that_no_clock_shows() {
    for time in ["T240000", "T006000", "T000061", "T088000Z"] {
        let said = event(&format!("DTSTART:20270301{time}"));
        assert!(said.contains("is not a date, or a date and time"), "{time}: {said}");
    }
    assert_eq!(event("DTSTART:20270301T235960Z"), "fine", "a leap second");
}
