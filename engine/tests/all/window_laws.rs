//! Laws of maintenance windows, their targets and their tasks over generated specs.

use engine::plan::change_digest;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use crate::one_line;
use crate::patch_laws::told;
use crate::world::{STACK, World};

/// A window: its own lines, its targets, its tasks, each of them lines of its own.
#[derive(Debug, Clone)]
pub struct Spec {
    window: Vec<&'static str>,
    targets: Vec<(&'static str, Vec<&'static str>)>,
    tasks: Vec<(&'static str, Vec<String>)>,
}

const NEEDED: [&str; 3] = ["schedule: cron(0 2 ? * TUE *)", "duration: 4h", "cutoff: 1h"];

const WINDOW: [&str; 9] = [
    "name: other-name",
    "description: a description",
    "enabled: false",
    "timezone: America/Los_Angeles",
    "scheduleOffset: 2 days",
    "startDate: 2027-01-01T00:00:00Z",
    "endDate: 2028-01-01T00:00:00Z",
    "allowUnassociatedTargets: true",
    "tags: {Team: shop, Cost: \"1\"}",
];

const TARGET: [&str; 2] = ["description: a target", "ownerInformation: night shift"];

const TASK: [&str; 4] = [
    "description: a task",
    "priority: 3",
    "serviceRole: arn:aws:iam::123456789012:role/one",
    "alarmConfiguration: {alarms: [high], ignorePollAlarmFailure: true}",
];

/// What a task with targets does.
const ON_TARGETS: [&str; 4] = [
    "runCommand: {document: AWS-RunPatchBaseline, parameters: {Operation: Install}, timeout: 10m, notify: {topic: t, on: [TimedOut, Failed]}}",
    "runCommand: {document: AWS-RunShellScript, parameters: {commands: [one, two]}, comment: c, cloudWatchLogGroup: g, output: {bucket: logs, prefix: p}}",
    "runCommand: {document: AWS-RunShellScript, parameters: {commands: [two, one]}, documentVersion: $LATEST, documentHash: {value: ab}}",
    "automation: {document: AWS-RestartEC2Instance, parameters: {InstanceId: \"{{RESOURCE_ID}}\"}}",
];

/// What one without does.
const ALONE: [&str; 3] = [
    "automation: {document: AWS-Noop, documentVersion: \"1\"}",
    "lambda: {function: tidy, payload: '{\"a\": 1, \"b\": [2, 3]}', qualifier: live}",
    "stepFunctions: {stateMachine: report, input: '{\"a\": 1}', name: one}",
];

fn target() -> impl Strategy<Value = Vec<&'static str>> {
    let what = vec![
        "where: {\"tag:Role\": [web, db], tag-key: [Patch]}",
        "instances: [i-0123456789abcdef0, i-0123456789abcdef1]",
    ];
    (select(what), subsequence(TARGET.to_vec(), 0..=2)).prop_map(|(what, more)| [vec![what], more].concat())
}

fn task() -> impl Strategy<Value = Vec<String>> {
    let run = prop_oneof![
        select(ON_TARGETS.to_vec()).prop_map(|run| vec![
            run,
            "targets: [servers, others]",
            "maxConcurrency: 50%",
            "maxErrors: 25%"
        ]),
        select(ALONE.to_vec()).prop_map(|run| vec![run]),
    ];
    let cutoff = select(vec!["", "cutoffBehavior: CANCEL_TASK"]);
    (run, subsequence(TASK.to_vec(), 0..=4), cutoff).prop_map(|(run, more, cutoff)| {
        let lines = run.into_iter().chain(more).chain([cutoff]);
        lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
    })
}

pub fn spec() -> impl Strategy<Value = Spec> {
    (subsequence(WINDOW.to_vec(), 0..=9), target(), target(), prop::collection::vec(task(), 0..3)).prop_map(
        |(window, servers, others, tasks)| Spec {
            window,
            targets: vec![("servers", servers), ("others", others)],
            tasks: ["one", "two"].into_iter().zip(tasks).collect(),
        },
    )
}

/// Which way round everything is said.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Forth,
    Back,
}

impl Spec {
    pub fn manifest(&self, order: Order) -> String {
        let mut lines: Vec<String> =
            NEEDED.iter().chain(&self.window).map(|line| (*line).to_owned()).collect();
        lines.push(block(
            "targets",
            self.targets.iter().map(|(name, lines)| (*name, said(lines, order))),
            order,
        ));
        if !self.tasks.is_empty() {
            lines.push(block(
                "tasks",
                self.tasks.iter().map(|(name, lines)| (*name, said(lines, order))),
                order,
            ));
        }
        if order == Order::Back {
            lines.reverse();
        }
        manifest(&lines)
    }
}

/// One map's lines.
fn said<S: AsRef<str>>(lines: &[S], order: Order) -> String {
    let mut lines: Vec<String> = lines.iter().map(|line| line.as_ref().to_owned()).collect();
    if order == Order::Back {
        lines.reverse();
        for line in &mut lines {
            for (forth, back) in [
                ("[web, db]", "[db, web]"),
                ("[servers, others]", "[others, servers]"),
                ("[TimedOut, Failed]", "[Failed, TimedOut]"),
                ("i-0123456789abcdef0, i-0123456789abcdef1", "i-0123456789abcdef1, i-0123456789abcdef0"),
                ("{\"a\": 1, \"b\": [2, 3]}", "{ \"b\": [2,3], \"a\": 1 }"),
            ] {
                *line = line.replace(forth, back);
            }
        }
    }
    format!("{{{}}}", lines.join(", "))
}

fn block<'a>(name: &str, parts: impl Iterator<Item = (&'a str, String)>, order: Order) -> String {
    let mut parts: Vec<String> = parts.map(|(name, said)| format!("{name}: {said}")).collect();
    if order == Order::Back {
        parts.reverse();
    }
    format!("{name}: {{{}}}", parts.join(", "))
}

fn manifest(lines: &[String]) -> String {
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("apiVersion: trueup/v1\nkind: MaintenanceWindow\nmetadata: {{name: weekly}}\nspec:\n{lines}")
}

fn world() -> World {
    World::standing_still()
}

async fn windows(world: &World) -> usize {
    let listed = world.outside().describe_maintenance_windows().send().await.expect("allowed");
    listed.window_identities().len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn from_any_spec_to_any_other_and_then_nothing(first in spec(), second in spec()) {
        told(async {
            let world = world();
            world.converge(&world.desired(STACK, &[&first.manifest(Order::Forth)]).await).await;
            let desired = world.desired(STACK, &[&second.manifest(Order::Forth)]).await;
            world.converge(&desired).await;
            assert_eq!(windows(&world).await, 1);
            assert!(world.destroy(&desired).await.outcome.whole());
            assert_eq!(windows(&world).await, 0);
        });
    }

    #[test]
    fn order_means_nothing(spec in spec()) {
        told(async {
            let world = world();
            let one = world.desired(STACK, &[&spec.manifest(Order::Forth)]).await;
            let two = world.desired(STACK, &[&spec.manifest(Order::Back)]).await;
            world.converge(&one).await;
            let (a, b) = (world.plan(&one).await, world.plan(&two).await);
            assert!(b.empty(), "{:?}", crate::world::summary(&b));
            assert_eq!(change_digest(&a), change_digest(&b));
        });
    }

    #[test]
    fn a_line_of_a_window_alone(lines in subsequence(WINDOW.to_vec(), 1..=9), at in any::<Index>()) {
        let at = at.index(lines.len());
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        told(async {
            let manifest = |lines: &[String]| {
                let needed = NEEDED.iter().map(|line| (*line).to_owned());
                vec![manifest(&needed.chain(lines.iter().cloned()).collect::<Vec<_>>())]
            };
            one_line::holds(&world(), &manifest, &lines, at, &[]).await;
        });
    }

    #[test]
    fn a_line_of_a_task_alone(lines in task(), at in any::<Index>()) {
        let needed = ["runCommand", "automation", "lambda", "stepFunctions", "targets", "max"];
        let optional: Vec<usize> =
            (0..lines.len()).filter(|at| !needed.iter().any(|field| lines[*at].starts_with(field))).collect();
        prop_assume!(!optional.is_empty());
        let at = *at.get(&optional);
        told(async {
            let manifest = |lines: &[String]| {
                let targets = "targets: {servers: {where: {\"tag:Role\": web}}, others: {instances: [i-0123456789abcdef0]}}";
                let tasks = format!("tasks: {{one: {{{}}}}}", lines.join(", "));
                let all = NEEDED.iter().copied().chain([targets]).map(str::to_owned).chain([tasks]);
                vec![manifest(&all.collect::<Vec<_>>())]
            };
            one_line::holds(&world(), &manifest, &lines, at, &["serviceRole"]).await;
        });
    }

    #[test]
    fn a_line_of_a_target_alone(lines in target(), at in any::<Index>()) {
        prop_assume!(lines.len() > 1);
        let at = 1 + at.index(lines.len() - 1);
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        told(async {
            let manifest = |lines: &[String]| {
                let targets = format!("targets: {{servers: {{{}}}}}", lines.join(", "));
                let all = NEEDED.iter().map(|line| (*line).to_owned()).chain([targets]);
                vec![manifest(&all.collect::<Vec<_>>())]
            };
            one_line::holds(&world(), &manifest, &lines, at, &[]).await;
        });
    }
}
