//! Windows as people write them: what they come to, and every mistake that needs no AWS.

use proptest::prelude::*;
use schema::kinds::maintenance_window::{
    self, Declared, MaintenanceWindowTarget, MaintenanceWindowTask, Selection, Surroundings, TaskRun,
};
use schema::shape::Duration;
use schema::{Finding, Node, Shape, Sources, Spanned, kinds, read_manifests, reference};

const EXAMPLE: &str = r#"
schedule: cron(0 2 ? * SUN *)
timezone: America/Los_Angeles
duration: 4h
cutoff: 1h
allowUnassociatedTargets: false
tags: {Team: ops}
targets:
  servers: {where: {"tag:Patch Group": [Production]}}
  few: {instances: [i-0123456789abcdef0], ownerInformation: the night shift}
  group: {resourceGroup: web}
tasks:
  patch:
    targets: [servers]
    priority: 1
    maxConcurrency: 50%
    maxErrors: 25%
    serviceRole: arn:aws:iam::123456789012:role/SSMMaintenanceWindowRole
    runCommand:
      document: AWS-RunPatchBaseline
      parameters: {Operation: [Install], RebootOption: RebootIfNeeded}
      timeout: 1h
      notify: {topic: "arn:aws:sns:us-east-1:123456789012:patching", on: [All]}
      cloudWatchLogGroup: /aws/ssm/maintenance-windows
  restart: {targets: [few, group], maxConcurrency: "1", maxErrors: "0", automation: {document: restart-web}}
  tidy: {lambda: {function: tidy, payload: '{"dry": false}'}}
  report: {stepFunctions: {stateMachine: "arn:aws:states:us-east-1:123456789012:stateMachine:report"}}
"#;

struct World {
    sources: Sources,
    spec: Node,
    name: Spanned<String>,
}

impl World {
    fn new(spec: &str) -> Self {
        let indented: String = spec.trim().lines().map(|line| format!("  {line}\n")).collect();
        let head = "apiVersion: trueup/v1\nkind: MaintenanceWindow\nmetadata: {name: weekly}\nspec:\n";
        let mut sources = Sources::default();
        let id = sources.add("windows.yaml", format!("{head}{indented}"));
        let (mut manifests, findings) = read_manifests(&sources, [id]);
        assert_eq!(findings, [], "{spec}");
        let manifest = manifests.pop().expect("it is read");
        Self { sources, spec: manifest.spec, name: manifest.metadata.name }
    }

    fn read(&self) -> (Option<Declared>, Vec<Finding>) {
        let value = "webshop".to_owned();
        let tags = [("Application".to_owned(), Spanned { value, span: self.name.span })].into();
        maintenance_window::read(&self.spec, Surroundings { name: &self.name, tags: &tags })
    }

    fn declared(&self) -> Declared {
        let (declared, findings) = self.read();
        assert_eq!(findings, []);
        declared.expect("no finding, so it is whole")
    }

    /// Code, guilty text, message.
    fn told(&self) -> Vec<String> {
        let (_, findings) = self.read();
        let tell = |finding: &Finding| {
            format!("{} [{}] {}", finding.code, self.sources.text(finding.span()), finding.message)
        };
        findings.iter().map(tell).collect()
    }
}

/// A window with these lines beside the usual ones.
fn with(lines: &str) -> Vec<String> {
    World::new(&format!("schedule: cron(0 2 ? * SUN *)\nduration: 4h\ncutoff: 1h\n{lines}")).told()
}

/// A window with a target and a task of these fields.
fn task(fields: &str) -> Vec<String> {
    with(&format!("targets: {{servers: {{where: {{\"tag:Role\": web}}}}}}\ntasks:\n  patch: {{{fields}}}"))
}

#[test]
fn a_manifest_describes_a_window_its_targets_and_its_tasks() {
    let declared = World::new(EXAMPLE).declared();
    let window = &declared.window;
    assert_eq!(window.name, "weekly");
    assert!(window.body.enabled);
    assert_eq!(window.tags.keys().collect::<Vec<_>>(), ["Application", "Team"]);
    let names: Vec<_> = declared.targets.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["few", "group", "servers"]);
    let own = reference::mark("MaintenanceWindow/weekly", "id");
    assert!(declared.targets.iter().all(|part| part.state.window == own));
    assert!(declared.tasks.iter().all(|part| part.state.window == own));
    let task = |name: &str| {
        let part = declared.tasks.iter().find(|part| part.name == name).expect("it is declared");
        part.state.clone()
    };
    let patch = task("patch");
    assert_eq!(
        patch.targets.into_iter().collect::<Vec<_>>(),
        [reference::mark("MaintenanceWindow/weekly/target/servers", "id")]
    );
    let TaskRun::RunCommand(command) = patch.body.run else { panic!("a command") };
    assert_eq!(command.document.0, "AWS-RunPatchBaseline");
    assert_eq!(command.parameters["RebootOption"].0, ["RebootIfNeeded"]);
    assert_eq!(command.timeout.0, Some(Duration::hours(1)));
    assert_eq!(command.cloud_watch_output, Some(true), "a log group says it");
    let TaskRun::Automation(automation) = task("restart").body.run else { panic!("a runbook") };
    assert_eq!(automation.document.0, reference::mark("Document/restart-web", "name"));
    assert!(task("tidy").targets.is_empty());
}

#[test]
fn the_json_schema_takes_what_the_reader_takes() {
    let schema = kinds::json_schema("MaintenanceWindow").expect("the kind is known");
    let validator = jsonschema::draft202012::new(&schema).expect("it can be used");
    let indented: String = EXAMPLE.trim().lines().map(|line| format!("  {line}\n")).collect();
    let head = "apiVersion: trueup/v1\nkind: MaintenanceWindow\nmetadata: {name: weekly}\nspec:\n";
    let whole: serde_json::Value = serde_yaml::from_str(&format!("{head}{indented}")).expect("YAML");
    let errors: Vec<_> = validator.iter_errors(&whole).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    let mut two = whole.clone();
    two["spec"]["tasks"]["tidy"]["automation"] = serde_json::json!({"document": "x"});
    assert!(!validator.is_valid(&two), "a task does one thing");
}

#[test]
fn what_lies_together_in_time() {
    let told = |text: &str| World::new(text).told();
    assert_eq!(
        told("schedule: cron(0 2 * * SUN *)\nduration: 4h\ncutoff: 4h"),
        [
            "schedule [SUN] both the days of the month and the days of the week are given",
            "window-cutoff [4h] nothing can start in this window",
        ]
    );
    assert_eq!(
        told("schedule: \"rate(1 minute)\"\nduration: 25h\ncutoff: 30m"),
        [
            "schedule [\"rate(1 minute)\"] the least rate is 5 minutes",
            "window-hours [25h] AWS counts the duration in whole hours, from 1 to 24",
            "window-hours [30m] AWS counts the cutoff in whole hours, from 0 to 23",
        ]
    );
    assert_eq!(told("schedule: rate(7 days)\nduration: 3h\ncutoff: 2h"), Vec::<String>::new());
    assert_eq!(with("scheduleOffset: 2 days"), Vec::<String>::new());
    for offset in ["7 days", "0s", "36h"] {
        assert!(with(&format!("scheduleOffset: {offset}"))[0].starts_with("schedule-offset"), "{offset}");
    }
    let rate = "schedule: rate(7 days)\nduration: 4h\ncutoff: 1h\nscheduleOffset: 2 days";
    assert!(told(rate)[0].starts_with("schedule-offset"));
    assert!(with("timezone: Los_Angeles")[0].starts_with("timezone [Los_Angeles]"));
    let dates = "startDate: 2027-02-01T00:00:00+01:00\nendDate: 2027-01-31T23:00:00Z";
    assert!(with(dates)[0].starts_with("window-dates"), "both are one instant");
    assert!(with("onlyWhenOpen: [freeze]")[0].starts_with("not-yet [onlyWhenOpen]"));
}

#[test]
fn a_target_is_one_thing_that_aws_takes() {
    let target = |fields: &str| with(&format!("targets:\n  servers: {{{fields}}}"));
    for fine in [
        "where: {\"tag:a\": [b, c], tag-key: d}",
        "instances: [i-0123456789abcdef0]",
        "resourceGroup: {name: web, types: [\"AWS::EC2::Instance\"]}",
    ] {
        assert_eq!(target(fine), Vec::<String>::new(), "{fine}");
    }
    for (bad, code) in [
        ("description: d", "one-of"),
        ("where: {\"tag:a\": b}, instances: [i-0123456789abcdef0]", "one-of"),
        ("where: {}", "window-target"),
        ("where: {Role: web}", "window-target"),
        ("where: {InstanceIds: [i-0123456789abcdef0]}", "window-target"),
        ("where: {\"tag:a\": []}", "window-target"),
        ("instances: []", "window-target"),
        ("resourceGroup: \"\"", "window-target"),
        ("where: {\"tag:a\": b}, ownerInformation: \"\"", "window-text"),
    ] {
        let told = target(bad);
        assert!(told.len() == 1 && told[0].starts_with(code), "{bad}: {told:?}");
    }
    let short = with("targets:\n  db: {where: {\"tag:a\": b}}");
    assert_eq!(short, ["window-name [db] AWS does not take this as the name of a target"]);
}

#[test]
fn a_task_has_targets_rates_and_one_thing_to_do() {
    let rates = "maxConcurrency: 50%, maxErrors: \"0\"";
    let command = "runCommand: {document: AWS-RunPatchBaseline}";
    assert_eq!(task(&format!("targets: [servers], {rates}, {command}")), Vec::<String>::new());
    assert_eq!(task(&format!("instances: [i-0123456789abcdef0], {rates}, {command}")), Vec::<String>::new());
    assert_eq!(task("lambda: {function: tidy}"), Vec::<String>::new());
    for (bad, codes) in [
        (format!("targets: [server], {rates}, {command}"), &["window-task-targets"][..]),
        (format!("{rates}, {command}"), &["window-task-targets"]),
        (
            format!("targets: [servers], instances: [i-0123456789abcdef0], {rates}, {command}"),
            &["window-task-targets"],
        ),
        (format!("targets: [servers], {command}"), &["window-rate", "window-rate"]),
        (
            format!("targets: [servers], maxConcurrency: \"0\", maxErrors: 101%, {command}"),
            &["window-rate", "window-rate"],
        ),
        ("maxErrors: \"1\", lambda: {function: tidy}".to_owned(), &["window-rate"]),
        (format!("targets: [servers], {rates}"), &["one-of"]),
        (format!("targets: [servers], {rates}, {command}, lambda: {{function: tidy}}"), &["one-of"]),
        (
            format!("targets: [servers], {rates}, {command}, alarmConfiguration: {{alarms: [a, b]}}"),
            &["window-task"],
        ),
        (format!("targets: [servers], {rates}, {command}, cutoffBehavior: STOP"), &["unknown-word"]),
    ] {
        let told = task(&bad);
        let found: Vec<_> = told.iter().map(|line| line.split(' ').next().expect("a code")).collect();
        assert_eq!(found, codes, "{bad}: {told:?}");
    }
}

#[test]
fn what_a_task_does_has_bounds() {
    let rates = "targets: [servers], maxConcurrency: 50%, maxErrors: \"0\"";
    for (bad, code) in [
        ("runCommand: {document: AWS-X, documentVersion: \"0\"}", "window-task"),
        ("runCommand: {document: AWS-X, timeout: 29s}", "window-task"),
        ("runCommand: {document: AWS-X, timeout: 31 days}", "window-task"),
        ("runCommand: {document: AWS-X, notify: {topic: t, on: []}}", "window-task"),
        ("runCommand: {document: AWS-X, notify: {topic: t, on: [Sometimes]}}", "unknown-word"),
        ("runCommand: {document: AWS-X, output: {bucket: ab}}", "window-text"),
        ("runCommand: {document: AWS-X, cloudWatchLogGroup: \"\"}", "window-text"),
        ("automation: {document: AWS-X, parameters: {a: [\"\"]}}", "window-task"),
        ("lambda: {function: f, qualifier: \"\"}", "window-text"),
        ("stepFunctions: {stateMachine: m, name: \"\"}", "window-text"),
    ] {
        let told = task(&format!("{rates}, {bad}"));
        assert!(told.len() == 1 && told[0].starts_with(code), "{bad}: {told:?}");
    }
    assert_eq!(
        task(&format!("{rates}, runCommand: {{document: {{external: shared}}}}")),
        Vec::<String>::new()
    );
}

proptest! {
    #[test]
    fn states_read_back(
        keys in proptest::collection::btree_map("[a-z:-]{1,8}", proptest::collection::btree_set("[a-z]{1,3}", 0..3), 0..3),
        ids in proptest::collection::btree_set("i-[0-9a-f]{4}", 0..3),
        name in proptest::option::of("[a-z]{3,5}"),
        group in any::<bool>(),
    ) {
        let selection = match (group, ids.is_empty()) {
            (true, _) => Selection::ResourceGroup(maintenance_window::ResourceGroup { name: Some("web".into()), types: ids.clone() }),
            (false, true) => Selection::Where(keys.into_iter().map(|(key, values)| (key, schema::kinds::values::ValueSet(values))).collect()),
            (false, false) => Selection::Instances(ids.clone()),
        };
        let target = MaintenanceWindowTarget { window: "mw-1".into(), name: name.clone(), selection, body: Default::default() };
        prop_assert_eq!(MaintenanceWindowTarget::from_tree(Some(&target.tree())), Ok(target));
        let example = World::new(EXAMPLE).declared();
        for part in example.tasks {
            let task = MaintenanceWindowTask { name: name.clone(), instances: ids.clone(), ..part.state };
            prop_assert_eq!(MaintenanceWindowTask::from_tree(Some(&task.tree())), Ok(task));
        }
    }
}
