//! An association's manifest → the association that it asks for.

use schema::kinds::association::{self, Association, Surroundings};
use schema::reference::{Piece, pieces};
use schema::shape::Shape;
use schema::{Finding, Manifest, Node, Span};

use super::address;
use super::names::bare;
use crate::contract::{Asked, Declared, Siblings};
use crate::kinds::given;

pub(super) fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
    let metadata = &asked.manifest.metadata;
    let around = Surroundings { name: &metadata.name, tags: asked.tags };
    let (read, mut findings) = association::read(asked.spec, around);
    let Some(association::Declared { mut state }) = read else { return (Vec::new(), findings) };
    findings.extend(missing(asked, &state));
    findings.extend(given::mistakes(asked, asked.spec, &state.document, &filled(&state)));
    state.document = bare(asked.site, &state.document).to_owned();
    state.only_when_open =
        state.only_when_open.iter().map(|calendar| bare(asked.site, calendar).to_owned()).collect();
    let declared = Declared {
        moved_from: metadata.moved_from.as_ref().map(|name| name.value.clone()),
        ..Declared::whole::<Association>(asked, address(&metadata.name.value), None, state.tree())
    };
    (vec![declared], findings)
}

/// The document and the node of an association in AWS's older form, and where that is said.
pub(super) fn of_one_node(siblings: &Siblings<'_>, manifest: &Manifest) -> Option<(String, Span)> {
    if manifest.metadata.absent || manifest.metadata.forget {
        return None;
    }
    let node = siblings.text(manifest, "instanceId")?;
    let document = siblings.field(manifest, "document")?;
    let document = document.get("external").unwrap_or(&document).scalar()?.text.clone();
    let span = manifest.spec.get("instanceId")?.span;
    Some((format!("`{document}` on `{node}`"), span))
}

/// The parameters that a runbook is given by its targets.
fn filled(state: &Association) -> Vec<&str> {
    let target = state.body.automation_target_parameter_name.as_deref();
    let maps = state.body.target_maps.iter().flat_map(|map| map.keys().map(String::as_str));
    target.into_iter().chain(maps).collect()
}

/// A finding for each bare name that no manifest at this site has. A reference that is written out
/// is judged with all others.
fn missing(asked: &Asked<'_>, state: &Association) -> Vec<Finding> {
    let document = asked.spec.get("document").into_iter();
    let calendars = asked.spec.get("onlyWhenOpen").map(Node::items).unwrap_or_default();
    let held = [&state.document].into_iter().chain(&state.only_when_open);
    let held: Vec<(&str, &str)> = held.filter_map(|text| named(text)).collect();
    let judge = |node: &Node| {
        let written = node.scalar()?.text.as_str();
        let (kind, name) = held.iter().find(|(_, name)| *name == written)?;
        let here = asked.siblings.named(kind, name).is_some();
        (!here).then(|| asked.siblings.unknown(kind, name, node.span))
    };
    document.chain(calendars).filter_map(judge).collect()
}

/// The kind and the manifest that a text refers to by name.
fn named(text: &str) -> Option<(&str, &str)> {
    match pieces(text)[..] {
        [Piece::Reference { address, attribute: "name" }] => address.split_once('/'),
        _ => None,
    }
}
