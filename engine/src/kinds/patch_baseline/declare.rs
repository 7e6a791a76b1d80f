//! A baseline's manifest → the baseline that it asks for.

use std::collections::BTreeMap;

use schema::kinds::patch_baseline::{self, OperatingSystem, PatchBaseline};
use schema::shape::{Shape, Words, decode};
use schema::{Finding, Manifest, Span};

use super::{PatchBaselines, address};
use crate::contract::{Asked, Declared, Kind, Presence, Siblings};

pub(super) fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
    let metadata = &asked.manifest.metadata;
    let (baseline, findings) = patch_baseline::read(&metadata.name, asked.spec, asked.tags);
    let Some(baseline) = baseline else { return (Vec::new(), findings) };
    let declared = Declared {
        moved_from: metadata.moved_from.as_ref().map(|name| name.value.clone()),
        span: metadata.name.span,
        ..Declared::whole::<PatchBaseline>(asked, address(&metadata.name.value), None, baseline.tree())
    };
    (vec![declared], findings)
}

/// An operating system has one default: a finding for each that wants to be it after another.
pub(super) fn second_defaults(siblings: &Siblings<'_>) -> Vec<Finding> {
    let mut first: BTreeMap<OperatingSystem, (&str, Span)> = BTreeMap::new();
    let mut findings = Vec::new();
    for manifest in siblings.of_kind(PatchBaselines::NAME) {
        let Some(place) = wants_default(siblings, manifest) else { continue };
        let Some(system) = system(siblings, manifest) else { continue };
        let name = manifest.metadata.name.value.as_str();
        let (first, there) = *first.entry(system).or_insert((name, place));
        if there != place {
            let message = format!("two baselines want to be the default for {}", system.word());
            findings.push(
                Finding::error("baseline-default", place, message)
                    .label("second here")
                    .also(there, format!("first in `{first}`"))
                    .help("take `default` out of one of them"),
            );
        }
    }
    findings
}

/// Where a manifest says that its baseline is to be a default.
fn wants_default(siblings: &Siblings<'_>, manifest: &Manifest) -> Option<Span> {
    let entry = manifest.spec.entry("default")?;
    let wanted = decode::<bool>(&*siblings.field(manifest, "default")?).0 == Some(true);
    let there = Presence::of(&manifest.metadata) == Presence::Wanted;
    (wanted && there).then(|| entry.key.span.to(entry.value.span))
}

/// The operating system that a manifest's baseline is for; `None` where it says none that is known.
pub(in crate::kinds) fn system(siblings: &Siblings<'_>, manifest: &Manifest) -> Option<OperatingSystem> {
    let written = siblings.field(manifest, "operatingSystem");
    match written.as_ref().and_then(|node| node.scalar()) {
        Some(scalar) => OperatingSystem::of(&scalar.text),
        None => Some(OperatingSystem::Windows),
    }
}
