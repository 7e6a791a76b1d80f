//! Recurrence rules as text, both ways.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::moment::{self, Moment};
use crate::calendar::rule::End;
use crate::calendar::{Frequency, Rule, RuleMistake};
use crate::problem::{Problem, Span};

/// So many starts a day may have: every half an hour.
pub(super) const MOST_A_DAY: usize = 48;

/// So many times a rule may be counted: once a day for 27 years.
const MOST_COUNTED: i64 = 10_000;

type Problems = Vec<Problem<RuleMistake>>;

const FREQUENCIES: [(&str, Frequency); 5] = [
    ("HOURLY", Frequency::Hourly),
    ("DAILY", Frequency::Daily),
    ("WEEKLY", Frequency::Weekly),
    ("MONTHLY", Frequency::Monthly),
    ("YEARLY", Frequency::Yearly),
];

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// The whole-number parts in RFC 5545's order: name, least, most, whether they may count from the
/// end. `BYDAY` is written before `BYHOUR`.
const NUMBERS: [(&str, i16, i16, Sign); 8] = [
    ("BYMONTH", 1, 12, Sign::Positive),
    ("BYWEEKNO", 1, 53, Sign::Either),
    ("BYYEARDAY", 1, 366, Sign::Either),
    ("BYMONTHDAY", 1, 31, Sign::Either),
    ("BYHOUR", 0, 23, Sign::Positive),
    ("BYMINUTE", 0, 59, Sign::Positive),
    ("BYSECOND", 0, 59, Sign::Positive),
    ("BYSETPOS", 1, 366, Sign::Either),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Positive,
    Either,
}

/// One `NAME=value` and the place of its value.
struct Part<'a> {
    name: &'static str,
    value: &'a str,
    span: Span,
}

pub(super) fn read(text: &str) -> Result<Rule, Problems> {
    let mut problems = Vec::new();
    let whole = Span::new(0, text.len());
    let parts = parts(text, &mut problems);
    let mut frequency = None;
    let mut rule = Rule {
        frequency: Frequency::Daily,
        interval: 1,
        end: End::Never,
        numbers: BTreeMap::new(),
        days: BTreeSet::new(),
        week_start: 1,
    };
    for part in &parts {
        if let Err(problem) = one(part, &mut rule, &mut frequency) {
            problems.push(problem);
        }
    }
    match frequency {
        Some(found) => rule.frequency = found,
        // A frequency that is refused has been said already.
        None if parts.iter().any(|part| part.name == "FREQ") => {}
        None => problems.push(Problem::new(RuleMistake::NoFrequency, whole)),
    }
    if parts.iter().filter(|part| part.name == "COUNT" || part.name == "UNTIL").count() > 1 {
        problems.push(Problem::new(RuleMistake::BothEnds, whole));
    }
    if problems.is_empty() && rule.a_day() > MOST_A_DAY {
        problems.push(Problem::new(RuleMistake::TooFrequent, whole));
    }
    if problems.is_empty()
        && let Err(kind) = rule.together()
    {
        problems.push(Problem::new(kind, whole));
    }
    if problems.is_empty() { Ok(rule) } else { Err(problems) }
}

fn parts<'a>(text: &'a str, problems: &mut Problems) -> Vec<Part<'a>> {
    let mut parts: Vec<Part<'a>> = Vec::new();
    let mut start = 0;
    for piece in text.split(';') {
        let span = Span::new(start, start + piece.len());
        start = span.end + 1;
        // One `;` at the very end is what some calendars write.
        if piece.is_empty() && span.end == text.len() && !parts.is_empty() {
            continue;
        }
        let found = piece.split_once('=').and_then(|(name, value)| Some((known(name)?, value)));
        match found {
            Some((name, _)) if parts.iter().any(|part| part.name == name) => {
                problems.push(Problem::new(RuleMistake::Twice { part: name }, span));
            }
            Some((name, value)) => {
                let span = Span::new(span.end - value.len(), span.end);
                parts.push(Part { name, value, span });
            }
            None => problems.push(Problem::new(RuleMistake::Part { text: piece.to_owned() }, span)),
        }
    }
    parts
}

fn known(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_uppercase();
    let others = ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"];
    let numbers = NUMBERS.iter().map(|(known, ..)| *known);
    others.into_iter().chain(numbers).find(|known| *known == name)
}

fn one(
    part: &Part<'_>,
    rule: &mut Rule,
    frequency: &mut Option<Frequency>,
) -> Result<(), Problem<RuleMistake>> {
    let value = part.value;
    let wrong = |at: &Part<'_>| {
        Problem::new(RuleMistake::Value { part: at.name, text: at.value.to_owned() }, at.span)
    };
    let upper = value.to_ascii_uppercase();
    match part.name {
        "FREQ" if matches!(upper.as_str(), "MINUTELY" | "SECONDLY") => {
            return Err(Problem::new(RuleMistake::TooFrequent, part.span));
        }
        "FREQ" => {
            let found = FREQUENCIES.iter().find(|(word, _)| *word == upper);
            *frequency = Some(found.ok_or_else(|| wrong(part))?.1);
        }
        "INTERVAL" => rule.interval = whole(value, 1, 10_000).ok_or_else(|| wrong(part))? as u16,
        "COUNT" => rule.end = End::After(whole(value, 1, MOST_COUNTED).ok_or_else(|| wrong(part))? as u32),
        "UNTIL" => rule.end = End::Until(Moment::read(&upper).ok_or_else(|| wrong(part))?),
        "WKST" => rule.week_start = weekday(&upper).ok_or_else(|| wrong(part))?,
        "BYDAY" => {
            for item in part.items() {
                rule.days.insert(nth_day(&item.value.to_ascii_uppercase()).ok_or_else(|| wrong(&item))?);
            }
        }
        name => {
            let (_, least, most, sign) =
                NUMBERS.into_iter().find(|(known, ..)| *known == name).expect("a known part");
            let mut numbers = BTreeSet::new();
            for item in part.items() {
                numbers.insert(signed(item.value, least, most, sign).ok_or_else(|| wrong(&item))?);
            }
            rule.numbers.insert(name, numbers);
        }
    }
    Ok(())
}

impl<'a> Part<'a> {
    /// The values of a list, each at its place.
    fn items(&self) -> impl Iterator<Item = Part<'a>> {
        let (name, mut start) = (self.name, self.span.start);
        self.value.split(',').map(move |value| {
            let span = Span::new(start, start + value.len());
            start = span.end + 1;
            Part { name, value, span }
        })
    }
}

fn whole(text: &str, least: i64, most: i64) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|value| digits && (least..=most).contains(value))
}

fn signed(text: &str, least: i16, most: i16, sign: Sign) -> Option<i16> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) if sign == Sign::Either => (true, rest),
        Some(_) => return None,
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let value = whole(digits, least.into(), most.into())? as i16;
    Some(if negative { -value } else { value })
}

fn weekday(text: &str) -> Option<i8> {
    DAYS.iter().position(|day| *day == text).map(|at| at as i8 + 1)
}

/// `TU`, `2TU`, `-1FR`: the day and which one of them.
fn nth_day(text: &str) -> Option<(i8, i8)> {
    let at = text.len().checked_sub(2).filter(|at| text.is_char_boundary(*at))?;
    let (nth, day) = text.split_at(at);
    let nth = if nth.is_empty() { 0 } else { signed(nth, 1, 53, Sign::Either)? as i8 };
    Some((weekday(day)?, nth))
}

/// Writes a rule; `until` says how its end is written.
pub(super) fn write(rule: &Rule, until: impl Fn(Moment) -> String) -> String {
    let frequency = FREQUENCIES.iter().find(|(_, known)| *known == rule.frequency);
    let mut parts = vec![format!("FREQ={}", frequency.expect("every frequency has a word").0)];
    if rule.interval > 1 {
        parts.push(format!("INTERVAL={}", rule.interval));
    }
    match rule.end {
        End::Never => {}
        End::After(count) => parts.push(format!("COUNT={count}")),
        End::Until(moment) => parts.push(format!("UNTIL={}", until(moment))),
    }
    for (name, ..) in NUMBERS {
        if name == "BYHOUR" && !rule.days.is_empty() {
            let days: Vec<_> = rule.days.iter().map(|(day, nth)| day_text(*day, *nth)).collect();
            parts.push(format!("BYDAY={}", days.join(",")));
        }
        if let Some(numbers) = rule.numbers.get(name) {
            let numbers: Vec<_> = numbers.iter().map(i16::to_string).collect();
            parts.push(format!("{name}={}", numbers.join(",")));
        }
    }
    if rule.week_start != 1 {
        parts.push(format!("WKST={}", DAYS[rule.week_start as usize - 1]));
    }
    parts.join(";")
}

fn day_text(day: i8, nth: i8) -> String {
    let day = DAYS[day as usize - 1];
    if nth == 0 { day.to_owned() } else { format!("{nth}{day}") }
}

/// An end as it was written.
pub(super) fn until(moment: Moment) -> String {
    match moment {
        Moment::Day(date) => moment::day(date),
        Moment::Wall(wall) => moment::wall(wall),
        Moment::Utc(instant) => moment::utc(instant),
    }
}
