//! What policies say of a plan, a rule at a time.

use engine::Address;
use engine::policy::{Judged, Level};

use super::sections::{judged, said, title};
use crate::render::markdown::{code, prose};
use crate::render::style::{Line, Page, Paint};
use crate::view::text::counted;
use crate::view::{Folding, Rule, rules};

/// Addresses that stand behind what a rule says of several; the rest is a number.
const LISTED: usize = 5;

pub(super) fn verdicts(page: &mut Page, plan: &Judged, level: Level, folding: Folding) {
    let rules = rules(plan, level);
    if rules.is_empty() {
        return;
    }
    let paint = match level {
        Level::Deny => Paint::Red,
        Level::Warn => Paint::Yellow,
    };
    title(page, paint, &format!("{}:", judged(level)));
    for rule in &rules {
        let Rule { policy, place: (file, line), says } = rule;
        let head = Line::new().plain("  ").push(paint, "!").to(page.style().glyphs.addresses());
        let whence = format!("{policy}, {file}:{line}");
        page.line(head.plain(about(rule)).plain("  ").push(Paint::Dim, whence));
        for (message, of) in says {
            page.line(said(message));
            if rule.count() > 1 {
                let listed = listed(of, most(level, folding), |address| name(address).to_owned());
                page.wrapped(said(&format!("  {listed}")), said("  ").columns());
            }
        }
    }
}

/// All that a denial is of is listed: apply refuses it.
fn most(level: Level, folding: Folding) -> usize {
    match (level, folding) {
        (Level::Warn, Folding::Folded) => LISTED,
        (Level::Deny, _) | (_, Folding::Expanded) => usize::MAX,
    }
}

/// What a rule says something of: the one address, or how many.
fn about(rule: &Rule<'_>) -> String {
    match &rule.says[..] {
        [(_, of)] if of.len() == 1 => name(&of[0]).to_owned(),
        _ => counted(rule.count(), "change", "changes"),
    }
}

fn name<'a>(address: &Option<&'a Address>) -> &'a str {
    address.map_or("the plan as a whole", Address::as_str)
}

fn listed(of: &[Option<&Address>], most: usize, word: impl Fn(&Option<&Address>) -> String) -> String {
    let mut words: Vec<String> = of.iter().take(most).map(word).collect();
    let more = of.len().saturating_sub(most);
    words.extend((more > 0).then(|| format!("and {more} more")));
    words.join(", ")
}

/// What rules say at a level, a line of Markdown each.
pub(super) fn lines(plan: &Judged, level: Level) -> Vec<String> {
    let word = match level {
        Level::Deny => "denied",
        Level::Warn => "warned of",
    };
    let mut lines = Vec::new();
    for Rule { policy, says, .. } in rules(plan, level) {
        for (message, of) in says {
            let text = |address: &Option<&Address>| match address {
                Some(address) => code(address.as_str()),
                None => name(address).to_owned(),
            };
            let (said, policy) = (prose(message), code(policy));
            lines.push(match &of[..] {
                [one] => format!("{} is {word} by the policy {policy}: {said}", text(one)),
                several => {
                    let listed = listed(several, most(level, Folding::Folded), text);
                    let count = counted(several.len(), "change", "changes");
                    format!("{count} are {word} by the policy {policy}: {said}: {listed}")
                }
            });
        }
    }
    lines
}
