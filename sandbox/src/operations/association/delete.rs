//! DeleteAssociation.

use super::{named, tagged, versions};
use crate::handler::{Answer, Call};
use crate::operations::tags;
use crate::store::{Table, Tx};
use crate::tree::Record;

/// DeleteAssociation. What it did to nodes stays.
pub(super) fn delete(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let view = tx.view();
    let row = named(&view, said.text("AssociationId"), said.text("Name"), said.text("InstanceId"))?;
    let id = row.text("AssociationId").unwrap_or_default().to_owned();
    for number in 1..=versions::number(row) {
        let key = versions::key(&id, number);
        if tx.view().get(Table::AssociationVersion, &key).is_some() {
            tx.delete(Table::AssociationVersion, &key);
        }
    }
    let runs = tx.view().under(Table::AssociationExecution, &format!("{id} ")).map(|(key, _)| key.to_owned());
    for key in runs.collect::<Vec<_>>() {
        tx.delete(Table::AssociationExecution, &key);
    }
    tx.delete(Table::Association, &id);
    tags::remove_all(tx, &format!("ssm:{}", tagged(&id)));
    Ok(Record::new())
}
