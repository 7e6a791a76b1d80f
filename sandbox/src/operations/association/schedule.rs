//! When an association runs by itself.

use schedule::Expression;
use schedule::expression::{Days, Dialect};

use super::body::flag;
use crate::handler::Refusal;
use crate::tree::Record;

/// Checks the schedule and what depends on it.
pub(super) fn check(row: &Record) -> Result<(), Refusal> {
    let expression = match row.text("ScheduleExpression") {
        Some(text) => Some(Expression::parse(text, Dialect::Association).map_err(|problems| {
            let why = problems.first().map(|problem| problem.kind.to_string()).unwrap_or_default();
            invalid(format!("The schedule expression {text} is not valid: {why}"))
        })?),
        None => None,
    };
    let only = flag(row, "ApplyOnlyAtCronInterval");
    match &expression {
        Some(Expression::Rate(_)) if only => {
            return Err(invalid("ApplyOnlyAtCronInterval can't be used with rate expressions".to_owned()));
        }
        None if only => {
            return Err(invalid("ApplyOnlyAtCronInterval needs a schedule expression".to_owned()));
        }
        Some(_) | None => {}
    }
    if row.get("ScheduleOffset").is_some() && !(only && expression.as_ref().is_some_and(is_nth_weekday)) {
        let message =
            "ScheduleOffset needs ApplyOnlyAtCronInterval and a cron expression of the n-th weekday";
        return Err(invalid(message.to_owned()));
    }
    if row.get("Duration").is_some() && !only {
        return Err(invalid("Duration needs ApplyOnlyAtCronInterval".to_owned()));
    }
    Ok(())
}

/// A day that only its weekday and its turn in the month say.
fn is_nth_weekday(expression: &Expression) -> bool {
    match expression {
        Expression::Cron(cron) => matches!(cron.days, Days::NthOfWeek { .. } | Days::LastOfWeek { .. }),
        Expression::Rate(_) | Expression::At(_) => false,
    }
}

fn invalid(message: String) -> Refusal {
    Refusal::new("InvalidSchedule", message)
}
