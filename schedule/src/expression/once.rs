//! `at(…)`: a single run.

use jiff::civil::DateTime;

use crate::expression::Mistake;
use crate::expression::field::Piece;
use crate::problem::Problem;

/// A single run, by the wall clock of the schedule's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Once {
    /// When.
    pub at: DateTime,
}

/// Reads what stands between the parentheses: `2027-03-01T08:00:00`, nothing shorter or longer.
pub(super) fn read(inner: Piece<'_>) -> Result<Once, Problem<Mistake>> {
    let form = "0000-00-00T00:00:00";
    let fits = inner.text.len() == form.len()
        && inner.text.bytes().zip(form.bytes()).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            other => byte == other,
        });
    if !fits {
        return Err(inner.problem(Mistake::AtForm));
    }
    // A leap second is a form that fits and a time that no schedule can name.
    let at = inner.text.parse().ok().filter(|_| !inner.text.ends_with(":60"));
    at.map(|at| Once { at }).ok_or_else(|| inner.problem(Mistake::NoSuchTime))
}
