//! What apply must refuse, as a site declares it.

use globset::GlobSet;

use crate::address::Address;

/// What apply must refuse.
#[derive(Debug, Clone, Default)]
pub struct Guardrails {
    /// How much a plan may delete.
    pub max_deletes: Limit,
    /// Addresses that are never deleted or replaced.
    pub protect: GlobSet,
}

/// How much a plan may delete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// So many resources.
    Count(usize),
    /// So many hundredths of what the site owns.
    Percent(u8),
}

impl Default for Limit {
    fn default() -> Self {
        Self::Count(10)
    }
}

impl Limit {
    /// How many deletions it allows a site that owns so many resources.
    pub fn allows(self, owned: usize) -> usize {
        match self {
            Self::Count(count) => count,
            Self::Percent(percent) => owned * usize::from(percent) / 100,
        }
    }
}

impl Guardrails {
    /// Whether an address is protected.
    pub fn protects(&self, address: &Address) -> bool {
        self.protect.is_match(address.as_str())
    }
}
