//! What a rendered plan says beside the plan itself.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::links::Links;
use crate::shard::Ended;
use crate::view::{Folding, Unreached};

/// What a rendered plan says beside the plan itself.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The version of the tool.
    pub version: &'a str,
    /// The time that the run counts as now.
    pub now: Timestamp,
    /// Calls that reading took, for each plan in order; empty where nothing was read, as for a
    /// saved plan.
    pub reads: &'a [u64],
    /// The stack's variables, where they are to be shown.
    pub variables: Option<&'a BTreeMap<String, String>>,
    /// By what a comment is found again: of what was asked for, never of what came of it, since a plan that
    /// could not be made takes the place of one that was.
    pub key: &'a str,
    /// Where the forge shows the files, where it is known.
    pub links: Option<&'a Links>,
    /// Sites that could not be looked at.
    pub unreached: &'a [Unreached],
    /// What each plan alone ends the run with, in order; empty where a run is not ended by plans.
    pub codes: &'a [u8],
    /// The part of the sites that the plans are of, where they are of one.
    pub shard: Option<Ended<'a>>,
    /// Whether what is alike is said once, for people.
    pub folding: Folding,
}

impl Context<'_> {
    /// Calls that reading took for the plan at a place.
    pub(super) fn reads_of(&self, at: usize) -> Option<u64> {
        self.reads.get(at).copied()
    }
}
