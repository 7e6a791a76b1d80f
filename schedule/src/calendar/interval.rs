//! Stretches of time.

use jiff::Timestamp;

/// A stretch of time: from its start on, up to its end and not at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// The first instant.
    pub start: Timestamp,
    /// The first instant after it.
    pub end: Timestamp,
}

impl Interval {
    /// Whether an instant lies in it.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether two have an instant in common.
    pub fn meets(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// The same time as few stretches as can be, in order; those that touch are one.
pub(super) fn merge(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.retain(|interval| interval.start < interval.end);
    intervals.sort();
    let mut merged: Vec<Interval> = Vec::with_capacity(intervals.len());
    for interval in intervals {
        match merged.last_mut() {
            Some(last) if interval.start <= last.end => last.end = last.end.max(interval.end),
            _ => merged.push(interval),
        }
    }
    merged
}

/// What merged stretches leave of a greater one.
pub(super) fn complement(merged: &[Interval], within: Interval) -> Vec<Interval> {
    let mut left = Vec::with_capacity(merged.len() + 1);
    let mut from = within.start;
    for interval in merged.iter().filter(|interval| interval.meets(&within)) {
        if from < interval.start {
            left.push(Interval { start: from, end: interval.start });
        }
        from = interval.end;
    }
    if from < within.end {
        left.push(Interval { start: from, end: within.end });
    }
    left
}
