//! Reads one cron field: lists, ranges that may come round, steps, names.

use crate::expression::{Field, Mistake, Values};
use crate::problem::{Problem, Span};

/// A piece of an expression and its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
}

impl<'a> Piece<'a> {
    pub(super) fn span(self) -> Span {
        Span::new(self.start, self.start + self.text.len())
    }

    pub(super) fn problem(self, kind: Mistake) -> Problem<Mistake> {
        Problem::new(kind, self.span())
    }

    /// Cut in two at a mark, which belongs to neither.
    pub(super) fn cut(self, mark: char) -> Option<(Self, Self)> {
        let (before, after) = self.text.split_once(mark)?;
        let start = self.start + before.len() + mark.len_utf8();
        Some((Self { text: before, start: self.start }, Self { text: after, start }))
    }

    /// Its words, whatever blanks lie between them.
    pub(super) fn words(self) -> impl Iterator<Item = Self> + 'a {
        self.parts_at(char::is_whitespace).filter(|word| !word.text.is_empty())
    }

    /// Its parts between marks.
    pub(super) fn parts(self, mark: char) -> impl Iterator<Item = Self> + 'a {
        self.parts_at(move |char| char == mark)
    }

    fn parts_at(self, mark: impl FnMut(char) -> bool + 'a) -> impl Iterator<Item = Self> + 'a {
        let whole = self.text.as_ptr() as usize;
        self.text
            .split(mark)
            .map(move |text| Self { text, start: self.start + (text.as_ptr() as usize - whole) })
    }
}

/// The values of a field; every mistake of it goes to `problems`.
pub(super) fn values(piece: Piece<'_>, field: Field, problems: &mut Vec<Problem<Mistake>>) -> Option<Values> {
    let mut all = Vec::new();
    let mut whole = true;
    for item in piece.parts(',') {
        match one(item, field) {
            Ok(values) => all.extend(values),
            Err(problem) => {
                problems.push(problem);
                whole = false;
            }
        }
    }
    whole.then(|| Values::new(all))
}

fn one(item: Piece<'_>, field: Field) -> Result<Vec<u16>, Problem<Mistake>> {
    let (base, step) = match item.cut('/') {
        Some((base, step)) => (base, Some(self::step(step, field)?)),
        None => (item, None),
    };
    let (least, most) = field.bounds();
    let (from, to) = if base.text == "*" {
        (least, most)
    } else if let Some((from, to)) = base.cut('-') {
        (value(from, field)?, value(to, field)?)
    } else {
        let from = value(base, field)?;
        (from, if step.is_some() { most } else { from })
    };
    if from > to && field == Field::Years {
        return Err(base.problem(Mistake::BackwardYears));
    }
    Ok(stretch(from, to, (least, most), step.unwrap_or(1)))
}

/// From one value to another, coming round where the second is the lesser.
fn stretch(from: u16, to: u16, (least, most): (u16, u16), step: u16) -> Vec<u16> {
    let round = most - least + 1;
    let last = if from > to { to + round } else { to };
    let steps = (from..=last).step_by(usize::from(step));
    steps.map(|value| if value > most { value - round } else { value }).collect()
}

fn step(piece: Piece<'_>, field: Field) -> Result<u16, Problem<Mistake>> {
    let (least, most) = field.bounds();
    // The days of the month and of the week may step as far as their greatest value.
    let widest = if least == 1 { most } else { most - least };
    match number(piece.text) {
        Some(step) if (1..=u64::from(widest)).contains(&step) => Ok(step as u16),
        Some(_) => Err(piece.problem(Mistake::Step { field, most: widest })),
        None => Err(piece.problem(Mistake::NotAValue { text: piece.text.to_owned(), field })),
    }
}

/// One value: a number within bounds, or a name.
pub(super) fn value(piece: Piece<'_>, field: Field) -> Result<u16, Problem<Mistake>> {
    let (least, most) = field.bounds();
    if let Some(at) = field.names().iter().position(|name| name.eq_ignore_ascii_case(piece.text)) {
        return Ok(least + at as u16);
    }
    match piece.text {
        "" => return Err(piece.problem(Mistake::Missing { field })),
        "?" => return Err(piece.problem(Mistake::QuestionMark)),
        _ => {}
    }
    match number(piece.text) {
        Some(value) if (u64::from(least)..=u64::from(most)).contains(&value) => Ok(value as u16),
        Some(value) => Err(piece.problem(Mistake::OutOfRange { value, field, least, most })),
        None => Err(piece.problem(Mistake::NotAValue { text: piece.text.to_owned(), field })),
    }
}

/// A whole number without a sign; very long ones are the greatest.
pub(super) fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}
