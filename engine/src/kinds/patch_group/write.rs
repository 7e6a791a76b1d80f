//! What is there → groups as a person writes them.

use schema::kinds::patch_baseline::{OperatingSystem, is_predefined_name};
use schema::kinds::patch_group::{BaselineReference, External, PatchGroup, PatchGroupSpec};
use schema::reference;
use schema::shape::{Shape, Words};

use crate::contract::{Adopting, Names, Resource, Stray, Unsaid, Written};

const BASELINE: &str = "PatchBaseline";

pub(super) fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>> {
    strays.iter().map(|stray| one(stray, names)).collect()
}

fn one(stray: &Stray<'_>, names: &Names<'_>) -> Result<Written, Unsaid> {
    let found = stray.found;
    let state = PatchGroup::from_tree(Some(&found.tree)).expect("a state's tree reads back as that state");
    let PatchGroup { name, baselines, instances } = state;
    let own = names.given(PatchGroup::NAME, &found.id);
    let baselines = baselines.iter().map(|(system, id)| baseline(names, system, id));
    let baselines: Result<_, String> = baselines.collect();
    let baselines = baselines.map_err(|why| Unsaid { address: found.address.clone(), why })?;
    // The tags of nodes that are there already are taken over; a registration can carry none.
    let adopting = if instances.is_some() { Adopting::ByName } else { Adopting::AsDeclared };
    let spec = PatchGroupSpec { name: Some(name).filter(|name| *name != own), baselines, instances };
    Ok(Written {
        name: own,
        adopting,
        spec: spec.tree(),
        files: Vec::new(),
        says: vec![found.address.clone()],
        unsaid: Vec::new(),
    })
}

/// A baseline as a group names it. A name that reads as another thing is written out as a reference.
fn baseline(names: &Names<'_>, system: &str, id: &str) -> Result<BaselineReference, String> {
    if let Some(manifest) = names.of(BASELINE, id) {
        let plain = !is_predefined_name(manifest) && !manifest.starts_with("pb-");
        let text = || reference::mark(&format!("{BASELINE}/{manifest}"), "id");
        return Ok(BaselineReference::Own(if plain { manifest.to_owned() } else { text() }));
    }
    if is_predefined_name(id) {
        return Ok(BaselineReference::Predefined(id.to_owned()));
    }
    let operating_system = OperatingSystem::of(system)
        .ok_or_else(|| format!("its operating system is `{system}`, which this version does not know"))?;
    Ok(BaselineReference::External(External { external: id.to_owned(), operating_system }))
}
