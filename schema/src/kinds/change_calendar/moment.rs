//! When an event starts or ends, as people write it: `2026-11-27T00:00`, `2026-11-27`.

use std::fmt;

use jiff::civil::{Date, DateTime};

use crate::finding::Finding;
use crate::node::Node;
use crate::shape::{Form, Misfit, Reader, Shape, TextForm};
use crate::tree::Tree;

/// A moment by the wall clock of an event's zone, or in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moment {
    /// The midnight that begins a day.
    Day(Date),
    /// By the wall clock.
    Wall(DateTime),
    /// In UTC, whatever the zone.
    Utc(DateTime),
}

impl Moment {
    /// Reads a date, or a date and time, with `Z` where it is meant in UTC.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || b"-:T".contains(&byte));
        let (wall, utc) = match text.strip_suffix('Z') {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        if !plain(wall) {
            return None;
        }
        match (wall.contains('T'), utc) {
            (true, true) => wall.parse().ok().map(Self::Utc),
            (true, false) => wall.parse().ok().map(Self::Wall),
            (false, false) => wall.parse().ok().map(Self::Day),
            (false, true) => None,
        }
    }

    /// By the wall clock of its zone.
    pub fn wall(self) -> DateTime {
        match self {
            Self::Day(day) => day.at(0, 0, 0, 0),
            Self::Wall(wall) | Self::Utc(wall) => wall,
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = |wall: &DateTime| {
            let form = if wall.second() == 0 { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S" };
            wall.strftime(form).to_string()
        };
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Wall(wall) => f.write_str(&time(wall)),
            Self::Utc(wall) => write!(f, "{}Z", time(wall)),
        }
    }
}

impl Shape for Moment {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let text = reader.known_text(node, "a date, or a date and time")?;
        let moment = Self::parse(text);
        if moment.is_none() {
            let offset = text.contains('T') && text.rfind(['+', '-']) > text.find('T');
            let help = if offset {
                "leave the offset out and name the zone under `timezone`, or write the time in UTC with `Z`"
            } else {
                "write `2027-03-01T08:00`, or `2027-03-01` for a whole day"
            };
            let message = "this is not a date, or a date and time";
            reader.report(Finding::error("calendar-moment", node.span, message).help(help));
        }
        moment
    }

    fn tree(&self) -> Tree {
        Tree::text(self.to_string())
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        let text = String::from_tree(tree)?;
        Self::parse(&text).ok_or_else(|| Misfit::new("a date, or a date and time", tree))
    }

    fn form() -> Form {
        const MOMENT: &str = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z?)?$";
        Form::Text(TextForm { words: "date, or date and time", pattern: Some(MOMENT) })
    }
}
