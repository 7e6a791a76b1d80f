//! Waits until AWS reads back every write: by the reads of what was written itself, and of what that rests
//! on. An index that lags behind them keeps nobody waiting, since whoever plans confirms what it says.

use std::collections::BTreeSet;
use std::time::Duration;

use super::events::Event;
use super::outcome::{Fate, Outcome};
use crate::address::Address;
use crate::contract::{Depth, Exposure, Hidden};
use crate::observe::observe;
use crate::plan::{Frame, plan, resting};
use crate::ports::Reads;
use crate::resolve::Desired;

/// Whether AWS reads back what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// The next plan finds nothing of it to do.
    Yes,
    /// AWS holds something else of these, or nothing, or cannot be asked.
    No(Vec<Address>),
    /// The run ended before AWS was asked for these.
    NotAsked(Vec<Address>),
}

/// Waits between looks, in seconds.
const WAITS: [u64; 6] = [0, 1, 2, 4, 8, 15];

/// Looks until nothing that apply did would be planned again, for half a minute at most.
pub async fn settle(
    desired: &Desired,
    outcome: &Outcome,
    reads: &Reads,
    frame: impl Fn() -> Frame,
    tell: &(dyn Fn(Event) + Sync),
) -> Settled {
    let done = outcome.results.iter().filter(|result| matches!(result.fate, Fate::Done));
    let written: BTreeSet<&Address> = done.map(|result| &result.address).collect();
    let part = resting(desired, written.iter().copied());
    let mut left = Vec::new();
    for wait in WAITS {
        tokio::time::sleep(Duration::from_secs(wait)).await;
        let live = observe(desired, reads, Exposure::Compare, Depth::Only(&part)).await;
        let now = plan(desired, &live, frame());
        let open: BTreeSet<&Address> = now.changes().iter().map(|change| &change.address).collect();
        let hidden = Hidden::by(now.unreadable());
        let left_of = written.iter().filter(|address| open.contains(**address) || hidden.holds(address));
        left = left_of.map(|address| (*address).clone()).collect();
        if left.is_empty() {
            return Settled::Yes;
        }
        tell(Event::Settling { left: left.len() });
    }
    Settled::No(left)
}
