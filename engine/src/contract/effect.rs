//! What a change brings about beside its differences, as values. Their words are the reader's side's.

use aws_sdk_ssm::primitives::DateTime;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::address::Address;

/// What a change brings about beside its differences.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "effect")]
pub enum Effect {
    /// It runs on its nodes as soon as it is written.
    RunsNow {
        /// Whether something may hold that back.
        gate: Gate,
    },
    /// Another resource, which follows it, runs as soon as it is written.
    Reruns {
        /// The other.
        address: Address,
    },
    /// It runs by itself at other times.
    Reschedules {
        /// When it did; `None` where it never did.
        before: Option<Runs>,
        /// When it will; `None` where it never will.
        after: Option<Runs>,
    },
    /// It runs at its next scheduled time, not when it is written.
    RunsLater,
    /// It is missing for a while between its deletion and its creation.
    Gap {
        /// About how long, in seconds; `None` where AWS does not say.
        seconds: Option<u64>,
    },
    /// Another resource refers to the new one from then on.
    Repoints {
        /// The other.
        address: Address,
    },
    /// The value stays and is written again, as a new version.
    Rewrites,
    /// What was there is written under the new name, and then the old one is deleted.
    Copies,
    /// The very same resource, described by another manifest.
    Renames,
    /// Our tags come off and the resource stays.
    Stays,
    /// What it has done stays done.
    Lasts,
    /// It gets the tag that says whose it is as the site is called now.
    Retags {
        /// What the tag says.
        from: String,
    },
    /// Nothing is there that it is to have been: its value is drawn anew.
    DrawnAnew {
        /// What it is to have been.
        from: Address,
    },
    /// Another one comes that is the very same but for its name.
    LooksRenamed {
        /// The other.
        to: Address,
    },
    /// It is left over from a replace that did not end.
    LeftOver,
    /// Its manifest describes another one: it is protected as that is.
    Beside {
        /// The manifest's address.
        address: Address,
    },
    /// It is protected from then on.
    Protects,
    /// It is no longer protected.
    Unprotects,
    /// It is kept from acting before anything else is written, and let go last.
    Suspends {
        /// When it would act next.
        next: Timestamp,
    },
    /// It begins to act when all that hangs on it is as wanted.
    BeginsLast,
    /// A version that is there already becomes the default.
    Promotes {
        /// The version.
        version: i64,
    },
    /// A new version is made.
    Version {
        /// What stays the default, where the new one does not become it.
        default: Option<String>,
    },
    /// The versions before are lost.
    LosesVersions,
    /// It becomes the default.
    TakesDefault {
        /// What for, in AWS's word.
        of: String,
    },
    /// AWS's own is the default again.
    GivesDefaultBack {
        /// What for, in AWS's word.
        of: String,
    },
    /// It waits until these are let go, by AWS's names.
    WaitsFor {
        /// What refers to it.
        holders: Vec<String>,
    },
    /// The defaults take its place.
    FallsBack,
    /// Nothing will remember that it is ours: no tag can say it, and no record is kept.
    Unremembered,
    /// AWS has a price for it.
    Costs,
    /// AWS's own value is in force again.
    Resets {
        /// The value.
        to: String,
    },
    /// Somebody gave it what it has now.
    LastChanged(LastChange),
    /// What it has gathered stays where it is.
    KeepsData,
    /// A tag is taken off something that stays.
    Untags {
        /// The tag's key.
        key: String,
    },
}

/// When something runs by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Runs {
    /// In words.
    pub words: String,
    /// The zone that it goes by, of the IANA database.
    pub zone: String,
    /// The next times, three at most, as they were when the plan was made; `None` where nobody tells.
    pub next: Option<Vec<Timestamp>>,
}

/// Who changed something last, as far as AWS tells.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LastChange {
    /// Who, by ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

impl LastChange {
    /// What AWS says of it; nothing where it says nothing.
    pub fn of(by: Option<&str>, at: Option<&DateTime>) -> Option<Self> {
        let at = at.and_then(|at| Timestamp::new(at.secs(), 0).ok());
        let by = by.filter(|by| !by.is_empty()).map(str::to_owned);
        (by.is_some() || at.is_some()).then_some(Self { by, at })
    }

    /// When something was changed, by nobody knows whom.
    pub fn at(at: Option<&DateTime>) -> Option<Self> {
        Self::of(None, at)
    }
}

/// Whether something may hold a run back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Gate {
    /// Nothing does.
    Open,
    /// Change calendars do, while they are closed.
    Calendars,
}

impl Effect {
    /// Whether something runs on nodes as soon as the change is made.
    pub fn runs_now(&self) -> bool {
        matches!(self, Self::RunsNow { .. } | Self::Reruns { .. })
    }
}
