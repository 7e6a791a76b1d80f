//! Calendars made up for laws.

use std::collections::BTreeSet;

use jiff::civil::{DateTime, date};
use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;
use schedule::Calendar;
use schedule::calendar::{Event, EventKind, Exclusion, Length, Rule, State, Zone};

pub fn wall() -> impl Strategy<Value = DateTime> {
    (0..4000i64, 0..48i64).prop_map(|(days, halves)| {
        let start = date(2024, 1, 1).at(0, 0, 0, 0);
        start
            .checked_add(days.days())
            .and_then(|day| day.checked_add((halves * 30).minutes()))
            .expect("a time")
    })
}

pub fn zone() -> impl Strategy<Value = Zone> {
    let names = [
        "UTC",
        "America/New_York",
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "America/Sao_Paulo",
    ];
    prop::sample::select(names.to_vec()).prop_map(|name| Zone::named(name).expect("a zone"))
}

pub fn rule() -> impl Strategy<Value = Rule> {
    let base = prop::sample::select(vec![
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=MO,WE,FR",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYDAY=2TU",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
        "FREQ=YEARLY;BYYEARDAY=1,100,-1",
        "FREQ=HOURLY;INTERVAL=7",
        "FREQ=DAILY;BYHOUR=2,14;BYMINUTE=30",
    ]);
    let end = prop_oneof![
        2 => Just(String::new()),
        1 => (1..20u32).prop_map(|count| format!(";COUNT={count}")),
        1 => Just(";UNTIL=20300601T000000Z".to_owned()),
    ];
    (base, end).prop_map(|(base, end)| Rule::parse(&format!("{base}{end}")).expect("a rule"))
}

pub fn length() -> impl Strategy<Value = Length> {
    prop_oneof![
        (1..200i64).prop_map(|quarters| Length::wall(SignedDuration::from_mins(quarters * 15))),
        (1..200i64).prop_map(|quarters| Length::days(0, SignedDuration::from_mins(quarters * 15))),
        (1..5i32).prop_map(|days| Length::days(days, SignedDuration::ZERO)),
        (1..3i32, 1..20i64).prop_map(|(days, hours)| Length::days(days, SignedDuration::from_hours(hours))),
    ]
}

pub fn event() -> impl Strategy<Value = Event> {
    let texts = ("[ -~äß☃\n]{0,90}", "[a-z,;\\\\\n]{0,20}");
    (texts, wall(), any::<bool>(), zone(), length(), prop::option::of(rule()), 0..3u8, any::<bool>())
        .prop_map(|((summary, description), start, all_day, zone, length, rule, left_out, advisory)| {
            let all_day =
                all_day && length.exactly().is_zero() && length.by_the_clock().as_secs() % 86400 == 0;
            let start = if all_day { start.date().at(0, 0, 0, 0) } else { start };
            let mut event = Event {
                uid: None,
                summary: summary.trim().to_owned(),
                description: description.trim().to_owned(),
                kind: if advisory { EventKind::Advisory } else { EventKind::Standard },
                start,
                all_day,
                zone,
                length,
                rule,
                excluded: BTreeSet::new(),
                added: BTreeSet::new(),
            };
            if event.rule.is_some() {
                let exclusions = (0..left_out).map(|day| {
                    let day = start.date().checked_add(i64::from(day).days()).expect("a day");
                    Exclusion::On(day)
                });
                event.excluded = exclusions.collect();
            }
            event
        })
}

pub fn calendar() -> impl Strategy<Value = Calendar> {
    let state = prop::sample::select(vec![State::Open, State::Closed]);
    (state, "[ -~]{0,100}", any::<bool>(), prop::collection::vec(event(), 0..4)).prop_map(
        |(default, description, change_manager_events, events)| Calendar {
            default,
            says_default: true,
            description: description.trim().to_owned(),
            change_manager_events,
            events,
        },
    )
}
