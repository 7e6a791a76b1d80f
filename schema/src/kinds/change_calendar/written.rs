//! A change calendar as a person writes it.

use std::collections::{BTreeMap, BTreeSet};

use crate::kinds::change_calendar::{CalendarDefault, CalendarZone, EventType, Moment, Repeat};
use crate::kinds::document::{ContentFile, WrittenShare};
use crate::node::{Node, Value};
use crate::shape::{Duration, Form, Misfit, Reader, Shape};
use crate::tree::Tree;

/// The spec of a `ChangeCalendar`.
#[derive(Debug, Clone, Shape)]
pub struct WrittenCalendar {
    /// The name in AWS; the manifest's own where none is written. Another name is another calendar.
    pub name: Option<String>,
    /// The state outside of its events: `open`, and events close it, or `closed`, and events open it. Only an `ics` that says `X-CALENDAR-TYPE` needs none.
    pub default: Option<CalendarDefault>,
    /// What it is for.
    pub description: Option<String>,
    /// The zone whose wall clock its events go by; UTC where none is written.
    pub timezone: Option<CalendarZone>,
    /// Its events.
    #[shape(default)]
    pub events: Vec<WrittenEvent>,
    /// Events of another calendar, in iCalendar's form: `{file: …}` relative to the stack's folder, or the text itself.
    pub ics: Option<WrittenIcs>,
    /// Whether AWS shows Change Manager's events in it.
    #[shape(default)]
    pub change_manager_events: bool,
    /// The name of the version that holds these events; each version needs one of its own.
    pub version_name: Option<String>,
    /// The name that people see.
    pub display_name: Option<String>,
    /// The accounts that may use it: a list of accounts or `all`, or a map from each to `$DEFAULT`, `$LATEST` or `$ALL`.
    #[shape(default)]
    pub share: WrittenShare,
    /// Tags of this calendar, over the stack's.
    #[shape(default)]
    pub tags: BTreeMap<String, String>,
}

/// An event as a person writes it.
#[derive(Debug, Clone, Shape)]
pub struct WrittenEvent {
    /// What people call it.
    pub summary: String,
    /// What people say of it.
    pub description: Option<String>,
    /// Whether it changes the calendar's state; AWS only shows an advisory event.
    #[shape(default = EventType::Standard)]
    pub r#type: EventType,
    /// When it starts, by the wall clock of its zone: `2026-11-27T00:00`, or a date for whole days. `Z` at the end means UTC.
    pub start: Moment,
    /// The first moment after it: an event that ends on a date does not hold that date.
    pub end: Option<Moment>,
    /// How long it lasts by the wall clock, in the place of `end`. A whole day lasts one day where neither is written.
    pub duration: Option<Duration>,
    /// The zone whose wall clock it goes by, in the place of the calendar's.
    pub timezone: Option<CalendarZone>,
    /// How it comes back, as an iCalendar recurrence rule: `FREQ=MONTHLY;BYMONTHDAY=-1`.
    pub repeat: Option<Repeat>,
    /// Starts of occurrences that are left out; a date leaves out what starts on it.
    #[shape(default)]
    pub except: BTreeSet<Moment>,
}

/// Where iCalendar text stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrittenIcs {
    /// Here.
    Text(String),
    /// In a file.
    File(ContentFile),
}

impl Shape for WrittenIcs {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Map(_) => ContentFile::read(node, reader).map(Self::File),
            Value::Scalar(_) | Value::List(_) => {
                reader.known_text(node, "a text or `{file: …}`").map(|text| Self::Text(text.to_owned()))
            }
        }
    }

    fn tree(&self) -> Tree {
        match self {
            Self::Text(text) => text.tree(),
            Self::File(file) => file.tree(),
        }
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        match tree {
            Some(Tree::Map(_)) => ContentFile::from_tree(tree).map(Self::File),
            other => String::from_tree(other).map(Self::Text),
        }
    }

    fn form() -> Form {
        Form::Any(vec![String::form(), ContentFile::form()])
    }
}
