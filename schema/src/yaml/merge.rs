//! The merge key: `<<: *defaults`.

use std::collections::{HashMap, HashSet};

use crate::finding::Finding;
use crate::node::{Entry, Node, Value};
use crate::source::Span;

/// What a map takes in from `<<`, in order of precedence.
pub(super) fn sources(node: Node, findings: &mut Vec<Finding>) -> Vec<Entry> {
    match node.value {
        Value::Map(entries) => entries,
        Value::List(items) => items.into_iter().flat_map(|item| map(item, findings)).collect(),
        Value::Scalar(_) => map(node, findings),
    }
}

fn map(node: Node, findings: &mut Vec<Finding>) -> Vec<Entry> {
    let head = node.head();
    match node.value {
        Value::Map(entries) => entries,
        Value::Scalar(_) | Value::List(_) => {
            findings.push(
                Finding::error("yaml-merge", head, "`<<` takes in maps only")
                    .help("give it an alias of a map, or a list of such aliases"),
            );
            Vec::new()
        }
    }
}

/// Takes merged entries into a map: its own keys win, then earlier ones.
pub(super) fn apply(entries: &mut Vec<Entry>, merged: Vec<Entry>) {
    if merged.is_empty() {
        return;
    }
    let mut own: HashSet<String> = entries.iter().map(|entry| entry.key.text.clone()).collect();
    entries.extend(merged.into_iter().filter(|entry| own.insert(entry.key.text.clone())));
}

/// Refuses a key that is written twice. Keys are found by hashing: maps of 100,000 are usual.
pub(super) fn refuse_duplicates(entries: &mut Vec<Entry>, findings: &mut Vec<Finding>) {
    let mut seen: HashMap<&str, Span> = HashMap::with_capacity(entries.len());
    let mut twice = HashSet::new();
    for (at, Entry { key, .. }) in entries.iter().enumerate() {
        match seen.get(key.text.as_str()) {
            None => {
                seen.insert(&key.text, key.span);
            }
            Some(first) => {
                twice.insert(at);
                findings.push(
                    Finding::error("duplicate-key", key.span, "this key is written twice in one map")
                        .label("again here")
                        .also(*first, "first here")
                        .help("keep one of them"),
                );
            }
        }
    }
    if !twice.is_empty() {
        let mut at = 0..;
        entries.retain(|_| !twice.contains(&at.next().expect("the range has no end")));
    }
}
