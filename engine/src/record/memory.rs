//! What is ours and can carry no tag: the record alone remembers it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::address::Address;

/// What is remembered of one resource that can carry no tag.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// The name of the manifest that declares it.
    pub name: String,
    /// What of it is ours: for a patch group the baselines of each operating system, more than one while
    /// a swap is under way. Empty where all of it is.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, BTreeSet<String>>,
}

/// What of a state AWS holds without any tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untagged {
    /// AWS's name for it.
    pub id: String,
    /// What of it: see [`Memory::words`].
    pub words: BTreeMap<String, BTreeSet<String>>,
}

/// Everything that a site has made or is about to make and that can carry no tag, by kind and then by
/// AWS's name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Memories(BTreeMap<String, BTreeMap<String, Memory>>);

impl Memories {
    /// Adds what is remembered of one resource of a kind, by AWS's name.
    pub fn insert(&mut self, kind: &str, id: &str, memory: Memory) {
        let Memory { name, words } = memory;
        let held = self.0.entry(kind.to_owned()).or_default().entry(id.to_owned()).or_default();
        held.name = name;
        for (word, more) in words {
            held.words.entry(word).or_default().extend(more);
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is remembered of a kind, by AWS's name.
    pub fn of(&self, kind: &str) -> impl Iterator<Item = (&str, &Memory)> {
        self.0.get(kind).into_iter().flatten().map(|(id, memory)| (id.as_str(), memory))
    }

    /// What is remembered of one resource.
    pub fn get(&self, kind: &str, id: &str) -> Option<&Memory> {
        self.0.get(kind)?.get(id)
    }

    /// Whether both remember something.
    pub(crate) fn shares(&self, other: &Self) -> bool {
        self.all().any(|(kind, id, _)| other.get(kind, id).is_some())
    }

    /// Both together; where a resource has changed its manifest, the other's name stands.
    pub(crate) fn with(&self, other: &Self) -> Self {
        let mut both = self.clone();
        for (kind, id, memory) in other.all() {
            both.insert(kind, id, memory.clone());
        }
        both
    }

    /// Those of the manifests whose address passes.
    pub(crate) fn only(&self, passes: impl Fn(&Address) -> bool) -> Self {
        let mut some = Self::default();
        for (kind, id, memory) in self.all() {
            if passes(&Address::new(kind, &memory.name)) {
                some.insert(kind, id, memory.clone());
            }
        }
        some
    }

    /// Keeps those that pass, by kind and AWS's name.
    pub(crate) fn retain(&mut self, passes: impl Fn(&str, &str) -> bool) {
        for (kind, all) in &mut self.0 {
            all.retain(|id, _| passes(kind, id));
        }
        self.0.retain(|_, all| !all.is_empty());
    }

    fn all(&self) -> impl Iterator<Item = (&str, &str, &Memory)> {
        self.0
            .iter()
            .flat_map(|(kind, all)| all.iter().map(move |(id, memory)| (kind.as_str(), id.as_str(), memory)))
    }
}
