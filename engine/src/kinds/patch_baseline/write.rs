//! What is there → baselines as a person writes them.

use schema::kinds::patch_baseline::{AvailableSecurityUpdates, PatchBaseline};
use schema::shape::{AwsDecides, Shape, Volatile};

use crate::contract::{Adopting, Names, Resource, Stray, Unsaid, Written};

pub(super) fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>> {
    strays.iter().map(|stray| Ok(one(stray, names))).collect()
}

fn one(stray: &Stray<'_>, names: &Names<'_>) -> Written {
    let found = stray.found;
    let state = PatchBaseline::from_tree(Some(&found.tree)).expect("a state's tree reads back as that state");
    let own = names.given(PatchBaseline::NAME, &found.id);
    let updates = state.available_security_updates_compliance_status.0;
    let spec = PatchBaseline {
        name: state.name.filter(|name| *name != own),
        // To say that it is none would take it from another one that becomes it.
        default: AwsDecides(state.default.0.filter(|default| *default)),
        available_security_updates_compliance_status: AwsDecides(
            updates.filter(|status| *status != AvailableSecurityUpdates::Compliant),
        ),
        patch_groups: Volatile(None),
        tags: names.own_tags(&state.tags),
        ..state
    };
    Written {
        name: own,
        adopting: Adopting::ById(found.id.clone()),
        spec: spec.tree(),
        files: Vec::new(),
        says: vec![found.address.clone()],
        unsaid: Vec::new(),
    }
}
