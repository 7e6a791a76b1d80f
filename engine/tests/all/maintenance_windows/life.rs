//! A window's life: made, replaced, taken away, and what goes wrong on the way.

use aws_sdk_ssm::types::ResourceTypeForTagging;
use engine::Action;
use sandbox::{Effect, Rule, When};

use super::{BARE, console, enabled, heads, only, patching, task, window, windows, world};
use crate::world::{STACK, summary};

#[tokio::test(start_paused = true)]
async fn a_window_is_made_with_what_hangs_on_it_and_destroyed() {
    let world = world();
    let desired = world.desired(STACK, &[&patching()]).await;
    let applied = world.converge(&desired).await;
    assert_eq!(
        heads(&applied.plan),
        [
            "+ MaintenanceWindow/weekly",
            "+ MaintenanceWindow/weekly/target/servers",
            "+ MaintenanceWindow/weekly/task/patch"
        ]
    );
    let id = only(&world).await;
    let tags =
        world.outside().list_tags_for_resource().resource_type(ResourceTypeForTagging::MaintenanceWindow);
    let tags = tags.resource_id(&id).send().await.expect("there").tag_list.unwrap_or_default();
    let mut tags: Vec<_> = tags.iter().map(|tag| format!("{}={}", tag.key(), tag.value())).collect();
    tags.sort();
    assert_eq!(tags, ["Application=webshop", "trueup:name=weekly", "trueup:stack=webshop/default"]);
    assert_eq!(task(&world, &id).await.name(), Some("patch"));
    let gone = world.destroy(&desired).await;
    assert!(gone.outcome.whole(), "{:#?}", gone.outcome);
    assert!(windows(&world).await.is_empty());
    assert!(world.plan(&world.desired(STACK, &[]).await).await.empty());
}

#[tokio::test(start_paused = true)]
async fn what_git_no_longer_has_goes_tasks_before_targets_before_the_window() {
    let world = world();
    world.converge(&world.desired(STACK, &[&patching()]).await).await;
    let bare = world.desired(STACK, &[&window("weekly", BARE)]).await;
    let plan = world.plan(&bare).await;
    assert_eq!(plan.deletions(), 2, "what goes alone counts");
    let applied = world.carry_out(plan).await;
    assert!(applied.outcome.whole(), "a target in use could not go: {:#?}", applied.outcome);

    world.converge(&world.desired(STACK, &[&patching()]).await).await;
    let plan = world.plan(&world.desired(STACK, &["apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: a}\nspec: {path: /a, parameters: {b: c}}\n"]).await).await;
    assert_eq!(plan.deletions(), 1, "what goes with the window does not count");
    assert!(world.carry_out(plan).await.outcome.whole());
    assert!(windows(&world).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_cannot_change_in_place_is_made_anew() {
    let world = world();
    world.converge(&world.desired(STACK, &[&patching()]).await).await;
    let id = only(&world).await;
    let before = task(&world, &id).await;
    let automation = patching().replace(
        "runCommand: {document: AWS-RunPatchBaseline, parameters: {Operation: Install}}",
        "automation: {document: AWS-RestartEC2Instance}",
    );
    let applied = world.converge(&world.desired(STACK, &[&automation]).await).await;
    assert_eq!(applied.plan.changes()[0].action(), Action::Replace);
    assert_ne!(task(&world, &id).await.window_task_id, before.window_task_id);

    let grouped = automation.replace("{where: {\"tag:Patch Group\": [Production]}}", "{resourceGroup: web}");
    let applied = world.converge(&world.desired(STACK, &[&grouped]).await).await;
    let heads = heads(&applied.plan);
    assert_eq!(heads, ["± MaintenanceWindow/weekly/target/servers", "~ MaintenanceWindow/weekly/task/patch"]);
}

#[tokio::test(start_paused = true)]
async fn what_the_old_one_of_a_replace_holds_goes_after_it() {
    let world = world();
    let lambda = window(
        "weekly",
        &format!("{BARE}tasks: {{patch: {{lambda: {{function: patch, payload: '{{}}'}}}}}}\n"),
    );
    let desired = world.desired(STACK, &[&lambda]).await;
    for refused in [None, Some("DeregisterTaskFromMaintenanceWindow")] {
        world.converge(&world.desired(STACK, &[&patching()]).await).await;
        let plan = world.plan(&desired).await;
        let heads = heads(&plan);
        assert_eq!(
            heads,
            ["- MaintenanceWindow/weekly/target/servers", "± MaintenanceWindow/weekly/task/patch"]
        );
        if let Some(operation) = refused {
            let effect = Effect::error("AccessDeniedException", "not now");
            world.sandbox.add_fault(Rule::new(operation, When::Every, effect));
            let outcome = world.carry_out(plan).await.outcome;
            assert_eq!((outcome.failed(), outcome.skipped()), (1, 1), "{outcome:#?}");
            world.sandbox.clear_faults();
        }
        world.converge(&desired).await;
    }
}

/// AWS lets no target go that a task uses: of two that are made anew, the old task goes first.
#[tokio::test(start_paused = true)]
async fn what_is_made_anew_lets_go_what_else_is_made_anew() {
    let world = world();
    let of = |target: &str, task: &str| {
        window(
            "weekly",
            &format!(
                "{BARE}targets: {{servers: {{{target}}}}}\ntasks: {{patch: {{targets: [servers], maxConcurrency: 1, maxErrors: 1, {task}}}}}\n"
            ),
        )
    };
    let before = of("where: {'tag:Role': web}", "runCommand: {document: AWS-RunPatchBaseline}");
    let after = of("resourceGroup: {name: web}", "automation: {document: AWS-RestartEC2Instance}");
    world.converge(&world.desired(STACK, &[&before]).await).await;
    let desired = world.desired(STACK, &[&after]).await;
    let plan = world.plan(&desired).await;
    let anew = ["± MaintenanceWindow/weekly/target/servers", "± MaintenanceWindow/weekly/task/patch"];
    assert_eq!(heads(&plan), anew);
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn a_window_made_anew_takes_all_that_hangs_on_it_along() {
    let world = world();
    let desired = world.desired(STACK, &[&patching()]).await;
    world.converge(&desired).await;
    let old = only(&world).await;
    let live = world.live(&desired, engine::contract::Depth::Owned).await;
    let replace = ["MaintenanceWindow/weekly".into()].into();
    let plan = engine::plan::plan(&desired, &live, engine::plan::Frame { replace, ..world.frame() });
    assert!(plan.changes().iter().all(|change| change.action() == Action::Replace), "{:?}", summary(&plan));
    let applied = world.carry_out(plan).await;
    assert!(applied.outcome.whole(), "{:#?}", applied.outcome);
    assert_ne!(only(&world).await, old);
    assert!(world.plan(&desired).await.empty());
}

#[tokio::test(start_paused = true)]
async fn no_lost_answer_makes_a_twin_and_every_interrupted_apply_is_finished_by_the_next() {
    let disabled = patching().replace("duration: 4h", "duration: 4h\n  enabled: false");
    for manifest in [patching(), disabled] {
        for effect in [Effect::LoseAnswer, Effect::LoseRequest] {
            for call in 1..=5 {
                let world = world();
                let desired = world.desired(STACK, &[&manifest]).await;
                let plan = world.plan(&desired).await;
                world.sandbox.add_fault(Rule::everywhere(When::Nth(call), effect.clone()));
                world.carry_out(plan).await;
                world.sandbox.clear_faults();
                world.converge(&desired).await;
                assert_eq!(windows(&world).await.len(), 1, "{effect:?} {call}");
                task(&world, &only(&world).await).await;
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_apply_that_fails_at_any_call_is_finished_by_the_next() {
    let changed = patching().replace("Production", "Staging").replace("duration: 4h", "duration: 5h");
    let grouped = patching().replace("{where: {\"tag:Patch Group\": [Production]}}", "{resourceGroup: web}");
    let automation = patching().replace(
        "runCommand: {document: AWS-RunPatchBaseline, parameters: {Operation: Install}}",
        "automation: {document: AWS-X}",
    );
    for after in [changed, grouped, automation, window("weekly", BARE)] {
        for operation in [
            "UpdateMaintenanceWindow",
            "UpdateMaintenanceWindowTarget",
            "UpdateMaintenanceWindowTask",
            "RegisterTargetWithMaintenanceWindow",
            "RegisterTaskWithMaintenanceWindow",
            "DeregisterTargetFromMaintenanceWindow",
            "DeregisterTaskFromMaintenanceWindow",
        ] {
            let world = world();
            world.converge(&world.desired(STACK, &[&patching()]).await).await;
            let desired = world.desired(STACK, &[&after]).await;
            let plan = world.plan(&desired).await;
            let denied = Effect::error("AccessDeniedException", "no");
            world.sandbox.add_fault(Rule::new(operation, When::Every, denied));
            world.carry_out(plan).await;
            world.sandbox.clear_faults();
            world.converge(&desired).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_aws_reads_late_is_asked_again() {
    let world = world();
    let desired = world.desired(STACK, &[&patching()]).await;
    let late = Effect::error("DoesNotExistException", "Maintenance window mw-0 does not exist");
    world.sandbox.add_fault(Rule::new("RegisterTargetWithMaintenanceWindow", When::First(2), late.clone()));
    world.sandbox.add_fault(Rule::new("RegisterTaskWithMaintenanceWindow", When::First(1), late));
    let applied = world.converge(&desired).await;
    assert!(applied.outcome.whole());
}

#[tokio::test(start_paused = true)]
async fn an_unchanged_plan_costs_pages_and_one_read_a_window_and_a_task() {
    let world = world();
    let desired = world.desired(STACK, &[&patching()]).await;
    world.converge(&desired).await;
    for at in 0..30 {
        console(&world, &format!("theirs-{at}")).await;
    }
    world.calls();
    assert!(world.plan(&desired).await.empty());
    let calls: Vec<_> = world.calls().into_iter().filter(|(name, _)| name.contains("Maintenance")).collect();
    let expected = [
        ("DescribeMaintenanceWindowTargets", 1),
        ("DescribeMaintenanceWindowTasks", 1),
        ("DescribeMaintenanceWindows", 1),
        ("GetMaintenanceWindow", 1),
        ("GetMaintenanceWindowTask", 1),
    ];
    assert_eq!(calls, expected.map(|(name, count)| (name.to_owned(), count)));
}

#[tokio::test(start_paused = true)]
async fn a_window_that_cannot_be_read_is_neither_made_nor_deleted() {
    let world = world();
    let desired = world.desired(STACK, &[&patching()]).await;
    world.converge(&desired).await;
    for operation in ["DescribeMaintenanceWindows", "GetMaintenanceWindow", "DescribeMaintenanceWindowTasks"]
    {
        let denied = Effect::error("AccessDeniedException", "no");
        world.sandbox.add_fault(Rule::new(operation, When::Every, denied));
        for manifests in [&[patching()][..], &[]] {
            let manifests: Vec<&str> = manifests.iter().map(String::as_str).collect();
            let plan = world.plan(&world.desired(STACK, &manifests).await).await;
            assert!(plan.changes().is_empty() && !plan.complete(), "{operation}: {:?}", summary(&plan));
        }
        world.sandbox.clear_faults();
    }
}

#[tokio::test(start_paused = true)]
async fn a_disabled_window_is_disabled_before_it_has_a_task() {
    let world = world();
    let manifest = patching().replace("duration: 4h", "duration: 4h\n  enabled: false");
    let desired = world.desired(STACK, &[&manifest]).await;
    let denied = Effect::error("AccessDeniedException", "no");
    world.sandbox.add_fault(Rule::new("UpdateMaintenanceWindow", When::Every, denied));
    let plan = world.plan(&desired).await;
    world.carry_out(plan).await;
    let outside = world.outside();
    let tasks = outside.describe_maintenance_window_tasks().window_id(only(&world).await).send().await;
    assert!(tasks.expect("there").tasks().is_empty(), "a window that runs has no task yet");
    world.sandbox.clear_faults();
    world.converge(&desired).await;
    assert!(!enabled(&world, &only(&world).await).await);
}

#[test]
fn a_document_that_nobody_declares_is_a_finding() {
    let world = world();
    let manifest = |document: &str| patching().replace("AWS-RunPatchBaseline", document);
    let codes = |manifest: &str| -> Vec<_> {
        let findings = world.resolve(STACK, &[manifest]).1;
        let errors = findings.iter().filter(|finding| finding.severity == schema::Severity::Error);
        errors.map(|finding| finding.code).collect()
    };
    assert_eq!(codes(&manifest("restart-web")), ["unknown-reference"]);
    for known in ["AWS-RunShellScript", "AmazonCloudWatch-ManageAgent", "{external: shared}"] {
        assert_eq!(codes(&manifest(known)), Vec::<&str>::new(), "{known}");
    }
}

#[test]
fn a_secret_cannot_stand_in_a_task() {
    let world = world();
    let parameters = "apiVersion: trueup/v1
kind: ParameterHierarchy
metadata: {name: a}
spec:
  path: /a
  parameters:
    key: {type: SecureString, valueFrom: {env: PASSWORD}}
    theirs: {type: SecureString, manage: metadata}
    url: \"x:${Parameter/a/key.value}\"
    plain: open
";
    for (name, codes) in [
        ("key", &["reference-not-allowed"][..]),
        ("theirs", &["reference-not-allowed"]),
        ("url", &["reference-not-allowed"]),
        ("plain", &[]),
    ] {
        let operation = format!("Operation: \"${{Parameter/a/{name}.value}}\"");
        let manifest = patching().replace("Operation: Install", &operation);
        let (_, findings) = world.resolve(STACK, &[&manifest, parameters]);
        let found: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(found, codes, "{name}");
    }
}
