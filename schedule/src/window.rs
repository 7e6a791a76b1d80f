//! How long a maintenance window is open, and when it stops starting tasks.

use jiff::{SignedDuration, Timestamp};

/// A window's `Duration` and `Cutoff`, in hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hours {
    duration: u8,
    cutoff: u8,
}

/// What is wrong with a window's hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HoursMistake {
    /// The duration is out of bounds.
    #[error("a window is open from 1 to 24 hours")]
    Duration,
    /// The cutoff is out of bounds.
    #[error("a window stops starting tasks 0 to 23 hours before its end")]
    Cutoff,
    /// The cutoff leaves no time.
    #[error("nothing can start in this window")]
    NothingStarts,
}

/// One execution of a window. The intervals are half open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Execution {
    /// When it opens.
    pub start: Timestamp,
    /// From when on no new task starts.
    pub cutoff: Timestamp,
    /// When it closes.
    pub end: Timestamp,
}

impl Hours {
    /// The hours of a window: open from 1 to 24, the last 0 to 23 of them without new tasks, and
    /// at least one with.
    ///
    /// # Errors
    /// They are out of bounds, or the cutoff leaves no time.
    pub fn new(duration: i64, cutoff: i64) -> Result<Self, HoursMistake> {
        if !(1..=24).contains(&duration) {
            return Err(HoursMistake::Duration);
        }
        if !(0..=23).contains(&cutoff) {
            return Err(HoursMistake::Cutoff);
        }
        if cutoff >= duration {
            return Err(HoursMistake::NothingStarts);
        }
        Ok(Self { duration: duration as u8, cutoff: cutoff as u8 })
    }

    /// How long the window is open, in hours.
    pub fn duration(self) -> u8 {
        self.duration
    }

    /// How long before its end it starts no new task, in hours.
    pub fn cutoff(self) -> u8 {
        self.cutoff
    }

    /// The execution that opens at an instant.
    pub fn execution(self, start: Timestamp) -> Execution {
        let after = |hours: u8| {
            start
                .saturating_add(SignedDuration::from_hours(i64::from(hours)))
                .expect("hours have no calendar")
        };
        Execution { start, cutoff: after(self.duration - self.cutoff), end: after(self.duration) }
    }
}

impl Execution {
    /// Whether a task may start at an instant.
    pub fn starts_tasks(&self, at: Timestamp) -> bool {
        (self.start..self.cutoff).contains(&at)
    }

    /// Whether two executions are open at one time.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}
