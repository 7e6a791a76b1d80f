//! A window that opens while its parts change would run half of what was planned, so it does not.

use crate::world::reloaded;
use aws_sdk_ssm::Client;
use engine::contract::Effect as PlanEffect;
use engine::plan::{Frame, Moved, Plan, Waive, plan};
use engine::resolve::Desired;
use jiff::Timestamp;
use sandbox::{Effect, Rule, When};

use crate::world::{STACK, World, summary};

fn world() -> World {
    World::standing_still()
}

/// A window that opens on Saturdays at an hour; the tests' day is a Saturday, and their time noon.
fn manifest(hour: &str, more: &str, errors: &str) -> String {
    format!(
        "apiVersion: trueup/v1
kind: MaintenanceWindow
metadata: {{name: weekly}}
spec:
  schedule: cron({hour} ? * SAT *)
  duration: 4h
  cutoff: 1h
{more}  targets:
    servers: {{where: {{\"tag:Role\": web}}}}
  tasks:
    patch: {{targets: [servers], maxConcurrency: 50%, maxErrors: {errors}, runCommand: {{document: AWS-X}}}}
"
    )
}

fn suspends(next: &str) -> PlanEffect {
    PlanEffect::Suspends { next: next.parse().expect("a time") }
}

/// The lines of the calls that a plan makes of the window itself.
fn effects(plan: &Plan) -> Vec<PlanEffect> {
    let own = plan.changes().iter().filter(|change| change.address.as_str() == "MaintenanceWindow/weekly");
    let all = own.flat_map(|change| change.effects.clone());
    all.filter(|effect| !matches!(effect, PlanEffect::Reschedules { .. })).collect()
}

async fn plan_at(world: &World, desired: &Desired, at: &str) -> Plan {
    let live = world.live(desired, engine::contract::Depth::Owned).await;
    plan(desired, &live, Frame { now: at.parse::<Timestamp>().expect("a time"), ..world.frame() })
}

async fn window(outside: &Client) -> (String, bool) {
    let found = outside.describe_maintenance_windows().send().await.expect("allowed");
    let window = &found.window_identities()[0];
    (window.window_id().expect("given").to_owned(), window.enabled)
}

#[tokio::test(start_paused = true)]
async fn a_task_is_not_changed_under_a_window_that_opens_soon() {
    let world = world();
    world.converge(&world.desired(STACK, &[&manifest("30 13", "", "1%")]).await).await;
    let desired = world.desired(STACK, &[&manifest("30 13", "", "2%")]).await;

    let far = plan_at(&world, &desired, "2026-11-21T12:00:00Z").await;
    assert_eq!(summary(&far), ["~ MaintenanceWindow/weekly/task/patch [maxErrors]"]);
    assert_eq!(far.cost().calls.get("UpdateMaintenanceWindow"), None);

    let near = plan_at(&world, &desired, "2026-11-21T12:30:00Z").await;
    assert_eq!(
        summary(&near),
        ["~ MaintenanceWindow/weekly []", "~ MaintenanceWindow/weekly/task/patch [maxErrors]"]
    );
    assert_eq!(effects(&near), [suspends("2026-11-21T13:30:00Z")]);
    assert_eq!(near.cost().calls["UpdateMaintenanceWindow"], 2, "both calls are in the plan");

    world.calls();
    let applied = world.carry_out(near).await;
    assert!(applied.outcome.whole(), "{:#?}", applied.outcome);
    let calls = world.calls();
    assert_eq!((calls["UpdateMaintenanceWindow"], calls["UpdateMaintenanceWindowTask"]), (2, 1));
    assert!(window(&world.outside()).await.1);
    assert!(world.plan(&desired).await.empty());
}

#[tokio::test(start_paused = true)]
async fn a_new_window_that_opens_soon_runs_only_when_it_is_whole() {
    let world = world();
    let desired = world.desired(STACK, &[&manifest("30 12", "", "1%")]).await;
    let made = world.plan(&desired).await;
    assert_eq!(made.cost().calls["UpdateMaintenanceWindow"], 2);
    let denied = Effect::error("AccessDeniedException", "no");
    world.sandbox.add_fault(Rule::new("RegisterTaskWithMaintenanceWindow", When::Every, denied));
    let applied = world.carry_out(made).await;
    let failed: Vec<_> = applied
        .outcome
        .results
        .iter()
        .filter_map(|result| match &result.fate {
            engine::apply::Fate::Failed(failure) => Some(format!("{}: {failure}", result.address)),
            _ => None,
        })
        .collect();
    assert_eq!(
        failed[0],
        "MaintenanceWindow/weekly: it stays disabled until the next apply, since \
         `MaintenanceWindow/weekly/task/patch` is not done"
    );
    assert!(!window(&world.outside()).await.1);

    world.sandbox.clear_faults();
    let again = world.plan(&desired).await;
    assert_eq!(effects(&again), [PlanEffect::BeginsLast]);
    world.carry_out(again).await;
    assert!(window(&world.outside()).await.1);
    assert!(world.plan(&desired).await.empty());
}

#[tokio::test(start_paused = true)]
async fn a_window_is_let_go_although_something_else_failed() {
    let world = world();
    let other = "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: a}\nspec: {path: /a, parameters: {b: c}}\n";
    let desired = world.desired(STACK, &[&manifest("30 12", "", "1%"), other]).await;
    let denied = Effect::error("AccessDeniedException", "no");
    world.sandbox.add_fault(Rule::new("PutParameter", When::Every, denied));
    let applied = world.apply(&desired).await;
    assert_eq!((applied.outcome.done(), applied.outcome.failed()), (3, 1), "{:#?}", applied.outcome);
    assert!(window(&world.outside()).await.1);
}

#[tokio::test(start_paused = true)]
async fn an_old_task_is_gone_before_the_window_may_run_again() {
    let world = world();
    world.converge(&world.desired(STACK, &[&manifest("30 12", "", "1%")]).await).await;
    let automation = manifest("30 12", "", "1%").replace("runCommand:", "automation:");
    let renamed = manifest("30 12", "", "1%").replace("    patch:", "    install:");
    for (after, operation) in [
        (automation, "DeregisterTaskFromMaintenanceWindow"),
        (renamed, "DeregisterTaskFromMaintenanceWindow"),
    ] {
        let desired = world.desired(STACK, &[&after]).await;
        let denied = Effect::error("AccessDeniedException", "no");
        world.sandbox.add_fault(Rule::new(operation, When::Every, denied));
        world.apply(&desired).await;
        assert!(!window(&world.outside()).await.1, "both tasks would run");
        world.sandbox.clear_faults();
        world.converge(&desired).await;
        assert!(window(&world.outside()).await.1);
    }
}

#[tokio::test(start_paused = true)]
async fn what_does_not_run_needs_no_care() {
    let world = world();
    for (hour, more) in [
        ("30 12", "  enabled: false\n"),
        ("30 12", "  startDate: 2027-01-01T00:00:00Z\n"),
        ("30 12", "  endDate: 2026-11-01T00:00:00Z\n"),
        ("30 12", "  timezone: America/Los_Angeles\n"),
        ("0 14", ""),
    ] {
        let desired = world.desired(STACK, &[&manifest(hour, more, "1%")]).await;
        assert_eq!(effects(&world.plan(&desired).await), [], "{hour} {more}");
    }
    let zoned = manifest("30 4", "  timezone: America/Los_Angeles\n", "1%");
    let desired = world.desired(STACK, &[&zoned]).await;
    assert_eq!(effects(&world.plan(&desired).await), [suspends("2026-11-21T12:30:00Z")]);
}

#[tokio::test(start_paused = true)]
async fn a_window_that_is_to_open_sooner_counts_with_its_new_schedule() {
    let world = world();
    world.converge(&world.desired(STACK, &[&manifest("0 20", "", "1%")]).await).await;
    let sooner = world.desired(STACK, &[&manifest("30 12", "", "2%")]).await;
    let plan = world.plan(&sooner).await;
    assert_eq!(effects(&plan).len(), 1);
    assert!(world.carry_out(plan).await.outcome.whole());
    let later = world.desired(STACK, &[&manifest("0 20", "", "1%")]).await;
    assert_eq!(effects(&world.plan(&later).await).len(), 1, "until then it has its old one");
    let alone = world.desired(STACK, &[&manifest("0 20", "", "2%")]).await;
    let alone = world.plan(&alone).await;
    assert_eq!(effects(&alone), [], "one call is no half of anything");
}

/// What apply does with a saved plan: plans anew, and goes on with what is listed.
fn again(saved: &Plan, now: Plan) -> Result<Plan, Vec<Moved>> {
    engine::plan::again(&reloaded(saved.clone()), now, Waive::Unread)
}

#[tokio::test(start_paused = true)]
async fn an_apply_that_begins_too_late_for_its_plan_is_refused() {
    let world = world();
    world.converge(&world.desired(STACK, &[&manifest("30 13", "", "1%")]).await).await;
    let desired = world.desired(STACK, &[&manifest("30 13", "", "2%")]).await;
    let saved = plan_at(&world, &desired, "2026-11-21T12:00:00Z").await;
    let late = plan_at(&world, &desired, "2026-11-21T12:45:00Z").await;
    let refused = again(&saved, late).err().expect("refused");
    assert_eq!(refused[0].address.as_str(), "MaintenanceWindow/weekly");
    let in_time = plan_at(&world, &desired, "2026-11-21T12:05:00Z").await;
    assert!(again(&saved, in_time).is_ok());
}

#[tokio::test(start_paused = true)]
async fn what_a_saved_plan_lists_is_done_although_it_is_no_longer_needed() {
    let world = world();
    world.converge(&world.desired(STACK, &[&manifest("30 12", "", "1%")]).await).await;
    let desired = world.desired(STACK, &[&manifest("30 12", "", "2%")]).await;
    let saved = world.plan(&desired).await;
    assert_eq!(saved.cost().calls["UpdateMaintenanceWindow"], 2);
    let after = plan_at(&world, &desired, "2026-11-21T13:00:00Z").await;
    assert_eq!(after.cost().calls.get("UpdateMaintenanceWindow"), None);
    let narrowed = again(&saved, after).expect("nothing moved");
    assert_eq!(summary(&narrowed), summary(&saved));
    assert!(world.carry_out(narrowed).await.outcome.whole());
    assert!(window(&world.outside()).await.1);
}
