//! A calendar's manifest → the calendar that it asks for.

use schema::Finding;
use schema::kinds::change_calendar::{self, Surroundings};
use schema::shape::Shape;

use super::{ChangeCalendar, address};
use crate::contract::{Asked, Declared};

pub(super) fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
    let metadata = &asked.manifest.metadata;
    let around =
        Surroundings { name: &metadata.name, tags: asked.tags, sources: asked.sources, files: asked.files };
    let (read, findings) = change_calendar::read(asked.spec, around);
    // Another name is another calendar, never a move: the old one goes when all that used it uses the new one.
    let declared = read.map(|calendar| {
        Declared::whole::<ChangeCalendar>(
            asked,
            address(&metadata.name.value),
            Some(calendar.name),
            calendar.state.tree(),
        )
    });
    (declared.into_iter().collect(), findings)
}
