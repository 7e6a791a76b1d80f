//! What a reviewed plan reads again is enough to plan it, and no more.

use std::collections::BTreeMap;

use engine::contract::Depth;
use engine::guardrails::{Guardrails, Limit};
use engine::plan::{Plan, Waive, again, plan, reread};
use engine::saved::save;

use super::points::alone;
use super::scenario::Scenario;
use super::trial::plans;
use crate::world::{STACK, World, counted, hierarchy, judged, reloaded};

/// A reviewed plan, made again from what is there.
fn remade(reviewed: &Plan, fresh: Plan) -> String {
    let made = again(reviewed, fresh, Waive::Nothing).unwrap_or_else(|moved| panic!("{moved:#?}"));
    save(&[judged(made)], "0.1.0")
}

async fn as_much_is_planned_by_a_part(scenario: Scenario) {
    let world = World::process(&scenario.account(), 1);
    let reviewed = reloaded(plans(&world, &scenario).await);
    let all = world.calls();
    let part = reread(&reviewed, &scenario.desired, &counted()).expect("a part");
    let live = world.live(&scenario.desired, Depth::Only(&part)).await;
    let some = world.calls();
    let by_part = plan(&scenario.desired, &live, world.frame());
    let by_all = plans(&world, &scenario).await;
    let (by_part, by_all) = (remade(&reviewed, by_part), remade(&reviewed, by_all));
    let first: Vec<_> =
        by_part.lines().zip(by_all.lines()).filter(|(part, all)| part != all).take(9).collect();
    assert!(by_part == by_all, "{}: {first:?}", scenario.name);
    let count = |calls: &BTreeMap<String, u64>| calls.values().sum::<u64>();
    assert!(count(&some) <= count(&all), "{}: {some:#?} in the place of {all:#?}", scenario.name);
}

#[test]
fn what_is_made_needs_no_more_than_what_the_plan_lists() {
    alone(async { as_much_is_planned_by_a_part(Scenario::create().await).await });
}

#[test]
fn what_changes_needs_no_more_than_what_the_plan_lists() {
    alone(async { as_much_is_planned_by_a_part(Scenario::update().await).await });
    alone(async { as_much_is_planned_by_a_part(Scenario::revert().await).await });
}

#[tokio::test(start_paused = true)]
async fn one_of_many_is_read_alone() {
    let world = World::new();
    let lines = |last: &str| {
        let many: Vec<String> = (0..300).map(|at| format!("p{at}: \"{at}\"")).collect();
        hierarchy(&format!("{}\nlast: {last}", many.join("\n")))
    };
    world.converge(&world.desired(STACK, &[&lines("a")]).await).await;
    let desired = world.desired(STACK, &[&lines("b")]).await;
    let reviewed = reloaded(world.plan(&desired).await);
    world.calls();
    let made = world.met(&reviewed, &desired).await.expect("nothing moved");
    assert_eq!((made.changes().len(), made.unchanged(), made.owned()), (1, 300, 301));
    let calls = world.calls();
    let calls: BTreeMap<&str, u64> = calls.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    // The record and its value, the parameter by its name, its value and its tags.
    let expected =
        [("DescribeParameters", 1), ("GetParameter", 1), ("GetParameters", 1), ("GetResources", 1)];
    assert_eq!(calls, BTreeMap::from(expected));
    assert!(world.carry_out(made).await.outcome.whole());
    // All that differed was done, so the record says that all was applied.
    let after = world.plan(&desired).await;
    assert!(after.empty() && !after.only_records());
}

#[tokio::test(start_paused = true)]
async fn a_share_of_all_is_counted_anew() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&hierarchy("a: 1\nb: 1")]).await).await;
    let desired = world.desired(STACK, &[&hierarchy("a: 1")]).await;
    let reviewed = reloaded(world.plan(&desired).await);
    let share = Guardrails { max_deletes: Limit::Percent(50), ..Guardrails::default() };
    assert!(reread(&reviewed, &desired, &share).is_none());
    assert!(reread(&reviewed, &desired, &counted()).is_some());
    let all = reloaded(world.plan_to_destroy(&desired).await);
    assert!(reread(&all, &desired, &counted()).is_none());
}

#[tokio::test(start_paused = true)]
async fn what_was_merged_since_is_not_said_to_be_applied() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&hierarchy("a: 1\nb: 1")]).await).await;
    let reviewed = reloaded(world.plan(&world.desired(STACK, &[&hierarchy("a: 2\nb: 1")]).await).await);
    let merged = world.desired(STACK, &[&hierarchy("a: 2\nb: 2")]).await;
    let made = world.met(&reviewed, &merged).await.expect("nothing moved");
    assert!(world.carry_out(made).await.outcome.whole());
    let only_b = world.desired(STACK, &[&hierarchy("a: 2\nb: 1")]).await;
    assert!(world.plan(&only_b).await.only_records(), "the record must not know of `b: 2`");
}
