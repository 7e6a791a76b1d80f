//! One event's state.

use std::collections::BTreeSet;

use crate::kinds::change_calendar::{CalendarZone, End, Moment, Repeat};
use crate::shape::Shape;

/// An event of a change calendar. Its key is its summary, with the start where several share it.
#[derive(Debug, Clone, Shape)]
pub struct CalendarEvent {
    /// What people call it.
    pub summary: String,
    /// What people say of it.
    pub description: Option<String>,
    /// Whether it changes the calendar's state.
    #[shape(default = EventType::Standard)]
    pub r#type: EventType,
    /// When it starts, by the wall clock of its zone; a date is a whole day.
    pub start: Moment,
    /// The first moment after it; or how long it lasts, where a calendar of others says only that.
    pub end: End,
    /// The zone whose wall clock it goes by.
    pub timezone: CalendarZone,
    /// How it comes back, as an iCalendar recurrence rule.
    pub repeat: Option<Repeat>,
    /// Starts of occurrences that are left out.
    #[shape(default)]
    pub except: BTreeSet<Moment>,
    /// Occurrences beside the rule.
    #[shape(default)]
    pub also: BTreeSet<Stretch>,
}

/// What an event does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum EventType {
    /// It opens or closes the calendar.
    #[shape(word = "STANDARD")]
    Standard,
    /// It is only shown.
    #[shape(word = "ADVISORY")]
    Advisory,
}

/// One occurrence beside a rule, in UTC.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Shape)]
pub struct Stretch {
    /// Its start.
    pub start: Moment,
    /// The first moment after it.
    pub end: Moment,
}
