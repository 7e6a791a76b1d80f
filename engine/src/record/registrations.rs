//! Registrations of patch groups: they are ours and can carry no tag.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::address::Address;

/// One registration, as a manifest asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The patch group.
    pub group: String,
    /// The operating system, in AWS's word.
    pub system: String,
    /// The baseline: the address of one of this stack's, the name of one of AWS's own, or an id.
    pub baseline: String,
}

/// Every registration that a site has made or is about to make, by patch group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Registrations(BTreeMap<String, Group>);

/// One patch group's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The manifest that declares it.
    pub name: String,
    /// For each operating system its baselines: more than one while a swap is under way.
    pub baselines: BTreeMap<String, BTreeSet<String>>,
}

impl Registrations {
    /// Adds one that a manifest declares.
    pub fn insert(&mut self, manifest: &str, registration: Registration) {
        let Registration { group, system, baseline } = registration;
        let group = self.0.entry(group).or_default();
        manifest.clone_into(&mut group.name);
        group.baselines.entry(system).or_default().insert(baseline);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The patch groups with what is registered for each.
    pub fn groups(&self) -> impl Iterator<Item = (&String, &Group)> {
        self.0.iter()
    }

    /// The baselines that a group is registered with for an operating system.
    pub fn baselines(&self, group: &str, system: &str) -> impl Iterator<Item = &str> {
        let baselines = self.0.get(group).and_then(|group| group.baselines.get(system));
        baselines.into_iter().flatten().map(String::as_str)
    }

    /// Both together; where a group has changed its manifest, the other's name stands.
    pub(crate) fn with(&self, other: &Self) -> Self {
        let mut both = self.clone();
        for (name, group) in &other.0 {
            let held = both.0.entry(name.clone()).or_default();
            held.name.clone_from(&group.name);
            for (system, baselines) in &group.baselines {
                held.baselines.entry(system.clone()).or_default().extend(baselines.iter().cloned());
            }
        }
        both
    }

    /// Those of the manifests whose address passes.
    pub(crate) fn only(&self, passes: impl Fn(&Address) -> bool) -> Self {
        let mine = |group: &Group| passes(&Address::new("PatchGroup", &group.name));
        let some = self.0.iter().filter(|(_, group)| mine(group));
        Self(some.map(|(name, group)| (name.clone(), group.clone())).collect())
    }
}
