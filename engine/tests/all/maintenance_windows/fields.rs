//! Every field of a window, a target and each kind of task: changed, cleared, spelt otherwise.

use aws_sdk_ssm::types::Target;
use engine::Action;
use engine::plan::change_digest;

use super::{BARE, fields, only, patching, task, window, world};
use crate::world::{STACK, summary};

/// A field, a value and another value.
type Field = (&'static str, &'static str, &'static str);

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
async fn every_field_changed_alone_is_one_change_and_converges() {
    for whole in [WINDOW, TARGET, TASK] {
        let world = world();
        for (changed, _, _) in whole.fields {
            world.converge(&world.desired(STACK, &[&whole.written("nothing", false)]).await).await;
            let after = world.desired(STACK, &[&whole.written(changed, false)]).await;
            let plan = world.plan(&after).await;
            assert_eq!(plan.changes()[0].action(), Action::Update, "{changed}");
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
    let fresh = super::world();
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
