//! `rate(n unit)`.

use crate::expression::Mistake;
use crate::expression::field::{Piece, number};
use crate::problem::Problem;

/// The greatest number of a rate: enough for a thousand years of days.
const MOST: u32 = 365_000;

/// A rate. Days are 24 hours, whatever clocks do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rate {
    /// How many.
    pub value: u32,
    /// Of what.
    pub unit: Unit,
}

/// A unit of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
}

impl Unit {
    /// How AWS wants it written beside a number.
    pub fn word(self, value: u32) -> &'static str {
        match (self, value) {
            (Self::Minute, 1) => "minute",
            (Self::Minute, _) => "minutes",
            (Self::Hour, 1) => "hour",
            (Self::Hour, _) => "hours",
            (Self::Day, 1) => "day",
            (Self::Day, _) => "days",
        }
    }

    fn of(word: &str) -> Option<Self> {
        match word {
            "minute" | "minutes" => Some(Self::Minute),
            "hour" | "hours" => Some(Self::Hour),
            "day" | "days" => Some(Self::Day),
            _ => None,
        }
    }
}

impl Rate {
    /// The time from one run to the next, in seconds.
    pub fn seconds(self) -> i64 {
        let unit = match self.unit {
            Unit::Minute => 60,
            Unit::Hour => 3600,
            Unit::Day => 86400,
        };
        i64::from(self.value) * unit
    }
}

/// Reads what stands between the parentheses.
pub(super) fn read(inner: Piece<'_>) -> Result<Rate, Problem<Mistake>> {
    let mut words = inner.words();
    let (Some(value), Some(unit), None) = (words.next(), words.next(), words.next()) else {
        return Err(inner.problem(Mistake::RateForm));
    };
    let value = match number(value.text) {
        Some(number) if (1..=u64::from(MOST)).contains(&number) => number as u32,
        Some(_) => return Err(value.problem(Mistake::RateValue { most: MOST })),
        None => return Err(inner.problem(Mistake::RateForm)),
    };
    let Some(known) = Unit::of(unit.text) else {
        return Err(unit.problem(Mistake::RateUnit { text: unit.text.to_owned() }));
    };
    if unit.text != known.word(value) {
        return Err(unit.problem(Mistake::RateGrammar { value, unit: known }));
    }
    Ok(Rate { value, unit: known })
}
