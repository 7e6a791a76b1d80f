//! Lengths of time as people write them: `4h`, `30 days`, `PT4H`.

use std::fmt;

use crate::finding::Finding;
use crate::node::Node;
use crate::shape::{Form, Misfit, Reader, Shape, TextForm};
use crate::tree::Tree;

/// A length of time in whole seconds. A day is 24 hours, a week 7 days; months and years have no
/// one length and are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    seconds: u64,
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;

impl Duration {
    /// Stands for one that cannot be read.
    const UNREAD: Self = Self { seconds: u64::MAX };

    /// A length in seconds.
    pub const fn seconds(seconds: u64) -> Self {
        Self { seconds }
    }

    /// A length in hours; the longest there is where they are too many.
    pub const fn hours(hours: u64) -> Self {
        Self { seconds: hours.saturating_mul(HOUR) }
    }

    /// A length in days of 24 hours; the longest there is where they are too many.
    pub const fn days(days: u64) -> Self {
        Self { seconds: days.saturating_mul(DAY) }
    }

    /// The length in seconds.
    pub const fn as_seconds(self) -> u64 {
        self.seconds
    }

    /// The length in hours, where it is whole hours.
    pub fn whole_hours(self) -> Option<u64> {
        self.seconds.is_multiple_of(HOUR).then_some(self.seconds / HOUR)
    }

    /// The length in days, where it is whole days.
    pub fn whole_days(self) -> Option<u64> {
        self.seconds.is_multiple_of(DAY).then_some(self.seconds / DAY)
    }

    /// Reads `4h`, `90 minutes`, `1d 12h`, `P30D`, `PT4H`.
    pub fn parse(text: &str) -> Option<Self> {
        let seconds = match text.strip_prefix('P') {
            Some(rest) => iso(rest)?,
            None => short(text)?,
        };
        Some(Self { seconds })
    }
}

/// `30D`, `T4H`, `1DT12H`, `2W`.
fn iso(text: &str) -> Option<u64> {
    let (date, time) = match text.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (text, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let days = sum(date, |unit| match unit {
        "D" => Some(DAY),
        "W" => Some(WEEK),
        _ => None,
    })?;
    let clock = sum(time, |unit| match unit {
        "H" => Some(HOUR),
        "M" => Some(MINUTE),
        "S" => Some(1),
        _ => None,
    })?;
    days.checked_add(clock)
}

fn short(text: &str) -> Option<u64> {
    if text.trim().is_empty() {
        return None;
    }
    sum(text, |unit| match unit {
        "s" | "sec" | "second" | "seconds" => Some(1),
        "m" | "min" | "minute" | "minutes" => Some(MINUTE),
        "h" | "hour" | "hours" => Some(HOUR),
        "d" | "day" | "days" => Some(DAY),
        "w" | "week" | "weeks" => Some(WEEK),
        _ => None,
    })
}

/// Adds up pairs of a number and a unit, from the longest unit to the shortest.
fn sum(text: &str, length: impl Fn(&str) -> Option<u64>) -> Option<u64> {
    let mut rest = text.trim();
    let mut total = 0_u64;
    let mut last = u64::MAX;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let letters = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let unit = length(unit).filter(|unit| *unit < last)?;
        total = total.checked_add(number.parse::<u64>().ok()?.checked_mul(unit)?)?;
        last = unit;
        rest = after.trim_start();
    }
    Some(total)
}

impl fmt::Display for Duration {
    /// In the largest unit that it is a whole number of.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seconds } = *self;
        match seconds {
            DAY => f.write_str("1 day"),
            0 => f.write_str("0s"),
            _ if seconds.is_multiple_of(DAY) => write!(f, "{} days", seconds / DAY),
            _ if seconds.is_multiple_of(HOUR) => write!(f, "{}h", seconds / HOUR),
            _ if seconds.is_multiple_of(MINUTE) => write!(f, "{}m", seconds / MINUTE),
            _ => write!(f, "{seconds}s"),
        }
    }
}

impl Shape for Duration {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let text = reader.known_text(node, "a duration")?;
        let duration = Self::parse(text);
        if duration.is_none() {
            let finding = Finding::error("duration", node.span, "this is not a duration");
            let number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            reader.report(finding.help(if number {
                format!("say of what: `{text}h`, `{text} days`")
            } else {
                "write `4h`, `30 days`, `1d 12h` or ISO 8601 such as `PT4H`".to_owned()
            }));
        }
        duration
    }

    fn stand_in() -> Option<Self> {
        Some(Self::UNREAD)
    }

    fn tree(&self) -> Tree {
        Tree::text(self.to_string())
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        let text = String::from_tree(tree)?;
        Self::parse(&text).ok_or_else(|| Misfit::new("a duration", tree))
    }

    fn form() -> Form {
        const UNITS: &str = r"^(P.+|(\d+ *(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?) *)+)$";
        Form::Text(TextForm { words: "duration", pattern: Some(UNITS) })
    }
}
