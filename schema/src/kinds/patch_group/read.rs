//! A manifest's spec with every mistake in it that shows without its neighbours.

use crate::finding::Finding;
use crate::kinds::patch_group::PatchGroupSpec;
use crate::kinds::patch_group::check::check;
use crate::node::Node;
use crate::reference;
use crate::shape::decode_judged;
use crate::source::Spanned;

const LONGEST: usize = 256;

/// Reads and checks a patch group; `manifest` is the manifest's name.
pub fn read(manifest: &Spanned<String>, spec: &Node) -> (Option<PatchGroupSpec>, Vec<Finding>) {
    decode_judged(spec, |group: &PatchGroupSpec, findings| {
        check_name(group, manifest, spec, findings);
        if let Some(instances) = &group.instances {
            check(instances, spec, findings);
        }
    })
}

fn check_name(group: &PatchGroupSpec, manifest: &Spanned<String>, spec: &Node, findings: &mut Vec<Finding>) {
    let (name, span) = match (&group.name, spec.get("name")) {
        (Some(name), Some(node)) => (name, node.span),
        _ => (&manifest.value, manifest.span),
    };
    // Told where it is interpolated.
    if reference::holds(name) {
        return;
    }
    let allowed = |c: char| c.is_alphanumeric() || c == ' ' || "_.:/=+-@".contains(c);
    if name.is_empty() || name.chars().count() > LONGEST {
        let message = format!("a patch group's name has from 1 to {LONGEST} characters");
        findings.push(Finding::error("group-name", span, message));
    } else if let Some(stranger) = name.chars().find(|c| !allowed(*c)) {
        findings.push(
            Finding::error("group-name", span, "a patch group's name cannot hold this character")
                .label(format!("`{}`", stranger.escape_debug()))
                .help("letters, digits, blanks and `_.:/=+-@` are allowed"),
        );
    }
}
