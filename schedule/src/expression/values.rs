//! The values of one cron field.

use std::collections::BTreeSet;

use crate::expression::Field;

/// The values that a field lets through, whatever their spelling: `0/15` equals `0,15,30,45`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Values(BTreeSet<u16>);

impl Values {
    /// These values.
    pub(super) fn new(values: impl IntoIterator<Item = u16>) -> Self {
        Self(values.into_iter().collect())
    }

    /// The values, ascending.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = u16> + '_ {
        self.0.iter().copied()
    }

    /// The least value that is at least this one.
    pub fn at_least(&self, least: u16) -> Option<u16> {
        self.0.range(least..).next().copied()
    }

    /// The least value.
    pub fn first(&self) -> u16 {
        self.0.first().copied().expect("a field has a value")
    }

    /// The one value, where there is only one.
    pub fn only(&self) -> Option<u16> {
        if self.0.len() == 1 { self.0.first().copied() } else { None }
    }

    /// How many values there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether a value is let through.
    pub fn has(&self, value: u16) -> bool {
        self.0.contains(&value)
    }

    /// Whether every value of the field is let through.
    pub fn every(&self, field: Field) -> bool {
        let (least, most) = field.bounds();
        self.0.len() == usize::from(most - least + 1)
    }
}

impl Field {
    /// The least and the most value.
    pub fn bounds(self) -> (u16, u16) {
        match self {
            Self::Seconds | Self::Minutes => (0, 59),
            Self::Hours => (0, 23),
            Self::DaysOfMonth => (1, 31),
            Self::Months => (1, 12),
            Self::DaysOfWeek => (1, 7),
            Self::Years => (1970, 2199),
        }
    }

    /// The names of its values from the least on.
    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Self::Months => {
                &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
            }
            Self::DaysOfWeek => &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
            Self::Seconds | Self::Minutes | Self::Hours | Self::DaysOfMonth | Self::Years => &[],
        }
    }
}
