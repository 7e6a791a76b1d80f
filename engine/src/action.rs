//! What is done about one difference: one word from diff to screen to JSON.

use serde::{Deserialize, Serialize};

/// What is done about one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Delete it.
    Delete,
    /// Delete it and make it again.
    Replace,
    /// Bring it to the desired state in place.
    Update,
    /// Make it ours, and bring it to the desired state in place.
    Adopt,
    /// Make it under its new name with what it was, then delete the old one.
    Move,
    /// Take our tag off and let it be.
    Forget,
    /// It is not there: make it.
    Create,
}

impl Action {
    /// Every action, in the order that output lists them: what destroys stands first.
    pub const ALL: [Self; 7] =
        [Self::Delete, Self::Replace, Self::Update, Self::Adopt, Self::Move, Self::Forget, Self::Create];

    /// The word that stands in output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Replace => "replace",
            Self::Update => "update",
            Self::Adopt => "adopt",
            Self::Move => "move",
            Self::Forget => "forget",
            Self::Create => "create",
        }
    }

    /// The mark that stands before the address.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Delete => "-",
            Self::Replace => "±",
            Self::Update => "~",
            Self::Adopt => "@",
            Self::Move => "→",
            Self::Forget => "×",
            Self::Create => "+",
        }
    }

    /// Whether something that exists is destroyed.
    pub fn destroys(self) -> bool {
        match self {
            Self::Delete | Self::Replace => true,
            Self::Update | Self::Adopt | Self::Move | Self::Forget | Self::Create => false,
        }
    }
}
