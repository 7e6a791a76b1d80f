//! One resource at its address.

use crate::address::Address;
use crate::contract::{Adopt, Declared, Owner, Presence};

/// A resource, and the address that it stands at.
#[derive(Clone)]
pub(in crate::kinds) struct Place {
    pub(in crate::kinds) address: Address,
    /// AWS's id.
    pub(in crate::kinds) id: String,
    /// Who owns it. What is ours and does not say which manifest's is nobody's where a manifest could
    /// mean it.
    pub(in crate::kinds) owner: Owner,
    pub(in crate::kinds) standing: Standing,
}

/// What becomes of a resource once what is declared at its address is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::kinds) enum Standing {
    /// It is ours, or to be.
    Kept,
    /// It is let go.
    LetGo,
    /// It is in the way.
    InTheWay,
    /// It stays as it is: nobody asks for it.
    Stray,
}

impl Standing {
    /// What becomes of somebody's resource at what is declared.
    pub(super) fn of(owner: &Owner, declared: Option<&Declared>) -> Self {
        let Some(declared) = declared else {
            return if *owner == Owner::Former { Self::InTheWay } else { Self::Kept };
        };
        match (declared.presence, owner, &declared.adopt) {
            (Presence::Forgotten, ..) => Self::LetGo,
            (_, Owner::Ours | Owner::Former, _)
            | (_, Owner::Nobody, Adopt::Unowned { .. } | Adopt::FromCloudFormation { .. })
            | (_, Owner::CloudFormation(_), Adopt::FromCloudFormation { .. }) => Self::Kept,
            (_, Owner::Nobody | Owner::CloudFormation(_) | Owner::Other(_), _) => Self::InTheWay,
        }
    }
}
