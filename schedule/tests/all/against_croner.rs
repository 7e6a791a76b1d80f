//! Next runs against `croner`, an implementation of others.
//!
//! It reads another dialect, so expressions are generated as parts that both can be written from.
//! Where the two differ, and why ours stands:
//! - a range that comes round (`FRI-MON`), `L-3` and `L` for Saturday: croner refuses or ignores
//!   them; ours are given to it as lists and days;
//! - a time that a clock skips: croner runs at the end of the gap, ours as much later as the clock
//!   jumped; a time that comes twice: croner runs steps twice. So this law is in UTC, and `clocks`
//!   holds the tables.

use croner::parser::{CronParser, Seconds, Year};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use schedule::{Dialect, Expression, Timetable};

/// A field as ours and as croner's.
type Both = (String, String);

fn plain(least: u16, most: u16) -> impl Strategy<Value = Both> {
    let one = move || least..=most;
    let item = prop_oneof![
        4 => one().prop_map(|value| value.to_string()),
        2 => (one(), one()).prop_map(|(a, b)| format!("{}-{}", a.min(b), a.max(b))),
        1 => (one(), one(), 1..=20u16).prop_map(move |(a, b, step)| {
            format!("{}-{}/{}", a.min(b), a.max(b), step.min(most - least))
        }),
        1 => (one(), 1..=20u16).prop_map(move |(from, step)| format!("{from}/{}", step.min(most - least))),
    ];
    prop_oneof![
        1 => Just("*".to_owned()),
        1 => (1..=20u16).prop_map(move |step| format!("*/{}", step.min(most - least))),
        4 => prop::collection::vec(item, 1..4).prop_map(|items| items.join(",")),
    ]
    .prop_map(|text| (text.clone(), text))
}

/// A range that comes round, as a list for croner.
fn round(least: u16, most: u16) -> impl Strategy<Value = Both> {
    (least..=most, least..=most).prop_filter("comes round", |(from, to)| from > to).prop_map(
        move |(from, to)| {
            let list: Vec<_> = (from..=most).chain(least..=to).map(|value| value.to_string()).collect();
            (format!("{from}-{to}"), list.join(","))
        },
    )
}

fn months() -> impl Strategy<Value = Both> {
    let named = prop::sample::select(vec!["JAN-MAR", "APR,OCT", "DEC", "feb/2"]);
    prop_oneof![
        4 => Just(("*".to_owned(), "*".to_owned())),
        2 => plain(1, 12),
        1 => round(1, 12),
        1 => named.prop_map(|text| (text.to_owned(), text.to_owned())),
    ]
}

/// Day of the month and day of the week.
fn days() -> impl Strategy<Value = (Both, Both)> {
    let question = || ("?".to_owned(), "?".to_owned());
    let of_month = prop_oneof![
        4 => plain(1, 31),
        1 => round(1, 31),
        1 => Just(("L".to_owned(), "L".to_owned())),
        1 => Just(("LW".to_owned(), "LW".to_owned())),
        1 => (1..=31u16).prop_map(|day| (format!("{day}W"), format!("{day}W"))),
    ];
    let names = || prop::sample::select(vec!["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]);
    let of_week = prop_oneof![
        4 => plain(1, 7),
        1 => round(1, 7),
        1 => names().prop_map(|name| (name.to_owned(), name.to_owned())),
        1 => (names(), 1..=5u16).prop_map(|(name, nth)| (format!("{name}#{nth}"), format!("{name}#{nth}"))),
        1 => (1..=7u16).prop_map(|day| (format!("{day}L"), format!("{day}L"))),
        1 => Just(("L".to_owned(), "7".to_owned())),
    ];
    prop_oneof![
        of_month.prop_map(move |both| (both, question())),
        of_week.prop_map(move |both| (question(), both)),
    ]
}

fn years() -> impl Strategy<Value = Both> {
    prop_oneof![
        6 => Just("*".to_owned()),
        1 => (2027..=2033u16).prop_map(|year| year.to_string()),
        1 => (2027..=2030u16, 0..=9u16).prop_map(|(from, span)| format!("{from}-{}", from + span)),
        1 => (2027..=2030u16, 1..=3u16).prop_map(|(from, step)| format!("{from}/{step}")),
    ]
    .prop_map(|text| (text.clone(), text))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, max_global_rejects: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn next_runs_agree(
        minutes in plain(0, 59),
        hours in prop_oneof![3 => plain(0, 23), 1 => round(0, 23)],
        (of_month, of_week) in days(),
        months in months(),
        years in years(),
        after in 1_798_761_600i64..1_861_920_000,
    ) {
        let ours = format!("cron({} {} {} {} {} {})", minutes.0, hours.0, of_month.0, months.0, of_week.0, years.0);
        let Ok(expression) = Expression::parse(&ours, Dialect::Window) else {
            // Faster than every 5 minutes, or a date that never comes: refused on purpose.
            return Err(TestCaseError::reject("refused"));
        };
        let theirs = format!("0 {} {} {} {} {} {}", minutes.1, hours.1, of_month.1, months.1, of_week.1, years.1);
        let parser = CronParser::builder()
            .seconds(Seconds::Required)
            .year(Year::Required)
            .alternative_weekdays(true)
            .sloppy_ranges(true)
            .build();
        let croner = parser.parse(&theirs).unwrap_or_else(|error| panic!("{theirs}: {error}"));

        let after = Timestamp::from_second(after).expect("an instant");
        let timetable = Timetable::new(expression, Timestamp::UNIX_EPOCH);
        let found: Vec<_> = timetable.runs(after).take(5).collect();
        let expected: Vec<_> =
            croner.iter_after(after.to_zoned(TimeZone::UTC)).take(5).map(|run| run.timestamp()).collect();
        prop_assert_eq!(found, expected, "{} / {}", ours, theirs);
    }
}
