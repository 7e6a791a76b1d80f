//! The narrower cron of State Manager.
//!
//! AWS describes it by meaning (every half hour, every 1, 2, 4, 8 or 12 hours, every day, one day
//! of the week, its n-th or last one in the month), so it is checked by meaning: `0/30` and
//! `0,30` are the same to it.

use crate::expression::{AssociationLimit, Cron, Days, Field, Values};

/// What an association cannot say of this expression, and in which field.
pub(super) fn limits(cron: &Cron) -> Vec<(Field, AssociationLimit)> {
    let mut limits = Vec::new();
    if cron.seconds.only() != Some(0) {
        limits.push((Field::Seconds, AssociationLimit::Seconds));
    }
    if !cron.months.every(Field::Months) {
        limits.push((Field::Months, AssociationLimit::Months));
    }
    match &cron.days {
        Days::OfMonth(values) if values.every(Field::DaysOfMonth) => {}
        Days::OfMonth(_) | Days::Last { .. } | Days::LastWeekday { .. } | Days::NearestWeekday { .. } => {
            limits.push((Field::DaysOfMonth, AssociationLimit::DaysOfMonth));
        }
        Days::OfWeek(values) if !values.every(Field::DaysOfWeek) && values.only().is_none() => {
            limits.push((Field::DaysOfWeek, AssociationLimit::DaysOfWeek));
        }
        Days::OfWeek(_) | Days::LastOfWeek { .. } | Days::NthOfWeek { .. } => {}
    }
    limits.extend(times(cron).map(|field| (field, AssociationLimit::TimesOfDay)));
    limits
}

/// The field that makes times of day which State Manager does not offer.
fn times(cron: &Cron) -> Option<Field> {
    let every_day = match &cron.days {
        Days::OfMonth(values) => values.every(Field::DaysOfMonth),
        Days::OfWeek(values) => values.every(Field::DaysOfWeek),
        _ => false,
    };
    let once_a_day = cron.hours.only().is_some();
    let every_hour = cron.hours.every(Field::Hours);
    match cron.minutes.count() {
        1 if once_a_day => None,
        1 if every_day && [1, 2, 4, 8, 12].iter().any(|step| every(&cron.hours, *step, 24)) => None,
        1 => Some(Field::Hours),
        2 if every(&cron.minutes, 30, 60) => (!(every_day && every_hour)).then_some(Field::Hours),
        _ => Some(Field::Minutes),
    }
}

/// Whether values lie so far apart all around.
fn every(values: &Values, step: u16, round: u16) -> bool {
    let first = values.first();
    first < step && values.iter().eq((first..round).step_by(usize::from(step)))
}
