//! Parameter policies.

use crate::shape::{Duration, Shape, Timestamp};

/// What happens to a parameter in time. Policies are compared by meaning: a day is 24 hours.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum Policy {
    /// When AWS deletes the parameter.
    Expiration(Timestamp),
    /// An event before it expires.
    ExpirationNotification(Before),
    /// An event when it has not changed for long.
    NoChangeNotification(After),
    /// A policy that only AWS can name so far, as the JSON that it sent.
    #[shape(live)]
    Other(String),
}

/// How long before.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub struct Before {
    /// How long before the expiration, in whole hours or days.
    pub before: Duration,
}

/// How long after.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub struct After {
    /// How long after the last change, in whole hours or days.
    pub after: Duration,
}
