//! The rules of values that are written.

use crate::finding::Finding;
use crate::kinds::parameter::check::all::Candidate;
use crate::kinds::parameter::{ParameterValue, Tier};
use crate::reference;

/// The largest value of a Standard parameter, in bytes.
pub(super) const STANDARD: usize = 4096;
/// The largest value of an Advanced parameter, in bytes.
pub(super) const ADVANCED: usize = 8192;

pub(super) fn check(candidate: Candidate<'_>, findings: &mut Vec<Finding>) {
    match &candidate.declared.state.value {
        ParameterValue::Text(text) if !reference::holds(text) => check_text(candidate, text, findings),
        ParameterValue::List(items) => check_list(candidate, items, findings),
        ParameterValue::Text(_) | ParameterValue::Secret(_) | ParameterValue::NotOurs => {}
    }
}

fn check_text(candidate: Candidate<'_>, text: &str, findings: &mut Vec<Finding>) {
    let span = candidate.value().span;
    if text.is_empty() {
        findings.push(
            Finding::error("parameter-value", span, "AWS holds no empty values")
                .help("write a value, or take the parameter out"),
        );
    }
    if holds_braces(text) {
        findings.push(braces(span));
    }
    check_size(candidate, text.len(), findings);
}

/// Parameter Store refuses `{{…}}`: it would be a reference to another parameter.
pub(super) fn holds_braces(text: &str) -> bool {
    text.split_once("{{").is_some_and(|(_, rest)| rest.contains("}}"))
}

fn braces(span: crate::Span) -> Finding {
    Finding::error("parameter-value", span, "AWS refuses `{{…}}` in a value")
        .help("for another parameter's value write `${Parameter/its/name.value}`")
}

fn check_list(candidate: Candidate<'_>, items: &[String], findings: &mut Vec<Finding>) {
    let node = candidate.value();
    if items.is_empty() {
        findings.push(
            Finding::error("parameter-value", node.head(), "AWS holds no empty lists")
                .help("write an item, or take the parameter out"),
        );
    }
    for (item, place) in items.iter().zip(node.items()).filter(|(item, _)| !reference::holds(item)) {
        if item.is_empty() {
            findings.push(Finding::error("parameter-list", place.span, "an item of a list cannot be empty"));
        }
        if item.contains(',') {
            findings.push(
                Finding::error("parameter-list", place.span, "an item of a list cannot hold a comma")
                    .help("AWS keeps a list as one text with commas between: write two items, or a `String`"),
            );
        }
        if holds_braces(item) {
            findings.push(braces(place.span));
        }
    }
    if !items.iter().any(|item| reference::holds(item)) {
        let commas = items.len().saturating_sub(1);
        check_size(candidate, items.iter().map(String::len).sum::<usize>() + commas, findings);
    }
}

fn check_size(candidate: Candidate<'_>, bytes: usize, findings: &mut Vec<Finding>) {
    let span = candidate.value().head();
    let tier = candidate.written.and_then(|written| written.tier);
    let finding = match tier {
        Some(Tier::Advanced | Tier::IntelligentTiering) if bytes > ADVANCED => {
            let message = format!("this value has {bytes} bytes, AWS holds at most {ADVANCED}");
            Finding::error("parameter-size", span, message).help("divide it into several parameters")
        }
        None | Some(Tier::Standard) if bytes > ADVANCED => {
            let message = format!("this value has {bytes} bytes, AWS holds at most {ADVANCED} in any tier");
            Finding::error("parameter-size", span, message).help("divide it into several parameters")
        }
        Some(Tier::Standard) if bytes > STANDARD => {
            let message = format!("this value has {bytes} bytes, the Standard tier holds {STANDARD}");
            Finding::error("parameter-size", span, message)
                .also(candidate.place("tier"), "said here")
                .help("say `tier: Advanced`, which is paid for, or `tier: Intelligent-Tiering`")
        }
        None if bytes > STANDARD && candidate.node("tier").is_none() => {
            let message = format!("this value has {bytes} bytes, the Standard tier holds {STANDARD}");
            Finding::warning("parameter-size", span, message)
                .label("AWS takes it only where the account's default tier is another")
                .help("say `tier: Advanced`, which is paid for, or `tier: Intelligent-Tiering`")
        }
        None | Some(Tier::Standard | Tier::Advanced | Tier::IntelligentTiering) => return,
    };
    findings.push(finding);
}
