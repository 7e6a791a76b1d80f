//! The files that manifests name, for whoever may read files.

use std::collections::BTreeMap;

use schema::kinds::files::WantedFile;
use schema::{Node, Span};

use super::desired::Read;
use super::interpolate::{Values, interpolate};
use super::site::Place;
use crate::contract::KindLine;
use crate::kinds;

/// The files that the manifests of a site name, by path relative to the stack's folder, each with
/// the place where it is named first.
///
/// # Flow
/// The binary reads them, adds their texts to [`Read::sources`], notes them in [`Read::files`] and
/// resolves then. A file that it leaves out is a finding of the manifest that names it.
pub fn files(read: &Read, place: &Place<'_>) -> BTreeMap<String, Span> {
    let mut files = BTreeMap::new();
    each(read, place, |kind, spec| {
        for WantedFile { path, interpolate: _ } in (kind.files)(&spec) {
            files.entry(path.value).or_insert(path.span);
        }
    });
    files
}

/// The specs of a site's manifests, with the values that variables have there.
pub fn specs(read: &Read, place: &Place<'_>) -> Vec<Node> {
    let mut specs = Vec::new();
    each(read, place, |_, spec| specs.push(spec));
    specs
}

fn each(read: &Read, place: &Place<'_>, mut spec_of: impl FnMut(&KindLine, Node)) {
    let variables = place.variables();
    let values = Values::new(&variables, &place.site, &read.sources);
    let site = &place.site;
    for manifest in &read.manifests {
        let here = manifest.metadata.exists_at(&site.environment, &site.region);
        let Some(kind) = kinds::kind(&manifest.kind.value).filter(|_| here) else { continue };
        let mut spec = manifest.spec.clone();
        interpolate(&mut spec, kind, &values);
        spec_of(kind, spec);
    }
}
