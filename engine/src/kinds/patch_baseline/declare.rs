//! A baseline's manifest → the baseline that it asks for.

use schema::Finding;
use schema::kinds::patch_baseline::{self, PatchBaseline};
use schema::shape::{AwsDecides, Shape, decode};

use super::address;
use crate::contract::{Asked, Declared, Presence};

pub(super) fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
    let metadata = &asked.manifest.metadata;
    let (baseline, mut findings) = patch_baseline::read(&metadata.name, asked.spec, asked.tags);
    let Some(baseline) = baseline else { return (Vec::new(), findings) };
    let presence = Presence::of(&asked.manifest.metadata);
    findings.extend(second_default(asked, &baseline, presence));
    let declared = Declared {
        moved_from: metadata.moved_from.as_ref().map(|name| name.value.clone()),
        span: metadata.name.span,
        ..Declared::whole::<PatchBaseline>(asked, address(&metadata.name.value), None, baseline.tree())
    };
    (vec![declared], findings)
}

/// An operating system has one default; an earlier manifest may want it too.
fn second_default(asked: &Asked<'_>, baseline: &PatchBaseline, presence: Presence) -> Option<Finding> {
    let wants = |baseline: &PatchBaseline, presence: Presence| {
        presence == Presence::Wanted && baseline.default == AwsDecides(Some(true))
    };
    if !wants(baseline, presence) {
        return None;
    }
    let (first, spec) = asked.siblings.before(asked.manifest).find_map(|manifest| {
        let spec = asked.siblings.spec(manifest);
        let other = decode::<PatchBaseline>(&spec).0?;
        let same = other.operating_system == baseline.operating_system;
        (same && wants(&other, Presence::of(&manifest.metadata))).then_some((manifest, spec))
    })?;
    let place = |spec: &schema::Node| spec.entry("default").map(|entry| entry.key.span.to(entry.value.span));
    let system = baseline.operating_system.as_str();
    let message = format!("two baselines want to be the default for {system}");
    Some(
        Finding::error("baseline-default", place(asked.spec)?, message)
            .label("second here")
            .also(place(&spec)?, format!("first in `{}`", first.metadata.name.value))
            .help("take `default` out of one of them"),
    )
}
