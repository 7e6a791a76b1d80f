//! Where changes come from, in words: git, what was merged before, or somebody in AWS.

use engine::Action;
use engine::plan::{By, Change, FieldOrigin, Plan, Untold, Whence};
use schema::Tree;

use super::value::inline;

/// Characters of a commit that are shown.
const SHORT: usize = 7;

/// The heading over the changes that come from somewhere; none where they all come from git, as where nothing tells.
pub fn heading(plan: &Plan, whence: Whence) -> Option<String> {
    let origins = &plan.notes().origins;
    let whences = || plan.changes().iter().map(|change| origins.whence(&change.address));
    if whences().all(|whence| whence == Whence::Git) {
        return None;
    }
    let since = match &origins.since {
        Some(commit) => format!("since {}", commit.chars().take(SHORT).collect::<String>()),
        None => "since the last apply".to_owned(),
    };
    Some(match whence {
        Whence::Git if origins.base.is_some() => "Changed by this branch".to_owned(),
        Whence::Git => format!("Changed in git {since}"),
        Whence::Merged => format!("Merged before this branch, and not applied {since}"),
        Whence::Behind => "Taken back, since this branch is behind what was merged and applied".to_owned(),
        Whence::Outside => format!("Changed outside {since}, and put back"),
    })
}

/// What is said of single places of a change that comes from git, where somebody has changed them outside too.
pub(super) fn outside(plan: &Plan, change: &Change) -> Vec<String> {
    let Some(origin) = plan.notes().origins.changes.get(&change.address) else { return Vec::new() };
    let fields = origin.fields.iter().filter(|_| origin.whence != Whence::Outside);
    let gone = (origin.whole == Some(By::Both) && change.action() == Action::Create)
        .then(|| "somebody in AWS has deleted it since it was applied".to_owned());
    gone.into_iter().chain(fields.filter_map(told)).collect()
}

fn told(field: &FieldOrigin) -> Option<String> {
    let FieldOrigin { path, by, applied } = field;
    match (by, applied) {
        (By::Git, _) => None,
        (By::Untold, _) => Some(format!(
            "{path}: its source is the same; nothing tells whether what that gives has changed, or AWS"
        )),
        (By::Outside, _) => Some(format!("{path}: git has not changed it, somebody in AWS has")),
        (By::Both, Some(applied)) if !matches!(applied, Tree::List(_) | Tree::Set(_) | Tree::Map(_)) => {
            Some(format!("{path}: {} was applied, and somebody in AWS has changed it since", inline(applied)))
        }
        (By::Both, _) => Some(format!("{path}: somebody in AWS has changed it too since it was applied")),
    }
}

/// What nothing tells of where changes come from, where that matters; and why.
pub fn untold(plan: &Plan) -> Option<String> {
    let all: Vec<String> = outside_untold(plan).into_iter().chain(branch_untold(plan)).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// That nothing tells what the branch has changed.
fn branch_untold(plan: &Plan) -> Option<String> {
    let commit = plan.notes().origins.unread.as_ref().filter(|_| plan.changes().iter().any(was_applied))?;
    let commit: String = commit.chars().take(SHORT).collect();
    Some(format!(
        "what this branch has changed is not told apart: what the manifests asked for at {commit}, where it began, \
         cannot be read here"
    ))
}

/// Whether something of it was applied before: what comes new or is taken up was not.
fn was_applied(change: &Change) -> bool {
    matches!(change.action(), Action::Update | Action::Replace | Action::Delete)
}

/// That nothing tells what was changed outside.
fn outside_untold(plan: &Plan) -> Option<String> {
    let origins = &plan.notes().origins.changes;
    // Who works without git at all knows that.
    let without = plan.commit().is_none();
    let mut applied = plan.changes().iter().filter(|change| was_applied(change));
    let why = applied.find_map(|change| origins.get(&change.address)?.untold)?;
    if without && why == Untold::NoCommit {
        return None;
    }
    Some(format!("what was changed outside is not told apart: {}", why.reason()))
}
