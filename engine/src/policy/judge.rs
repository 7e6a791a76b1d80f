//! Rules + plan → verdicts.

use std::sync::Arc;

use cel::{Context, Env, Value};

use super::cost::{Size, affordable};
use super::facts;
use super::judged::Judged;
use super::rule::{Policies, Rule, Scope, Verdict};
use crate::address::Address;
use crate::plan::Plan;

/// Characters of what a rule or the interpreter says; a verdict is a line, not a page.
const LONGEST: usize = 500;

/// Judges a plan by every rule.
///
/// A condition holds where it is true, or a text that is not empty, which is what is said then. One
/// that cannot be evaluated, since it asks for a field that is not there for instance, counts as
/// holding: a guard that fails must not stand open.
pub fn judge(policies: &Policies, plan: Plan) -> Judged {
    let verdicts = if policies.rules.is_empty() { Vec::new() } else { verdicts(policies, &plan) };
    Judged::new(plan, verdicts)
}

fn verdicts(policies: &Policies, plan: &Plan) -> Vec<Verdict> {
    let env = Arc::new(Env::stdlib());
    let (whole, site) = (facts::plan(plan), facts::site(plan));
    let of_plan = rules(policies, Scope::Plan);
    let of_change = rules(policies, Scope::Change);
    let mut verdicts = Vec::new();
    let given = |variables: &[(&str, &Value)]| {
        let mut context = Context::with_env(Arc::clone(&env));
        let mut size = Size::of(&Value::Null);
        for (name, value) in variables {
            size = size.with(Size::of(value));
            context.add_variable_from_value(*name, (*value).clone());
        }
        Given { context, size: size.inside() }
    };
    let once = given(&[("plan", &whole), ("site", &site)]);
    verdicts.extend(of_plan.iter().filter_map(|rule| once.judge(rule, None)));
    if !of_change.is_empty() {
        for change in plan.changes() {
            let seen = facts::change(plan.notes(), change);
            let given = given(&[("change", &seen), ("plan", &whole), ("site", &site)]);
            let address = Some(&change.address);
            verdicts.extend(of_change.iter().filter_map(|rule| given.judge(rule, address)));
        }
    }
    verdicts.sort();
    verdicts
}

fn rules(policies: &Policies, scope: Scope) -> Vec<&Rule> {
    policies.rules.iter().filter(|rule| rule.scope == scope).collect()
}

/// What a rule is given.
struct Given<'a> {
    context: Context<'a, 'a>,
    size: Size,
}

impl Given<'_> {
    fn judge(&self, rule: &Rule, address: Option<&Address>) -> Option<Verdict> {
        let failed = |why: &str| Some(format!("{} (it cannot be evaluated: {why})", rule.message));
        let message = if affordable(rule.program.expression(), self.size) {
            match rule.program.execute(&self.context) {
                Ok(Value::Bool(true)) => Some(rule.message.clone()),
                Ok(Value::Bool(false)) => None,
                Ok(Value::String(said)) if said.is_empty() => None,
                Ok(Value::String(said)) => Some(said.to_string()),
                Ok(_) => failed("its condition is neither true nor false, nor a text"),
                Err(error) => failed(&error.to_string()),
            }
        } else {
            failed("that could take too long, since what it is about is so large")
        };
        message.map(|message| Verdict {
            level: rule.level,
            policy: rule.name.clone(),
            address: address.cloned(),
            message: shortened(message),
            file: rule.location.path.clone(),
            line: rule.location.line,
        })
    }
}

fn shortened(message: String) -> String {
    match message.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &message[..at]),
        None => message,
    }
}
