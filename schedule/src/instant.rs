//! Instants as AWS takes and writes them where its model says plain text.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::expression::Expression;

/// A text that is no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a date and time in ISO 8601")]
pub struct InstantMistake {
    /// The text.
    pub text: String,
}

/// An instant in ISO 8601: `2027-03-01T08:00:00Z`, `…T08:00-08:00`, or without an offset, which
/// means UTC. `StartDate` and `EndDate` of a window and `AtTime` of GetCalendarState take these.
///
/// # Errors
/// The text is none.
pub fn instant(text: &str) -> Result<Timestamp, InstantMistake> {
    let mistake = || InstantMistake { text: text.to_owned() };
    // jiff would take a blank for the `T` and annotations in brackets; AWS takes neither.
    if !text.bytes().all(|byte| byte.is_ascii_digit() || b"-+:.TZ".contains(&byte)) {
        return Err(mistake());
    }
    if let Ok(instant) = text.parse() {
        return Ok(instant);
    }
    let civil: DateTime = text.parse().map_err(|_| mistake())?;
    civil.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp()).map_err(|_| mistake())
}

/// UTC to the second: `2027-03-01T08:00:00Z`, as GetCalendarState answers.
pub fn seconds(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A window's `NextExecutionTime`: a rate's to the millisecond in UTC, any other's to the minute
/// (or second, where it has one) with the zone's offset, `Z` for none.
pub fn execution(expression: &Expression, zone: &TimeZone, instant: Timestamp) -> String {
    match expression {
        Expression::Rate(_) => instant.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string(),
        Expression::Cron(_) | Expression::At(_) => {
            let local = zone.to_offset_info(instant);
            let form = if instant.as_second() % 60 == 0 { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S" };
            let zoned = instant.to_zoned(zone.clone());
            let offset = if local.offset().seconds() == 0 {
                "Z".to_owned()
            } else {
                zoned.strftime("%:z").to_string()
            };
            format!("{}{offset}", zoned.strftime(form))
        }
    }
}
