//! StartAssociationsOnce.

use super::{execution, missing};
use crate::handler::{Answer, Call};
use crate::store::{Table, Tx};
use crate::tree::Record;

/// StartAssociationsOnce. One that is missing stops all.
pub(super) fn start(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    for id in call.said().texts("AssociationIds") {
        let mut row: Record = tx.view().get(Table::Association, id).cloned().ok_or_else(missing)?;
        execution::launch(call, tx, &mut row);
        tx.put(Table::Association, id, row);
    }
    Ok(Record::new())
}
