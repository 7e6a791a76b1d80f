//! An association's manifest to what is desired of it.

use crate::finding::Finding;
use crate::kinds::association::check;
use crate::kinds::association::{Association, AssociationSpec, sorted};
use crate::kinds::tags;
use crate::node::Node;
use crate::shape::{Volatile, decode_judged};
use crate::source::Spanned;
use crate::stack::Texts;

/// What an association's manifest needs to know of what is around it.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The manifest's name.
    pub name: &'a Spanned<String>,
    /// The tags of the stack and its environment, interpolated.
    pub tags: &'a Texts,
}

/// An association that a manifest declares.
#[derive(Debug, Clone)]
pub struct Declared {
    /// What is desired of it.
    pub state: Association,
}

/// What an interpolated `spec` asks for, and every mistake in it. With errors among the findings
/// what is declared is partial.
pub fn read(spec: &Node, around: Surroundings<'_>) -> (Option<Declared>, Vec<Finding>) {
    let judge = |written: &AssociationSpec, findings: &mut Vec<Finding>| {
        check::check(written, spec, around, findings);
    };
    let (written, findings) = decode_judged(spec, judge);
    let Some(written) = written else { return (None, findings) };
    let AssociationSpec { name, document, mut body, only_when_open, tags } = written;
    body.target_locations = sorted(body.target_locations);
    let calendars = only_when_open.iter().map(|calendar| calendar.text("ChangeCalendar", "name"));
    let state = Association {
        name: Some(name.unwrap_or_else(|| around.name.value.clone())),
        document: document.text("Document", "name"),
        body,
        only_when_open: calendars.collect(),
        tags: tags::merged(around.tags, &tags),
        version: Volatile(None),
    };
    (Some(Declared { state }), findings)
}
