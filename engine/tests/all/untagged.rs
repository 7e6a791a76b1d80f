//! What can carry no tag is another stack's until our record says otherwise: nothing takes it away.

use std::time::Duration;

use engine::apply::Fate;
use engine::contract::{Depth, Role};
use engine::permissions::policy;
use engine::plan::{Change, Frame, Goal, Plan, Rival, plan};
use engine::ports::Pace;
use engine::resolve::Desired;
use sandbox::{Effect, Omission, Rule, When};

use crate::patch_groups::{group, of, registered, rows};
use crate::world::{STACK, World, hierarchy, settings, summary};

const SETTING: &str = "\
apiVersion: trueup/v1
kind: ServiceSetting
metadata: {name: tier}
spec: {setting: /ssm/parameter-store/default-parameter-tier, value: Intelligent-Tiering}
";

const SYNC: &str = "\
apiVersion: trueup/v1
kind: ResourceDataSync
metadata: {name: inventory}
spec: {s3Destination: {bucketName: example-inventory, region: eu-central-1}}
";

fn named(metadata: &str, more: &str) -> String {
    STACK.replace("{name: webshop}", &format!("{{{metadata}}}")).replace("tags:", &format!("{more}tags:"))
}

async fn all(world: &World, stack: &str, metadata: &str) -> Desired {
    let with = |text: &str, name: &str| {
        text.replace(&format!("{{name: {name}}}"), &format!("{{name: {name}{metadata}}}"))
    };
    let manifests = [with(SETTING, "tier"), with(SYNC, "inventory"), hierarchy("own: 1")];
    let manifests: Vec<&str> = manifests.iter().map(String::as_str).collect();
    world.desired(stack, &manifests).await
}

/// Whether a plan takes away what can carry no tag.
fn takes(plan: &engine::plan::Plan) -> Vec<String> {
    let untagged = |line: &String| line.contains("ServiceSetting") || line.contains("ResourceDataSync");
    summary(plan).into_iter().filter(|line| line.starts_with('-') && untagged(line)).collect()
}

#[tokio::test(start_paused = true)]
async fn nothing_takes_away_what_another_stack_has_made() {
    let parent = named("name: parent, origin: aaaa", "");
    for thief in [
        named("name: thief, origin: ffff", ""),
        named("name: thief", "record: /other, "),
        named("name: parent, origin: ffff", "record: none, "),
    ] {
        let world = World::new();
        world.converge(&all(&world, &parent, "").await).await;
        for metadata in ["", ", absent: true"] {
            let desired = all(&world, &thief, metadata).await;
            let planned = world.plan(&desired).await;
            assert_eq!(takes(&planned), Vec::<String>::new(), "{thief}{metadata}");
            let taken = planned.conflicts().iter().filter(|one| matches!(one.rival, Rival::Taken { .. }));
            assert_eq!(taken.count(), 2, "{thief}{metadata}: {:?}", summary(&planned));
            let destroyed = world.plan_to_destroy(&desired).await;
            assert_eq!(takes(&destroyed), Vec::<String>::new(), "{thief}{metadata}");
        }
        // Whose it is takes it away.
        assert_eq!(takes(&world.plan_to_destroy(&all(&world, &parent, "").await).await).len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn roles_may_read_the_records_of_others_where_those_can_tell_whose_it_is() {
    let world = World::new();
    for role in [Role::Plan, Role::Apply] {
        let tagged = world.desired(STACK, &[&hierarchy("a: 1")]).await;
        assert!(!policy(&[&tagged], role, &[]).to_string().contains("RecordsOfOthers"));
        for (record, paths) in [("", vec!["/trueup"]), ("record: /other, ", vec!["/other", "/trueup"])] {
            let desired = world.desired(&named("name: webshop", record), &[SETTING]).await;
            let policy = policy(&[&desired], role, &[]);
            let all = policy["Statement"].as_array().expect("a list");
            let statement = all.iter().find(|one| one["Sid"] == "RecordsOfOthers").expect("it is there");
            let arn = |path| format!("arn:aws:ssm:us-east-1:123456789012:parameter{path}");
            let arns: Vec<String> =
                paths.iter().flat_map(|path| [arn(*path), format!("{}/*", arn(path))]).collect();
            assert_eq!(statement["Action"], serde_json::json!(["ssm:GetParametersByPath"]));
            assert_eq!(statement["Resource"], serde_json::json!(arns));
        }
    }
}

const GROUP: &str = "\
apiVersion: trueup/v1
kind: PatchGroup
metadata: {name: web}
spec: {name: Web, baselines: [AWS-AmazonLinux2023DefaultPatchBaseline]}
";

/// What no tag can tell is ours stays remembered until it was seen to be gone, whatever AWS answers.
#[tokio::test(start_paused = true)]
async fn what_does_not_go_stays_remembered() {
    let says_it_is_gone = [
        (SYNC, "DeleteResourceDataSync", "ResourceDataSyncNotFoundException"),
        (GROUP, "DeregisterPatchBaselineForPatchGroup", "DoesNotExistException"),
    ];
    for (manifest, operation, code) in says_it_is_gone {
        for goal in [Goal::Converge, Goal::Destroy] {
            let world = World::with(settings(), Pace::Unlimited);
            world.converge(&world.desired(STACK, &[manifest, &hierarchy("own: 1")]).await).await;
            let (gone, plan) = without(&world, goal).await;
            world.sandbox.add_fault(Rule::new(operation, When::Every, Effect::error(code, "gone")));
            stays(&world, &gone, plan, goal).await;
        }
    }
}

/// As [`what_does_not_go_stays_remembered`], of a setting, to which somebody gives its value again at once.
#[tokio::test(start_paused = true)]
async fn what_comes_back_stays_remembered() {
    for goal in [Goal::Converge, Goal::Destroy] {
        let world = World::with(settings(), Pace::Unlimited);
        world.converge(&world.desired(STACK, &[SETTING, &hierarchy("own: 1")]).await).await;
        let (gone, plan) = without(&world, goal).await;
        let slow = Effect::Delay(Duration::from_secs(1));
        world.sandbox.add_fault(Rule::new("GetServiceSetting", When::Every, slow));
        let again = async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            let id = "/ssm/parameter-store/default-parameter-tier";
            let update = world.outside().update_service_setting().setting_id(id);
            update.setting_value("Intelligent-Tiering").send().await.expect("allowed");
        };
        tokio::join!(stays(&world, &gone, plan, goal), again);
    }
}

/// A stack that has taken out what can carry no tag, and the plan that takes that away.
async fn without(world: &World, goal: Goal) -> (Desired, Plan) {
    let gone = world.desired(STACK, &[&hierarchy("own: 1")]).await;
    let live = world.live(&gone, Depth::Owned).await;
    let plan = plan(&gone, &live, Frame { goal, ..world.frame() });
    (gone, plan)
}

/// Carries it out, which fails, and again without any fault, which does not.
async fn stays(world: &World, gone: &Desired, plan: Plan, goal: Goal) {
    let deletes = |plan: &Plan| {
        let untagged = |change: &&Change| change.address.kind() != "Parameter";
        plan.changes().iter().filter(untagged).map(|change| change.address.clone()).collect::<Vec<_>>()
    };
    let [address] = &deletes(&plan)[..] else { panic!("{:?}", summary(&plan)) };
    let outcome = world.carry_out(plan.clone()).await.outcome;
    let failed = outcome.results.iter().filter(|result| matches!(result.fate, Fate::Failed(_)));
    assert_eq!(failed.map(|result| &result.address).collect::<Vec<_>>(), [address], "{outcome:#?}");
    world.sandbox.clear_faults();
    let live = world.live(gone, Depth::Owned).await;
    let next = engine::plan::plan(gone, &live, Frame { goal, ..world.frame() });
    assert_eq!(deletes(&next), std::slice::from_ref(address));
    assert!(world.carry_out(next).await.outcome.whole());
    assert!(world.plan(gone).await.changes().iter().all(|change| change.address.kind() == "Parameter"));
}

/// Nothing but their own lists tells of syncs and registrations: one that is silent once makes nobody forget them.
#[tokio::test(start_paused = true)]
async fn what_one_list_leaves_out_is_not_forgotten() {
    let world = World::new();
    let kept = hierarchy("own: 1");
    let manifests = [of("suse", "SUSE"), group("production", "[suse]"), SYNC.to_owned(), kept.clone()];
    let manifests: Vec<&str> = manifests.iter().map(String::as_str).collect();
    world.converge(&world.desired(STACK, &manifests).await).await;
    for (operation, left_out) in
        [("ListResourceDataSync", "inventory"), ("DescribePatchGroups", "Production")]
    {
        let once = Rule::new(operation, When::Nth(1), Effect::Omit(left_out.into(), Omission::Silent));
        world.sandbox.add_fault(once);
    }
    world.converge(&world.desired(STACK, &[&kept]).await).await;
    let syncs = world.outside().list_resource_data_sync().send().await.expect("listed");
    assert_eq!(syncs.resource_data_sync_items().len(), 0);
    assert_eq!(registered(&world).await, rows([]));
}
