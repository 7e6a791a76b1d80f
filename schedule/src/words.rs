//! Schedules as people say them: `Sundays 02:00`, `the second Saturday of the month 03:30`.

use std::fmt;

use jiff::civil::Weekday;

use crate::expression::{Cron, Days, Expression, Field, Rate, Values};

/// Times of a day that are written out; more of them are told by their hours and minutes.
const WRITTEN: usize = 4;

/// A schedule in words, without its zone. Two that run at other times are never told alike.
pub fn words(expression: &Expression) -> String {
    match expression {
        Expression::Cron(cron) => cron_words(cron),
        Expression::Rate(Rate { value: 1, unit }) => format!("every {}", unit.word(1)),
        Expression::Rate(Rate { value, unit }) => format!("every {value} {}", unit.word(*value)),
        Expression::At(once) => format!("once, {}", once.at.strftime("%Y-%m-%d %H:%M:%S")),
    }
}

fn cron_words(cron: &Cron) -> String {
    let Cron { seconds, minutes, hours, days, months, years } = cron;
    let days = (!every_day(days)).then(|| day_words(days));
    let mut text = match (times(seconds, minutes, hours), days) {
        (Times::Clock(times), None) => format!("every day {times}"),
        (Times::Clock(times), Some(days)) => format!("{days} {times}"),
        (Times::Again(times), None) => times,
        (Times::Again(times), Some(days)) => format!("{days}, {times}"),
    };
    if !months.every(Field::Months) {
        text.push_str(&format!(", in {}", list(months, month)));
    }
    if !years.every(Field::Years) {
        text.push_str(&format!(", in {}", list(years, |year| year.to_string())));
    }
    text
}

/// The times of a day.
enum Times {
    /// Times by the clock: `02:00 and 14:00`.
    Clock(String),
    /// How often: `every 30 minutes`.
    Again(String),
}

fn times(seconds: &Values, minutes: &Values, hours: &Values) -> Times {
    let all_hours = hours.every(Field::Hours);
    let count = seconds.count() * minutes.count() * hours.count();
    if count <= WRITTEN {
        let clock = |hour: u16, minute: u16, second: u16| match second {
            0 if seconds.only().is_some() => format!("{hour:02}:{minute:02}"),
            second => format!("{hour:02}:{minute:02}:{second:02}"),
        };
        let all = hours.iter().flat_map(|hour| minutes.iter().map(move |minute| (hour, minute)));
        let all =
            all.flat_map(|(hour, minute)| seconds.iter().map(move |second| clock(hour, minute, second)));
        return Times::Clock(and(all.collect()));
    }
    let whole = seconds.only() == Some(0);
    Times::Again(match (minutes.only(), step(minutes, 60), step(hours, 24)) {
        (Some(0), _, Some(1)) if whole => "every hour".to_owned(),
        (Some(minute), _, Some(1)) if whole => format!("every hour at minute {minute}"),
        (Some(0), _, Some(step)) if whole => format!("every {step} hours"),
        (_, Some(1), _) if whole && all_hours => "every minute".to_owned(),
        (_, Some(step), _) if whole && all_hours => format!("every {step} minutes"),
        _ => {
            let number = |value: u16| value.to_string();
            let seconds = match whole {
                true => String::new(),
                false => format!("second {} of ", list(seconds, number)),
            };
            let hours = match all_hours {
                true => "every hour".to_owned(),
                false => format!("the hours {}", list(hours, number)),
            };
            format!("at {seconds}minute {} of {hours}", list(minutes, number))
        }
    })
}

/// The distance of values that begin with 0 and stand equally far apart all around.
fn step(values: &Values, round: u16) -> Option<u16> {
    let step = values.at_least(1)?;
    let all = (0..round).step_by(usize::from(step)).eq(values.iter());
    (all && round.is_multiple_of(step)).then_some(step)
}

fn every_day(days: &Days) -> bool {
    match days {
        Days::OfMonth(values) => values.every(Field::DaysOfMonth),
        Days::OfWeek(values) => values.every(Field::DaysOfWeek),
        Days::Last { .. }
        | Days::LastWeekday { .. }
        | Days::NearestWeekday { .. }
        | Days::LastOfWeek { .. }
        | Days::NthOfWeek { .. } => false,
    }
}

fn day_words(days: &Days) -> String {
    match days {
        Days::OfMonth(values) => format!("the {} of the month", list(values, ordinal)),
        Days::OfWeek(values) => list(values, |day| format!("{}s", weekday(day))),
        Days::Last { before: 0 } => "the last day of the month".to_owned(),
        Days::Last { before } => format!("{} before the last of the month", day_count(*before)),
        Days::LastWeekday { before: 0 } => "the last working day of the month".to_owned(),
        Days::LastWeekday { before } => {
            format!("the working day nearest to {} before the last of the month", day_count(*before))
        }
        Days::NearestWeekday { day } => {
            format!("the working day nearest to the {} of the month", ordinal(u16::from(*day)))
        }
        Days::LastOfWeek { weekday: day } => format!("the last {} of the month", weekday(u16::from(*day))),
        Days::NthOfWeek { weekday: day, nth } => {
            let nth = ["first", "second", "third", "fourth", "fifth"][usize::from(*nth) - 1];
            format!("the {nth} {} of the month", weekday(u16::from(*day)))
        }
    }
}

fn day_count(days: u8) -> String {
    format!("{days} {}", if days == 1 { "day" } else { "days" })
}

fn weekday(day: u16) -> &'static str {
    match Weekday::from_sunday_one_offset(day as i8).expect("a day of the week is from 1 to 7") {
        Weekday::Sunday => "Sunday",
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
    }
}

fn month(month: u16) -> String {
    let names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    names[usize::from(month) - 1].to_owned()
}

fn ordinal(number: u16) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// Values in words; three and more that follow each other are one stretch: `Mondays to Fridays`.
fn list<T: fmt::Display>(values: &Values, word: impl Fn(u16) -> T) -> String {
    let mut stretches: Vec<(u16, u16)> = Vec::new();
    for value in values.iter() {
        match stretches.last_mut() {
            Some((_, last)) if *last + 1 == value => *last = value,
            _ => stretches.push((value, value)),
        }
    }
    let said = |(first, last): (u16, u16)| match last - first {
        0 => vec![word(first).to_string()],
        1 => vec![word(first).to_string(), word(last).to_string()],
        _ => vec![format!("{} to {}", word(first), word(last))],
    };
    and(stretches.into_iter().flat_map(said).collect())
}

fn and(mut words: Vec<String>) -> String {
    let last = words.pop().unwrap_or_default();
    if words.is_empty() { last } else { format!("{} and {last}", words.join(", ")) }
}
