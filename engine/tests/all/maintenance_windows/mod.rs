//! Maintenance windows with their targets and tasks: every field, ids that AWS invents, what hangs
//! on what.

mod fields;
mod life;
mod ownership;

use aws_sdk_ssm::operation::get_maintenance_window_task::GetMaintenanceWindowTaskOutput;
use engine::plan::Plan;

use crate::world::{World, summary};

/// A world whose AWS has the time of its plans.
fn world() -> World {
    World::standing_still()
}

/// A window's manifest with these lines as its spec.
fn window(name: &str, spec: &str) -> String {
    let lines: String = spec.trim().lines().map(|line| format!("  {line}\n")).collect();
    format!("apiVersion: trueup/v1\nkind: MaintenanceWindow\nmetadata: {{name: {name}}}\nspec:\n{lines}")
}

/// A window that opens on Tuesdays, days after the time of the tests.
const BARE: &str = "schedule: cron(0 2 ? * TUE *)\nduration: 4h\ncutoff: 1h\n";

/// With a target and a task.
fn patching() -> String {
    window(
        "weekly",
        &format!(
            "{BARE}targets:
  servers: {{where: {{\"tag:Patch Group\": [Production]}}}}
tasks:
  patch:
    targets: [servers]
    priority: 1
    maxConcurrency: 50%
    maxErrors: 25%
    runCommand: {{document: AWS-RunPatchBaseline, parameters: {{Operation: Install}}}}
"
        ),
    )
}

/// The ids and names of the account's windows.
async fn windows(world: &World) -> Vec<(String, String)> {
    let found = world.outside().describe_maintenance_windows().send().await.expect("allowed");
    let found = found.window_identities.unwrap_or_default().into_iter();
    found.map(|one| (one.window_id.expect("given"), one.name.expect("given"))).collect()
}

async fn only(world: &World) -> String {
    let all = windows(world).await;
    let [(id, _)] = &all[..] else { panic!("not one window: {all:?}") };
    id.clone()
}

async fn console(world: &World, name: &str) -> String {
    let made = world.outside().create_maintenance_window().name(name).schedule("cron(0 2 ? * TUE *)");
    let made = made.duration(4).cutoff(1).allow_unassociated_targets(false).send().await.expect("allowed");
    made.window_id.expect("given")
}

async fn enabled(world: &World, id: &str) -> bool {
    world.outside().get_maintenance_window().window_id(id).send().await.expect("there").enabled
}

async fn task(world: &World, window: &str) -> GetMaintenanceWindowTaskOutput {
    let outside = world.outside();
    let listed = outside.describe_maintenance_window_tasks().window_id(window).send().await.expect("there");
    let tasks = listed.tasks.unwrap_or_default();
    let [task] = &tasks[..] else { panic!("not one task: {tasks:?}") };
    let get = outside.get_maintenance_window_task().window_id(window);
    get.window_task_id(task.window_task_id().expect("given")).send().await.expect("there")
}

fn fields(plan: &Plan) -> Vec<String> {
    let [change] = plan.changes() else { panic!("not one change: {:?}", summary(plan)) };
    change.differences.iter().map(|difference| difference.path.to_string()).collect()
}

/// Mark and address of each change.
fn heads(plan: &Plan) -> Vec<String> {
    summary(plan).iter().map(|line| line.split(" [").next().expect("a head").to_owned()).collect()
}
