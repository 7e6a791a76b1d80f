//! A document's manifest → the document that it asks for.

use schema::Finding;
use schema::kinds::document::{self, Surroundings};
use schema::shape::Shape;

use super::{Document, address};
use crate::contract::{Asked, Declared};

pub(super) fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
    let metadata = &asked.manifest.metadata;
    let around =
        Surroundings { name: &metadata.name, tags: asked.tags, sources: asked.sources, files: asked.files };
    let (read, findings) = document::read(asked.spec, around);
    // Another name is another document, never a move: the old one goes when all that used it uses the new one.
    let declared = read.map(|document| {
        Declared::whole::<Document>(
            asked,
            address(&metadata.name.value),
            Some(document.name),
            document.state.tree(),
        )
    });
    (declared.into_iter().collect(), findings)
}
