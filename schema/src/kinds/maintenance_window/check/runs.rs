//! What a task does, by its type.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::kinds::maintenance_window::check::places::Place;
use crate::kinds::maintenance_window::check::texts::check_length;
use crate::kinds::maintenance_window::{Automation, Lambda, RunCommand, StepFunctions, TaskRun};
use crate::kinds::values::Values;
use crate::reference;

const TIMEOUT: std::ops::RangeInclusive<u64> = 30..=2_592_000;

pub(super) fn check(run: &TaskRun, task: Place<'_>, findings: &mut Vec<Finding>) {
    let inner = |name: &str| task.inner(name).unwrap_or(task);
    match run {
        TaskRun::RunCommand(command) => check_command(command, inner("runCommand"), findings),
        TaskRun::Automation(automation) => check_automation(automation, inner("automation"), findings),
        TaskRun::Lambda(lambda) => check_lambda(lambda, inner("lambda"), findings),
        TaskRun::StepFunctions(machine) => check_machine(machine, inner("stepFunctions"), findings),
        TaskRun::Other(_) => {}
    }
}

fn mistake(span: crate::Span, message: impl Into<String>) -> Finding {
    Finding::error("window-task", span, message)
}

fn check_command(command: &RunCommand, place: Place<'_>, findings: &mut Vec<Finding>) {
    check_version(command.document_version.as_ref(), place, findings);
    check_length(place, "comment", command.comment.as_ref(), 0..=100, findings);
    check_length(place, "cloudWatchLogGroup", command.cloud_watch_log_group.as_ref(), 1..=512, findings);
    check_length(place, "notificationRole", command.notification_role.as_ref(), 1..=2048, findings);
    if command.timeout.0.is_some_and(|timeout| !TIMEOUT.contains(&timeout.as_seconds())) {
        findings
            .push(mistake(place.value("timeout"), "a command waits from 30 seconds to 30 days for a node"));
    }
    if let (Some(hash), Some(inner)) = (&command.document_hash, place.inner("documentHash")) {
        check_length(inner, "value", Some(&hash.value), 1..=256, findings);
    }
    if let (Some(output), Some(inner)) = (&command.output, place.inner("output")) {
        check_length(inner, "bucket", Some(&output.bucket), 3..=63, findings);
        check_length(inner, "prefix", output.prefix.as_ref(), 1..=500, findings);
    }
    if let (Some(notify), Some(inner)) = (&command.notify, place.inner("notify")) {
        check_length(inner, "topic", Some(&notify.topic), 1..=2048, findings);
        let written = inner.node.get("on").map(|node| node.items()).unwrap_or_default();
        if notify.on.is_empty() && written.is_empty() {
            let help = "write `on: [All]`, or what to tell of";
            findings.push(mistake(inner.name("on"), "nobody is told of anything").help(help));
        }
    }
    check_parameters(&command.parameters, place, Bounds::NONE, findings);
}

fn check_automation(automation: &Automation, place: Place<'_>, findings: &mut Vec<Finding>) {
    check_version(automation.document_version.as_ref(), place, findings);
    check_parameters(&automation.parameters, place, Bounds::AUTOMATION, findings);
}

fn check_lambda(lambda: &Lambda, place: Place<'_>, findings: &mut Vec<Finding>) {
    check_length(place, "function", Some(&lambda.function), 1..=1600, findings);
    check_length(place, "payload", lambda.payload.as_ref(), 1..=4096, findings);
    check_length(place, "qualifier", lambda.qualifier.as_ref(), 1..=128, findings);
    check_length(place, "clientContext", lambda.client_context.as_ref(), 1..=8000, findings);
}

fn check_machine(machine: &StepFunctions, place: Place<'_>, findings: &mut Vec<Finding>) {
    check_length(place, "stateMachine", Some(&machine.state_machine), 1..=1600, findings);
    check_length(place, "input", machine.input.as_ref(), 1..=4096, findings);
    check_length(place, "name", machine.name.as_ref(), 1..=80, findings);
}

fn check_version(version: Option<&String>, place: Place<'_>, findings: &mut Vec<Finding>) {
    let Some(version) = version.filter(|version| !reference::holds(version)) else { return };
    let numbered = version.bytes().all(|byte| byte.is_ascii_digit()) && !version.starts_with('0');
    if !(numbered && !version.is_empty() || version == "$DEFAULT" || version == "$LATEST") {
        findings.push(
            mistake(place.value("documentVersion"), "this is not a version of a document")
                .help("write a number, `$DEFAULT` or `$LATEST`"),
        );
    }
}

/// How many and how long parameters may be.
struct Bounds {
    keys: usize,
    key: usize,
    values: usize,
    value: usize,
}

impl Bounds {
    const NONE: Self = Self { keys: usize::MAX, key: usize::MAX, values: usize::MAX, value: usize::MAX };
    const AUTOMATION: Self = Self { keys: 200, key: 50, values: 50, value: 512 };
}

fn check_parameters(
    parameters: &BTreeMap<String, Values>,
    place: Place<'_>,
    bounds: Bounds,
    findings: &mut Vec<Finding>,
) {
    let Bounds { keys, key, values, value } = bounds;
    if parameters.len() > keys {
        let message = format!("a runbook takes at most {keys} parameters, here are {}", parameters.len());
        findings.push(mistake(place.name("parameters"), message));
    }
    for entry in place.entries("parameters") {
        let Some(Values(given)) = parameters.get(&entry.key.text) else { continue };
        let name = &entry.key.text;
        let long = given.iter().any(|text| !reference::holds(text) && text.chars().count() > value);
        let empty = value != usize::MAX && given.iter().any(String::is_empty);
        if name.is_empty() || name.chars().count() > key {
            findings
                .push(mistake(entry.key.span, format!("a parameter's name has from 1 to {key} characters")));
        } else if given.len() > values || long || empty {
            let message = format!("a parameter has at most {values} values of 1 to {value} characters");
            findings.push(mistake(entry.key.span, message));
        }
    }
}
