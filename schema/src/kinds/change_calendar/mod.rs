//! Change calendars: as a person writes them, each one's state, and what can be known of them
//! without AWS.

mod check;
mod convert;
mod declared;
mod end;
mod event;
mod ics;
mod moment;
mod repeat;
mod state;
mod written;
mod zone;

pub use crate::kinds::files::Surroundings;
pub use declared::{Declared, files, read};
pub use end::End;
pub use event::{CalendarEvent, EventType, Stretch};
pub use moment::Moment;
pub use repeat::Repeat;
pub use state::{CalendarDefault, ChangeCalendar};
pub use written::{WrittenCalendar, WrittenEvent, WrittenIcs};
pub use zone::CalendarZone;
