//! What apply must refuse, as a site declares it.

use globset::GlobSet;

use crate::address::Address;

/// What apply must refuse.
#[derive(Debug, Clone, Default)]
pub struct Guardrails {
    /// How much a plan may delete.
    pub max_deletes: Limit,
    /// On how many nodes something may begin to run at once; no limit where there is none.
    pub max_nodes: Option<Limit>,
    /// Addresses that are never deleted or replaced.
    pub protect: GlobSet,
}

/// How much a plan may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// So many.
    Count(usize),
    /// So many hundredths of what there is.
    Percent(u8),
}

impl Default for Limit {
    fn default() -> Self {
        Self::Count(10)
    }
}

impl Limit {
    /// How many it allows where there are so many.
    pub fn allows(self, all: usize) -> usize {
        match self {
            Self::Count(count) => count,
            Self::Percent(percent) => all * usize::from(percent) / 100,
        }
    }
}

impl Guardrails {
    /// Whether an address is protected.
    pub fn protects(&self, address: &Address) -> bool {
        self.protect.is_match(address.as_str())
    }
}
