//! AWS's schedule dialect and change calendars as values: parse with places, next runs, open or
//! closed.
//!
//! A leaf: no AWS SDK, no clock, no files, no rendering. Every instant comes from the caller, and
//! the time zones are those of the IANA database that is compiled in. `sandbox` and `schema` both
//! stand on it, so it is proved against implementations that nobody here wrote
//! (`tests/clients/schedules.py`, and `croner` in its tests).

pub mod calendar;
pub mod expression;
pub mod instant;
pub mod problem;
pub mod timetable;
pub mod window;
pub mod words;
pub mod zone;

pub use calendar::Calendar;
pub use expression::{Cron, Dialect, Expression, Mistake, Rate};
pub use problem::{Problem, Span};
pub use timetable::Timetable;
pub use window::{Execution, Hours, HoursMistake};
pub use words::words;
pub use zone::{ZoneMistake, zone};
