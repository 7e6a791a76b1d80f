//! What apply says while it works: one typed stream that every output only consumes.

use crate::action::Action;
use crate::address::Address;

/// Something that happened during an apply.
#[derive(Debug, Clone)]
pub enum Event {
    /// It begins.
    Started {
        /// How many changes there are.
        changes: usize,
        /// About how long they take, in seconds.
        seconds: u64,
    },
    /// A change begins.
    Begun {
        /// The resource.
        address: Address,
        /// What is done about it.
        action: Action,
    },
    /// A change that has begun is not tried after all, since a stop was asked for before its first call
    /// had left.
    Withdrawn {
        /// The resource.
        address: Address,
    },
    /// A change waits, since AWS needs the time.
    Pausing {
        /// The resource.
        address: Address,
        /// How long.
        seconds: u64,
    },
    /// A change is done.
    Done {
        /// The resource.
        address: Address,
        /// What was done about it.
        action: Action,
        /// What else there is to say.
        notes: Vec<String>,
    },
    /// A change failed.
    Failed {
        /// The resource.
        address: Address,
        /// What was tried.
        action: Action,
        /// Why it failed, secrets masked.
        reason: String,
    },
    /// A change is not tried, since one that it needs failed.
    Skipped {
        /// The resource.
        address: Address,
        /// What would have been done.
        action: Action,
        /// Why not.
        reason: String,
    },
    /// Everything is written; apply waits until AWS reads it back.
    Settling {
        /// How many resources do not read back yet.
        left: usize,
    },
}
