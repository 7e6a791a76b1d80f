//! One step: what a kind makes calls from.

use super::deed::Deed;
use crate::site::Site;
use crate::tree::Difference;

/// One step of a plan on one resource.
pub struct Step<'a, S> {
    /// Where.
    pub site: &'a Site,
    /// Its name in addresses, the manifest's where AWS invents the id.
    pub name: &'a str,
    /// AWS's id or name for it; `None` for what is not there and has an id that AWS invents.
    pub id: Option<&'a str>,
    /// What to do.
    pub deed: &'a Deed<S>,
    /// What the plan saw differ: of a secret that is not at hand nothing else tells.
    pub differences: &'a [Difference],
    /// Whether the resource is kept from acting meanwhile.
    pub suspend: Suspend,
    /// The client token of this plan's step: the same in every attempt, another in every plan.
    pub token: String,
}

impl<S> Step<'_, S> {
    /// AWS's id or name of what is there.
    ///
    /// # Panics
    /// On the creation of what has an id that AWS invents: nothing is there.
    pub fn there(&self) -> &str {
        self.id.expect("what is there has an id")
    }

    /// AWS's name for what the manifest names itself.
    ///
    /// # Panics
    /// Where AWS invents ids: those are known only of what is there.
    pub fn named(&self) -> &str {
        self.id.expect("what AWS names as manifests do has its name before it is there")
    }

    /// Whether the plan saw a field differ.
    pub fn differs(&self, field: &str) -> bool {
        self.differences.iter().any(|difference| difference.path.field() == field)
    }

    /// The same step on what another type calls its state.
    pub fn on<T, R>(&self, deed: &Deed<T>, then: impl FnOnce(&Step<'_, T>) -> R) -> R {
        let Self { site, name, id, deed: _, differences, suspend, token } = self;
        then(&Step { site, name, id: *id, deed, differences, suspend: *suspend, token: token.clone() })
    }
}

/// Whether a step keeps its resource from acting until what hangs on it is as wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Suspend {
    /// It does not: the resource may act at any time.
    #[default]
    No,
    /// The resource is kept from acting first, and let go last.
    WhilePartsChange,
}
