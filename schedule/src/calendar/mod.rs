//! Change calendars: iCalendar as AWS takes it, open or closed.

mod component;
mod duration;
mod event;
mod interval;
mod line;
mod meaning;
mod mistake;
mod moment;
mod observance;
mod outlook;
mod read;
mod recurrence;
mod rule;
mod rule_text;
mod skip;
mod text;
mod vevent;
mod vtimezone;
mod write;
mod zones;

pub use event::{Event, EventKind, Exclusion, Length};
pub use interval::Interval;
pub use mistake::{CalendarMistake, RuleMistake};
pub use observance::Observance;
pub use outlook::{Outlook, State, closures, outlook};
pub use read::Calendar;
pub use rule::{Frequency, Rule};
pub use zones::Zone;
