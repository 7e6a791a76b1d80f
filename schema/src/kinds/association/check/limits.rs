//! How many at once, after how many errors, under which role and alarm.

use crate::finding::Finding;
use crate::kinds::association::AssociationBody;
use crate::kinds::maintenance_window::AlarmConfiguration;
use crate::kinds::places::{key, value};
use crate::node::Node;
use crate::reference;
use crate::source::Span;

pub(super) fn check(body: &AssociationBody, spec: &Node, findings: &mut Vec<Finding>) {
    rate(body.max_concurrency.as_deref(), Least::One, value(spec, "maxConcurrency"), findings);
    rate(body.max_errors.as_deref(), Least::None, value(spec, "maxErrors"), findings);
    alarm(body.alarm_configuration.as_ref(), key(spec, "alarmConfiguration"), findings);
    if let Some(role) = body.dispatch_assume_role.as_ref().filter(|role| !reference::holds(role))
        && !(role.starts_with("arn:") && role.contains(":iam::") && role.contains(":role/"))
    {
        let message = "this is not the ARN of a role";
        let finding = Finding::error("association-limit", value(spec, "dispatchAssumeRole"), message);
        findings.push(finding.help("write it whole, such as `arn:aws:iam::123456789012:role/dispatch`"));
    }
}

/// The least number that makes sense.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Least {
    None,
    One,
}

/// Checks a number of targets, or a share of them.
pub(super) fn rate(text: Option<&str>, least: Least, place: Span, findings: &mut Vec<Finding>) {
    let Some(text) = text.filter(|text| !reference::holds(text)) else { return };
    let (digits, most) = match text.strip_suffix('%') {
        Some(digits) => (digits, 100),
        None => (text, 9_999_999),
    };
    let plain = !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits.len() == 1 || !digits.starts_with('0'));
    let bottom = if least == Least::One { 1 } else { 0 };
    let fits = plain && digits.parse::<u32>().is_ok_and(|number| (bottom..=most).contains(&number));
    if !fits {
        findings.push(
            Finding::error("association-limit", place, "this is neither a number nor a share of the targets")
                .help("write a number such as `10`, or a share such as `50%`"),
        );
    }
}

/// Checks an alarm: AWS takes one.
pub(super) fn alarm(alarm: Option<&AlarmConfiguration>, place: Span, findings: &mut Vec<Finding>) {
    if alarm.is_some_and(|alarm| alarm.alarms.len() != 1) {
        findings.push(Finding::error(
            "association-limit",
            place,
            "exactly one alarm can stop an association",
        ));
    }
}
