//! The EC2 instances of patch groups: tags that we put on come off, others' stay, and what scales in
//! and out by itself is no change of git's.

use engine::contract::Effect as PlanEffect;
use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types::Tag;
use engine::Action;
use engine::contract::{Depth, Part, Role};
use engine::permissions::policy;
use engine::plan::{Rival, Waive, again};
use sandbox::{Effect, Fleet, Moment, Rule, When};

use crate::world::{ACCOUNT, REGION, STACK, World, hierarchy, summary};

const WHERE: &str = "{\"tag:Environment\": [Production], instance-state-name: [running]}";

pub fn group(name: &str, value: &str, instances: &str) -> String {
    format!(
        "apiVersion: trueup/v1\nkind: PatchGroup\nmetadata: {{name: {name}}}\nspec:\n  name: {value}\n  \
         baselines: []\n  instances: {instances}\n"
    )
}

fn production() -> String {
    group("production", "Production", &format!("{{where: {WHERE}}}"))
}

/// What a stack holds besides: one that declares nothing at all deletes nothing.
fn rest() -> String {
    hierarchy("port: 80")
}

/// The part of a plan that is about patch groups.
fn groups(plan: &engine::plan::Plan) -> Vec<String> {
    summary(plan).into_iter().filter(|line| line.contains("PatchGroup")).collect()
}

fn load(world: &World, fleet: &str) {
    world.sandbox.load_fleet(&Fleet::read(fleet).expect("a fleet")).expect("it loads");
}

/// An instance of a fleet: its last digit, its tags, its state.
fn node(digit: u8, tags: &str, state: &str) -> String {
    format!("  - {{id: i-0000000000000000{digit}, tags: {{{tags}}}, instance: {{state: {state}}}}}\n")
}

fn world(nodes: &[String]) -> World {
    let world = World::new();
    load(&world, &format!("nodes:\n{}", nodes.concat()));
    world
}

fn id(digit: u8) -> String {
    format!("i-0000000000000000{digit}")
}

pub fn three() -> World {
    world(&[
        node(1, "Environment: Production", "running"),
        node(2, "Environment: Production", "stopped"),
        node(3, "Environment: Staging", "running"),
    ])
}

/// The tags of every instance, by the last digit of its id, those of the fleet left out.
async fn tags(world: &World) -> BTreeMap<String, Vec<String>> {
    let found = world.instances().describe_instances().send().await.expect("allowed");
    let instances =
        found.reservations.unwrap_or_default().into_iter().flat_map(|one| one.instances.unwrap_or_default());
    let mut all = BTreeMap::new();
    for instance in instances {
        let tags = instance.tags.unwrap_or_default().into_iter();
        let text = |tag: Tag| format!("{}={}", tag.key.unwrap_or_default(), tag.value.unwrap_or_default());
        let tags: BTreeSet<String> = tags.map(text).filter(|tag| !tag.starts_with("Environment=")).collect();
        if !tags.is_empty() {
            all.insert(instance.instance_id.unwrap_or_default()[18..].to_owned(), tags.into_iter().collect());
        }
    }
    all
}

pub async fn set(world: &World, digit: u8, key: &str, value: &str) {
    let tag = Tag::builder().key(key).value(value).build();
    world.instances().create_tags().resources(id(digit)).tags(tag).send().await.expect("allowed");
}

async fn unset(world: &World, digit: u8, key: &str) {
    let tag = Tag::builder().key(key).build();
    world.instances().delete_tags().resources(id(digit)).tags(tag).send().await.expect("allowed");
}

const OURS: [&str; 3] =
    ["Patch Group=Production", "trueup:name=production/Patch Group", "trueup:stack=webshop/default"];

#[tokio::test(start_paused = true)]
async fn what_is_selected_is_tagged_and_let_go_with_its_manifest() {
    let world = three();
    let desired = world.desired(STACK, &[&production()]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(groups(&plan), ["+ PatchGroup/production/instance/i-00000000000000001 []"]);
    world.converge(&desired).await;
    assert_eq!(tags(&world).await, BTreeMap::from([("1".into(), OURS.map(String::from).into())]));
    // The manifest goes, and with it what it has put on.
    let none = world.desired(STACK, &[&rest()]).await;
    let plan = world.plan(&none).await;
    assert_eq!(groups(&plan), ["- PatchGroup/production/instance/i-00000000000000001 []"]);
    assert_eq!(
        plan.changes().last().expect("two").effects,
        [PlanEffect::Untags { key: "Patch Group".into() }]
    );
    world.converge(&none).await;
    assert_eq!(tags(&world).await, BTreeMap::new());
}

#[tokio::test(start_paused = true)]
async fn a_state_only_says_when_the_tag_is_put_on() {
    let world = world(&[
        node(1, "Environment: Production", "stopped"),
        node(2, "Environment: Production", "terminated"),
        node(
            3,
            "Environment: Production, \"Patch Group\": Production, \"trueup:stack\": webshop/default, \"trueup:name\": production/Patch Group",
            "stopped",
        ),
        node(
            4,
            "Environment: Production, \"Patch Group\": Production, \"trueup:stack\": webshop/default, \"trueup:name\": production/Patch Group",
            "terminated",
        ),
    ]);
    let desired = world.desired(STACK, &[&production()]).await;
    let plan = world.plan(&desired).await;
    assert!(plan.empty(), "{:?}", groups(&plan));
    let any = group("production", "Production", "{where: {\"tag:Environment\": [Production]}}");
    let plan = world.plan(&world.desired(STACK, &[&any]).await).await;
    assert_eq!(groups(&plan), ["+ PatchGroup/production/instance/i-00000000000000001 []"]);
}

#[tokio::test(start_paused = true)]
async fn a_new_selector_takes_off_and_puts_on() {
    let world = three();
    world.converge(&world.desired(STACK, &[&production()]).await).await;
    let staging = group("production", "Production", "{where: {\"tag:Environment\": Staging}}");
    let desired = world.desired(STACK, &[&staging]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(
        groups(&plan),
        [
            "- PatchGroup/production/instance/i-00000000000000001 []",
            "+ PatchGroup/production/instance/i-00000000000000003 []"
        ]
    );
    world.converge(&desired).await;
    assert_eq!(tags(&world).await, BTreeMap::from([("3".into(), OURS.map(String::from).into())]));
}

#[tokio::test(start_paused = true)]
async fn the_value_and_the_key_change_in_place() {
    let world = three();
    world.converge(&world.desired(STACK, &[&production()]).await).await;
    let renamed = group("production", "Night", &format!("{{where: {WHERE}}}"));
    let desired = world.desired(STACK, &[&renamed]).await;
    let plan = world.plan(&desired).await;
    // Its name is a group's identity: without registrations nothing else of it changes.
    assert_eq!(groups(&plan), ["~ PatchGroup/production/instance/i-00000000000000001 [value]"]);
    world.converge(&desired).await;
    let joined = group("production", "Night", &format!("{{tagKey: PatchGroup, where: {WHERE}}}"));
    let desired = world.desired(STACK, &[&joined]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(groups(&plan), ["~ PatchGroup/production/instance/i-00000000000000001 [key]"]);
    world.converge(&desired).await;
    let ours = ["PatchGroup=Night", "trueup:name=production/PatchGroup", "trueup:stack=webshop/default"];
    assert_eq!(tags(&world).await, BTreeMap::from([("1".into(), ours.map(String::from).into())]));
}

#[tokio::test(start_paused = true)]
async fn what_others_have_tagged_is_theirs() {
    let world = world(&[
        node(1, "Environment: Production, \"Patch Group\": Production", "running"),
        node(
            2,
            "Environment: Production, PatchGroup: Production, \"trueup:stack\": other/default, \"trueup:name\": x/PatchGroup",
            "running",
        ),
        node(3, "Environment: Production, \"Patch Group\": Canary", "running"),
        node(
            4,
            "Environment: Production, \"Patch Group\": Canary, \"trueup:stack\": other/default, \"trueup:name\": x/Patch Group",
            "running",
        ),
        node(5, "Environment: Production, \"Patch Group\": Canary", "stopped"),
    ]);
    let before = tags(&world).await;
    let desired = world.desired(STACK, &[&production()]).await;
    let plan = world.plan(&desired).await;
    assert!(plan.changes().is_empty(), "{:?}", groups(&plan));
    let rivals: Vec<_> = plan
        .conflicts()
        .iter()
        .map(|conflict| (conflict.address.to_string(), conflict.rival.clone()))
        .collect();
    assert_eq!(
        rivals,
        [
            ("PatchGroup/production/instance/i-00000000000000003".to_owned(), Rival::Nobody),
            (
                "PatchGroup/production/instance/i-00000000000000004".to_owned(),
                Rival::Stack("other/default".into())
            ),
        ]
    );
    // Another choice leaves them out; nothing of theirs was ever ours to take off.
    let one = group("production", "Production", "{where: {instance-id: [i-00000000000000001]}}");
    world.converge(&world.desired(STACK, &[&one]).await).await;
    world.converge(&world.desired(STACK, &[&rest()]).await).await;
    assert_eq!(tags(&world).await, before);
    // What nobody owns is adopted where the manifest says so.
    let adopt = group("production", "Production", "{where: {instance-id: [i-00000000000000003]}}")
        .replace("{name: production}", "{name: production, adopt: true}");
    let desired = world.desired(STACK, &[&adopt]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(plan.changes().last().expect("two").action(), Action::Adopt);
    world.converge(&desired).await;
    assert_eq!(tags(&world).await["3"], OURS);
}

#[tokio::test(start_paused = true)]
async fn somebody_elses_edit_is_found() {
    let world = three();
    let desired = world.desired(STACK, &[&production()]).await;
    world.converge(&desired).await;
    set(&world, 1, "Patch Group", "Mine").await;
    assert_eq!(
        groups(&world.plan(&desired).await),
        ["~ PatchGroup/production/instance/i-00000000000000001 [value]"]
    );
    world.converge(&desired).await;
    unset(&world, 1, "Patch Group").await;
    world.converge(&desired).await;
    assert_eq!(tags(&world).await["1"], OURS);
    // A value that came after the look is not ours to take off.
    let none = world.desired(STACK, &[&rest()]).await;
    let plan = world.plan(&none).await;
    set(&world, 1, "Patch Group", "Mine").await;
    assert!(world.carry_out(plan).await.outcome.whole());
    assert_eq!(tags(&world).await["1"], ["Patch Group=Mine"]);
    // Without our tag nothing is.
    world
        .converge(
            &world.desired(STACK, &[&group("production", "Mine", &format!("{{where: {WHERE}}}"))]).await,
        )
        .await;
    assert_eq!(tags(&world).await["1"], ["Patch Group=Mine"]);
}

#[tokio::test(start_paused = true)]
async fn a_lost_name_tag_leaves_the_tag_where_it_is() {
    let world = three();
    let desired = world.desired(STACK, &[&production()]).await;
    world.converge(&desired).await;
    unset(&world, 1, "trueup:name").await;
    assert!(world.plan(&desired).await.empty());
    assert!(groups(&world.plan(&world.desired(STACK, &[&rest()]).await).await).is_empty());
    unset(&world, 1, "trueup:stack").await;
    assert!(groups(&world.plan(&world.desired(STACK, &[&rest()]).await).await).is_empty());
    assert_eq!(tags(&world).await["1"], ["Patch Group=Production"]);
}

#[tokio::test(start_paused = true)]
async fn forgetting_leaves_the_groups_tag() {
    let world = three();
    world.converge(&world.desired(STACK, &[&production()]).await).await;
    let forget = production().replace("{name: production}", "{name: production, forget: true}");
    let desired = world.desired(STACK, &[&forget]).await;
    world.converge(&desired).await;
    assert_eq!(tags(&world).await["1"], ["Patch Group=Production"]);
    let absent = production().replace("{name: production}", "{name: production, absent: true}");
    world.converge(&world.desired(STACK, &[&absent]).await).await;
    assert_eq!(tags(&world).await["1"], ["Patch Group=Production"]);
}

#[tokio::test(start_paused = true)]
async fn two_groups_do_not_share_an_instance() {
    let world = three();
    let other = group("all", "Everything", "{where: {\"tag:Environment\": \"*\"}}");
    let desired = world.desired(STACK, &[&production(), &other]).await;
    let plan = world.plan(&desired).await;
    let taken: Vec<_> = plan.conflicts().iter().map(|conflict| conflict.address.to_string()).collect();
    assert_eq!(taken, ["PatchGroup/production/instance/i-00000000000000001"]);
    assert!(
        matches!(&plan.conflicts()[0].rival, Rival::Taken { what, .. } if what.contains("PatchGroup/all"))
    );
    // From one to the other in one step.
    world.converge(&world.desired(STACK, &[&production()]).await).await;
    let desired = world.desired(STACK, &[&other]).await;
    world.converge(&desired).await;
    let found = tags(&world).await;
    assert_eq!(
        found["1"],
        ["Patch Group=Everything", "trueup:name=all/Patch Group", "trueup:stack=webshop/default"]
    );
    assert_eq!(found.len(), 3);
    assert!(world.destroy(&desired).await.outcome.whole());
    assert_eq!(tags(&world).await, BTreeMap::new());
}

#[tokio::test(start_paused = true)]
async fn vanished_instances_are_skipped_and_new_ones_wait() {
    let nodes: Vec<String> = (1..=5).map(|digit| node(digit, "Environment: Production", "running")).collect();
    let world = world(&nodes);
    let desired = world.desired(STACK, &[&production()]).await;
    let saved = world.plan(&desired).await;
    assert_eq!(saved.changes().len(), 5);
    world.sandbox.forget_instance(ACCOUNT, REGION, &id(2));
    load(&world, &format!("nodes:\n{}", node(6, "Environment: Production", "running")));
    // A saved plan goes on with what is left of it, and with nothing else.
    let now = world.plan(&desired).await;
    let narrowed = again(&saved, now, Waive::Unread).unwrap_or_else(|moved| panic!("{moved:?}"));
    assert_eq!(narrowed.changes().len(), 4);
    assert!(world.carry_out(narrowed).await.outcome.whole());
    assert_eq!(tags(&world).await.keys().collect::<Vec<_>>(), ["1", "3", "4", "5"]);
    // One that goes between the look and the call takes nobody along.
    let none = world.desired(STACK, &[&rest()]).await;
    let plan = world.plan(&none).await;
    world.sandbox.forget_instance(ACCOUNT, REGION, &id(3));
    assert!(world.carry_out(plan).await.outcome.whole());
    assert_eq!(tags(&world).await, BTreeMap::new());
    let applied = world.converge(&desired).await;
    assert_eq!(groups(&applied.plan).len(), 4);
}

#[tokio::test(start_paused = true)]
async fn what_aws_refuses_for_one_fails_for_one() {
    let shown =
        node(2, "Environment: Production", "running").replace("running", "running, metadataTags: true");
    let world = world(&[
        node(1, "Environment: Production", "running"),
        shown,
        node(3, "Environment: Production", "running"),
    ]);
    let desired = world.desired(STACK, &[&production()]).await;
    let applied = world.apply(&desired).await;
    let failed: Vec<_> = applied
        .outcome
        .results
        .iter()
        .filter(|result| matches!(result.fate, engine::apply::Fate::Failed(_)))
        .map(|result| result.address.to_string())
        .collect();
    assert_eq!(failed, ["PatchGroup/production/instance/i-00000000000000002"]);
    assert_eq!(tags(&world).await.len(), 2);
    let joined = group("production", "Production", &format!("{{tagKey: PatchGroup, where: {WHERE}}}"));
    world.converge(&world.desired(STACK, &[&joined]).await).await;
}

#[tokio::test(start_paused = true)]
async fn lost_answers_and_throttling_end_well() {
    for (operation, manifests) in [("CreateTags", true), ("DeleteTags", false)] {
        for effect in [
            Effect::LoseAnswer,
            Effect::LoseRequest,
            Effect::Error {
                code: "RequestLimitExceeded".into(),
                message: "Request limit exceeded.".into(),
                status: 503,
                moment: Moment::Before,
            },
            Effect::Error {
                code: "InternalError".into(),
                message: "An internal error has occurred".into(),
                status: 500,
                moment: Moment::Before,
            },
        ] {
            let world = three();
            let desired = world.desired(STACK, &[&production()]).await;
            if !manifests {
                world.converge(&desired).await;
            }
            let desired = if manifests { desired } else { world.desired(STACK, &[&rest()]).await };
            world.sandbox.add_fault(Rule::new(operation, When::Nth(1), effect.clone()));
            world.converge(&desired).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_listed_is_left_alone() {
    let world = three();
    let desired = world.desired(STACK, &[&production()]).await;
    world.converge(&desired).await;
    let denied = || Effect::Error {
        code: "UnauthorizedOperation".into(),
        message: "You are not authorized to perform this operation.".into(),
        status: 403,
        moment: Moment::Before,
    };
    world.sandbox.add_fault(Rule::new("DescribeInstances", When::Every, denied()));
    let plan = world.plan(&desired).await;
    assert!(plan.changes().is_empty() && !plan.unreadable().is_empty(), "{:?}", groups(&plan));
    assert!(plan.unreadable().iter().all(|unreadable| unreadable.error.denied()));
    // Where nothing is declared it is only said.
    let plan = world.plan(&world.desired(STACK, &[&rest()]).await).await;
    assert!(groups(&plan).is_empty(), "{:?}", groups(&plan));
    assert_eq!(plan.unlisted().len(), 1);
    world.sandbox.clear_faults();
    // One selection that cannot be asked takes nothing off.
    world.sandbox.add_fault(Rule::new("DescribeInstances", When::Nth(2), denied()));
    let plan = world.plan(&desired).await;
    assert!(plan.changes().is_empty() && !plan.unreadable().is_empty(), "{:?}", groups(&plan));
}

/// The group under another name, as its manifest says it and later no more.
fn renamed() -> [String; 2] {
    let new = production().replace("{name: production}", "{name: nightly}");
    [new.replace("{name: nightly}", "{name: nightly, movedFrom: production}"), new]
}

#[tokio::test(start_paused = true)]
async fn a_group_under_another_name_takes_its_instances_along() {
    for manifest in renamed() {
        let world = three();
        world.converge(&world.desired(STACK, &[&production()]).await).await;
        let desired = world.desired(STACK, &[&manifest]).await;
        let reviewed = world.plan(&desired).await;
        assert_eq!(groups(&reviewed), ["→ PatchGroup/nightly/instance/i-00000000000000001 []"]);
        let made = world.met(&reviewed, &desired).await.expect("nothing moved");
        assert!(world.carry_out(made).await.outcome.whole());
        let ours = OURS.map(|tag| tag.replace("=production/", "=nightly/"));
        assert_eq!(tags(&world).await, BTreeMap::from([("1".into(), ours.into())]));
        for manifest in renamed() {
            assert!(world.plan(&world.desired(STACK, &[&manifest]).await).await.empty());
        }
        // What goes is known by the name that it had.
        let absent = manifest.replace("{name: nightly", "{absent: true, name: nightly");
        let world = three();
        world.converge(&world.desired(STACK, &[&production()]).await).await;
        world.converge(&world.desired(STACK, &[&absent, &rest()]).await).await;
        assert_eq!(tags(&world).await, BTreeMap::new());
    }
}

#[tokio::test(start_paused = true)]
async fn what_an_unread_selection_may_find_is_unknown_whatever_it_is_called() {
    let denied = || Effect::error("UnauthorizedOperation", "You are not authorized.");
    for manifest in renamed() {
        let world = three();
        world.converge(&world.desired(STACK, &[&production()]).await).await;
        let desired = world.desired(STACK, &[&manifest]).await;
        for listing in [1, 2] {
            world.sandbox.add_fault(Rule::new("DescribeInstances", When::Nth(listing), denied()));
            let plan = world.plan(&desired).await;
            assert!(plan.changes().is_empty() && !plan.complete(), "{:?}", groups(&plan));
            world.sandbox.clear_faults();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_fleet_of_2500_costs_pages_and_batches() {
    let world = World::new();
    load(&world, "nodes: [{name: web, count: 2500, tags: {Environment: Production}}]");
    let desired = world.desired(STACK, &[&production()]).await;
    world.calls();
    let plan = world.plan(&desired).await;
    assert_eq!(plan.cost().calls["CreateTags"], 13);
    assert_eq!(world.calls()["DescribeInstances"], 1 + 3);
    assert!(world.carry_out(plan).await.outcome.whole());
    assert_eq!(world.calls()["CreateTags"], 13);
    assert!(world.plan(&desired).await.empty());
    assert_eq!(world.calls()["DescribeInstances"], 3 + 3);
    let none = world.desired(STACK, &[&rest()]).await;
    assert!(world.apply(&none).await.outcome.whole());
    let calls = world.calls();
    assert_eq!((calls["DeleteTags"], calls["DescribeInstances"]), (13, 3));
}

#[tokio::test(start_paused = true)]
async fn only_what_is_listed_is_read_for_a_listed_instance() {
    let world = three();
    let desired = world.desired(STACK, &[&production()]).await;
    world.calls();
    let mut parameter = Part::default();
    parameter.ask("Parameter/x".into(), None);
    world.live(&desired, Depth::Only(&parameter)).await;
    assert_eq!(world.calls().get("DescribeInstances"), None);
    let mut listed = Part::default();
    listed.ask("PatchGroup/production".into(), None);
    listed.ask("PatchGroup/production/instance/i-00000000000000001".into(), None);
    let live = world.live(&desired, Depth::Only(&listed)).await;
    assert_eq!(live.selected.len(), 1);
}

#[tokio::test]
async fn permissions_name_instances_and_nothing_else() {
    let world = World::new();
    let desired = world.desired(STACK, &[&production()]).await;
    let statements =
        |role| policy(&[&desired], role, &[])["Statement"].as_array().expect("statements").clone();
    let of = |role| statements(role).into_iter().find(|statement| statement["Sid"] == "PatchGroupInstances");
    assert!(of(Role::Plan).is_none());
    let apply = of(Role::Apply).expect("apply tags");
    assert_eq!(apply["Action"], serde_json::json!(["ec2:CreateTags", "ec2:DeleteTags"]));
    assert_eq!(apply["Resource"], serde_json::json!(["arn:aws:ec2:us-east-1:123456789012:instance/*"]));
    let anywhere = statements(Role::Plan)[0]["Action"].to_string();
    assert!(anywhere.contains("ec2:DescribeInstances") && !anywhere.contains("ec2:CreateTags"));
}
