//! What is known of a plan's changes beside what they do, for whoever reads it. Nothing is decided by it, and it is
//! in no digest.

use std::collections::BTreeMap;

use schema::Tree;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::tree::Path;

/// What is known of a plan's changes beside what they do.
#[derive(Clone, Default)]
pub struct Notes {
    /// Where they come from.
    pub origins: Origins,
}

/// Where the changes of a plan come from: git, or somebody in AWS.
#[derive(Clone, Default)]
pub struct Origins {
    /// The commit that was applied last, whole.
    pub since: Option<String>,
    /// The commit that what this branch has changed is told by, where one was named.
    pub base: Option<String>,
    /// Each change's, as far as anything tells.
    pub changes: BTreeMap<Address, Origin>,
}

/// Where one change comes from.
#[derive(Clone)]
pub struct Origin {
    /// Who made it necessary.
    pub whence: Whence,
    /// Who has changed which of its places; none for what comes or goes as a whole.
    pub fields: Vec<FieldOrigin>,
    /// Why nothing tells what was applied, where that would have decided it.
    pub untold: Option<Untold>,
}

/// Who made a change necessary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Whence {
    /// Git has changed it: this branch, where a base tells it from what was merged.
    Git,
    /// It was merged before this branch, and nobody has applied it yet.
    Merged,
    /// Somebody in AWS alone: git still asks for what was applied.
    Outside,
}

/// One place that differs, with what was applied there.
#[derive(Clone)]
pub struct FieldOrigin {
    /// Where.
    pub path: Path,
    /// Who has changed it.
    pub by: By,
    /// What was applied; `None` where nothing was, or nothing tells.
    pub applied: Option<Tree>,
}

/// Who has changed something since it was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// Somebody in AWS.
    Outside,
    /// Git, and nobody has applied it yet.
    Git,
    /// Both, each in another way.
    Both,
}

/// Why nothing tells what was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Untold {
    /// The site keeps no record, or none that says it.
    NoRecord,
    /// It was applied from manifests that lay in no commit.
    NoCommit,
    /// The commit is not in git any more, or cannot be read.
    Gone,
    /// The commit's manifests ask for something else than what was applied: they had been edited, or
    /// another version of trueup read them otherwise.
    Otherwise,
}

impl Origins {
    /// Where a change comes from: git, where nothing tells otherwise.
    pub fn whence(&self, address: &Address) -> Whence {
        self.changes.get(address).map_or(Whence::Git, |origin| origin.whence)
    }
}
