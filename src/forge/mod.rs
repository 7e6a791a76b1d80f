//! The forge that a run of CI belongs to: which comment is a run's, where its files are shown, and the way
//! to its API.
//!
//! All that is known of it comes from CI's own variables. Those that whoever opens a pull request can set
//! are data: an address is one of the forge's own, or there is none.

mod client;
mod comment;
mod event;
mod github;
mod gitlab;
mod marker;
mod place;
mod review;

use clap::ValueEnum;

use crate::variable::set;

pub use client::Client;
pub use comment::{Posted, post};
pub use marker::Marked;
pub use place::{Number, Place};
pub use review::Review;

/// A forge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Forge {
    /// GitHub, or a server of one's own.
    Github,
    /// GitLab, or a server of one's own.
    Gitlab,
}

impl Forge {
    /// The forge whose CI this run is a job of.
    pub fn here() -> Option<Self> {
        if set("GITHUB_ACTIONS") {
            Some(Self::Github)
        } else if set("GITLAB_CI") {
            Some(Self::Gitlab)
        } else {
            None
        }
    }

    /// Characters that a comment may have.
    pub fn most(self) -> usize {
        match self {
            Self::Github => 65_536,
            Self::Gitlab => 1_000_000,
        }
    }

    /// What it calls what is reviewed.
    pub fn review(self) -> &'static str {
        match self {
            Self::Github => "pull request",
            Self::Gitlab => "merge request",
        }
    }
}
