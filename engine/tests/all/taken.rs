//! A reviewed plan takes away what was reviewed, and nothing that came since.

use std::collections::BTreeMap;
use std::pin::Pin;

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::{
    MaintenanceWindowResourceType, MaintenanceWindowTaskType, ParameterType, ResourceTypeForTagging, Tag,
    Target,
};
use engine::plan::{Moved, Mover, Plan, change_digest};
use engine::ports::Pace;
use engine::resolve::Desired;
use sandbox::Sandbox;

use crate::patch_baselines::own;
use crate::world::{ESTATE, PARAMETERS, STACK, World, copy, hierarchy, reloaded, settings, summary};

const CONTENT: &str = r#"{"schemaVersion": "2.2", "mainSteps": [
    {"name": "run", "action": "aws:runShellScript", "inputs": {"runCommand": ["whoami"]}}]}"#;

/// The account of a stack that was applied.
async fn account(manifests: &[&str]) -> Sandbox {
    let world = World::with(settings(), Pace::Unlimited).knowing("KEY", "hunter2");
    world.converge(&world.desired(STACK, manifests).await).await;
    world.sandbox
}

/// The ids that AWS has drawn, by the kind.
struct Ids {
    window: String,
    target: String,
    task: String,
    association: String,
    baseline: String,
}

impl Ids {
    async fn of(world: &World) -> Self {
        let aws = world.outside();
        let windows = aws.describe_maintenance_windows().send().await.expect("listed");
        let window = windows.window_identities()[0].window_id().expect("an id").to_owned();
        let targets =
            aws.describe_maintenance_window_targets().window_id(&window).send().await.expect("listed");
        let tasks = aws.describe_maintenance_window_tasks().window_id(&window).send().await.expect("listed");
        let associations = aws.list_associations().send().await.expect("listed");
        let text = |text: Option<&str>| text.expect("an id").to_owned();
        Self {
            target: text(targets.targets()[0].window_target_id()),
            task: text(tasks.tasks()[0].window_task_id()),
            association: text(associations.associations()[0].association_id()),
            baseline: own(world).await.remove(0).0,
            window,
        }
    }
}

type Done<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// What somebody does in AWS, by the address and the field that a refusal names.
struct Edit {
    address: &'static str,
    field: Option<&'static str>,
    does: for<'a> fn(&'a Client, &'a Ids) -> Done<'a>,
}

macro_rules! edits {
    ($( $address:literal $field:expr => |$aws:ident, $ids:ident| $call:expr; )*) => {
        vec![$( Edit {
            address: $address,
            field: $field,
            does: |$aws, $ids| Box::pin(async move { let _ = $ids; $call.send().await.expect("taken"); }),
        } ),*]
    };
}

fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build().expect("whole")
}

fn role(role: &str) -> Target {
    Target::builder().key("tag:Role").values(role).build()
}

fn edits() -> Vec<Edit> {
    let mut edits = edits! {
        "Parameter/webshop/plain" Some("value") => |aws, ids| aws.put_parameter().name("/webshop/plain").value("PRECIOUS").overwrite(true);
        "Parameter/webshop/plain" Some("description") => |aws, ids| aws.put_parameter().name("/webshop/plain").value("one").description("kept").overwrite(true);
        "Parameter/webshop/plain" Some("type") => |aws, ids| aws.put_parameter().name("/webshop/plain").value("one").r#type(ParameterType::StringList).overwrite(true);
        "Parameter/webshop/plain" Some("allowedPattern") => |aws, ids| aws.put_parameter().name("/webshop/plain").value("one").allowed_pattern("one").overwrite(true);
        "Parameter/webshop/plain" Some("tags.Keep") => |aws, ids| aws.add_tags_to_resource().resource_type(ResourceTypeForTagging::Parameter).resource_id("/webshop/plain").tags(tag("Keep", "me"));
        "Parameter/webshop/key" None => |aws, ids| aws.put_parameter().name("/webshop/key").value("PRECIOUS").overwrite(true);
        "MaintenanceWindow/weekly" Some("schedule") => |aws, ids| aws.update_maintenance_window().window_id(&ids.window).schedule("rate(7 days)");
        "MaintenanceWindow/weekly" Some("enabled") => |aws, ids| aws.update_maintenance_window().window_id(&ids.window).enabled(false);
        "MaintenanceWindow/weekly" Some("tags.Keep") => |aws, ids| aws.add_tags_to_resource().resource_type(ResourceTypeForTagging::MaintenanceWindow).resource_id(&ids.window).tags(tag("Keep", "me"));
        "MaintenanceWindow/weekly/target/precious" None => |aws, ids| aws.register_target_with_maintenance_window().window_id(&ids.window).name("precious").resource_type(MaintenanceWindowResourceType::Instance).targets(role("precious"));
        "MaintenanceWindow/weekly/task/precious" None => |aws, ids| aws.register_task_with_maintenance_window().window_id(&ids.window).name("precious").task_type(MaintenanceWindowTaskType::RunCommand).task_arn("AWS-RunPatchBaseline").max_concurrency("1").max_errors("1").targets(Target::builder().key("WindowTargetIds").values(&ids.target).build());
        "MaintenanceWindow/weekly/target/servers" Some("where.tag:Role") => |aws, ids| aws.update_maintenance_window_target().window_id(&ids.window).window_target_id(&ids.target).targets(role("precious"));
        "MaintenanceWindow/weekly/task/patch" Some("priority") => |aws, ids| aws.update_maintenance_window_task().window_id(&ids.window).window_task_id(&ids.task).priority(7);
        "Association/agent" Some("schedule") => |aws, ids| aws.update_association().association_id(&ids.association).association_name("agent").targets(role("web")).schedule_expression("rate(1 day)");
        "Association/agent" Some("tags.Keep") => |aws, ids| aws.add_tags_to_resource().resource_type(ResourceTypeForTagging::Association).resource_id(&ids.association).tags(tag("Keep", "me"));
        "PatchBaseline/web" Some("description") => |aws, ids| aws.update_patch_baseline().baseline_id(&ids.baseline).description("precious");
        "PatchBaseline/web" Some("rejectedPatches") => |aws, ids| aws.update_patch_baseline().baseline_id(&ids.baseline).rejected_patches("precious-1.0");
        "Document/run" Some("share.210987654321") => |aws, ids| aws.modify_document_permission().name("run").permission_type(aws_sdk_ssm::types::DocumentPermissionType::Share).account_ids_to_add("210987654321");
    };
    edits.push(Edit {
        address: "Document/run",
        field: None,
        does: |aws, _| {
            Box::pin(async move {
                let made = aws.update_document().name("run").content(CONTENT).document_version("$LATEST");
                made.send().await.expect("taken");
            })
        },
    });
    edits.push(Edit {
        address: "Document/run",
        field: Some("content"),
        does: |aws, _| {
            Box::pin(async move {
                let made = aws.update_document().name("run").content(CONTENT).document_version("$LATEST");
                made.send().await.expect("taken");
                let default = aws.update_document_default_version().name("run").document_version("2");
                default.send().await.expect("taken");
            })
        },
    });
    edits
}

/// A world of its own for each edit of an account.
fn edited(account: &Sandbox) -> impl Iterator<Item = (World, Edit)> {
    edits().into_iter().map(|edit| (World::process(&copy(account), 1).knowing("KEY", "hunter2"), edit))
}

impl Edit {
    /// It is made.
    async fn is_made(&self, world: &World) {
        (self.does)(&world.outside(), &Ids::of(world).await).await;
    }
}

/// Holds every edit against a plan that takes everything away.
async fn holds(
    manifests: &[&str],
    reviewed: impl AsyncFn(&World, &Desired) -> Plan,
    desired: &[&str],
    sees: fn(&Edit) -> bool,
) {
    let account = account(manifests).await;
    let world = World::process(&account, 0).knowing("KEY", "hunter2");
    let desired = world.desired(STACK, desired).await;
    let reviewed = reloaded(reviewed(&world, &desired).await);
    assert!(world.met(&reviewed, &desired).await.is_ok(), "nothing moved yet");
    let (mut wrong, mut refused) = (BTreeMap::new(), 0);
    for (at, (world, edit)) in edited(&account).filter(|(_, edit)| sees(edit)).enumerate() {
        edit.is_made(&world).await;
        let named = match world.met(&reviewed, &desired).await {
            Ok(plan) => format!("applied: {:?}", summary(&plan)),
            Err(moved) if moved.iter().all(|moved| moved.by == Mover::Aws) => {
                let named = |moved: &Moved| {
                    moved.address.as_str() == edit.address && moved.field.as_deref() == edit.field
                };
                if moved.iter().any(named) {
                    refused += 1;
                    continue;
                }
                format!("{moved:#?}")
            }
            Err(moved) => format!("{moved:#?}"),
        };
        wrong.insert((at, edit.address, edit.field), named);
    }
    println!("{} edits since the review, {refused} refused", refused + wrong.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(start_paused = true)]
async fn what_git_no_longer_has_goes_as_it_was_reviewed() {
    let all = [hierarchy(PARAMETERS), ESTATE.to_owned()];
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    holds(&all, async |world, desired| world.plan(desired).await, &[], |_| true).await;
}

#[tokio::test(start_paused = true)]
async fn what_is_destroyed_goes_as_it_was_reviewed() {
    let all = [hierarchy(PARAMETERS), ESTATE.to_owned()];
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    // Of a document that git still declares only the version that counts is read.
    let sees = |edit: &Edit| (edit.address, edit.field) != ("Document/run", None);
    holds(&all, async |world, desired| world.plan_to_destroy(desired).await, &all, sees).await;
}

#[tokio::test(start_paused = true)]
async fn the_digest_of_a_review_is_of_all_that_goes() {
    let all = [hierarchy(PARAMETERS), ESTATE.to_owned()];
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let account = account(&all).await;
    let world = World::process(&account, 0).knowing("KEY", "hunter2");
    let none = world.desired(STACK, &[]).await;
    let reviewed = change_digest(&world.plan(&none).await);
    assert_eq!(reviewed, change_digest(&world.plan(&none).await));
    for (world, edit) in edited(&account) {
        edit.is_made(&world).await;
        let now = change_digest(&world.plan(&none).await);
        assert_ne!(reviewed, now, "{} {:?}", edit.address, edit.field);
    }
}

#[tokio::test(start_paused = true)]
async fn what_moves_or_is_let_go_is_what_was_reviewed() {
    let before = hierarchy(PARAMETERS);
    let account = account(&[&before]).await;
    let moves = "new: {value: one, movedFrom: plain}\nkey2: {type: SecureString, valueFrom: {env: KEY}, movedFrom: key}";
    let forgets = before.replace("metadata: {name: webshop}", "metadata: {name: webshop, forget: true}");
    for after in [hierarchy(moves), forgets] {
        for (name, refused) in [("plain", ["value", "value"]), ("key", ["value", ""])] {
            let world = World::process(&copy(&account), 1).knowing("KEY", "hunter2");
            let desired = world.desired(STACK, &[&after]).await;
            let reviewed = reloaded(world.plan(&desired).await);
            assert!(world.met(&reviewed, &desired).await.is_ok(), "{after}");
            let put = world.outside().put_parameter().name(format!("/webshop/{name}")).value("PRECIOUS");
            put.overwrite(true).send().await.expect("taken");
            let moved = world.met(&reviewed, &desired).await.err();
            let moved = moved.unwrap_or_else(|| panic!("{name} went with {after}"));
            let field = moved[0].field.clone().unwrap_or_default();
            assert!(refused.contains(&field.as_str()), "{moved:#?}");
        }
    }
}
