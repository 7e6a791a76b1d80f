//! The tags of parameters: the stack's, the hierarchy's, a parameter's own.

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::kinds::parameter::check::all::Candidate;
use crate::kinds::parameter::{ParameterHierarchy, Surroundings};
use crate::kinds::tags;
use crate::node::Node;

/// Checks what all parameters of a hierarchy share, once.
pub(super) fn check_shared(
    hierarchy: &ParameterHierarchy,
    spec: &Node,
    around: Surroundings<'_>,
    findings: &mut Vec<Finding>,
) {
    for (key, text) in around.tags {
        tags::check(key, &text.value, text.span, findings);
    }
    check_written(spec, findings);
    let keys: BTreeSet<_> = around.tags.keys().chain(hierarchy.tags.keys()).collect();
    if keys.len() >= tags::MOST {
        let place = spec.entry("tags").map_or(spec.head(), |entry| entry.key.span);
        findings.push(too_many(place, keys.len()));
    }
}

/// Checks a parameter's own tags.
pub(super) fn check_own(candidate: Candidate<'_>, findings: &mut Vec<Finding>) {
    let Some(own) = candidate.entry.value.entry("tags") else { return };
    check_written(&candidate.entry.value, findings);
    let all = candidate.declared.state.tags.len();
    // What is above was judged already.
    let above = all - own.value.entries().len().min(all);
    if all >= tags::MOST && above < tags::MOST {
        findings.push(too_many(own.key.span, all));
    }
}

fn check_written(holder: &Node, findings: &mut Vec<Finding>) {
    let written = holder.get("tags").map(Node::entries).unwrap_or_default();
    for tag in written {
        if let Some(scalar) = tag.value.scalar() {
            tags::check(&tag.key.text, &scalar.text, tag.key.span.to(tag.value.span), findings);
        }
    }
}

fn too_many(place: crate::Span, count: usize) -> Finding {
    let message = format!("{count} tags and our own are more than the {} that AWS allows", tags::MOST);
    Finding::error("tag", place, message).help("take some out, here or in `trueup.yaml`")
}
