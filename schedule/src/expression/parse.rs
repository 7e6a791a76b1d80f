//! Reads schedule expressions.

use crate::expression::association;
use crate::expression::field::{self, Piece};
use crate::expression::frequency::gap_under;
use crate::expression::{Cron, Field, Mistake, Once, Rate, Values, once, rate, special};
use crate::problem::Problem;

/// When something runs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Expression {
    /// By the calendar.
    Cron(Cron),
    /// Again and again.
    Rate(Rate),
    /// Once.
    At(Once),
}

/// Whose schedules these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// A maintenance window's.
    Window,
    /// An association's: a narrower one.
    Association,
}

type Problems = Vec<Problem<Mistake>>;

impl Expression {
    /// Reads an expression as AWS takes it.
    ///
    /// # Errors
    /// Every mistake in it, each at its place in bytes.
    pub fn parse(text: &str, dialect: Dialect) -> Result<Self, Problems> {
        let (word, inner) = body(text).map_err(|problem| vec![problem])?;
        match word {
            "cron" => cron(inner, dialect).map(Self::Cron),
            "rate" => {
                let rate = rate::read(inner).map_err(|problem| vec![problem])?;
                match rate_limit(rate, dialect) {
                    Some(mistake) => Err(vec![inner.problem(mistake)]),
                    None => Ok(Self::Rate(rate)),
                }
            }
            _ => once::read(inner).map(Self::At).map_err(|problem| vec![problem]),
        }
    }
}

/// The word before the parentheses, and what stands in them.
fn body(text: &str) -> Result<(&str, Piece<'_>), Problem<Mistake>> {
    let all = Piece { text, start: 0 };
    let Some((word, rest)) = all.cut('(').filter(|(word, _)| matches!(word.text, "cron" | "rate" | "at"))
    else {
        return Err(all.problem(Mistake::Form));
    };
    let Some(inner) = rest.text.strip_suffix(')').filter(|inner| !inner.contains(['(', ')'])) else {
        return Err(all.problem(Mistake::Unclosed));
    };
    Ok((word.text, Piece { text: inner, start: rest.start }))
}

fn cron(inner: Piece<'_>, dialect: Dialect) -> Result<Cron, Problems> {
    let pieces: Vec<_> = inner.words().collect();
    let (seconds, fields) = match pieces.as_slice() {
        [seconds, fields @ ..] if fields.len() == 6 => (Some(*seconds), fields),
        fields if fields.len() == 6 => (None, fields),
        other => return Err(vec![inner.problem(Mistake::FieldCount { found: other.len() })]),
    };
    let mut problems = Vec::new();
    let mut read = |piece, field| field::values(piece, field, &mut problems);
    let seconds_read = seconds.map_or(Some(Values::new([0])), |piece| read(piece, Field::Seconds));
    let minutes = read(fields[0], Field::Minutes);
    let hours = read(fields[1], Field::Hours);
    let months = read(fields[3], Field::Months);
    let years = read(fields[5], Field::Years);
    let days = special::days(fields[2], fields[4], &mut problems);
    let (Some(seconds_read), Some(minutes), Some(hours), Some(days), Some(months), Some(years)) =
        (seconds_read, minutes, hours, days, months, years)
    else {
        problems.sort_by_key(|problem| problem.span);
        return Err(problems);
    };
    let cron = Cron { seconds: seconds_read, minutes, hours, days, months, years };
    let place = |field| match field {
        Field::Seconds => seconds.unwrap_or(inner),
        Field::Minutes => fields[0],
        Field::Hours => fields[1],
        Field::DaysOfMonth => fields[2],
        Field::Months => fields[3],
        Field::DaysOfWeek => fields[4],
        Field::Years => fields[5],
    };
    match dialect {
        Dialect::Window => {
            let fast = gap_under(&cron, 5 * 60);
            problems.extend(fast.map(|seconds| inner.problem(Mistake::TooFrequent { seconds })));
        }
        Dialect::Association => {
            let limits = association::limits(&cron).into_iter();
            problems.extend(limits.map(|(field, limit)| place(field).problem(Mistake::Association(limit))));
            problems.sort_by_key(|problem| problem.span);
        }
    }
    if problems.is_empty() && cron.date(jiff::civil::date(1970, 1, 1)).is_none() {
        problems.push(inner.problem(Mistake::Never));
    }
    if problems.is_empty() { Ok(cron) } else { Err(problems) }
}

fn rate_limit(rate: Rate, dialect: Dialect) -> Option<Mistake> {
    let least = match dialect {
        Dialect::Window => 5,
        Dialect::Association => 30,
    };
    if rate.seconds() < i64::from(least) * 60 {
        return Some(Mistake::RateTooFast { minutes: least });
    }
    let too_slow = dialect == Dialect::Association && rate.seconds() > 31 * 86400;
    too_slow.then_some(Mistake::RateTooSlow { days: 31 })
}
