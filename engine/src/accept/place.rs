//! Where a manifest says what a resource is.

use std::borrow::Cow;

use schema::kinds::named::Named;
use schema::reference::{Piece, pieces};
use schema::{Location, Manifest, Tree};

use super::draft::{Draft, Spot};
use super::{Scene, Why};
use crate::address::Address;
use crate::kinds;
use crate::resolve::meant;
use crate::tree::Path;

/// Where a declared resource stands: its manifest's spec, or its entry there.
pub(super) fn spot(
    scene: &Scene<'_>,
    draft: &Draft<'_>,
    address: &Address,
) -> Result<Spot, (Why, Option<Location>)> {
    let nowhere = || (Why::NoPlace, None);
    let site = &scene.place.site;
    let here = |manifest: &&Manifest| manifest.metadata.exists_at(&site.environment, &site.region);
    let mut manifests = scene.read.manifests.iter().filter(here);
    let (manifest, keys) = if address.kind() == PARAMETER {
        let declared = scene.desired.declared.get(address).ok_or_else(nowhere)?;
        let entry = |manifest: &Manifest| {
            let entries = manifest.spec.get("parameters")?.entries().iter();
            let mut entries = entries.filter(|entry| entry.key.span.to(entry.value.span) == declared.span);
            entries.next().map(|entry| vec!["parameters".to_owned(), entry.key.text.clone()])
        };
        let mut entries = manifests.filter(|manifest| manifest.kind.value == HIERARCHY);
        entries.find_map(|manifest| Some((manifest, entry(manifest)?))).ok_or_else(nowhere)?
    } else {
        let whole = kinds::parent(address);
        let name = whole.as_ref().unwrap_or(address).name();
        let part = address.name().strip_prefix(name).unwrap_or_default().strip_prefix('/');
        let keys = match part.and_then(|part| part.split_once('/')) {
            None => Vec::new(),
            Some(("target", part)) => vec!["targets".to_owned(), part.to_owned()],
            Some(("task", part)) => vec!["tasks".to_owned(), part.to_owned()],
            Some(_) => return Err(nowhere()),
        };
        let is_it = |manifest: &&Manifest| {
            manifest.kind.value == address.kind() && manifest.metadata.name.value == name
        };
        (manifests.find(is_it).ok_or_else(nowhere)?, keys)
    };
    let document = draft.document(manifest).ok_or_else(nowhere)?;
    let keys = ["spec".to_owned()].into_iter().chain(keys).collect();
    Ok(Spot { source: manifest.source, document, keys })
}

/// Parameters, and the kind of the manifests that declare them.
pub(super) const PARAMETER: &str = "Parameter";
pub(super) const HIERARCHY: &str = "ParameterHierarchy";

/// What AWS holds at a place in the words of a manifest: names of this stack where AWS has ids of its own.
pub(super) fn in_words<'t>(
    scene: &Scene<'_>,
    address: &Address,
    path: &Path,
    tree: &'t Tree,
) -> Cow<'t, Tree> {
    let line = kinds::resource_of(address).map(|line| line.name).unwrap_or_default();
    let steps: Vec<&str> = path.0.iter().map(|step| &**step).collect();
    let all = |named: &dyn Fn(&str) -> Tree| match tree {
        Tree::Text(text) => Cow::Owned(named(text)),
        Tree::List(items) | Tree::Set(items) => {
            Cow::Owned(Tree::List(items.iter().filter_map(Tree::as_text).map(named).collect()))
        }
        _ => Cow::Borrowed(tree),
    };
    match (line, &steps[..]) {
        ("MaintenanceWindow/task", ["targets"]) => all(&|id| {
            let target = scene.live.found.values().find(|found| found.id == id);
            let name = target.and_then(|found| found.address.name().rsplit_once('/'));
            Tree::text(name.map_or(id, |(_, name)| name))
        }),
        ("Association", ["document"])
        | ("MaintenanceWindow/task", ["runCommand" | "automation", "document"]) => {
            all(&|name| named(scene, "Document", name))
        }
        ("MaintenanceWindow/task", ["runCommand" | "automation"]) => {
            let mut run = tree.clone();
            if let Tree::Map(fields) = &mut run
                && let Some(document) = fields.get_mut("document")
                && let Some(name) = document.as_text()
            {
                *document = named(scene, "Document", name);
            }
            Cow::Owned(run)
        }
        ("Association", ["onlyWhenOpen"]) => all(&|name| named(scene, "ChangeCalendar", name)),
        _ => Cow::Borrowed(tree),
    }
}

/// What a manifest says where AWS holds nothing and an unwritten field would say something.
pub(super) fn unsaid(scene: &Scene<'_>, address: &Address, steps: &[&str]) -> Option<&'static str> {
    let logged = || scene.live.found.get(address)?.tree.get("runCommand")?.get("cloudWatchLogGroup");
    (steps == ["runCommand", "cloudWatchOutput"] && logged().is_some()).then_some("false")
}

/// How a manifest names what AWS calls so.
fn named(scene: &Scene<'_>, kind: &str, name: &str) -> Tree {
    let ours = scene
        .desired
        .declared
        .values()
        .find(|declared| declared.address.kind() == kind && declared.id.as_deref() == Some(name));
    match ours {
        Some(declared) => Tree::text(declared.address.name()),
        None if Named::is_outside(name) => Tree::text(name),
        None => Tree::map([("external", Tree::text(name))]),
    }
}

/// What a text of a manifest stands for now: references by what AWS holds.
pub(super) fn stands_for(scene: &Scene<'_>, written: &str) -> String {
    let marked = meant(scene.read, scene.place, written);
    let mut made = String::new();
    for piece in pieces(&marked) {
        match piece {
            Piece::Text(text) => made.push_str(text),
            Piece::Reference { address, attribute } => {
                let found = scene.live.found.get(&Address::from(address));
                let value = found.and_then(|found| match attribute {
                    "id" | "name" => Some(found.id.as_str()),
                    attribute => found.tree.get(attribute).and_then(Tree::as_text),
                });
                // What is not known is in no text of AWS's.
                made.push_str(value.unwrap_or("\u{0}"));
            }
        }
    }
    made
}
