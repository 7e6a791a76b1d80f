//! UpdatePatchBaseline: merges what is given, or replaces the whole.

use super::id::{Asked, asked, not_yours, own};
use super::{create, does_not_exist, rules};
use crate::handler::{Answer, Call, Refusal};
use crate::store::{Table, Tx};

/// UpdatePatchBaseline. The operating system cannot change.
pub(super) fn update(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let text = said.required("BaselineId");
    let id = match asked(call, text) {
        Some(Asked::Own(id)) => id,
        Some(Asked::Aws(_)) => return Err(not_yours(text)),
        Some(Asked::Nowhere) | None => return Err(does_not_exist(text)),
    };
    let before = own(&tx.view(), id)?.clone();
    let mut row = before.clone();
    let whole = said.flag("Replace");
    match said.text("Name") {
        Some(name) => row.set("Name", name),
        None if whole => {
            return Err(Refusal::validation("Name is required when Replace is true."));
        }
        None => {}
    }
    create::fill(&mut row, &said, (!whole).then_some(&before));
    row.set("ModifiedDate", call.now);
    rules::check(&row)?;
    let shape = call.operation.output.expect("the operation's reply has members");
    let reply = row.seen(shape);
    tx.put(Table::PatchBaseline, id, row);
    Ok(reply)
}
