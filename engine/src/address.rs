//! A resource's name in all output.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A resource's name in all output: `Parameter/webshop/production/database/port`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(Arc<str>);

impl Address {
    /// An address from a resource's kind and its name, whose leading slash says nothing.
    pub fn new(kind: &str, name: &str) -> Self {
        Self(format!("{kind}/{}", name.strip_prefix('/').unwrap_or(name)).into())
    }

    /// The kind: what stands before the first slash.
    pub fn kind(&self) -> &str {
        self.0.split_once('/').map_or(&self.0, |(kind, _)| kind)
    }

    /// The name: what stands behind the first slash.
    pub fn name(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, name)| name)
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Address {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}
