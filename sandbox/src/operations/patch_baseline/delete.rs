//! DeletePatchBaseline: never one that is in use; one that is not there is deleted already.

use super::id::{Asked, asked, not_yours};
use super::{current_default, resource};
use crate::handler::{Answer, Call, Refusal};
use crate::operations::{patch_group, tags};
use crate::store::{Table, Tx};
use crate::tree::Record;

/// DeletePatchBaseline.
pub(super) fn delete(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let text = call.said().required("BaselineId");
    let id = match asked(call, text) {
        Some(Asked::Own(id)) => id,
        Some(Asked::Aws(_)) => return Err(not_yours(text)),
        Some(Asked::Nowhere) | None => text,
    };
    let reply = Record::new().with("BaselineId", id);
    let Some(row) = tx.view().get(Table::PatchBaseline, id) else { return Ok(reply) };
    let system = row.text("OperatingSystem").unwrap_or_default().to_owned();
    let in_use = |what: &str| Refusal::new("ResourceInUseException", what);
    if current_default(call, &tx.view(), &system) == id {
        return Err(in_use("PatchBaseline to be deleted is the default baseline for its operating system"));
    }
    if let Some(group) = patch_group::registered_with(&tx.view(), id).first() {
        return Err(in_use(&format!("PatchBaseline to be deleted is used for Patch Group: {group}")));
    }
    if let Some(resource) = resource(&tx.view(), id) {
        tags::remove_all(tx, &format!("ssm:{resource}"));
    }
    tx.delete(Table::PatchBaseline, id);
    Ok(reply)
}
