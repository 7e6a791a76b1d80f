//! Maintenance windows with their targets and tasks: every field, ids that AWS invents, what hangs
//! on what.

use aws_sdk_ssm::operation::get_maintenance_window_task::GetMaintenanceWindowTaskOutput;
use aws_sdk_ssm::types::{ResourceTypeForTagging, Tag, Target};
use engine::Action;
use engine::plan::{Plan, Rival, change_digest};
use engine::ports::Pace;
use sandbox::{Clock, Effect, Rule, Settings, When};

use crate::world::{STACK, World, now, summary};

/// A world whose AWS has the time of its plans.
fn world() -> World {
    World::with(Settings { clock: Clock::fixed(now()), ..Settings::default() }, Pace::Unlimited)
}

/// A window's manifest with these lines as its spec.
pub fn window(name: &str, spec: &str) -> String {
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
    let [change] = &plan.changes[..] else { panic!("not one change: {:?}", summary(plan)) };
    change.differences.iter().map(|difference| difference.path.to_string()).collect()
}

/// One object's fields and each field's other value; what a line says is written as it stands.
struct Whole {
    before: &'static str,
    fields: &'static [Field],
    inside: &'static str,
}

impl Whole {
    /// The manifest with one field as its other value, or without it.
    fn written(&self, changed: &str, without: bool) -> String {
        let lines = self.fields.iter().filter(|(name, _, _)| !(without && *name == changed));
        let lines = lines.map(|(name, before, after)| {
            format!("{}{name}: {}\n", self.inside, if *name == changed { after } else { before })
        });
        window("weekly", &format!("{}{}", self.before, lines.collect::<String>()))
    }
}

const WINDOW: Whole = Whole {
    before: "",
    inside: "",
    fields: &[
        ("name", "web-one", "web-two"),
        ("description", "patches", "other patches"),
        ("enabled", "false", "true"),
        ("schedule", "cron(0 2 ? * TUE *)", "cron(0 3 ? * TUE *)"),
        ("timezone", "America/Los_Angeles", "Europe/Berlin"),
        ("scheduleOffset", "2 days", "3 days"),
        ("startDate", "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"),
        ("endDate", "2028-01-01T00:00:00Z", "2028-02-01T00:00:00Z"),
        ("duration", "4h", "5h"),
        ("cutoff", "1h", "2h"),
        ("allowUnassociatedTargets", "true", "false"),
        ("tags", "{Team: shop}", "{Team: ops}"),
    ],
};

const TARGET: Whole = Whole {
    before: "schedule: cron(0 2 ? * TUE *)\nduration: 4h\ncutoff: 1h\ntargets:\n  servers:\n",
    inside: "    ",
    fields: &[
        ("where", "{\"tag:Role\": [web, db]}", "{\"tag:Role\": [web], tag-key: [Patch]}"),
        ("description", "servers", "other servers"),
        ("ownerInformation", "night shift", "day shift"),
    ],
};

const TASK: Whole = Whole {
    before: "schedule: cron(0 2 ? * TUE *)\nduration: 4h\ncutoff: 1h\ntargets:\n  servers: {where: {\"tag:Role\": web}}\n  others: {instances: [i-0123456789abcdef0]}\ntasks:\n  patch:\n",
    inside: "    ",
    fields: &[
        ("targets", "[servers]", "[servers, others]"),
        ("priority", "1", "2"),
        ("maxConcurrency", "50%", "10"),
        ("maxErrors", "25%", "\"0\""),
        ("serviceRole", "arn:aws:iam::123456789012:role/one", "arn:aws:iam::123456789012:role/two"),
        ("description", "patches", "other patches"),
        ("cutoffBehavior", "CANCEL_TASK", "CONTINUE_TASK"),
        ("alarmConfiguration", "{alarms: [high]}", "{alarms: [low], ignorePollAlarmFailure: true}"),
        ("runCommand", "{document: AWS-One}", "{document: AWS-Two}"),
    ],
};

/// A field, a value and another value.
type Field = (&'static str, &'static str, &'static str);

/// What belongs to each type of task, field by field.
const RUNS: [(&str, &str, &[Field]); 4] = [
    (
        "runCommand",
        "document: AWS-RunPatchBaseline",
        &[
            ("documentVersion", "\"3\"", "$LATEST"),
            ("documentHash", "{value: ab}", "{value: cd, type: Sha1}"),
            ("parameters", "{Operation: Install}", "{Operation: [Scan], Other: [a, b]}"),
            ("comment", "one", "two"),
            ("timeout", "10m", "1h"),
            ("notify", "{topic: t, on: [All]}", "{topic: t, on: [Failed, TimedOut], type: Invocation}"),
            ("output", "{bucket: logs}", "{bucket: logs, prefix: p}"),
            ("cloudWatchLogGroup", "one", "two"),
            ("notificationRole", "arn:aws:iam::123456789012:role/one", "arn:aws:iam::123456789012:role/two"),
        ],
    ),
    (
        "automation",
        "document: AWS-RestartEC2Instance",
        &[
            ("documentVersion", "\"3\"", "$DEFAULT"),
            ("parameters", "{InstanceId: \"{{RESOURCE_ID}}\"}", "{InstanceId: [\"{{TARGET_ID}}\"]}"),
        ],
    ),
    (
        "lambda",
        "function: tidy",
        &[
            ("payload", "'{\"a\": 1}'", "'{\"a\": 2}'"),
            ("qualifier", "live", "next"),
            ("clientContext", "e30=", "e30K"),
        ],
    ),
    (
        "stepFunctions",
        "stateMachine: report",
        &[("input", "'{\"a\": 1}'", "'{\"a\": 2}'"), ("name", "one", "two")],
    ),
];

fn run(kind: &str, fixed: &str, fields: impl IntoIterator<Item = (&'static str, &'static str)>) -> String {
    let fields: String = fields.into_iter().map(|(name, value)| format!(", {name}: {value}")).collect();
    let target = "targets:\n  servers: {where: {\"tag:Role\": web}}\n";
    let rates = "targets: [servers], maxConcurrency: 50%, maxErrors: 25%";
    window("weekly", &format!("{BARE}{target}tasks:\n  patch: {{{rates}, {kind}: {{{fixed}{fields}}}}}\n"))
}

#[tokio::test(start_paused = true)]
async fn a_window_is_made_with_what_hangs_on_it_and_destroyed() {
    let world = world();
    let desired = world.desired(STACK, &[&patching()]).await;
    let applied = world.converge(&desired).await;
    assert_eq!(
        summary(&applied.plan)
            .iter()
            .map(|line| line.split(" [").next().expect("a head"))
            .collect::<Vec<_>>(),
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
async fn every_field_changed_alone_is_one_change_and_converges() {
    for whole in [WINDOW, TARGET, TASK] {
        let world = world();
        for (changed, _, _) in whole.fields {
            world.converge(&world.desired(STACK, &[&whole.written("nothing", false)]).await).await;
            let after = world.desired(STACK, &[&whole.written(changed, false)]).await;
            let plan = world.plan(&after).await;
            assert_eq!(plan.changes[0].action, Action::Update, "{changed}");
            let found: Vec<_> =
                fields(&plan).iter().map(|path| path.split('.').next().map(str::to_owned)).collect();
            assert!(found.iter().all(|field| field.as_deref() == Some(changed)), "{changed}: {found:?}");
            world.converge(&after).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_field_of_every_kind_of_task_changed_alone_is_one_change_and_converges() {
    for (kind, fixed, fields_of) in RUNS {
        let world = world();
        let all = |changed: &'static str| {
            run(
                kind,
                fixed,
                fields_of
                    .iter()
                    .map(|(name, before, after)| (*name, if *name == changed { *after } else { *before })),
            )
        };
        for (changed, _, _) in fields_of {
            world.converge(&world.desired(STACK, &[&all("nothing")]).await).await;
            let after = world.desired(STACK, &[&all(changed)]).await;
            let plan = world.plan(&after).await;
            let found = fields(&plan);
            let inside = format!("{kind}.{changed}");
            assert!(found.iter().all(|path| path.starts_with(&inside)), "{inside}: {found:?}");
            world.converge(&after).await;
            let without = fields_of.iter().filter(|(name, _, _)| name != changed);
            let without = run(kind, fixed, without.map(|(name, before, _)| (*name, *before)));
            world.converge(&world.desired(STACK, &[&without]).await).await;
            let own = task(&world, &only(&world).await).await.task_invocation_parameters.expect("given");
            assert!(!format!("{own:?}").contains(inside.trim_start_matches(kind)), "{own:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_line_taken_out_clears_it_in_aws() {
    let needed =
        ["schedule", "duration", "cutoff", "where", "targets", "maxConcurrency", "maxErrors", "runCommand"];
    for whole in [WINDOW, TARGET, TASK] {
        for (cleared, _, _) in whole.fields.iter().filter(|(name, _, _)| !needed.contains(name)) {
            let world = world();
            world.converge(&world.desired(STACK, &[&whole.written("nothing", false)]).await).await;
            let after = world.desired(STACK, &[&whole.written(cleared, true)]).await;
            let plan = world.plan(&after).await;
            if *cleared == "serviceRole" {
                // AWS puts its own role where none is written.
                assert!(plan.empty());
            } else {
                assert!(fields(&plan).iter().all(|path| path.starts_with(cleared)), "{cleared}");
            }
            world.converge(&after).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_aws_decides_survives_an_update_of_something_else() {
    let world = world();
    let manifest = patching();
    world.converge(&world.desired(STACK, &[&manifest]).await).await;
    let id = only(&world).await;
    let theirs = task(&world, &id).await;
    let update = world.outside().update_maintenance_window_task().window_id(&id);
    let update = update.window_task_id(theirs.window_task_id().expect("given"));
    update.service_role_arn("arn:aws:iam::123456789012:role/mine").send().await.expect("allowed");
    let other = manifest.replace("priority: 1", "priority: 7");
    world.converge(&world.desired(STACK, &[&other]).await).await;
    let now = task(&world, &id).await;
    assert_eq!((now.service_role_arn(), now.priority), (Some("arn:aws:iam::123456789012:role/mine"), 7));
}

#[tokio::test(start_paused = true)]
async fn what_somebody_set_in_the_console_is_found() {
    let world = world();
    let desired = world.desired(STACK, &[&patching()]).await;
    world.converge(&desired).await;
    let id = only(&world).await;
    let outside = world.outside();
    outside
        .update_maintenance_window()
        .window_id(&id)
        .description("d")
        .enabled(false)
        .send()
        .await
        .expect("allowed");
    let listed = outside.describe_maintenance_window_targets().window_id(&id).send().await.expect("there");
    let target = listed.targets()[0].window_target_id().expect("given").to_owned();
    let by_tag = Target::builder().key("tag:Role").values("db").build();
    let update = outside.update_maintenance_window_target().window_id(&id).window_target_id(&target);
    update.targets(by_tag).send().await.expect("allowed");
    let theirs = task(&world, &id).await;
    let update = outside.update_maintenance_window_task().window_id(&id);
    let update = update.window_task_id(theirs.window_task_id().expect("given"));
    update.max_errors("99%").description("d").send().await.expect("allowed");
    assert_eq!(
        summary(&world.plan(&desired).await),
        [
            "~ MaintenanceWindow/weekly [enabled description]",
            "~ MaintenanceWindow/weekly/target/servers [where.tag:Patch Group where.tag:Role]",
            "~ MaintenanceWindow/weekly/task/patch [maxErrors description]",
        ]
    );
    world.converge(&desired).await;
    outside
        .deregister_target_from_maintenance_window()
        .window_id(&id)
        .window_target_id(&target)
        .send()
        .await
        .expect("there");
    assert_eq!(
        summary(&world.plan(&desired).await),
        [
            "+ MaintenanceWindow/weekly/target/servers [where]",
            "~ MaintenanceWindow/weekly/task/patch [targets]",
        ]
    );
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn spellings_and_orders_are_no_difference() {
    let world = world();
    let written = |payload: &str, start: &str, order: [&str; 2]| {
        window(
            "weekly",
            &format!(
                "schedule: rate(7 days)\nduration: 4h\ncutoff: 1h\nstartDate: {start}
targets:
  servers: {{where: {{\"tag:Role\": [{}, {}]}}}}
  others: {{instances: [i-0123456789abcdef0]}}
tasks:
  tidy: {{lambda: {{function: tidy, payload: '{payload}'}}}}
  patch:
    targets: [{}]
    maxConcurrency: 50%
    maxErrors: 25%
    runCommand: {{document: AWS-X, notify: {{topic: t, on: [{}]}}, timeout: 60m}}
",
                order[0],
                order[1],
                if order[0] == "a" { "servers, others" } else { "others, servers" },
                if order[0] == "a" { "Failed, TimedOut" } else { "TimedOut, Failed" },
            ),
        )
    };
    let first = written("{\"a\": 1, \"b\": [2]}", "2027-01-01T00:00:00Z", ["a", "b"]);
    world.converge(&world.desired(STACK, &[&first]).await).await;
    let second = written("{ \"b\": [2],\"a\":1 }", "2027-01-01T01:00:00+01:00", ["b", "a"]);
    let desired = world.desired(STACK, &[&second]).await;
    assert!(world.plan(&desired).await.empty(), "{:?}", summary(&world.plan(&desired).await));
    let fresh = crate::maintenance_windows::world();
    let one = fresh.plan(&fresh.desired(STACK, &[&first]).await).await;
    let two = fresh
        .plan(
            &fresh
                .desired(STACK, &[&second.replace("{ \"b\": [2],\"a\":1 }", "{\"a\": 1, \"b\": [2]}")])
                .await,
        )
        .await;
    assert_eq!(change_digest(&one), change_digest(&two));
}

#[tokio::test(start_paused = true)]
async fn a_start_that_has_passed_means_nothing_to_a_rate() {
    let world = world();
    let manifest =
        window("weekly", "schedule: rate(7 days)\nduration: 4h\ncutoff: 1h\nstartDate: 2020-01-01T00:00:00Z");
    let desired = world.desired(STACK, &[&manifest]).await;
    world.converge(&desired).await;
    let id = only(&world).await;
    let start = |at: &str| world.outside().update_maintenance_window().window_id(&id).start_date(at).send();
    start("2026-11-21T12:00:00Z").await.expect("allowed");
    assert!(world.plan(&desired).await.empty(), "AWS may put the time of writing there");
    start("2027-06-01T00:00:00Z").await.expect("allowed");
    assert_eq!(fields(&world.plan(&desired).await), ["startDate"]);
}

#[tokio::test(start_paused = true)]
async fn a_window_of_the_same_name_is_a_conflict_and_no_twin() {
    let world = world();
    let theirs = console(&world, "weekly").await;
    let manifest = patching();
    let plan = world.plan(&world.desired(STACK, &[&manifest]).await).await;
    assert_eq!(plan.conflicts.len(), 1, "what hangs on it is not spoken of: {:?}", plan.conflicts);
    assert!(plan.changes.is_empty(), "{:?}", summary(&plan));
    assert!(world.approve(plan).is_err());

    let adopting = manifest.replace("{name: weekly}", &format!("{{name: weekly, adopt: {theirs}}}"));
    let applied = world.converge(&world.desired(STACK, &[&adopting]).await).await;
    assert_eq!(applied.plan.changes[0].action, Action::Adopt);
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
    let heads: Vec<_> =
        summary(&plan).iter().map(|line| line.split(" [").next().expect("a head").to_owned()).collect();
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
    assert_eq!(plan.conflicts[0].rival, Rival::Twins(both));
    assert_eq!((plan.conflicts.len(), plan.changes.len()), (1, 0));
    world.outside().delete_maintenance_window().window_id(&second).send().await.expect("there");

    let remove = world.outside().remove_tags_from_resource().resource_type(kind).resource_id(&id);
    remove.tag_keys("trueup:stack").tag_keys("trueup:name").send().await.expect("there");
    let plan = world.plan(&desired).await;
    assert_eq!((plan.conflicts.len(), plan.changes.len()), (1, 0), "{:?}", summary(&plan));
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
    assert_eq!(applied.plan.changes[0].action, Action::Replace);
    assert_ne!(task(&world, &id).await.window_task_id, before.window_task_id);

    let grouped = automation.replace("{where: {\"tag:Patch Group\": [Production]}}", "{resourceGroup: web}");
    let applied = world.converge(&world.desired(STACK, &[&grouped]).await).await;
    let heads: Vec<_> = summary(&applied.plan)
        .iter()
        .map(|line| line.split(" [").next().expect("a head").to_owned())
        .collect();
    assert_eq!(heads, ["± MaintenanceWindow/weekly/target/servers", "~ MaintenanceWindow/weekly/task/patch"]);
}

#[tokio::test(start_paused = true)]
async fn a_window_made_anew_takes_all_that_hangs_on_it_along() {
    let world = world();
    let desired = world.desired(STACK, &[&patching()]).await;
    world.converge(&desired).await;
    let old = only(&world).await;
    let live = world.live(&desired, engine::kinds::Depth::Owned).await;
    let replace = ["MaintenanceWindow/weekly".into()].into();
    let plan = engine::plan::plan(&desired, &live, engine::plan::Frame { replace, ..world.frame() });
    assert!(plan.changes.iter().all(|change| change.action == Action::Replace), "{:?}", summary(&plan));
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
            assert!(plan.changes.is_empty() && !plan.complete(), "{operation}: {:?}", summary(&plan));
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
        world.resolve(STACK, &[manifest]).1.iter().map(|finding| finding.code).collect()
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
