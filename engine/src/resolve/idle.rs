//! Patterns of addresses that match nothing by a slip: of guardrails, so that what they were written for can be
//! deleted, and of differences that are ignored. That nothing declared matches is no mistake of its own, since
//! both hold for what only AWS has.

use std::collections::BTreeSet;

use globset::Glob;
use jiff::Timestamp;
use schema::shape::{mistyped, nearest};
use schema::stack::{Ignore, Stack};
use schema::{Finding, Spanned};

use super::Desired;
use crate::address::Address;
use crate::contract::ResourceLine;
use crate::kinds;

/// A warning for each pattern that is most likely misspelt. Where not all of these
/// were resolved, nothing is known of it.
pub fn check_protect(stack: &Stack, sites: &[Desired]) -> Vec<Finding> {
    let of = |environment: &str| -> Vec<&Desired> {
        sites.iter().filter(|desired| desired.site.environment == environment).collect()
    };
    let whole = |environment: &schema::Environment| {
        of(&environment.name.value).len() >= environment.regions.len().max(1)
    };
    let mut findings = Vec::new();
    if stack.environments.iter().all(whole) {
        let all: Vec<&Desired> = sites.iter().collect();
        findings.extend(stack.guardrails.protect.iter().filter_map(|pattern| idle(PROTECT, pattern, &all)));
    }
    for environment in stack.environments.iter().filter(|environment| whole(environment)) {
        let own = of(&environment.name.value);
        findings.extend(environment.protect.iter().filter_map(|pattern| idle(PROTECT, pattern, &own)));
    }
    findings
}

/// A warning for each entry of `drift.ignore` that is over, or matches nothing. Before AWS was looked at only a pattern
/// that is most likely misspelt is known to match nothing; afterwards each that matches neither what is declared nor
/// what differs, where all sites were looked at.
pub fn check_ignored(
    stack: &Stack,
    sites: &[&Desired],
    differs: Option<&BTreeSet<&Address>>,
    now: Timestamp,
) -> Vec<Finding> {
    let over = stack.ignore.iter().filter(|ignore| ignore.until.is_over(now)).map(|ignore| {
        let message = format!("this was over with {}, and what it ignored counts again", ignore.until);
        Finding::warning("drift-ignore-over", ignore.until_span, message)
            .help("end the difference with `trueup accept` or `trueup revert`, or write a later `until`")
    });
    let mut findings: Vec<Finding> = over.collect();
    let regions = stack.environments.iter().map(|environment| environment.regions.len().max(1));
    if sites.len() >= regions.sum() {
        let idle = |ignore: &Ignore| match differs {
            None => idle(IGNORE, &ignore.address, sites),
            Some(differs) => {
                // One that cannot be read is a finding already.
                let glob = Glob::new(&ignore.address.value).ok()?.compile_matcher();
                let matches = |address: &str| glob.is_match(address);
                let declared = sites.iter().flat_map(|desired| desired.declared.keys());
                let met = declared.chain(differs.iter().copied()).any(|address| matches(address.as_str()));
                (!met).then(|| {
                    idle(IGNORE, &ignore.address, sites).unwrap_or_else(|| {
                        let message = "this matches nothing that is declared or differs";
                        Finding::warning(IGNORE, ignore.address.span, message).help("take the entry out")
                    })
                })
            }
        };
        findings.extend(stack.ignore.iter().filter_map(idle));
    }
    findings
}

const IGNORE: &str = "drift-ignore-idle";
const PROTECT: &str = "stack-protect";

/// Nothing where the pattern may protect what only AWS holds.
fn idle(code: &'static str, pattern: &Spanned<String>, sites: &[&Desired]) -> Option<Finding> {
    // One that cannot be read is a finding already.
    let glob = Glob::new(&pattern.value).ok()?.compile_matcher();
    let addresses =
        || sites.iter().flat_map(|desired| desired.declared.keys()).map(|address| address.as_str());
    if addresses().any(|address| glob.is_match(address)) {
        return None;
    }
    let written = pattern.value.as_str();
    let finding = Finding::warning(code, pattern.span, "this pattern matches nothing");
    let (kind, rest) = written.split_once('/').unwrap_or((written, ""));
    let kinds: BTreeSet<&str> = kinds::resources().map(ResourceLine::kind).collect();
    if !kind.contains(SPECIAL) && !kinds.contains(kind) {
        return Some(match nearest(kind, kinds) {
            Some(meant) => finding.help(format!("did you mean `{meant}/{rest}`?")),
            None => finding.help("an address begins with its kind, such as `Parameter/webshop/port`"),
        });
    }
    let literal = written.find(SPECIAL).map_or(written, |at| &written[..at]);
    let head = if literal == written { written } else { literal.rsplit_once('/')?.0 };
    let depth = head.matches('/').count();
    let alike: BTreeSet<&str> =
        addresses().filter_map(|address| beginning(address, depth)).take(MOST).collect();
    let meant = alike.into_iter().find(|address| is_slip(head, address))?;
    Some(finding.help(format!("did you mean `{meant}{}`?", &written[head.len()..])))
}

/// Whether one part of a path is another's, mistyped, and all others are the same. Held against each other as
/// wholes, long paths are alike for what they have in common.
fn is_slip(written: &str, address: &str) -> bool {
    let parts = written.split('/').zip(address.split('/'));
    let mut differing = parts.filter(|(written, there)| written != there);
    let slip = differing.next().is_some_and(|(written, there)| mistyped(written, [there]).is_some());
    slip && differing.next().is_none()
}

/// What makes a pattern more than an address.
const SPECIAL: [char; 4] = ['*', '?', '[', '{'];
/// As many beginnings of addresses as a pattern is held against.
const MOST: usize = 10_000;

/// An address up to the slash of a number, where it has so many.
fn beginning(address: &str, slashes: usize) -> Option<&str> {
    let mut ends = address.match_indices('/').map(|(at, _)| at).chain([address.len()]);
    ends.nth(slashes).map(|end| &address[..end])
}
