//! Whose a window is, and what hangs on it: conflicts, adoption, twins, renames.

use aws_sdk_ssm::types::{ResourceTypeForTagging, Tag, Target};
use engine::Action;
use engine::plan::Rival;

use super::{console, heads, only, patching, task, windows, world};
use crate::world::{STACK, summary};

#[tokio::test(start_paused = true)]
async fn a_window_of_the_same_name_is_a_conflict_and_no_twin() {
    let world = world();
    let theirs = console(&world, "weekly").await;
    let manifest = patching();
    let plan = world.plan(&world.desired(STACK, &[&manifest]).await).await;
    assert_eq!(plan.conflicts().len(), 1, "what hangs on it is not spoken of: {:?}", plan.conflicts());
    assert!(plan.changes().is_empty(), "{:?}", summary(&plan));
    assert!(world.approve(plan).is_err());

    let adopting = manifest.replace("{name: weekly}", &format!("{{name: weekly, adopt: {theirs}}}"));
    let applied = world.converge(&world.desired(STACK, &[&adopting]).await).await;
    assert_eq!(applied.plan.changes()[0].action(), Action::Adopt);
    assert_eq!(only(&world).await, theirs);
    assert!(world.plan(&world.desired(STACK, &[&manifest]).await).await.empty(), "the line may go");
}

#[tokio::test(start_paused = true)]
async fn what_hangs_on_an_adopted_window_is_known_by_its_content_and_the_rest_goes() {
    let world = world();
    let id = console(&world, "weekly").await;
    let outside = world.outside();
    let aim = |value: &str| Target::builder().key("tag:Patch Group").values(value).build();
    let register =
        || outside.register_target_with_maintenance_window().window_id(&id).resource_type("INSTANCE".into());
    let made = register().targets(aim("Production")).send().await.expect("allowed");
    let servers = made.window_target_id.expect("given");
    register().targets(aim("Staging")).name("stale").send().await.expect("allowed");
    let by_id = Target::builder().key("WindowTargetIds").values(&servers).build();
    let own = |name: &str| {
        let run = aws_sdk_ssm::types::MaintenanceWindowRunCommandParameters::builder();
        let run = run.parameters("Operation", vec!["Install".to_owned()]).comment(name).build();
        aws_sdk_ssm::types::MaintenanceWindowTaskInvocationParameters::builder().run_command(run).build()
    };
    let register = |own| {
        let task =
            outside.register_task_with_maintenance_window().window_id(&id).task_arn("AWS-RunPatchBaseline");
        let task =
            task.task_type("RUN_COMMAND".into()).targets(by_id.clone()).task_invocation_parameters(own);
        task.max_concurrency("50%").max_errors("25%").priority(1)
    };
    let bare = aws_sdk_ssm::types::MaintenanceWindowRunCommandParameters::builder();
    let bare = bare.parameters("Operation", vec!["Install".to_owned()]).build();
    let bare =
        aws_sdk_ssm::types::MaintenanceWindowTaskInvocationParameters::builder().run_command(bare).build();
    let ours = register(bare).send().await.expect("allowed").window_task_id.expect("given");
    register(own("second")).name("patch-old").send().await.expect("allowed");

    let adopting = patching().replace("{name: weekly}", &format!("{{name: weekly, adopt: {id}}}"));
    let desired = world.desired(STACK, &[&adopting]).await;
    let plan = world.plan(&desired).await;
    let heads = heads(&plan);
    assert_eq!(
        heads,
        [
            "@ MaintenanceWindow/weekly",
            "~ MaintenanceWindow/weekly/target/servers",
            "- MaintenanceWindow/weekly/target/stale",
            "~ MaintenanceWindow/weekly/task/patch",
            "- MaintenanceWindow/weekly/task/patch-old",
        ]
    );
    world.converge(&desired).await;
    let task = task(&world, &id).await;
    assert_eq!((task.window_task_id(), task.name()), (Some(ours.as_str()), Some("patch")));
}

#[tokio::test(start_paused = true)]
async fn of_several_tasks_of_one_name_the_best_match_stays() {
    let world = world();
    let desired = world.desired(STACK, &[&patching()]).await;
    world.converge(&desired).await;
    let id = only(&world).await;
    let ours = task(&world, &id).await;
    let twin = world.outside().register_task_with_maintenance_window().window_id(&id).name("patch");
    let twin = twin.task_arn("tidy").task_type("LAMBDA".into()).send().await.expect("allowed");
    let plan = world.plan(&desired).await;
    let twin = twin.window_task_id.expect("given");
    assert_eq!(summary(&plan), [format!("- MaintenanceWindow/weekly/task/{twin} []")]);
    world.converge(&desired).await;
    assert_eq!(task(&world, &id).await.window_task_id(), ours.window_task_id());
}

#[tokio::test(start_paused = true)]
async fn lost_tags_make_no_twin_and_two_of_one_name_are_refused() {
    let world = world();
    let desired = world.desired(STACK, &[&patching()]).await;
    world.converge(&desired).await;
    let id = only(&world).await;
    let second = console(&world, "weekly").await;
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().expect("whole");
    let kind = ResourceTypeForTagging::MaintenanceWindow;
    let add = world.outside().add_tags_to_resource().resource_type(kind.clone()).resource_id(&second);
    let add = add.tags(tag("trueup:stack", "webshop/default")).tags(tag("trueup:name", "weekly"));
    add.send().await.expect("allowed");
    let plan = world.plan(&desired).await;
    let mut both = vec![id.clone(), second.clone()];
    both.sort();
    assert_eq!(plan.conflicts()[0].rival, Rival::Twins(both));
    assert_eq!((plan.conflicts().len(), plan.changes().len()), (1, 0));
    world.outside().delete_maintenance_window().window_id(&second).send().await.expect("there");

    let remove = world.outside().remove_tags_from_resource().resource_type(kind).resource_id(&id);
    remove.tag_keys("trueup:stack").tag_keys("trueup:name").send().await.expect("there");
    let plan = world.plan(&desired).await;
    assert_eq!((plan.conflicts().len(), plan.changes().len()), (1, 0), "{:?}", summary(&plan));
}

#[tokio::test(start_paused = true)]
async fn two_environments_in_one_account_never_see_each_other() {
    let world = world();
    let stack = |name: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: Stack\nmetadata: {{name: webshop}}\nspec:\n  manifests: [manifests/*.yaml]\n  environments:\n    {name}: {{account: \"123456789012\", regions: [us-east-1]}}\n"
        )
    };
    let blue = world.desired(&stack("blue"), &[&patching()]).await;
    world.converge(&blue).await;
    let green = world.desired(&stack("green"), &[&patching()]).await;
    world.converge(&green).await;
    assert_eq!(windows(&world).await.len(), 2);
    assert!(world.plan(&blue).await.empty());
    assert!(world.destroy(&green).await.outcome.whole());
    assert!(world.plan(&blue).await.empty());
}

#[tokio::test(start_paused = true)]
async fn a_rename_is_a_new_tag_and_what_hangs_on_it_stays() {
    let world = world();
    world.converge(&world.desired(STACK, &[&patching()]).await).await;
    let before = (only(&world).await, task(&world, &only(&world).await).await.window_task_id);
    let renamed = patching().replace("{name: weekly}", "{name: sundays, movedFrom: weekly}");
    let desired = world.desired(STACK, &[&renamed]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(summary(&plan), ["→ MaintenanceWindow/sundays [name]"]);
    world.converge(&desired).await;
    assert_eq!((only(&world).await, task(&world, &before.0).await.window_task_id), before);
}

#[tokio::test(start_paused = true)]
async fn a_forgotten_window_stays_with_all_that_hangs_on_it() {
    let world = world();
    world.converge(&world.desired(STACK, &[&patching()]).await).await;
    let forgetting = patching().replace("{name: weekly}", "{name: weekly, forget: true}");
    let desired = world.desired(STACK, &[&forgetting]).await;
    let applied = world.converge(&desired).await;
    assert_eq!(summary(&applied.plan), ["× MaintenanceWindow/weekly []"]);
    assert!(task(&world, &only(&world).await).await.name().is_some());
    assert!(world.plan(&world.desired(STACK, &[]).await).await.empty());
}
