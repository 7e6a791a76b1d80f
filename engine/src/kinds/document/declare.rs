//! A document's manifest → the document that it asks for.

use schema::Finding;
use schema::kinds::document::{self, Document, Surroundings};
use schema::shape::Shape;

use super::address;
use crate::kinds::{Resource, resource};
use crate::resolve::{Adopt, Asked, Declared, Presence};

pub(super) fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
    let metadata = &asked.manifest.metadata;
    let around =
        Surroundings { name: &metadata.name, tags: asked.tags, sources: asked.sources, files: asked.files };
    let (read, findings) = document::read(asked.spec, around);
    let declared = read.map(|document| Declared {
        address: address(&metadata.name.value),
        resource: resource(Document::NAME).expect("the registry has it"),
        id: Some(document.name),
        tree: document.state.tree(),
        presence: Presence::of(metadata),
        adopt: Adopt::of(asked.manifest, asked.site),
        under: None,
        // Another name is another document: the old one goes when all that used it uses the new one.
        moved_from: None,
        span: asked.manifest.span,
    });
    (declared.into_iter().collect(), findings)
}
