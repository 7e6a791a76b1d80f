//! Whether what a manifest adopts is named as its kind's resources are.

use crate::envelope::{Adopt, AdoptTerms, Metadata};
use crate::finding::Finding;
use crate::kinds::Identity;

/// What is told apart by name is adopted by name, what by id by id.
pub(super) fn check_adoption(metadata: &Metadata, identity: Identity, findings: &mut Vec<Finding>) {
    let terms: Vec<&AdoptTerms> = match &metadata.adopt {
        Adopt::Never => return,
        Adopt::Everywhere(terms) => vec![terms],
        Adopt::PerSite(sites) => sites.values().collect(),
    };
    let finding = |message: &str| Finding::error("metadata-adopt", metadata.adopt_span, message);
    match identity {
        Identity::Name if terms.iter().any(|terms| terms.id.is_some()) => findings.push(
            finding("what this kind describes has no ids").help("write `adopt: true`: the name finds it"),
        ),
        Identity::Id(such) if terms.iter().any(|terms| terms.id.is_none()) => findings.push(
            finding("names of this kind are not unique, so one does not say what to adopt")
                .help(format!("write the id that AWS gave it, such as `adopt: {such}`")),
        ),
        Identity::Name | Identity::Id(_) => {}
    }
}
