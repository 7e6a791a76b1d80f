//! The rules at work: which of them strike a call.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::die::roll;
use super::rule::{Effect, Rule, When};

/// The rules in force.
pub(crate) struct Rules {
    seed: u64,
    live: Mutex<Live>,
}

#[derive(Default)]
struct Live {
    added: u64,
    rules: Vec<Counted>,
}

struct Counted {
    number: u64,
    rule: Rule,
    calls: BTreeMap<String, u64>,
}

/// Everything that befalls one call.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Strike {
    pub(crate) delay: Duration,
    /// The first rule that ends the call before it is carried out.
    pub(crate) before: Option<Effect>,
    /// The first rule that ends it after.
    pub(crate) after: Option<Effect>,
}

impl Rules {
    pub(crate) fn new(seed: u64, rules: Vec<Rule>) -> Self {
        let own = Rules { seed, live: Mutex::default() };
        rules.into_iter().for_each(|rule| own.add(rule));
        own
    }

    pub(crate) fn add(&self, rule: Rule) {
        let mut live = self.lock();
        live.added += 1;
        let number = live.added;
        live.rules.push(Counted { number, rule, calls: BTreeMap::new() });
    }

    pub(crate) fn clear(&self) {
        self.lock().rules.clear();
    }

    /// Counts one call of an operation with every rule for it and says what strikes.
    pub(crate) fn strike(&self, operation: &str) -> Strike {
        let mut strike = Strike::default();
        for counted in &mut self.lock().rules {
            if !counted.strikes(self.seed, operation) {
                continue;
            }
            let effect = counted.rule.effect.clone();
            match effect {
                Effect::Delay(delay) => strike.delay += delay,
                Effect::Error { .. } | Effect::LoseRequest => {
                    strike.before.get_or_insert(effect);
                }
                Effect::LoseAnswer | Effect::Crash => {
                    strike.after.get_or_insert(effect);
                }
            }
        }
        strike
    }

    fn lock(&self) -> MutexGuard<'_, Live> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counted {
    fn strikes(&mut self, seed: u64, operation: &str) -> bool {
        if self.rule.operation.as_ref().is_some_and(|own| own != operation) {
            return false;
        }
        let calls = self.calls.entry(operation.to_owned()).or_default();
        *calls += 1;
        match self.rule.when {
            When::Every => true,
            When::Nth(number) => *calls == number,
            When::First(number) => *calls <= number,
            When::After(number) => *calls > number,
            When::Chance(chance) => roll(seed, self.number, operation, *calls) < chance,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(rules: &Rules, operation: &str, calls: usize) -> Vec<bool> {
        (0..calls).map(|_| rules.strike(operation).before.is_some()).collect()
    }

    #[test]
    fn rules_count_their_own_operation() {
        let rules = Rules::new(0, vec![Rule::new("PutParameter", When::Nth(2), Effect::LoseRequest)]);
        assert_eq!(lost(&rules, "GetParameter", 3), [false; 3]);
        assert_eq!(lost(&rules, "PutParameter", 3), [false, true, false]);
        rules.add(Rule::everywhere(When::First(1), Effect::LoseRequest));
        assert_eq!(lost(&rules, "GetParameter", 2), [true, false]);
        rules.add(Rule::new("GetParameter", When::After(1), Effect::LoseRequest));
        assert_eq!(lost(&rules, "GetParameter", 2), [false, true]);
        rules.clear();
        assert_eq!(lost(&rules, "GetParameter", 2), [false; 2]);
    }

    #[test]
    fn other_traffic_does_not_move_the_die() {
        let rule = || vec![Rule::everywhere(When::Chance(0.5), Effect::LoseRequest)];
        let alone = lost(&Rules::new(3, rule()), "PutParameter", 50);
        let crowded = Rules::new(3, rule());
        let among = alone.iter().map(|_| {
            lost(&crowded, "GetParameter", 2);
            lost(&crowded, "PutParameter", 1)[0]
        });
        assert_eq!(among.collect::<Vec<_>>(), alone);
        assert!(alone.contains(&true) && alone.contains(&false));
    }
}
