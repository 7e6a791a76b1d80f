//! Some of what a site holds: what a reader of AWS looks at in the place of everything.

use std::collections::{BTreeMap, BTreeSet};

use crate::address::Address;

/// Some of what a site holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Single resources, with AWS's id where it is known: no manifest tells that of what goes.
    asked: BTreeMap<Address, Option<String>>,
    /// Kinds of addresses, each as a whole.
    kinds: BTreeSet<String>,
}

impl Part {
    /// Adds a resource, and what hangs on it, and tells whether it is new. An id that is known stays so.
    pub fn ask(&mut self, address: Address, id: Option<&str>) -> bool {
        let new = !self.asked.contains_key(&address);
        let held = self.asked.entry(address).or_default();
        *held = held.take().or_else(|| id.map(str::to_owned));
        new
    }

    /// Adds all that is declared or ours of a kind, as addresses name it.
    pub fn ask_all_of(&mut self, kind: &str) {
        self.kinds.insert(kind.to_owned());
    }

    /// Whether a kind belongs to it as a whole.
    pub fn is_whole(&self, kind: &str) -> bool {
        self.kinds.contains(kind)
    }

    /// Whether a resource belongs to it, by itself or with its kind.
    pub fn holds(&self, address: &Address) -> bool {
        self.asked.contains_key(address) || self.is_whole(address.kind())
    }

    /// The single resources of a kind, with AWS's id where it is known.
    pub fn of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a Address, Option<&'a str>)> {
        let of_kind = self.asked.iter().filter(move |(address, _)| address.kind() == kind);
        of_kind.map(|(address, id)| (address, id.as_deref()))
    }

    /// Whether anything of a kind belongs to it.
    pub fn concerns(&self, kind: &str) -> bool {
        self.is_whole(kind) || self.of(kind).next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_belongs_to_it_as_a_whole_or_by_some() {
        let mut part = Part::default();
        assert!(part.ask("Parameter/shop".into(), None));
        assert!(!part.ask("Parameter/shop".into(), Some("/shop")));
        assert!(!part.ask("Parameter/shop".into(), None));
        part.ask_all_of("Association");
        assert!(part.holds(&"Parameter/shop".into()) && part.holds(&"Association/any".into()));
        assert!(!part.holds(&"Parameter/shop/port".into()));
        assert_eq!(part.of("Parameter").map(|(_, id)| id).collect::<Vec<_>>(), [Some("/shop")]);
        assert!(part.concerns("Association") && part.concerns("Parameter") && !part.concerns("Document"));
    }
}
