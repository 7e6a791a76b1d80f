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
    /// The nodes that each reaches, as far as that was asked for.
    pub reaches: BTreeMap<Address, Reached>,
    /// Who uses each document that changes.
    pub users: BTreeMap<Address, Users>,
    /// On how many nodes something begins to run at once, each counted once; `None` where nothing does, or nobody
    /// asked.
    pub at_once: Option<Result<usize, Unseen>>,
    /// On how many the guardrail lets something run; `None` where it sets no limit.
    pub may_reach: Option<Result<usize, Unseen>>,
    /// Whose the ids are that AWS has invented and that stand in the changes.
    pub names: BTreeMap<String, Address>,
}

/// The nodes that something reaches today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// Those that it will act on.
    pub nodes: Result<Nodes, Unseen>,
    /// How many of these it did not act on before.
    pub comes: usize,
    /// How many it did act on before and no longer does.
    pub goes: usize,
}

/// Nodes in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nodes {
    /// How many.
    pub count: usize,
    /// Whether these are all, and not only those that there were calls for.
    pub whole: bool,
    /// How many of each platform, by AWS's word.
    pub platforms: BTreeMap<String, usize>,
    /// How many do not answer now.
    pub offline: usize,
}

/// Who uses a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Users {
    /// What this site declares.
    pub here: Vec<Address>,
    /// What else is in the account.
    pub elsewhere: Vec<Elsewhere>,
    /// Why not all of the account's are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unseen: Option<Unseen>,
}

/// A user of a document that is not this site's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Elsewhere {
    /// What it is: `association`, `window task`.
    pub what: String,
    /// AWS's name for it; its id where it has none.
    pub name: String,
    /// AWS's id.
    pub id: String,
    /// Whether it runs as soon as the document changes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub runs: bool,
}

/// Why something is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unseen {
    /// There were no calls left for it.
    Unasked,
    /// A resource group alone knows.
    Group,
    /// A runbook alone knows.
    Runbook,
    /// It comes with the apply.
    Later,
    /// AWS does not tell; in its words.
    Refused(String),
}

/// Where the changes of a plan come from: git, or somebody in AWS.
#[derive(Clone, Default)]
pub struct Origins {
    /// The commit that was applied last, whole.
    pub since: Option<String>,
    /// The commit that what this branch has changed is told by, where one was named.
    pub base: Option<String>,
    /// The same where nothing tells by it, since its manifests cannot be read.
    pub unread: Option<String>,
    /// Each change's, as far as anything tells.
    pub changes: BTreeMap<Address, Origin>,
}

/// Where one change comes from.
#[derive(Clone)]
pub struct Origin {
    /// Who made it necessary.
    pub whence: Whence,
    /// Who has changed which of its places; none for what comes as a whole.
    pub fields: Vec<FieldOrigin>,
    /// Who has made it come or go; `None` for what is there on both sides, and where nothing tells.
    pub whole: Option<By>,
    /// Why nothing tells what was applied, where that would have decided it.
    pub untold: Option<Untold>,
}

/// Who made a change necessary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Whence {
    /// Git has changed it: this branch, where a base tells it from what was merged.
    Git,
    /// It was merged before this branch, and nobody has applied it yet.
    Merged,
    /// It was merged and applied after this branch began: the branch would take it back.
    Behind,
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
    /// Nobody can tell: it is a secret, and its source is the same as then.
    Untold,
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

impl Notes {
    /// On how many nodes something begins to run, and on how many it may, where that is more or one of them is not
    /// known.
    pub fn reaches_too_far(&self) -> Option<(Result<usize, Unseen>, Result<usize, Unseen>)> {
        let (nodes, allowed) = (self.at_once.as_ref()?, self.may_reach.as_ref()?);
        let within = matches!((nodes, allowed), (Ok(nodes), Ok(allowed)) if nodes <= allowed);
        (!within).then(|| (nodes.clone(), allowed.clone()))
    }
}

impl Untold {
    /// The same in words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoRecord => "the site's record tells of no apply",
            Self::NoCommit => "what was applied lay in no commit",
            Self::Gone => "the commit that was applied is not in git here",
            Self::Otherwise => "the manifests that were applied are not those of their commit",
        }
    }
}

impl Origins {
    /// Where a change comes from: git, where nothing tells otherwise.
    pub fn whence(&self, address: &Address) -> Whence {
        self.changes.get(address).map_or(Whence::Git, |origin| origin.whence)
    }
}
