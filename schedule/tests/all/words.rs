//! Schedules in words: as people say them, and never two alike that run at other times.

use std::collections::BTreeMap;

use schedule::{Dialect, Expression, words};

fn said(text: &str) -> String {
    words(&Expression::parse(text, Dialect::Window).unwrap_or_else(|problems| panic!("{text}: {problems:?}")))
}

#[test]
fn as_people_say_them() {
    for (text, expected) in [
        ("cron(0 2 ? * SUN *)", "Sundays 02:00"),
        ("cron(30 3 ? * SAT#2 *)", "the second Saturday of the month 03:30"),
        ("cron(0 3 * * ? *)", "every day 03:00"),
        ("cron(0 4 ? * MON-FRI *)", "Mondays to Fridays 04:00"),
        ("cron(0 4 ? * FRI-MON *)", "Sundays, Mondays, Fridays and Saturdays 04:00"),
        ("cron(0 2,14 1,15 * ? *)", "the 1st and 15th of the month 02:00 and 14:00"),
        ("cron(0 16 L * ? *)", "the last day of the month 16:00"),
        ("cron(0 16 L-3 * ? *)", "3 days before the last of the month 16:00"),
        ("cron(15 10 ? * FRIL *)", "the last Friday of the month 10:15"),
        ("cron(15 10 22W * ? *)", "the working day nearest to the 22nd of the month 10:15"),
        ("cron(0/30 * * * ? *)", "every 30 minutes"),
        ("cron(0/30 * ? * SAT,SUN *)", "Sundays and Saturdays, every 30 minutes"),
        ("cron(0 * * * ? *)", "every hour"),
        ("cron(5 * * * ? *)", "every hour at minute 5"),
        ("cron(0 0/2 * * ? *)", "every 2 hours"),
        ("cron(0/10 8-17 * * ? *)", "at minute 0, 10, 20, 30, 40 and 50 of the hours 8 to 17"),
        ("cron(0 3 1 JAN,JUL ? 2027)", "the 1st of the month 03:00, in January and July, in 2027"),
        ("rate(1 day)", "every day"),
        ("rate(90 minutes)", "every 90 minutes"),
        ("at(2027-03-01T08:00:00)", "once, 2027-03-01 08:00:00"),
    ] {
        assert_eq!(said(text), expected, "{text}");
    }
}

#[test]
fn no_two_that_differ_are_told_alike() {
    let minutes = ["0", "5", "*", "0/15", "5/15", "0,15", "0-29", "*/7"];
    let hours = ["*", "2", "2,14", "0/2", "1/2", "8-17", "0/7", "0,12"];
    let days = [
        ("*", "?"),
        ("1", "?"),
        ("1,15", "?"),
        ("1-15", "?"),
        ("L", "?"),
        ("L-1", "?"),
        ("LW", "?"),
        ("L-1W", "?"),
        ("15W", "?"),
        ("?", "SUN"),
        ("?", "MON-FRI"),
        ("?", "FRIL"),
        ("?", "FRI#1"),
        ("?", "FRI#5"),
        ("?", "FRI"),
    ];
    let months = ["*", "1", "1,7", "1-7"];
    let years = ["*", "2027", "2027-2029"];
    let mut all: BTreeMap<String, Expression> = BTreeMap::new();
    for minute in minutes {
        for hour in hours {
            for (day, weekday) in days {
                for month in months {
                    for year in years {
                        let text = format!("cron({minute} {hour} {day} {month} {weekday} {year})");
                        let Ok(expression) = Expression::parse(&text, Dialect::Window) else { continue };
                        let same = all.insert(words(&expression), expression.clone());
                        assert!(same.is_none_or(|same| same == expression), "{text}: {}", words(&expression));
                    }
                }
            }
        }
    }
    assert!(all.len() > 8_000, "{}", all.len());
}
