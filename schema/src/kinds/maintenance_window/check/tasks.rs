//! What a window does: on what, and how fast.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::kinds::maintenance_window::check::places::Place;
use crate::kinds::maintenance_window::check::runs;
use crate::kinds::maintenance_window::check::targets::check_instances;
use crate::kinds::maintenance_window::check::texts::{check_description, check_length, check_name};
use crate::kinds::maintenance_window::{TaskBody, TaskRun, WrittenTask};
use crate::reference;
use crate::shape::Vocabulary;

const MOST: usize = 20;
const TARGETS: usize = 10;

pub(super) fn check(tasks: &BTreeMap<String, WrittenTask>, spec: Place<'_>, findings: &mut Vec<Finding>) {
    let targets = Vocabulary::new(spec.entries("targets").iter().map(|entry| entry.key.text.as_str()));
    if tasks.len() > MOST {
        let message = format!("a window has at most {MOST} tasks, here are {}", tasks.len());
        findings.push(Finding::error("window-limit", spec.name("tasks"), message));
    }
    for entry in spec.entries("tasks") {
        check_name("task", &entry.key.text, entry.key.span, findings);
        let Some(task) = tasks.get(&entry.key.text) else { continue };
        let place = Place::of_entry(entry);
        check_targets(task, &targets, place, findings);
        check_rates(task, place, findings);
        check_instances(place, findings);
        check_body(&task.body, place, findings);
        runs::check(&task.body.run, place, findings);
    }
}

fn check_body(body: &TaskBody, place: Place<'_>, findings: &mut Vec<Finding>) {
    check_description(place, body.description.as_ref(), findings);
    check_length(place, "serviceRole", body.service_role.0.as_ref(), 1..=2048, findings);
    let Some(alarm) = &body.alarm_configuration else { return };
    let inner = place.inner("alarmConfiguration").unwrap_or(place);
    match &alarm.alarms[..] {
        [name] => check_length(inner, "alarms", Some(name), 1..=255, findings),
        names => {
            let message = format!("AWS takes one alarm for a task, here are {}", names.len());
            findings.push(Finding::error("window-task", inner.name("alarms"), message));
        }
    }
}

fn check_targets(
    task: &WrittenTask,
    targets: &Vocabulary<'_>,
    place: Place<'_>,
    findings: &mut Vec<Finding>,
) {
    let finding = |span, message: &str| Finding::error("window-task-targets", span, message);
    for item in place.node.get("targets").map(|node| node.items()).unwrap_or_default() {
        let Some(name) = item.scalar().map(|scalar| scalar.text.as_str()) else { continue };
        if targets.contains(name) {
            continue;
        }
        let help = match targets.nearest(name) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "a task names targets of its own window".to_owned(),
        };
        findings.push(finding(item.span, &format!("this window has no target `{name}`")).help(help));
    }
    if !task.targets.is_empty() && !task.instances.is_empty() {
        findings.push(
            finding(
                place.name("instances"),
                "a task acts on targets of its window, or on nodes by their ids",
            )
            .also(place.name("targets"), "and targets are here")
            .help("keep one of the two; a target may name nodes by their ids too"),
        );
    }
    let nobody = task.targets.is_empty() && task.instances.is_empty();
    if nobody && place.node.get("runCommand").is_some() {
        findings.push(
            finding(place.key, "a command needs nodes to run on")
                .help("name targets of the window, `targets: [servers]`, or nodes, `instances: [i-…]`"),
        );
    }
    for (name, count, most) in
        [("targets", task.targets.len(), TARGETS), ("instances", task.instances.len(), 50)]
    {
        if count > most {
            let message = format!("a task has at most {most} {name}, here are {count}");
            findings.push(Finding::error("window-limit", place.name(name), message));
        }
    }
}

/// A task with targets needs both rates; one without takes none.
fn check_rates(task: &WrittenTask, place: Place<'_>, findings: &mut Vec<Finding>) {
    let nobody = task.targets.is_empty() && task.instances.is_empty();
    let finding = |span, message: String| Finding::error("window-rate", span, message);
    let rates = [
        ("maxConcurrency", &task.body.max_concurrency, Least::One, "50%"),
        ("maxErrors", &task.body.max_errors, Least::Nothing, "25%"),
    ];
    for (field, rate, least, usual) in rates {
        match rate {
            None if nobody => {}
            None => findings.push(
                finding(place.key, format!("a task with targets needs `{field}`"))
                    .help(format!("write a number or a share, such as `{field}: {usual}`")),
            ),
            Some(_) if nobody && !matches!(task.body.run, TaskRun::RunCommand(_)) => findings.push(
                finding(place.name(field), format!("a task without targets takes no `{field}`"))
                    .help("take it out: the task runs once"),
            ),
            Some(rate) if !reference::holds(rate) && !is_rate(rate, least) => findings.push(
                finding(place.value(field), format!("AWS does not take this as `{field}`"))
                    .help(format!("write a number or a share, such as `{usual}`")),
            ),
            Some(_) => {}
        }
    }
}

/// The least that a rate may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Least {
    Nothing,
    One,
}

fn is_rate(text: &str, least: Least) -> bool {
    let (number, most) = match text.strip_suffix('%') {
        Some(share) => (share, 100),
        None => (text, 9_999_999),
    };
    let decimal = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let plain = decimal && (number.len() == 1 || !number.starts_with('0'));
    let from = u32::from(least == Least::One);
    plain && number.parse::<u32>().is_ok_and(|number| (from..=most).contains(&number))
}
