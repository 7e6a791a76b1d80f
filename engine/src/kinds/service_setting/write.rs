//! What is there → settings as a person writes them.

use schema::Tree;
use schema::kinds::service_setting::ServiceSetting;
use schema::shape::Shape;

use crate::contract::{Adopting, Names, Resource, Stray, Unsaid, Written};

pub(super) fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>> {
    strays.iter().map(|stray| Ok(one(stray, names))).collect()
}

fn one(stray: &Stray<'_>, names: &Names<'_>) -> Written {
    let found = stray.found;
    let state =
        ServiceSetting::from_tree(Some(&found.tree)).expect("a state's tree reads back as that state");
    let short = state.setting.known().map_or(state.setting.0.as_str(), |known| known.name);
    Written {
        name: names.given(ServiceSetting::NAME, &found.id),
        adopting: Adopting::AsDeclared,
        spec: Tree::map([("setting", Tree::text(short)), ("value", state.value.tree())]),
        files: Vec::new(),
        says: vec![found.address.clone()],
        unsaid: Vec::new(),
    }
}
