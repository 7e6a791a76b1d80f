//! The rules at work: which of them strike a call.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::die::roll;
use super::omit::Omission;
use super::rule::{Effect, Moment, Rule, When};

/// The rules in force.
pub(crate) struct Rules {
    seed: u64,
    live: Mutex<Live>,
    /// Whether nobody is answered any more.
    silent: watch::Sender<bool>,
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
    /// The calls of all operations.
    overall: u64,
}

/// Everything that befalls one call.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Strike {
    pub(crate) delay: Duration,
    /// The first rule that ends the call before it is carried out.
    pub(crate) before: Option<Effect>,
    /// The first rule that ends it after.
    pub(crate) after: Option<Effect>,
    /// What the answer leaves out, if nothing ends the call.
    pub(crate) omits: Vec<(String, Omission)>,
}

impl Rules {
    pub(crate) fn new(seed: u64, rules: Vec<Rule>) -> Self {
        let own = Rules { seed, live: Mutex::default(), silent: watch::Sender::default() };
        rules.into_iter().for_each(|rule| own.add(rule));
        own
    }

    pub(crate) fn add(&self, rule: Rule) {
        let mut live = self.lock();
        live.added += 1;
        let number = live.added;
        live.rules.push(Counted { number, rule, calls: BTreeMap::new(), overall: 0 });
    }

    pub(crate) fn clear(&self) {
        self.lock().rules.clear();
        self.silent.send_replace(false);
    }

    /// Answers nobody from now on.
    pub(crate) fn fall_silent(&self) {
        self.silent.send_replace(true);
    }

    /// Waits until nobody is answered, or somebody is again.
    pub(crate) async fn until_silent(&self, silent: bool) {
        let mut now = self.silent.subscribe();
        // The sender lives as long as this borrow of it.
        let _ = now.wait_for(|now| *now == silent).await;
    }

    /// Counts one call of an operation with every rule for it and says what strikes.
    pub(crate) fn strike(&self, operation: &str) -> Strike {
        let mut strike = Strike::default();
        for counted in &mut self.lock().rules {
            if !counted.strikes(self.seed, operation) {
                continue;
            }
            let effect = counted.rule.effect.clone();
            let place = match (&effect, effect.moment()) {
                (Effect::Delay(delay), _) => {
                    strike.delay += *delay;
                    continue;
                }
                (Effect::Omit(item, omission), _) => {
                    strike.omits.push((item.clone(), *omission));
                    continue;
                }
                (_, Moment::Before) => &mut strike.before,
                (_, Moment::After) => &mut strike.after,
            };
            place.get_or_insert(effect);
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
        self.overall += 1;
        let calls = self.calls.entry(operation.to_owned()).or_default();
        *calls += 1;
        match self.rule.when {
            When::Every => true,
            When::Nth(number) => *calls == number,
            When::First(number) => *calls <= number,
            When::After(number) => *calls > number,
            When::Overall(number) => self.overall == number,
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
    fn an_overall_number_counts_the_calls_of_all_operations() {
        let rules = Rules::new(0, vec![Rule::everywhere(When::Overall(3), Effect::LoseRequest)]);
        assert_eq!(lost(&rules, "PutParameter", 2), [false; 2]);
        assert_eq!(lost(&rules, "GetParameter", 2), [true, false]);
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
