//! One mistake, one finding: a reference to what a manifest with a mistake may declare is no mistake of its
//! own. To tell of none while anything is broken was turned down: it would hide those that stay.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use schema::{Finding, Severity, SourceId, Span};

use super::Read;
use crate::contract::undeclared_address;

/// The findings without those that follow from others: what nothing declares because a manifest that names
/// it cannot be read as it is meant.
pub fn without_cascades(read: &Read, findings: Vec<Finding>) -> Vec<Finding> {
    if !findings.iter().any(|finding| undeclared_address(finding).is_some()) {
        return findings;
    }
    let broken = broken(read, &findings);
    let names: HashSet<&str> = broken.iter().flat_map(|place| named(read.sources.text(*place))).collect();
    let follows =
        |finding: &Finding| undeclared_address(finding).is_some_and(|address| names.contains(last(address)));
    findings.into_iter().filter(|finding| !follows(finding)).collect()
}

/// The manifests in which something is wrong, and what of a file is no manifest.
fn broken(read: &Read, findings: &[Finding]) -> Vec<Span> {
    let mut manifests: BTreeMap<SourceId, Vec<Span>> = BTreeMap::new();
    for manifest in &read.manifests {
        manifests.entry(manifest.source).or_default().push(manifest.span);
    }
    let own: HashSet<SourceId> = read.files.values().copied().chain([read.stack.name.span.source]).collect();
    let causes = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error && undeclared_address(finding).is_none());
    let places: BTreeSet<Span> =
        causes.map(Finding::span).filter(|place| !own.contains(&place.source)).collect();
    let mut broken = BTreeSet::new();
    for place in places {
        let held = manifests.get(&place.source).map(Vec::as_slice).unwrap_or_default();
        broken.extend(around(read, held, place));
    }
    broken.into_iter().collect()
}

/// The manifest that holds a place; else what lies between those before and behind it, up to the file's ends.
fn around(read: &Read, manifests: &[Span], place: Span) -> Option<Span> {
    let next = manifests.partition_point(|manifest| manifest.start <= place.start);
    let before = next.checked_sub(1).map(|at| manifests[at]);
    if let Some(holds) = before.filter(|manifest| place.start <= manifest.end) {
        return Some(holds);
    }
    let start = before.map_or(0, |manifest| manifest.end);
    let whole = read.sources.get(place.source).text.len() as u32;
    let end = manifests.get(next).map_or(whole, |manifest| manifest.start);
    Some(Span { start, end, ..place }).filter(|gap| gap.start < gap.end)
}

/// The last part of an address: a manifest's name, or what of a parameter's stands in its key.
fn last(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or(address)
}

/// What a text may give a name to: its keys, and what stands behind `name:`.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let mut end = 0;
    let words = text.split(move |c: char| !is_name(c)).filter(|word| !word.is_empty());
    let mut after_name = false;
    words.filter(move |word| {
        let start = end + text[end..].find(*word).expect("a word is of the text");
        end = start + word.len();
        let behind = text[end..].trim_start_matches(['"', '\'']).trim_start_matches(' ');
        let names = std::mem::replace(&mut after_name, *word == "name");
        names || behind.starts_with(':')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_key_or_stands_behind_one_that_says_so() {
        let text =
            "metadata: {name: web}\nparamters:\n  database/port: ${Parameter/x/host.value}\n  \"a/b\" : c";
        let found: Vec<_> = named(text).collect();
        assert_eq!(found, ["metadata", "name", "web", "paramters", "port", "b"]);
    }
}
