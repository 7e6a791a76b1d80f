//! GetPatchBaseline: everything of one baseline, and the groups that are registered with it.

use super::{Baseline, named};
use crate::handler::{Answer, Call, Refusal};
use crate::operations::patch_group;
use crate::store::View;
use crate::tree::Tree;

/// GetPatchBaseline.
pub(super) fn get(call: &Call<'_>, view: &View<'_>) -> Answer {
    let baseline = named(call, view, call.said().required("BaselineId")).map_err(in_its_words)?;
    let shown = baseline.shown(call);
    let row = match baseline {
        Baseline::Own(row) => row.clone(),
        Baseline::Aws(predefined) => predefined.row(call.scope.region()),
    };
    Ok(row.with("PatchGroups", Tree::texts(patch_group::registered_with(view, &shown))))
}

fn in_its_words(refusal: Refusal) -> Refusal {
    if refusal.code == "DoesNotExistException" {
        return Refusal::new(refusal.code, "Patch Baseline to be retrieved does not exist.");
    }
    refusal
}
