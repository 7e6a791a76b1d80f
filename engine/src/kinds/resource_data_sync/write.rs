//! What is there → syncs as a person writes them.

use schema::kinds::resource_data_sync::ResourceDataSync;
use schema::shape::{Shape, Volatile};

use crate::contract::{Adopting, Names, Resource, Stray, Unsaid, Written};

pub(super) fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>> {
    strays.iter().map(|stray| Ok(one(stray, names))).collect()
}

fn one(stray: &Stray<'_>, names: &Names<'_>) -> Written {
    let found = stray.found;
    let state =
        ResourceDataSync::from_tree(Some(&found.tree)).expect("a state's tree reads back as that state");
    let own = names.given(ResourceDataSync::NAME, &found.id);
    let spec = ResourceDataSync {
        name: state.name.filter(|name| *name != own),
        source_state: Volatile(None),
        last_status: Volatile(None),
        ..state
    };
    Written {
        name: own,
        adopting: Adopting::AsDeclared,
        spec: spec.tree(),
        files: Vec::new(),
        says: vec![found.address.clone()],
        unsaid: Vec::new(),
    }
}
