//! When an association runs: its schedule, and what only some schedules allow.

use schedule::expression::Days;
use schedule::{Dialect, Expression};

use crate::finding::Finding;
use crate::kinds::association::AssociationBody;
use crate::kinds::places::{key, value, within};
use crate::node::Node;
use crate::reference;

/// What is known of a schedule.
enum When {
    /// None is written.
    Never,
    /// Another resource says it, or it is a finding already.
    Unknown,
    Known(Expression),
}

pub(super) fn check(body: &AssociationBody, spec: &Node, findings: &mut Vec<Finding>) {
    let when = when(body, spec, findings);
    only_at_interval(body, &when, spec, findings);
    offset(body, &when, spec, findings);
    duration(body, spec, findings);
}

fn when(body: &AssociationBody, spec: &Node, findings: &mut Vec<Finding>) -> When {
    let Some(text) = &body.schedule else { return When::Never };
    if reference::holds(text) {
        return When::Unknown;
    }
    match Expression::parse(text, Dialect::Association) {
        Ok(expression) => When::Known(expression),
        Err(problems) => {
            let node = spec.get("schedule");
            findings.extend(problems.into_iter().map(|problem| {
                let span = node.map_or(spec.head(), |node| within(node, problem.span));
                Finding::error("schedule", span, problem.kind.to_string()).help(problem.kind.help())
            }));
            When::Unknown
        }
    }
}

fn only_at_interval(body: &AssociationBody, when: &When, spec: &Node, findings: &mut Vec<Finding>) {
    if !body.apply_only_at_cron_interval {
        return;
    }
    let finding =
        |message: &str| Finding::error("association-interval", key(spec, "applyOnlyAtCronInterval"), message);
    match when {
        When::Never => findings.push(
            finding("this would never run: it waits for a schedule, and has none")
                .help("write a cron `schedule`, or take `applyOnlyAtCronInterval` out"),
        ),
        When::Known(Expression::Rate(_)) => findings.push(
            finding("only a cron schedule can be waited for")
                .also(value(spec, "schedule"), "this is a rate")
                .help("write it as `cron(…)`, or take `applyOnlyAtCronInterval` out"),
        ),
        When::Known(Expression::Cron(_) | Expression::At(_)) | When::Unknown => {}
    }
}

fn offset(body: &AssociationBody, when: &When, spec: &Node, findings: &mut Vec<Finding>) {
    let Some(offset) = body.schedule_offset else { return };
    let place = value(spec, "scheduleOffset");
    let finding = |message: &str| Finding::error("schedule-offset", place, message);
    if !offset.whole_days().is_some_and(|days| (1..=6).contains(&days)) {
        let message = "AWS counts the offset in whole days, from 1 to 6";
        findings.push(finding(message).help("write it so, such as `2 days`"));
    }
    let nth = match when {
        When::Known(Expression::Cron(cron)) => {
            matches!(cron.days, Days::NthOfWeek { .. } | Days::LastOfWeek { .. })
        }
        When::Known(Expression::Rate(_) | Expression::At(_)) | When::Never => false,
        When::Unknown => true,
    };
    if !nth {
        findings.push(
            finding("an offset counts from the n-th or last weekday of a month")
                .help("write a schedule such as `cron(0 2 ? * TUE#2 *)`, or take the offset out"),
        );
    }
    if !body.apply_only_at_cron_interval {
        findings.push(
            finding("with an offset AWS wants `applyOnlyAtCronInterval`")
                .help("write `applyOnlyAtCronInterval: true`"),
        );
    }
}

fn duration(body: &AssociationBody, spec: &Node, findings: &mut Vec<Finding>) {
    let Some(duration) = body.duration else { return };
    let finding = |message: &str| Finding::error("association-interval", value(spec, "duration"), message);
    if !duration.whole_hours().is_some_and(|hours| (1..=24).contains(&hours)) {
        findings.push(finding("AWS counts the duration in whole hours, from 1 to 24"));
    }
    if !body.apply_only_at_cron_interval {
        findings.push(
            finding("with a duration AWS wants `applyOnlyAtCronInterval`")
                .help("write `applyOnlyAtCronInterval: true`"),
        );
    }
}
