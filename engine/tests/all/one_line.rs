//! The law of one line: taken out of a manifest it is one change of that field and of nothing else,
//! AWS is without it then, and written again it comes back.
//!
//! A plan knows AWS by what it reads there and by nothing else, so this is as well the law of what
//! somebody sets or clears behind trueup's back.

use engine::Action;
use engine::plan::Plan;

use crate::world::{STACK, World, summary};

/// The fields of each change, by its mark.
fn fields(plan: &Plan) -> Vec<(Action, Vec<&str>)> {
    plan.changes()
        .iter()
        .map(|change| {
            let mut fields: Vec<_> = change.differences.iter().map(|found| found.path.field()).collect();
            fields.dedup();
            (change.action(), fields)
        })
        .collect()
}

/// Holds one line of a spec to the law. `decided` fields are AWS's to decide, and unwritten not
/// compared.
pub async fn holds(
    world: &World,
    manifest: &dyn Fn(&[String]) -> Vec<String>,
    lines: &[String],
    at: usize,
    decided: &[&str],
) {
    let field = lines[at].split(':').next().expect("a line is a field").trim();
    let texts = |lines: &[String]| manifest(lines);
    let desired = |texts: Vec<String>| async move {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        world.desired(STACK, &texts).await
    };
    let whole = desired(texts(lines)).await;
    world.converge(&whole).await;
    let without: Vec<String> =
        lines.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, line)| line.clone()).collect();
    let without = desired(texts(&without)).await;
    let plan = world.plan(&without).await;
    if decided.contains(&field) {
        assert!(plan.empty(), "{field}: {:?}", summary(&plan));
        return;
    }
    assert_eq!(fields(&plan), [(Action::Update, vec![field])], "{:?}", summary(&plan));
    world.converge(&without).await;
    let plan = world.plan(&whole).await;
    assert_eq!(fields(&plan), [(Action::Update, vec![field])], "{:?}", summary(&plan));
    world.converge(&whole).await;
}
