//! Durations as iCalendar writes them.

use jiff::SignedDuration;

use crate::calendar::Length;

/// `P1W`, `P1DT12H`, `PT30M`; never negative. Weeks and days are the calendar's, the rest exact.
pub(super) fn read(text: &str) -> Option<Length> {
    let rest = text.strip_prefix('+').unwrap_or(text).strip_prefix('P')?;
    let (days, time) = match rest.split_once('T') {
        Some((_, "")) => return None,
        Some((days, time)) => (days, time),
        None => (rest, ""),
    };
    if days.is_empty() && time.is_empty() {
        return None;
    }
    let [weeks, days] = parts(days, ['W', 'D'])?;
    let [hours, minutes, seconds] = parts(time, ['H', 'M', 'S'])?;
    let days = weeks.checked_mul(7)?.checked_add(days)?;
    let seconds = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)?;
    Some(Length::days(i32::try_from(days).ok()?, SignedDuration::from_secs(seconds)))
}

/// Writes one whose wall-clock part is whole days: `P1D`, `PT12H30M`.
pub(super) fn text(length: Length) -> String {
    let seconds = length.exactly().as_secs();
    let part = |value: i64, unit| if value > 0 { format!("{value}{unit}") } else { String::new() };
    let days = part(length.by_the_clock().as_hours() / 24, 'D');
    let time = [part(seconds / 3600, 'H'), part(seconds / 60 % 60, 'M'), part(seconds % 60, 'S')].concat();
    match (days.as_str(), time.as_str()) {
        ("", "") => "PT0S".to_owned(),
        (days, "") => format!("P{days}"),
        (days, time) => format!("P{days}T{time}"),
    }
}

/// Numbers before units, in the order of the units.
fn parts<const N: usize>(text: &str, units: [char; N]) -> Option<[i64; N]> {
    let mut values = [0; N];
    let (mut rest, mut from) = (text, 0);
    while !rest.is_empty() {
        let end = rest.find(|char: char| !char.is_ascii_digit())?;
        let unit = rest[end..].chars().next()?;
        let at = from + units[from..].iter().position(|known| *known == unit)?;
        values[at] = rest[..end].parse::<i64>().ok().filter(|value| *value <= 1_000_000_000)?;
        (rest, from) = (&rest[end + 1..], at + 1);
    }
    Some(values)
}
