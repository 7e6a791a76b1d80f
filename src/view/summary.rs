//! How many of what, in words.

use engine::Action;
use engine::contract::Exposure;
use engine::plan::{Goal, Summary};
use engine::policy::{Judged, Level};

use super::text::counted;

/// What is said of an action's count, in the order of a summary line.
const WORDS: [(Action, &str); 7] = [
    (Action::Create, "to create"),
    (Action::Update, "to change"),
    (Action::Replace, "to replace"),
    (Action::Delete, "to delete"),
    (Action::Adopt, "to adopt"),
    (Action::Move, "to move"),
    (Action::Forget, "to forget"),
];

/// What a plan is, as its summary begins.
pub fn noun(plan: &Judged) -> &'static str {
    match plan.goal() {
        Goal::Converge => "Plan",
        Goal::Destroy => "Destroy",
    }
}

/// What is said of secrets that were not compared.
pub fn withheld(plan: &Judged) -> Option<String> {
    let count = counted(plan.not_compared().len(), "secret", "secrets");
    match (plan.exposure(), plan.not_compared().len()) {
        (Exposure::Withhold, _) => {
            Some(format!("{count} not compared; made without secrets, so for reading only"))
        }
        (Exposure::Compare, 0) => None,
        (Exposure::Compare, _) => Some(format!("{count} not compared")),
    }
}

/// What apply refuses a plan for, as far as the plan tells: `1 conflict, 2 protected`.
pub fn refused(plan: &Judged) -> Option<String> {
    let protected = plan.changes().iter().filter(|change| change.protected).count();
    let counts = [
        (plan.conflicts().len(), "conflict", "conflicts"),
        (plan.at(Level::Deny).count(), "denied by a policy", "denied by policies"),
        (protected, "protected", "protected"),
        (plan.unreadable().len(), "not readable", "not readable"),
    ];
    let counts = counts.into_iter().filter(|(count, ..)| *count > 0);
    let deletes = plan.deletes_too_many();
    let deletes =
        deletes.map(|(deletes, allowed)| format!("{deletes} deletions where {allowed} are allowed"));
    let nodes = plan.notes().reaches_too_far().map(|(nodes, allowed)| match (nodes, allowed) {
        (Ok(nodes), Ok(allowed)) => format!("runs on {nodes} nodes where {allowed} are allowed"),
        _ => "runs on nodes that could not be counted".to_owned(),
    });
    let all: Vec<String> =
        counts.map(|(count, one, many)| counted(count, one, many)).chain(deletes).chain(nodes).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// `1 to create, 3 to change`; empty where there is nothing to do.
pub fn counts(plan: &Judged) -> String {
    counts_of(std::slice::from_ref(plan))
}

/// The same of several plans together.
pub fn counts_of(plans: &[Judged]) -> String {
    let summaries: Vec<Summary> = plans.iter().map(|plan| plan.summary()).collect();
    let total = |action| summaries.iter().map(|summary| summary.of(action)).sum::<usize>();
    let counted = WORDS.iter().map(|(action, words)| (total(*action), words));
    let shown = counted.filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}"));
    shown.collect::<Vec<_>>().join(", ")
}
