//! GetPatchBaseline: everything of one baseline, and the groups that are registered with it.

use super::{Baseline, named};
use crate::handler::{Answer, Call};
use crate::operations::patch_group;
use crate::store::View;
use crate::tree::Tree;

/// GetPatchBaseline.
pub(super) fn get(call: &Call<'_>, view: &View<'_>) -> Answer {
    let baseline = named(call, view, call.said().required("BaselineId"))?;
    let shown = baseline.shown(call);
    let row = match baseline {
        Baseline::Own(row) => row.clone(),
        Baseline::Aws(predefined) => predefined.row(call.scope.region()),
    };
    Ok(row.with("PatchGroups", Tree::texts(patch_group::registered_with(view, &shown))))
}
