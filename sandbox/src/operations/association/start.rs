//! StartAssociationsOnce.

use super::{execution, missing};
use crate::handler::{Answer, Call};
use crate::store::{Table, Tx};
use crate::tree::Record;

/// StartAssociationsOnce. One that is missing stops all.
pub(super) fn start(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    for id in call.said().texts("AssociationIds") {
        tx.view().get(Table::Association, id).ok_or_else(missing)?;
        execution::launch(call, tx, id);
    }
    Ok(Record::new())
}
