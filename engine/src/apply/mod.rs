//! Approved → Outcome: does what the plan lists, and decides nothing.

mod alike;
mod events;
mod hold;
mod keep;
mod make;
mod outcome;
mod ready;
mod run;
mod search;
mod settle;

pub use events::Event;
pub use hold::{Hold, Leaving, Untaken, hold};
pub use outcome::{CallMade, Failure, Fate, Kept, Outcome, Result, Stop};
pub use run::{Draw, apply};
pub use settle::{Settled, settle};
