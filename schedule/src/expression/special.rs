//! Reads the two day fields, where `?`, `L`, `W` and `#` may stand.

use crate::expression::field::{self, Piece};
use crate::expression::{Days, Field, Mistake};
use crate::problem::Problem;

type Found<T> = Result<T, Problem<Mistake>>;

/// The days that two fields mean.
pub(super) fn days(
    of_month: Piece<'_>,
    of_week: Piece<'_>,
    problems: &mut Vec<Problem<Mistake>>,
) -> Option<Days> {
    match (of_month.text, of_week.text) {
        ("?", "?") => {
            problems.push(of_week.problem(Mistake::NoDays));
            None
        }
        ("?", _) => read(of_week, Field::DaysOfWeek, problems),
        (_, "?") => read(of_month, Field::DaysOfMonth, problems),
        _ => {
            // Their own mistakes first: both fields are wrong together only where each is right.
            let before = problems.len();
            read(of_month, Field::DaysOfMonth, problems);
            read(of_week, Field::DaysOfWeek, problems);
            if problems.len() == before {
                problems.push(of_week.problem(Mistake::BothDays));
            }
            None
        }
    }
}

fn read(piece: Piece<'_>, field: Field, problems: &mut Vec<Problem<Mistake>>) -> Option<Days> {
    let special = |item: Piece<'_>| match field {
        Field::DaysOfMonth => of_month(item),
        _ => of_week(item),
    };
    if !piece.text.contains(',') {
        if let Some(found) = special(piece) {
            return found.map_err(|problem| problems.push(problem)).ok();
        }
    } else if let Some(item) = piece.parts(',').find(|item| special(*item).is_some()) {
        problems.push(item.problem(Mistake::Alone { text: item.text.to_owned() }));
        return None;
    }
    let values = field::values(piece, field, problems)?;
    Some(match field {
        Field::DaysOfMonth => Days::OfMonth(values),
        _ => Days::OfWeek(values),
    })
}

/// `L`, `L-3`, `LW`, `L-3W`, `15W`; `None` for plain values.
fn of_month(item: Piece<'_>) -> Option<Found<Days>> {
    let text = item.text.to_ascii_uppercase();
    let not = || item.problem(Mistake::NotAValue { text: item.text.to_owned(), field: Field::DaysOfMonth });
    let (rest, weekday) = match text.strip_suffix('W') {
        Some(rest) => (rest, true),
        None => (text.as_str(), false),
    };
    if let Some(before) = rest.strip_prefix('L') {
        let before = match before.strip_prefix('-') {
            None if before.is_empty() => Some(0),
            None => None,
            Some(before) => field::number(before).filter(|before| *before <= 30),
        };
        let Some(before) = before.map(|before| before as u8) else { return Some(Err(not())) };
        return Some(Ok(if weekday { Days::LastWeekday { before } } else { Days::Last { before } }));
    }
    weekday.then(|| {
        let day = Piece { text: &item.text[..rest.len()], start: item.start };
        let day = field::value(day, Field::DaysOfMonth).map_err(|_| not())?;
        Ok(Days::NearestWeekday { day: day as u8 })
    })
}

/// `L`, `FRIL`, `6L`, `TUE#2`, `3#2`; `None` for plain values.
fn of_week(item: Piece<'_>) -> Option<Found<Days>> {
    let not = || item.problem(Mistake::NotAValue { text: item.text.to_owned(), field: Field::DaysOfWeek });
    if let Some((weekday, nth)) = item.cut('#') {
        let weekday = field::value(weekday, Field::DaysOfWeek).map_err(|_| not());
        let nth = field::number(nth.text).filter(|nth| (1..=5).contains(nth)).ok_or_else(not);
        return Some(
            weekday.and_then(|weekday| {
                nth.map(|nth| Days::NthOfWeek { weekday: weekday as u8, nth: nth as u8 })
            }),
        );
    }
    let before = item.text.strip_suffix(['L', 'l'])?;
    if before.is_empty() {
        // Alone it is the last day of the week: Saturday.
        return Some(Ok(Days::OfWeek(crate::expression::Values::new([7]))));
    }
    let weekday = field::value(Piece { text: before, start: item.start }, Field::DaysOfWeek);
    Some(weekday.map(|weekday| Days::LastOfWeek { weekday: weekday as u8 }).map_err(|_| not()))
}
