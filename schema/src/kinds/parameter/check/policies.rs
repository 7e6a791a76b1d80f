//! The rules of parameter policies. Whether an expiration is past is not known here: there is no
//! clock.

use crate::finding::{Finding, Severity};
use crate::kinds::parameter::check::all::Candidate;
use crate::kinds::parameter::{After, Before, Policy, Tier, WrittenParameter};
use crate::node::Node;
use crate::shape::{Duration, Shape};
use crate::source::Span;

const MOST: usize = 10;

pub(super) fn check(candidate: Candidate<'_>, written: &WrittenParameter, findings: &mut Vec<Finding>) {
    let Some(node) = candidate.node("policies") else { return };
    let items = node.items();
    if items.is_empty() {
        return;
    }
    check_tier(candidate, written.tier, findings);
    if items.len() > MOST {
        let message = format!("a parameter has at most {MOST} policies, here are {}", items.len());
        findings.push(Finding::error("parameter-policies", node.head(), message));
    }
    let key = |name: &'static str| {
        items.iter().filter_map(move |item| item.entry(name)).map(|entry| entry.key.span)
    };
    let expirations: Vec<Span> = key("expiration").collect();
    if let [first, .., last] = expirations[..] {
        findings.push(
            Finding::error("parameter-policies", last, "a parameter expires once")
                .also(first, "first here")
                .help("keep one `expiration`"),
        );
    }
    if let (None, Some(notice)) = (expirations.first(), key("expirationNotification").next()) {
        findings.push(
            Finding::error(
                "parameter-policies",
                notice,
                "this parameter does not expire, so AWS takes no notification of it",
            )
            .help("add an `expiration`, or take the notification out"),
        );
    }
    for item in items {
        check_length(item, findings);
    }
}

fn check_tier(candidate: Candidate<'_>, tier: Option<Tier>, findings: &mut Vec<Finding>) {
    let place = candidate.entry.value.entry("policies").map_or(candidate.key(), |entry| entry.key.span);
    let finding = Finding::error("parameter-tier", place, "only Advanced parameters have policies");
    let finding = match tier {
        Some(Tier::Advanced | Tier::IntelligentTiering) => return,
        Some(Tier::Standard) => finding.also(candidate.place("tier"), "said here"),
        // One that cannot be read may be any.
        None if candidate.node("tier").is_some() => return,
        None => Finding { severity: Severity::Warning, ..finding }
            .label("AWS takes them only where the account's default tier is another"),
    };
    findings.push(finding.help("say `tier: Advanced`, which is paid for, or `tier: Intelligent-Tiering`"));
}

/// AWS counts in whole hours or whole days.
fn check_length(item: &Node, findings: &mut Vec<Finding>) {
    let mut reader = crate::shape::Reader::new(item.head());
    let (duration, place) = match Policy::read(item, &mut reader) {
        Some(Policy::ExpirationNotification(Before { before })) => {
            (before, item.at(["expirationNotification", "before"]))
        }
        Some(Policy::NoChangeNotification(After { after })) => {
            (after, item.at(["noChangeNotification", "after"]))
        }
        Some(Policy::Expiration(_) | Policy::Other(_)) | None => return,
    };
    let Some(place) = place else { return };
    if duration == Duration::seconds(0) || duration.whole_hours().is_none() {
        findings.push(
            Finding::error("parameter-policies", place.span, "AWS counts this in whole hours or days")
                .help("write it so, such as `12h` or `30 days`"),
        );
    }
}
