//! What a plan cautions of, as every output tells it: the same of many resources is told once.

use std::collections::BTreeMap;

use engine::Address;
use engine::caution::{Caution, Risk, Rule};
use engine::plan::Plan;
use engine::policy::cautions as all;

use super::text::escape;

/// Resources that are named; of more there is a number.
const NAMED: usize = 3;

/// A rule that holds of some resources.
#[derive(Debug, PartialEq)]
pub struct Cautions<'a> {
    /// The rule.
    pub rule: &'static Rule,
    /// What it holds of, in words.
    pub message: String,
    /// The resources, by address.
    pub addresses: Vec<&'a Address>,
}

/// What a plan cautions of, what may do most harm first.
pub fn cautions(plan: &Plan) -> Vec<Cautions<'_>> {
    let mut told: Vec<Cautions<'_>> = Vec::new();
    let mut places: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for (address, Caution { rule, message }) in all(plan) {
        let message = escape(&message);
        let at = *places.entry((rule.code, message.clone())).or_insert(told.len());
        match told.get_mut(at) {
            Some(same) => same.addresses.push(address),
            None => told.push(Cautions { rule, message, addresses: vec![address] }),
        }
    }
    told
}

impl Cautions<'_> {
    /// The first resources, and how many more there are.
    pub fn few(&self) -> (&[&Address], usize) {
        let shown = self.addresses.len().min(NAMED);
        (&self.addresses[..shown], self.addresses.len() - shown)
    }

    /// The resources: all by name where the risk is high, else a few.
    pub fn named(&self) -> String {
        let (few, more) = match self.rule.risk {
            Risk::High => (&self.addresses[..], 0),
            Risk::Medium | Risk::Low => self.few(),
        };
        let names = few.iter().map(|address| address.as_str()).collect::<Vec<_>>().join(", ");
        if more == 0 { names } else { format!("{names} and {more} more") }
    }

    /// `public-document, high, SSM.4`.
    pub fn told(&self) -> String {
        let control = self.rule.control.map_or(String::new(), |control| format!(", {control}"));
        format!("{}, {}{control}", self.rule.code, self.rule.risk.word())
    }
}

/// The most harm that a plan cautions of.
pub fn risk(plan: &Plan) -> Option<Risk> {
    all(plan).iter().map(|(_, caution)| caution.rule.risk).max()
}
