//! A stack that gets its origin or another name keeps what it owns, and a copy with another origin owns
//! nothing of its parent.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_resourcegroupstagging::types::TagFilter;
use engine::contract::{Depth, Effect as PlanEffect};
use engine::plan::{Frame, Plan, Rival, plan};
use engine::{Action, OWNER_TAG};
use sandbox::{Effect, Rule, Sandbox, When};

use crate::world::{ESTATE, End, PARAMETERS, STACK, World, config, copy, hierarchy, settings, summary};

/// What no tag can tell is ours: the record remembers it.
const UNTAGGED: &str = "\
apiVersion: trueup/v1
kind: ServiceSetting
metadata: {name: tier}
spec: {setting: /ssm/parameter-store/default-parameter-tier, value: Intelligent-Tiering}
";

const DRAWN: &str = "drawn: {type: SecureString, valueFrom: {generate: {length: 20}}}";

fn named(metadata: &str) -> String {
    STACK.replace("{name: webshop}", &format!("{{{metadata}}}"))
}

/// The stack with one environment.
fn environment(metadata: &str, name: &str) -> String {
    let environments =
        format!("environments: {{{name}, account: \"123456789012\", regions: [us-east-1]}}}}, manifests:");
    named(metadata).replace("manifests:", &environments)
}

fn manifests() -> [String; 3] {
    [hierarchy(&format!("{PARAMETERS}\n{DRAWN}")), ESTATE.to_owned(), UNTAGGED.to_owned()]
}

async fn wanted(world: &World, stack: &str) -> engine::resolve::Desired {
    let manifests = manifests();
    let all: Vec<&str> = manifests.iter().map(String::as_str).collect();
    world.desired(stack, &all).await
}

fn world(sandbox: Sandbox) -> World {
    World::of(sandbox, engine::ports::Pace::Unlimited, 0).knowing("KEY", "hunter2")
}

/// An account where a stack was applied.
async fn account(stack: &str) -> Sandbox {
    let world = world(Sandbox::memory(settings()));
    world.converge(&wanted(&world, stack).await).await;
    world.sandbox
}

/// What a plan does, by action.
fn actions(plan: &Plan) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for change in plan.changes() {
        *counts.entry(change.action().word()).or_default() += 1;
    }
    counts
}

/// Every tag `trueup:stack` that there is, and every id that carries it.
async fn owned(world: &World) -> (BTreeSet<String>, BTreeSet<String>) {
    let tagging = aws_sdk_resourcegroupstagging::Client::new(&config(world.sandbox.client()));
    let filter = TagFilter::builder().key(OWNER_TAG).build();
    let found = tagging.get_resources().tag_filters(filter).send().await.expect("allowed");
    let (mut owners, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for mapping in found.resource_tag_mapping_list.unwrap_or_default() {
        let mut tags = mapping.tags.unwrap_or_default().into_iter();
        owners.extend(tags.find(|tag| tag.key == OWNER_TAG).map(|tag| tag.value));
        ids.extend(mapping.resource_arn);
    }
    (owners, ids)
}

/// The names of all parameters.
async fn names(world: &World) -> BTreeSet<String> {
    let found = world.outside().describe_parameters().send().await.expect("allowed");
    found.parameters.unwrap_or_default().into_iter().filter_map(|parameter| parameter.name).collect()
}

/// Ways to be called otherwise: the stack as it was, and as it says that it was that.
fn moves() -> [(String, String, String); 4] {
    [
        (
            STACK.to_owned(),
            named("name: webshop, origin: 0a1b, movedFrom: {}"),
            "webshop/default/0a1b".into(),
        ),
        (
            named("name: webshop, origin: 0a1b"),
            named("name: shop, origin: ffff, movedFrom: {stack: webshop, origin: 0a1b}"),
            "shop/default/ffff".into(),
        ),
        (
            environment("name: webshop, origin: 0a1b", "prod: {tags: {}"),
            environment("name: webshop, origin: 0a1b", "production: {movedFrom: prod, tags: {}"),
            "webshop/production/0a1b".into(),
        ),
        (
            environment("name: webshop", "prod: {tags: {}"),
            environment("name: shop, movedFrom: {stack: webshop}", "production: {movedFrom: prod, tags: {}"),
            "shop/production".into(),
        ),
    ]
}

#[tokio::test(start_paused = true)]
async fn what_it_owns_is_tagged_anew_and_nothing_else_happens() {
    for (before, after, owner) in moves() {
        let world = world(account(&before).await);
        let desired = wanted(&world, &after).await;
        let (was, ids) = owned(&world).await;
        let made = world.plan(&desired).await;
        assert_eq!(actions(&made), BTreeMap::from([("adopt", 7)]), "{:#?}", summary(&made));
        assert!(made.conflicts().is_empty() && made.unmanaged().is_empty());
        let from = was.first().expect("one").clone();
        for change in made.changes() {
            assert_eq!(change.differences.len(), 0, "{}", change.address);
            assert!(change.effects.contains(&PlanEffect::Retags { from: from.clone() }));
        }
        world.converge(&desired).await;
        assert_eq!(owned(&world).await, (BTreeSet::from([owner]), ids));
        // What it was called before needs to be said no more.
        let plain = after
            .replace(", movedFrom: {stack: webshop, origin: 0a1b}", "")
            .replace(", movedFrom: {stack: webshop}", "")
            .replace(", movedFrom: {}", "")
            .replace("movedFrom: prod, ", "");
        assert!(!plain.contains("movedFrom"));
        let again = world.plan(&wanted(&world, &plain).await).await;
        assert!(again.empty() && !again.only_records(), "{:#?}", summary(&again));
        world.destroy(&wanted(&world, &plain).await).await;
        assert_eq!(names(&world).await, BTreeSet::new(), "the record of before went too");
    }
}

#[tokio::test(start_paused = true)]
async fn cut_off_anywhere_it_is_finished_by_the_next_run() {
    let mut cuts = 0;
    for (before, after, owner) in moves() {
        let start = account(&before).await;
        let (_, ids) = owned(&world(start.clone())).await;
        for call in 1_u64.. {
            let account = copy(&start);
            let first = World::process(&account, 1).knowing("KEY", "hunter2");
            let desired = wanted(&first, &after).await;
            let plan = first.plan(&desired).await;
            let end = first.carry_out_killed_at(plan, call).await;
            let next = World::process(&account, 2).knowing("KEY", "hunter2");
            let made = next.plan(&desired).await;
            assert!(made.changes().iter().all(|change| change.action() == Action::Adopt), "call {call}");
            next.converge(&desired).await;
            assert_eq!(owned(&next).await, (BTreeSet::from([owner.clone()]), ids.clone()), "call {call}");
            if end == End::Through {
                break;
            }
            cuts += 1;
        }
    }
    println!("a stack called otherwise: {cuts} cuts, {cuts} finished by the next run");
}

/// What is made anew while it is tagged anew leaves nothing behind that is nobody's.
#[tokio::test(start_paused = true)]
async fn a_replace_that_is_cut_off_is_finished_too() {
    let after = named("name: webshop, origin: 0a1b, movedFrom: {}");
    let start = account(STACK).await;
    let (_, ids) = owned(&world(start.clone())).await;
    for call in 1_u64.. {
        let account = copy(&start);
        let first = World::process(&account, 1).knowing("KEY", "hunter2");
        let desired = wanted(&first, &after).await;
        let replace = ["Association/agent", "MaintenanceWindow/weekly", "PatchBaseline/web", "Document/run"];
        let replace = replace.map(engine::Address::from).into();
        let live = first.live(&desired, Depth::Owned).await;
        let plan = plan(&desired, &live, Frame { replace, ..first.frame() });
        let end = first.carry_out_killed_at(plan, call).await;
        let next = World::process(&account, 2).knowing("KEY", "hunter2");
        next.converge(&desired).await;
        let (owners, now) = owned(&next).await;
        assert_eq!(owners, BTreeSet::from(["webshop/default/0a1b".to_owned()]), "call {call}");
        assert_eq!(now.len(), ids.len(), "call {call}: {now:?}");
        if end == End::Through {
            break;
        }
    }
}

/// Also a document that an association runs, where both were ours by the tag of before.
#[tokio::test(start_paused = true)]
async fn what_is_in_the_way_goes_first_although_it_is_tagged_anew() {
    let world = World::new();
    let document = |kind: &str| {
        let step = "{action: 'aws:runShellScript', name: run, inputs: {runCommand: [id]}}";
        let content = format!("{{schemaVersion: '2.2', mainSteps: [{step}]}}");
        format!(
            "apiVersion: trueup/v1\nkind: Document\nmetadata: {{name: run}}\nspec: {{type: Command, {kind}content: {content}}}\n"
        )
    };
    let agent = "apiVersion: trueup/v1\nkind: Association\nmetadata: {name: agent}\nspec: {document: run, where: {'tag:Role': web}}\n";
    let before = document("targetType: /AWS::EC2::Instance, ");
    world.converge(&world.desired(STACK, &[&before, agent]).await).await;
    let after = named("name: webshop, origin: 0a1b, movedFrom: {}");
    let desired = world.desired(&after, &[&document(""), agent]).await;
    assert_eq!(actions(&world.plan(&desired).await), BTreeMap::from([("replace", 2)]));
    world.converge(&desired).await;
}

/// A percentage is of what is ours, by whichever tag.
#[tokio::test(start_paused = true)]
async fn what_is_tagged_anew_counts_and_has_its_name() {
    let world = world(account(STACK).await);
    let desired = wanted(&world, &named("name: webshop, origin: 0a1b, movedFrom: {}")).await;
    let before = world.plan(&wanted(&world, STACK).await).await.owned();
    assert_eq!(world.plan(&desired).await.owned(), before);
}

#[tokio::test(start_paused = true)]
async fn a_copy_owns_nothing_of_its_parent() {
    for record in ["", "record: none, "] {
        let of = |origin: &str| {
            let stack = named(&format!("name: webshop{origin}"));
            stack.replace("tags:", &format!("{record}tags:"))
        };
        for (parent, child) in [
            (", origin: 0a1b", ", origin: ffff"),
            (", origin: 0a1b", ""),
            ("", ", origin: ffff"),
            (", origin: 0a1b", ", origin: ffff, movedFrom: {}"),
            (", origin: 0a1b", ", origin: ffff, movedFrom: {origin: cccc}"),
        ] {
            let world = world(account(&of(parent)).await);
            let (_, ids) = owned(&world).await;
            let fewer = world.desired(&of(child), &[&hierarchy("plain: two")]).await;
            for made in [world.plan(&fewer).await, world.plan_to_destroy(&fewer).await] {
                assert!(made.changes().is_empty(), "{record}{child}: {:#?}", summary(&made));
            }
            assert!(!world.plan(&fewer).await.conflicts().is_empty());
            assert_eq!(owned(&world).await.1, ids);
            assert!(world.plan(&wanted(&world, &of(parent)).await).await.empty());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_it_had_and_declares_no_more_stays() {
    let world = world(account(STACK).await);
    let after = named("name: webshop, origin: 0a1b, movedFrom: {}");
    let desired = world.desired(&after, &[&hierarchy("plain: one")]).await;
    let made = world.plan(&desired).await;
    assert_eq!(summary(&made), ["@ Parameter/webshop/plain []"]);
    let left: Vec<&str> = made.unmanaged().iter().map(engine::Address::as_str).collect();
    let key = ["Parameter/webshop/drawn", "Parameter/webshop/key"];
    let whole = ["Association/agent", "Document/run", "MaintenanceWindow/weekly"];
    let untagged = ["PatchBaseline/web", "PatchGroup/web", "ServiceSetting/tier"];
    assert_eq!(left, [&whole[..], &key[..], &untagged[..]].concat());
    world.converge(&desired).await;
    assert!(
        world
            .plan_to_destroy(&desired)
            .await
            .changes()
            .iter()
            .all(|change| change.address.kind() == "Parameter")
    );
}

#[tokio::test(start_paused = true)]
async fn a_record_of_another_stack_in_the_place_of_before_refuses() {
    let world = world(account(&named("name: webshop, origin: 0a1b")).await);
    let thief = named("name: shop, origin: ffff, movedFrom: {stack: webshop}");
    let made = world.plan(&wanted(&world, &thief).await).await;
    assert!(made.changes().is_empty());
    let rival = Rival::Origin { record: "/trueup/webshop/default".into(), origin: Some("0a1b".into()) };
    assert_eq!(made.conflicts()[0].rival, rival);
}

/// A stack that is split: what goes to the new one, and what stays with the old one.
const SPLIT: [&str; 2] = [
    "apiVersion: trueup/v1\nkind: ResourceDataSync\nmetadata: {name: goes}\nspec: {s3Destination: {bucketName: example-goes, region: eu-central-1}}\n",
    "apiVersion: trueup/v1\nkind: ResourceDataSync\nmetadata: {name: stays}\nspec: {s3Destination: {bucketName: example-stays, region: eu-central-1}}\n",
];

async fn syncs(world: &World) -> Vec<String> {
    let found = world.outside().list_resource_data_sync().send().await.expect("allowed");
    let items = found.resource_data_sync_items.unwrap_or_default().into_iter();
    items.filter_map(|item| item.sync_name).collect()
}

/// Wherever the new one's first apply is cut off, the old one still knows what it has, and nothing else.
#[tokio::test(start_paused = true)]
async fn a_stack_that_is_split_leaves_its_parent_what_stays_there() {
    let parent = named("name: webshop, origin: 0a1b");
    let child = named("name: shop, origin: ffff, movedFrom: {stack: webshop, origin: 0a1b}");
    let start = world(Sandbox::memory(settings()));
    let all = start.desired(&parent, &[UNTAGGED, SPLIT[0], SPLIT[1], &hierarchy("a: 1\nb: 2")]).await;
    start.converge(&all).await;
    for taken in [&[][..], &[SPLIT[0]], &[SPLIT[0], UNTAGGED]] {
        for call in 1_u64.. {
            let account = copy(&start.sandbox);
            let first = World::process(&account, 1);
            let a = hierarchy("a: 1");
            let manifests: Vec<&str> = taken.iter().copied().chain([a.as_str()]).collect();
            let desired = first.desired(&child, &manifests).await;
            let plan = first.plan(&desired).await;
            let end = first.carry_out_killed_at(plan, call).await;
            let next = World::process(&account, 2);
            next.converge(&desired).await;
            // What it was called before needs to be said no more.
            let plain = named("name: shop, origin: ffff");
            let again = next.plan(&next.desired(&plain, &manifests).await).await;
            assert!(again.empty() && !again.only_records(), "call {call}: {:?}", summary(&again));
            // The parent takes out all that it had, and deletes what is still its own.
            let old = World::process(&account, 3);
            let empty = old.desired(&parent, &[&hierarchy("b: 2")]).await;
            old.converge(&empty).await;
            let goes = taken.contains(&SPLIT[0]);
            assert_eq!(syncs(&old).await, if goes { vec!["goes"] } else { vec![] }, "{taken:?}, call {call}");
            let tier = "/ssm/parameter-store/default-parameter-tier";
            let tier = old.outside().get_service_setting().setting_id(tier).send().await.expect("allowed");
            let status = if taken.contains(&UNTAGGED) { "Customized" } else { "Default" };
            assert_eq!(tier.service_setting.and_then(|setting| setting.status).as_deref(), Some(status));
            let still = next.plan(&next.desired(&plain, &manifests).await).await;
            assert!(still.empty(), "call {call}: {:?}", summary(&still));
            if end == End::Through {
                break;
            }
        }
    }
}

/// A record that is kept elsewhere from now on is found where it usually lies.
#[tokio::test(start_paused = true)]
async fn a_record_whose_path_changes_remembers_what_it_did() {
    let elsewhere = |metadata: &str| named(metadata).replace("tags:", "record: /ops/trueup, tags:");
    for (before, after) in [
        ("name: webshop", "name: webshop"),
        ("name: webshop, origin: 0a1b", "name: webshop, origin: 0a1b"),
        ("name: webshop", "name: webshop, origin: 0a1b, movedFrom: {}"),
        ("name: webshop", "name: shop, movedFrom: {stack: webshop}"),
    ] {
        let (own, after) = (before == after, elsewhere(after));
        let start = world(Sandbox::memory(settings()));
        let all = [UNTAGGED, SPLIT[0], &hierarchy("a: 1")];
        start.converge(&start.desired(&named(before), &all).await).await;
        // Nothing else changes.
        let world = world(copy(&start.sandbox));
        let desired = world.desired(&after, &all).await;
        world.converge(&desired).await;
        assert!(!world.plan(&desired).await.only_records());
        let records: Vec<String> =
            names(&world).await.into_iter().filter(|name| !name.starts_with("/webshop")).collect();
        assert_eq!(records.len(), 1, "{records:?}");
        assert!(records[0].starts_with("/ops/trueup/"), "{records:?}");
        world.destroy(&desired).await;
        assert_eq!((syncs(&world).await.len(), names(&world).await.len()), (0, 0), "{after}");
        // A sync goes in the same edit.
        let world = self::world(copy(&start.sandbox));
        let desired = world.desired(&after, &[UNTAGGED, &hierarchy("a: 1")]).await;
        world.apply(&desired).await;
        assert_eq!(syncs(&world).await.len(), usize::from(!own), "{after}");
        assert!(world.plan(&desired).await.empty());
    }
}

/// What lies in the usual place and is of another stack, or may not be read, is none of its business.
#[tokio::test(start_paused = true)]
async fn another_ones_record_in_the_usual_place_is_left_alone() {
    let world = world(account(&named("name: webshop, origin: 0a1b")).await);
    let stack = named("name: webshop, origin: ffff").replace("tags:", "record: /ops/trueup, tags:");
    let desired =
        world.desired(&stack, &[&hierarchy("other: 1").replace("path: /webshop", "path: /x")]).await;
    world.sandbox.add_fault(Rule::new(
        "GetParameter",
        When::Nth(2),
        Effect::error("AccessDeniedException", "no"),
    ));
    assert!(world.plan(&desired).await.complete());
    world.sandbox.clear_faults();
    world.converge(&desired).await;
    assert!(names(&world).await.contains("/trueup/webshop/default"));
    let claimed = world.plan(&world.desired(&stack, &[UNTAGGED]).await).await;
    assert!(matches!(claimed.conflicts()[0].rival, Rival::Taken { .. }), "{:?}", summary(&claimed));
    assert!(world.plan(&wanted(&world, &named("name: webshop, origin: 0a1b")).await).await.empty());
}
