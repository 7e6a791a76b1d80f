//! One step: what a kind makes calls from.

use crate::action::Action;
use crate::site::Site;

/// One step: what was there, what is wanted.
pub struct Step<'a, S> {
    /// Where.
    pub site: &'a Site,
    /// Its name in addresses, the manifest's where AWS invents the id.
    pub name: &'a str,
    /// AWS's id or name for it.
    pub id: &'a str,
    /// What to do.
    pub action: Action,
    /// What is wanted; `None` for a deletion.
    pub desired: Option<&'a S>,
    /// What was there; `None` for a creation.
    pub base: Option<&'a S>,
    /// AWS's name for what a move comes from.
    pub from: Option<&'a str>,
    /// Whether the resource is kept from acting meanwhile.
    pub suspend: Suspend,
    /// The client token of this plan's step: the same in every attempt, another in every plan.
    pub token: String,
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
