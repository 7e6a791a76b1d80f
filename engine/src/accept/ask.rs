//! What somebody names: a resource, or a place in one.

use std::collections::BTreeSet;

use schema::Tree;
use schema::shape::Vocabulary;
use schema::tree::Name;

use super::Scene;
use crate::address::Address;
use crate::contract::Deed;
use crate::drift::{Entry, What};
use crate::resolve::Desired;
use crate::tree::{Difference, Path};

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
    /// The resource has no such place; what was probably meant.
    Place(Ask, Option<String>),
    /// AWS holds at the place what git asks for.
    Same(Ask),
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
            (one, _) => one.unwrap_or(longest).known(scene),
        }
    }

    /// The same, if what it names of a resource is there and differs. What comes or goes as a whole, or is not read
    /// or not ours, has no places.
    fn known(self, scene: &Scene<'_>) -> Result<Self, Unread> {
        let Some(field) = &self.field else { return Ok(self) };
        let declared = scene.desired.declared.get(&self.address).map(|declared| &declared.tree);
        let differences: &[Difference] = match self.entry(scene).map(|entry| &entry.what) {
            Some(What::Change(change)) => match change.deed {
                Deed::Create { .. } | Deed::Delete { .. } | Deed::Forget { .. } => return Ok(self),
                Deed::Update { .. } | Deed::Adopt { .. } | Deed::Replace { .. } | Deed::Move { .. } => {
                    &change.differences
                }
            },
            Some(What::Conflict(_) | What::Unmanaged(_) | What::Unreadable(_)) => return Ok(self),
            None => &[],
        };
        if differences.iter().any(|one| self.holds(&one.path)) {
            return Ok(self);
        }
        let there = scene.live.found.get(&self.address).map(|found| &found.tree);
        let trees: Vec<&Tree> = declared.into_iter().chain(there).collect();
        if trees.iter().any(|tree| has(tree, field)) {
            return Err(Unread::Same(self));
        }
        let names = trees.iter().filter_map(|tree| match tree {
            Tree::Map(map) => Some(map.keys().map(ToString::to_string)),
            _ => None,
        });
        let names = differences.iter().map(|one| one.path.to_string()).chain(names.flatten());
        let names: BTreeSet<String> = names.collect();
        let near = Vocabulary::new(names.iter().map(String::as_str)).nearest(field).map(str::to_owned);
        Err(Unread::Place(self, near))
    }

    fn entry<'a>(&self, scene: &Scene<'a>) -> Option<&'a Entry<'a>> {
        scene.drift.entries.iter().find(|entry| entry.what.address() == Some(&self.address))
    }

    /// Whether a path lies in the place.
    pub(super) fn holds(&self, path: &Path) -> bool {
        let Some(field) = &self.field else { return true };
        (1..=path.0.len()).any(|end| is_called(&path.0[..end], field))
    }

    fn means_something(&self, scene: &Scene<'_>) -> bool {
        let Some(field) = &self.field else { return true };
        let change = self.entry(scene).and_then(|entry| match entry.what {
            What::Change(change) => Some(change),
            What::Conflict(_) | What::Unmanaged(_) | What::Unreadable(_) => None,
        });
        let differs = change.is_some_and(|change| change.differences.iter().any(|one| self.holds(&one.path)));
        differs || says(scene.desired, &self.address, field)
    }
}

/// Whether a path is called so: a step that holds dots stands in quotes, or as it is.
fn is_called(steps: &[Name], text: &str) -> bool {
    steps.join(".") == text || Path(steps.to_vec()).to_string() == text
}

/// Whether a tree has a place.
fn has(tree: &Tree, field: &str) -> bool {
    let Tree::Map(map) = tree else { return false };
    map.iter().any(|(name, tree)| {
        let below = |quoted: &str| field.strip_prefix(quoted)?.strip_prefix('.').map(|rest| has(tree, rest));
        let called = is_called(std::slice::from_ref(name), field);
        called || below(name) == Some(true) || below(&format!("\"{name}\"")) == Some(true)
    })
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
