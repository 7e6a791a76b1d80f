//! What policies say of a plan, by rule.

use engine::Address;
use engine::policy::{Judged, Level, Verdict};

/// What one rule says of a plan.
#[derive(Debug)]
pub struct Rule<'a> {
    /// The rule's name.
    pub policy: &'a str,
    /// The file that it is in, and the line at which it begins.
    pub place: (&'a str, u32),
    /// Each thing that it says, once, with what it says it of; `None` is the plan as a whole.
    pub says: Vec<(&'a str, Vec<Option<&'a Address>>)>,
}

impl Rule<'_> {
    /// Of how much it says anything.
    pub fn count(&self) -> usize {
        self.says.iter().map(|(_, of)| of.len()).sum()
    }
}

/// What the rules of a level say, each in the place of its first verdict.
pub fn rules(plan: &Judged, level: Level) -> Vec<Rule<'_>> {
    let mut rules: Vec<Rule<'_>> = Vec::new();
    for Verdict { policy, address, message, file, line, level: _ } in plan.at(level) {
        let place = (file.as_str(), *line);
        let known = rules.iter().position(|rule| rule.policy == policy && rule.place == place);
        let at = known.unwrap_or_else(|| {
            rules.push(Rule { policy, place, says: Vec::new() });
            rules.len() - 1
        });
        let says = &mut rules[at].says;
        match says.iter_mut().find(|(said, _)| said == message) {
            Some((_, of)) => of.push(address.as_ref()),
            None => says.push((message, vec![address.as_ref()])),
        }
    }
    rules
}
