//! What a policy is, and what comes of judging by it.

use cel::Program;
use schema::Location;
use serde::{Deserialize, Serialize};

use crate::address::Address;

/// Every rule of a stack.
#[derive(Debug, Default)]
pub struct Policies {
    pub(super) rules: Vec<Rule>,
}

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name, by which refusals and warnings tell it.
    pub name: String,
    /// What it means that its condition holds.
    pub level: Level,
    /// What is said then.
    pub message: String,
    /// Where it is written.
    pub location: Location,
    /// Whether it looks at each change, or at the plan as a whole.
    pub scope: Scope,
    pub(super) program: Program,
}

/// What it means that a rule's condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Apply refuses the plan as a whole.
    Deny,
    /// The plan says so, and apply goes on.
    Warn,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Each change by itself: it names `change`.
    Change,
    /// The plan of a site as a whole: it does not.
    Plan,
}

/// A rule whose condition holds, or that could not be judged by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Verdict {
    /// What it means.
    pub level: Level,
    /// The rule's name.
    pub policy: String,
    /// The resource whose change it is about; `None` for the plan as a whole.
    pub address: Option<Address>,
    /// What the rule says, in words.
    pub message: String,
    /// The file that the rule is in.
    pub file: String,
    /// The line at which it begins.
    pub line: u32,
}

impl Policies {
    /// The rules, by file and line.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
}

impl Level {
    /// The word that stands in files and in output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Deny => "deny",
            Self::Warn => "warn",
        }
    }
}
