//! A calendar's manifest → the calendar that it asks for.

use schema::Finding;
use schema::kinds::change_calendar::{self, ChangeCalendar, Surroundings};
use schema::shape::Shape;

use super::address;
use crate::kinds::{Resource, resource};
use crate::resolve::{Adopt, Asked, Declared, Presence};

pub(super) fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
    let metadata = &asked.manifest.metadata;
    let around =
        Surroundings { name: &metadata.name, tags: asked.tags, sources: asked.sources, files: asked.files };
    let (read, findings) = change_calendar::read(asked.spec, around);
    let declared = read.map(|calendar| Declared {
        address: address(&metadata.name.value),
        resource: resource(ChangeCalendar::NAME).expect("the registry has it"),
        id: Some(calendar.name),
        tree: calendar.state.tree(),
        presence: Presence::of(metadata),
        adopt: Adopt::of(asked.manifest, asked.site),
        under: None,
        // Another name is another calendar: the old one goes when all that used it uses the new one.
        moved_from: None,
        span: asked.manifest.span,
    });
    (declared.into_iter().collect(), findings)
}
