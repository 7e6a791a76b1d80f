//! DeleteOpsItem.

use super::part;
use crate::handler::{Answer, Call};
use crate::operations::tags;
use crate::store::{Table, Tx};
use crate::tree::Record;

/// DeleteOpsItem. One that is not there is deleted already.
pub(super) fn delete(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let id = call.said().required("OpsItemId");
    if tx.view().get(Table::OpsItem, id).is_none() {
        return Ok(Record::new());
    }
    tx.delete(Table::OpsItem, id);
    tags::remove_all(tx, &format!("ssm:{}", part(id)));
    for table in [Table::OpsItemRelated, Table::OpsItemEvent] {
        let of_it = |row: &Record| row.text("OpsItemId") == Some(id);
        let rows = tx.view().under(table, "").filter(|(_, row)| of_it(row));
        let keys: Vec<String> = rows.map(|(key, _)| key.to_owned()).collect();
        keys.iter().for_each(|key| tx.delete(table, key));
    }
    Ok(Record::new())
}
