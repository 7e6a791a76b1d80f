//! Two manifests of one kind and name.

use std::collections::{HashMap, HashSet};

use crate::envelope::Metadata;
use crate::finding::Finding;
use crate::manifest::Manifest;
use crate::source::Spanned;

/// Manifests of one name that others are held against. Further ones would only meet at a site, where what
/// they declare twice is found all the same.
const HELD: usize = 1000;

/// Refuses manifests of one kind and name that could exist at one site. They are apart only
/// where both name environments and share none, or both name regions and share none.
pub(super) fn refuse_twins(manifests: &[Manifest], findings: &mut Vec<Finding>) {
    let mut seen: HashMap<(&str, &str), Vec<&Metadata>> = HashMap::new();
    for Manifest { kind, metadata, .. } in manifests {
        let before = seen.entry((&kind.value, &metadata.name.value)).or_default();
        if let Some(first) = before.iter().find(|other| !apart(other, metadata)) {
            let message = format!("`{}/{}` is described twice", kind.value, metadata.name.value);
            findings.push(
                Finding::error("duplicate-manifest", metadata.name.span, message)
                    .also(first.name.span, "first here")
                    .help(
                        "rename one, or let both say `metadata.environments` (or both `metadata.regions`) \
                         with nothing in common",
                    ),
            );
        }
        if before.len() < HELD {
            before.push(metadata);
        }
    }
}

fn apart(a: &Metadata, b: &Metadata) -> bool {
    share_none(&a.environments, &b.environments) || share_none(&a.regions, &b.regions)
}

fn share_none(a: &Option<Vec<Spanned<String>>>, b: &Option<Vec<Spanned<String>>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => {
            let a: HashSet<&str> = a.iter().map(|one| one.value.as_str()).collect();
            b.iter().all(|other| !a.contains(other.value.as_str()))
        }
        (None, _) | (_, None) => false,
    }
}
