//! When a window opens: schedule, zone, offset, dates.

use schedule::{Dialect, Expression, zone};

use crate::finding::Finding;
use crate::kinds::maintenance_window::WindowBody;
use crate::kinds::maintenance_window::check::places::Place;
use crate::kinds::places::within;
use crate::reference;

pub(super) fn check(body: &WindowBody, spec: Place<'_>, findings: &mut Vec<Finding>) {
    let expression = check_expression(&body.schedule, spec, findings);
    check_zone(body, spec, findings);
    check_offset(body, expression.as_ref(), spec, findings);
    check_dates(body, spec, findings);
}

fn check_expression(text: &str, spec: Place<'_>, findings: &mut Vec<Finding>) -> Option<Expression> {
    if reference::holds(text) {
        return None;
    }
    match Expression::parse(text, Dialect::Window) {
        Ok(expression) => Some(expression),
        Err(problems) => {
            let node = spec.node.get("schedule");
            findings.extend(problems.into_iter().map(|problem| {
                let span = node.map_or(spec.key, |node| within(node, problem.span));
                Finding::error("schedule", span, problem.kind.to_string()).help(problem.kind.help())
            }));
            None
        }
    }
}

fn check_zone(body: &WindowBody, spec: Place<'_>, findings: &mut Vec<Finding>) {
    let Some(name) = body.timezone.as_ref().filter(|name| !reference::holds(name)) else { return };
    if let Err(mistake) = zone(name) {
        let help = match &mistake.nearest {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "write a name such as `America/Los_Angeles`, `Europe/Berlin` or `UTC`".to_owned(),
        };
        findings.push(Finding::error("timezone", spec.value("timezone"), mistake.to_string()).help(help));
    }
}

fn check_offset(
    body: &WindowBody,
    expression: Option<&Expression>,
    spec: Place<'_>,
    findings: &mut Vec<Finding>,
) {
    let Some(offset) = body.schedule_offset else { return };
    let finding = |message: &str| Finding::error("schedule-offset", spec.value("scheduleOffset"), message);
    if !offset.whole_days().is_some_and(|days| (1..=6).contains(&days)) {
        let message = "AWS counts the offset in whole days, from 1 to 6";
        findings.push(finding(message).help("write it so, such as `2 days`"));
    }
    match expression {
        Some(Expression::Rate(_) | Expression::At(_)) => findings.push(
            finding("only a cron schedule names dates that an offset could count from")
                .also(spec.value("schedule"), "this one does not")
                .help("take the offset out"),
        ),
        Some(Expression::Cron(_)) | None => {}
    }
}

fn check_dates(body: &WindowBody, spec: Place<'_>, findings: &mut Vec<Finding>) {
    let instant = |date: &Option<crate::kinds::maintenance_window::WindowDate>| {
        date.as_ref().and_then(|date| date.instant())
    };
    if let (Some(start), Some(end)) = (instant(&body.start_date), instant(&body.end_date))
        && end <= start
    {
        findings.push(
            Finding::error("window-dates", spec.value("endDate"), "this window ends before it begins")
                .also(spec.value("startDate"), "it begins here")
                .help("let `endDate` be after `startDate`"),
        );
    }
}
