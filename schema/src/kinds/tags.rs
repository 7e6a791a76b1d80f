//! The rules of tags, one for every kind that carries them.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;
use crate::node::Node;
use crate::reference;
use crate::source::Span;
use crate::stack::Texts;

/// How many tags a resource may have. One is ours: `trueup:stack`.
pub const MOST: usize = 50;
const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;

/// Which tags of a resource are ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ours {
    /// `trueup:stack`, where AWS's name is unique.
    Stack,
    /// Also `trueup:name`, where AWS invents the id.
    StackAndName,
}

/// A resource's tags: the stack's and the environment's, and its own over them.
pub fn merged(stack: &Texts, own: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut tags: BTreeMap<String, String> =
        stack.iter().map(|(key, text)| (key.clone(), text.value.clone())).collect();
    tags.extend(own.clone());
    tags
}

/// Checks the tags of a resource whose spec has them under `tags`.
pub fn check_all(spec: &Node, stack: &Texts, ours: Ours, findings: &mut Vec<Finding>) {
    for (key, text) in stack {
        check(key, &text.value, text.span, findings);
    }
    let written = spec.get("tags").map(Node::entries).unwrap_or_default();
    for tag in written {
        if let Some(scalar) = tag.value.scalar() {
            check(&tag.key.text, &scalar.text, tag.key.span.to(tag.value.span), findings);
        }
    }
    let keys: BTreeSet<_> = stack.keys().chain(written.iter().map(|tag| &tag.key.text)).collect();
    let most = match ours {
        Ours::Stack => MOST - 1,
        Ours::StackAndName => MOST - 2,
    };
    if keys.len() > most {
        let place = spec.entry("tags").map_or(spec.head(), |entry| entry.key.span);
        let message = format!("{} tags and our own are more than the {MOST} that AWS allows", keys.len());
        findings.push(Finding::error("tag", place, message).help("take some out, here or in `trueup.yaml`"));
    }
}

/// Checks one tag as it is written at a place.
pub fn check(key: &str, value: &str, span: Span, findings: &mut Vec<Finding>) {
    if let Some(finding) = key_mistake(key, span) {
        findings.push(finding);
    }
    if reference::holds(value) {
        return;
    }
    if value.chars().count() > LONGEST_VALUE {
        findings.push(Finding::error("tag", span, "a tag's value has at most 256 characters"));
    } else if !value.chars().all(allowed) {
        findings.push(
            Finding::error("tag", span, "a tag's value cannot hold this character")
                .label(characters(value))
                .help(ALLOWED),
        );
    }
}

const ALLOWED: &str = "letters, digits, blanks and `_.:/=+-@` are allowed";

fn key_mistake(key: &str, span: Span) -> Option<Finding> {
    let lower = key.to_ascii_lowercase();
    let finding = |message: &str| Finding::error("tag", span, message);
    if key.is_empty() || key.chars().count() > LONGEST_KEY {
        Some(finding("a tag's key has from 1 to 128 characters"))
    } else if lower.starts_with("aws:") {
        Some(finding("keys that begin with `aws:` are AWS's own").help("choose another key"))
    } else if lower.starts_with("trueup:") {
        let message = "keys that begin with `trueup:` say who owns a resource";
        Some(finding(message).help("choose another key; trueup sets its own tags itself"))
    } else if key.contains("${") {
        Some(finding("keys are never interpolated").help("write the key itself"))
    } else if !key.chars().all(allowed) {
        Some(finding("a tag's key cannot hold this character").label(characters(key)).help(ALLOWED))
    } else {
        None
    }
}

fn allowed(c: char) -> bool {
    c.is_alphanumeric() || c == ' ' || "_.:/=+-@".contains(c)
}

/// The first character that is not allowed, in words.
fn characters(text: &str) -> String {
    text.chars().find(|c| !allowed(*c)).map(|c| format!("`{}`", c.escape_debug())).unwrap_or_default()
}
