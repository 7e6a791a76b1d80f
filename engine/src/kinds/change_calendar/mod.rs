//! Change calendars: documents of type ChangeCalendar, compared by what their events mean.
//!
//! The calls and the inventory are the documents'; what is here turns a calendar into the document
//! that it is in AWS, and back.

mod declare;
mod document;
mod resource;
pub(super) mod worded;
mod write;

use schema::kinds::files::WantedFile;
use schema::{Finding, Node};

use super::document::{Face, observe};
use crate::address::Address;
use crate::contract::{
    Asked, Declared, Inventory, Kind, Names, Resource, ResourceLine, Scope, Stray, Unsaid, Written,
};
use crate::ports::Reads;

pub use schema::kinds::change_calendar::ChangeCalendar;

/// Manifests of one change calendar each.
pub struct ChangeCalendars;

impl Kind for ChangeCalendars {
    const NAME: &'static str = "ChangeCalendar";
    const RESOURCES: &'static [&'static ResourceLine] = &[ChangeCalendar::LINE];

    fn files(spec: &Node) -> Vec<WantedFile> {
        schema::kinds::change_calendar::files(spec)
    }

    fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
        declare::declare(asked)
    }

    async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
        observe(reads, scope, &FACE).await
    }

    fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>> {
        write::write(strays, names)
    }
}

static FACE: Face = Face {
    kind: "ChangeCalendar",
    only: Some("ChangeCalendar"),
    document: document::of_tree,
    tree: document::tree,
};

/// The address of the calendar of a manifest.
fn address(name: &str) -> Address {
    Address::new("ChangeCalendar", name)
}
