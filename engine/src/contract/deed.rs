//! What is done about one resource, with what that takes: a creation has no past, a deletion no future.

use std::sync::Arc;

use crate::action::Action;

/// What is done about one resource in states of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed<S> {
    /// It is not there: make it.
    Create {
        /// What is wanted.
        to: S,
    },
    /// Bring it to what is wanted in place.
    Update {
        /// What is wanted.
        to: S,
        /// What was there.
        was: S,
    },
    /// Make it ours, and bring it to what is wanted in place.
    Adopt {
        /// What is wanted.
        to: S,
        /// What was there.
        was: S,
    },
    /// Delete it and make it again.
    Replace {
        /// What is wanted.
        to: S,
        /// What was there.
        was: S,
    },
    /// Make it under its new name with what it was, then delete the old one; where AWS invents ids, give
    /// it its new name.
    Move {
        /// What is wanted.
        to: S,
        /// What was there, under the old name.
        was: S,
        /// AWS's id or name for the old one.
        from: Arc<str>,
    },
    /// Delete it.
    Delete {
        /// What was there.
        was: S,
    },
    /// Take our tags off and let it be.
    Forget {
        /// What was there.
        was: S,
    },
}

impl<S> Deed<S> {
    /// Its word.
    pub fn action(&self) -> Action {
        match self {
            Self::Create { .. } => Action::Create,
            Self::Update { .. } => Action::Update,
            Self::Adopt { .. } => Action::Adopt,
            Self::Replace { .. } => Action::Replace,
            Self::Move { .. } => Action::Move,
            Self::Delete { .. } => Action::Delete,
            Self::Forget { .. } => Action::Forget,
        }
    }

    /// What is wanted, where something is.
    pub fn to(&self) -> Option<&S> {
        match self {
            Self::Create { to }
            | Self::Update { to, .. }
            | Self::Adopt { to, .. }
            | Self::Replace { to, .. }
            | Self::Move { to, .. } => Some(to),
            Self::Delete { .. } | Self::Forget { .. } => None,
        }
    }

    /// The same, to be changed.
    pub fn to_mut(&mut self) -> Option<&mut S> {
        match self {
            Self::Create { to }
            | Self::Update { to, .. }
            | Self::Adopt { to, .. }
            | Self::Replace { to, .. }
            | Self::Move { to, .. } => Some(to),
            Self::Delete { .. } | Self::Forget { .. } => None,
        }
    }

    /// What was there, where something was.
    pub fn was(&self) -> Option<&S> {
        match self {
            Self::Create { .. } => None,
            Self::Update { was, .. }
            | Self::Adopt { was, .. }
            | Self::Replace { was, .. }
            | Self::Move { was, .. }
            | Self::Delete { was }
            | Self::Forget { was } => Some(was),
        }
    }

    /// AWS's id or name for what a move comes from.
    pub fn from(&self) -> Option<&str> {
        match self {
            Self::Move { from, .. } => Some(from),
            Self::Create { .. }
            | Self::Update { .. }
            | Self::Adopt { .. }
            | Self::Replace { .. }
            | Self::Delete { .. }
            | Self::Forget { .. } => None,
        }
    }

    /// The same deed in other states.
    pub fn map<T>(&self, mut state: impl FnMut(&S) -> T) -> Deed<T> {
        match self {
            Self::Create { to } => Deed::Create { to: state(to) },
            Self::Update { to, was } => Deed::Update { to: state(to), was: state(was) },
            Self::Adopt { to, was } => Deed::Adopt { to: state(to), was: state(was) },
            Self::Replace { to, was } => Deed::Replace { to: state(to), was: state(was) },
            Self::Move { to, was, from } => {
                Deed::Move { to: state(to), was: state(was), from: Arc::clone(from) }
            }
            Self::Delete { was } => Deed::Delete { was: state(was) },
            Self::Forget { was } => Deed::Forget { was: state(was) },
        }
    }
}
