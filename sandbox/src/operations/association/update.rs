//! UpdateAssociation: what it leaves out is gone, the document's name and the targets aside.

use super::{body, missing, versions};
use crate::handler::{Answer, Call, Refusal};
use crate::store::{Table, Tx};
use crate::tree::Record;

/// As many versions as an association may have.
const MOST: i64 = 1000;

/// UpdateAssociation.
pub(super) fn update(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let id = said.required("AssociationId");
    let before = tx.view().get(Table::Association, id).cloned().ok_or_else(missing)?;
    let current = versions::number(&before);
    if let Some(version) = said.text("AssociationVersion")
        && version != "$LATEST"
        && version.parse() != Ok(current)
    {
        let message = "The version is not the current one of the association.";
        return Err(Refusal::new("InvalidAssociationVersion", message));
    }
    if current >= MOST {
        let message = format!("An association has at most {MOST} versions.");
        return Err(Refusal::new("AssociationVersionLimitExceeded", message));
    }
    let mut row = body::kept(&before);
    if let Some(name) = body::name(&said) {
        row.set("Name", name);
    }
    row.set("AssociationVersion", (current + 1).to_string());
    row.set("LastUpdateAssociationDate", call.now);
    let row = body::lay(call, &tx.view(), row)?;
    Ok(Record::new().with("AssociationDescription", versions::begin(call, tx, row)))
}
