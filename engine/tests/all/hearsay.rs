//! The tagging API lags: nothing is changed by its word alone.

use std::time::Duration;

use aws_sdk_ssm::types::{ResourceTypeForTagging, Tag};
use engine::plan::{Frame, Goal, Plan};
use engine::resolve::Desired;
use engine::{Action, OWNER_TAG, PROTECT_TAG, SECRET_TAG};
use sandbox::{Effect, Lag, Omission, Rule, When};

use crate::patch_groups::of;
use crate::world::{STACK, World, hierarchy, summary};

const PARAMETERS: &str = "\
plain: one
drawn: {type: SecureString, valueFrom: {generate: {length: 20}}}
secret: {type: SecureString, valueFrom: {env: KEY}}";

/// A world where everything is applied, and whose indexes show nothing of what happens from now on.
async fn late() -> World {
    let world = World::new().knowing("KEY", "hunter2");
    world.converge(&wanted(&world, PARAMETERS, "SUSE").await).await;
    world.sandbox.set_tag_lag(Lag::For(Duration::from_secs(3_600)));
    world.sandbox.set_describe_lag(Lag::For(Duration::from_secs(3_600)));
    world
}

async fn wanted(world: &World, parameters: &str, system: &str) -> Desired {
    world.desired(STACK, &[&hierarchy(parameters), &of("web", system)]).await
}

/// Sets a tag on everything that the world has.
async fn tag(world: &World, key: &str, value: &str) {
    let names = ["plain", "drawn", "secret"].map(|name| format!("/webshop/{name}"));
    let mut all: Vec<_> = names.map(|name| (ResourceTypeForTagging::Parameter, name)).into();
    let baselines = world.outside().describe_patch_baselines().send().await.expect("allowed");
    let own = baselines.baseline_identities.unwrap_or_default().into_iter();
    let own = own.filter_map(|one| one.baseline_id).filter(|id| id.starts_with("pb-"));
    all.extend(own.map(|id| (ResourceTypeForTagging::PatchBaseline, id)));
    for (kind, id) in all {
        let tag = Tag::builder().key(key).value(value).build().expect("whole");
        let add = world.outside().add_tags_to_resource().resource_type(kind).resource_id(id);
        add.tags(tag).send().await.expect("allowed");
    }
}

/// Everything that may be done about what is there.
async fn plans(world: &World) -> Vec<Plan> {
    let other = "plain: two\ndrawn: {type: SecureString, valueFrom: {generate: {length: 20}}, description: more}\nsecret: {type: SecureString, valueFrom: {env: KEY}, description: more}";
    let changed = wanted(world, other, "SUSE").await;
    let moved = wanted(world, "new: {movedFrom: plain, value: one}\nown: {movedFrom: drawn, type: SecureString, valueFrom: {generate: {length: 20}}}\nkey: {movedFrom: secret, type: SecureString, valueFrom: {env: KEY}}", "SUSE").await;
    let gone = world.desired(STACK, &[&hierarchy("else: 1")]).await;
    let mut plans = Vec::new();
    for desired in [&changed, &moved, &gone] {
        plans.push(world.plan(desired).await);
    }
    plans.push(world.plan_to_destroy(&wanted(world, PARAMETERS, "SUSE").await).await);
    plans
}

#[tokio::test(start_paused = true)]
async fn what_another_stack_has_taken_over_is_theirs() {
    let world = late().await;
    for plan in plans(&world).await {
        assert!(!plan.changes().is_empty(), "it is ours still: {:?}", summary(&plan));
    }
    tag(&world, OWNER_TAG, "billing/default").await;
    for plan in plans(&world).await {
        let ours = |address: &str| ["plain", "drawn", "secret"].iter().any(|name| address.ends_with(name));
        let touched = plan.changes().iter().filter(|change| {
            change.deed.was().is_some()
                && (ours(change.address.as_str()) || change.address.kind() == "PatchBaseline")
        });
        let moved = plan.changes().iter().filter(|change| change.deed.from().is_some());
        assert_eq!(touched.chain(moved).count(), 0, "{:?}", summary(&plan));
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_protected_since_is_protected() {
    let world = late().await;
    tag(&world, PROTECT_TAG, "true").await;
    for plan in plans(&world).await {
        let leaves = |action: Action| action.destroys() || action == Action::Move;
        let leaves = plan.changes().iter().filter(|change| leaves(change.action()));
        let leaves: Vec<_> = leaves.map(|change| (change.address.clone(), change.protected)).collect();
        assert!(leaves.iter().all(|(_, protected)| *protected), "{leaves:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_secret_since_is_shown_by_no_plan() {
    let world = late().await;
    tag(&world, SECRET_TAG, "true").await;
    for plan in plans(&world).await {
        for change in plan.changes().iter().filter(|change| change.deed.was().is_some()) {
            let shown = change.differences.iter().filter(|one| one.path.field() == "value" && !one.secret());
            assert_eq!(shown.count(), 0, "{}", change.address);
            let was = change.deed.was().and_then(|was| was.get("value")).and_then(schema::Tree::as_text);
            assert_eq!(was, None, "{}", change.address);
        }
    }
    let referring = "plain: {type: String, manage: metadata}\nuser: see ${Parameter/webshop/plain.value}";
    let plan = world.plan(&wanted(&world, referring, "SUSE").await).await;
    let user = plan.change(&"Parameter/webshop/user".into()).expect("it is new");
    let value = user.differences.iter().find(|one| one.path.field() == "value").expect("it gets one");
    assert!(value.secret());
}

#[tokio::test(start_paused = true)]
async fn certainty_costs_one_call_for_what_is_changed_and_none_for_the_rest() {
    let world = World::new();
    let many = |value: &str| {
        (0..40).map(|at| format!("p{at}: {}\n", if at < 7 { value } else { "same" })).collect::<String>()
    };
    world.converge(&world.desired(STACK, &[&hierarchy(&many("one"))]).await).await;
    world.calls();
    for (value, expected) in [("one", None), ("two", Some(7))] {
        let desired = world.desired(STACK, &[&hierarchy(&many(value))]).await;
        world.plan(&desired).await;
        assert_eq!(world.calls().get("ListTagsForResource").copied(), expected);
    }
}

/// One answer that leaves a tag out: what the tagging API has heard of is no less true for that.
#[tokio::test(start_paused = true)]
async fn one_short_answer_takes_no_tag_away() {
    for (key, protects) in [(PROTECT_TAG, true), (SECRET_TAG, false)] {
        for nth in 1..=4 {
            let world = World::new().knowing("KEY", "hunter2");
            world.converge(&wanted(&world, PARAMETERS, "SUSE").await).await;
            tag(&world, key, "true").await;
            let gone = world.desired(STACK, &[&hierarchy("else: 1")]).await;
            let kept = wanted(&world, PARAMETERS, "SUSE").await;
            for (desired, goal) in [(&gone, Goal::Converge), (&kept, Goal::Destroy)] {
                world.sandbox.add_fault(Rule::new(
                    "ListTagsForResource",
                    When::Nth(nth),
                    Effect::Omit(key.into(), Omission::Silent),
                ));
                let plan = world.look(desired, Frame { goal, ..world.frame() }).await;
                world.sandbox.clear_faults();
                let deletes: Vec<_> =
                    plan.changes().iter().filter(|change| change.action() == Action::Delete).collect();
                assert!(deletes.len() >= 4, "{key} {nth}: {:?}", summary(&plan));
                let open = |tree: &schema::Tree| tree.get("value").and_then(schema::Tree::as_text).is_some();
                for change in deletes {
                    assert!(!protects || change.protected, "{nth}: {} {goal:?}", change.address);
                    assert!(
                        protects || !change.deed.was().is_some_and(open),
                        "{nth}: {} {goal:?}",
                        change.address
                    );
                }
            }
        }
    }
}
