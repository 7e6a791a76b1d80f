//! A manifest's spec with every mistake in it that shows without its neighbours.

use crate::finding::Finding;
use crate::kinds::service_setting::{ServiceSetting, Values};
use crate::node::Node;
use crate::reference;
use crate::shape::{decode_judged, nearest};
use crate::source::Span;

const LONGEST_ROLE: usize = 64 + 512;
const LONGEST_GROUP: usize = 512;

/// Reads and checks a service setting.
pub fn read(spec: &Node) -> (Option<ServiceSetting>, Vec<Finding>) {
    decode_judged(spec, |setting, findings| {
        let span = spec.get("value").map_or(spec.span, |node| node.span);
        findings.extend(mistake(setting, span));
    })
}

fn mistake(setting: &ServiceSetting, span: Span) -> Option<Finding> {
    let known = setting.setting.known()?;
    let value = setting.value.as_str();
    let referring = reference::holds(value);
    match known.values {
        Values::Words(words) if words.contains(&value) => None,
        Values::Words(_) if referring => Some(
            Finding::error("reference-not-allowed", span, "a reference cannot stand here")
                .help("the setting takes words of AWS; use a variable, `${var.name}`, here"),
        ),
        Values::Words(words) => Some(other_word(known.name, value, words, known.default, span)),
        Values::LogGroup | Values::Role if referring => None,
        Values::LogGroup => (!is_log_group(value)).then(|| {
            finding(span, "this is no name of a log group").help(format!(
                "letters, digits and `_-/.#` are allowed, {LONGEST_GROUP} of them at most; {}",
                back(known.default)
            ))
        }),
        Values::Role => (!is_role(value)).then(|| {
            let help = match value.split_once(":role/") {
                Some((_, name)) => format!("write its name with its path: `{name}`"),
                None => format!("write its name with its path, `service-role/…`; {}", back(known.default)),
            };
            finding(span, "this is no name of a role").help(help)
        }),
    }
}

fn other_word(name: &str, value: &str, words: &[&'static str], default: &str, span: Span) -> Finding {
    let finding = finding(span, format!("`{name}` cannot have this value"));
    if value == default {
        return finding.help(back(default));
    }
    let same = words.iter().copied().find(|word| word.eq_ignore_ascii_case(value));
    match same.or_else(|| nearest(value, words.iter().copied())) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => {
            let all: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            finding.help(format!("write {}", all.join(" or ")))
        }
    }
}

/// The way to a default that AWS takes from nobody.
fn back(default: &str) -> String {
    format!("for AWS's own, `{default}`, write `absent: true` into the metadata")
}

fn finding(span: Span, message: impl Into<String>) -> Finding {
    Finding::error("setting-value", span, message)
}

fn is_log_group(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_-/.#".contains(c);
    (1..=LONGEST_GROUP).contains(&name.len()) && name.chars().all(allowed)
}

fn is_role(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-/".contains(c);
    let (first, last) = (name.starts_with('/'), name.ends_with('/'));
    (1..=LONGEST_ROLE).contains(&name.len()) && name.chars().all(allowed) && !first && !last
}
