//! How near to each other the runs of a cron expression can come.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::expression::Cron;

const DAY: u32 = 24 * 3600;

/// The least gap between two runs in seconds, by the wall clock, where it is under a bound.
pub(super) fn gap_under(cron: &Cron, bound: u32) -> Option<u32> {
    let times = cron.hours.iter().flat_map(|hour| {
        let minutes = cron.minutes.iter();
        minutes.flat_map(move |minute| {
            let start = u32::from(hour) * 3600 + u32::from(minute) * 60;
            cron.seconds.iter().map(move |second| start + u32::from(second))
        })
    });
    let (mut first, mut last, mut least) = (None, None::<u32>, DAY);
    for time in times {
        first.get_or_insert(time);
        least = least.min(last.map_or(DAY, |last| time - last));
        last = Some(time);
    }
    let overnight = DAY + first? - last?;
    if overnight < least.min(bound) && two_days_in_a_row(cron) {
        least = overnight;
    }
    (least < bound).then_some(least)
}

fn two_days_in_a_row(cron: &Cron) -> bool {
    let mut from = Date::new(cron.years.first() as i16, 1, 1).expect("the first of January");
    while let Some(date) = cron.date(from) {
        let Ok(next) = date.checked_add(1.day()) else { return false };
        if cron.date(next) == Some(next) {
            return true;
        }
        from = next;
    }
    false
}
