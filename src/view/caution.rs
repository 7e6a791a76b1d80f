//! What a plan cautions of, as every output tells it: the same of many resources is told once.

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
    for (address, Caution { rule, message }) in all(plan) {
        let message = escape(&message);
        match told.iter_mut().find(|one| one.rule == rule && one.message == message) {
            Some(same) => same.addresses.push(address),
            None => told.push(Cautions { rule, message, addresses: vec![address] }),
        }
    }
    told
}

impl Cautions<'_> {
    /// The resources, a few by name.
    pub fn named(&self) -> String {
        let names: Vec<&str> = self.addresses.iter().take(NAMED).map(|address| address.as_str()).collect();
        match self.addresses.len() - names.len() {
            0 => names.join(", "),
            more => format!("{} and {more} more", names.join(", ")),
        }
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
