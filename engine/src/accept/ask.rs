//! What somebody names: a resource, or a place in one.

use std::collections::BTreeSet;

use schema::shape::Vocabulary;

use super::Scene;
use crate::address::Address;
use crate::drift::What;
use crate::resolve::Desired;
use crate::tree::Path;

/// A resource, or a place in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The resource.
    pub address: Address,
    /// The place; `None` for all of it.
    pub field: Option<String>,
}

/// Why a text names nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// Nothing is called so; what was probably meant.
    Unknown(Option<Address>),
    /// Two things are.
    Two([Ask; 2]),
}

impl Ask {
    /// Reads `ADDRESS` or `ADDRESS.FIELD`. Both may hold dots: the longest address that is there wins.
    ///
    /// # Errors
    /// It names nothing, or can be read in two ways.
    pub fn read(text: &str, scene: &Scene<'_>) -> Result<Self, Unread> {
        let known = known(scene);
        let dots = text.match_indices('.').map(|(at, _)| at).chain([text.len()]);
        let readings = dots.filter_map(|at| {
            let address = *known.get(&Address::from(&text[..at]))?;
            let field = text.get(at + 1..).map(str::to_owned);
            Some(Self { address: address.clone(), field })
        });
        let readings: Vec<Self> = readings.collect();
        let Some(longest) = readings.last().cloned() else {
            let names = Vocabulary::new(known.iter().map(|address| address.as_str()));
            return Err(Unread::Unknown(names.nearest(text).map(Address::from)));
        };
        let mut sound = readings.into_iter().filter(|ask| ask.means_something(scene));
        match (sound.next(), sound.next()) {
            (Some(one), Some(other)) => Err(Unread::Two([one, other])),
            (Some(one), None) => Ok(one),
            (None, _) => Ok(longest),
        }
    }

    /// Whether a path lies in the place.
    pub(super) fn holds(&self, path: &Path) -> bool {
        let Some(field) = &self.field else { return true };
        let path = path.to_string();
        path.strip_prefix(field.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    fn means_something(&self, scene: &Scene<'_>) -> bool {
        let Some(field) = &self.field else { return true };
        let change = scene.drift.entries.iter().find_map(|entry| match entry.what {
            What::Change(change) if change.address == self.address => Some(change),
            _ => None,
        });
        let differs = change.is_some_and(|change| change.differences.iter().any(|one| self.holds(&one.path)));
        differs || says(scene.desired, &self.address, field)
    }
}

/// Whether git says something at a place.
fn says(desired: &Desired, address: &Address, field: &str) -> bool {
    let first = field.split('.').next().unwrap_or(field);
    desired.declared.get(address).is_some_and(|declared| declared.tree.get(first).is_some())
}

/// Whatever can be named.
fn known<'a>(scene: &Scene<'a>) -> BTreeSet<&'a Address> {
    let differing = scene.drift.entries.iter().filter_map(|entry| match entry.what {
        What::Change(change) => Some(&change.address),
        What::Conflict(conflict) => Some(&conflict.address),
        What::Unmanaged(address) => Some(address),
        What::Unreadable(unreadable) => unreadable.address.as_ref(),
    });
    scene.desired.declared.keys().chain(differing).collect()
}
