//! Incidents and documents that an OpsItem relates to.

use super::events::rows;
use super::{held, invalid};
use crate::handler::{Answer, Call, Refusal, uuid};
use crate::store::{Table, Tx, View};
use crate::tree::Record;

const ASSOCIATIONS: [&str; 2] = ["IsParentOf", "RelatesTo"];
const RESOURCES: [&str; 2] = ["AWS::SSMIncidents::IncidentRecord", "AWS::SSM::Document"];

/// AssociateOpsItemRelatedItem. That the resource exists is not asked.
pub(super) fn associate(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let id = said.required("OpsItemId");
    held(&tx.view(), id)?;
    for (name, words) in [("AssociationType", ASSOCIATIONS), ("ResourceType", RESOURCES)] {
        if !words.contains(&said.required(name)) {
            return Err(invalid(name, format!("{name} must be one of {}", words.join(", "))));
        }
    }
    let uri = said.required("ResourceUri");
    if !uri.starts_with("arn:") {
        return Err(invalid("ResourceUri", "ResourceUri must be an ARN"));
    }
    let mut related = tx.view().under(Table::OpsItemRelated, &format!("{id}/"));
    if related.any(|(_, row)| row.text("ResourceUri") == Some(uri)) {
        let message = format!("{uri} is associated with {id} already");
        let refusal = Refusal::new("OpsItemRelatedItemAlreadyExistsException", message);
        return Err(refusal.naming("ResourceUri", uri).naming("OpsItemId", id));
    }
    drop(related);
    let association = uuid(call.ids.draw(call.now));
    let by = Record::new().with("Arn", &*call.caller.arn);
    let row = Record::new()
        .with("OpsItemId", id)
        .with("AssociationId", &*association)
        .with("ResourceType", said.required("ResourceType"))
        .with("AssociationType", said.required("AssociationType"))
        .with("ResourceUri", uri)
        .with("CreatedBy", by.clone())
        .with("CreatedTime", call.now)
        .with("LastModifiedBy", by)
        .with("LastModifiedTime", call.now);
    tx.put(Table::OpsItemRelated, &format!("{id}/{association}"), row);
    Ok(Record::new().with("AssociationId", association))
}

/// DisassociateOpsItemRelatedItem.
pub(super) fn disassociate(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let id = said.required("OpsItemId");
    held(&tx.view(), id)?;
    let key = format!("{id}/{}", said.required("AssociationId"));
    if tx.view().get(Table::OpsItemRelated, &key).is_none() {
        let message = format!("{id} has no such association");
        return Err(Refusal::new("OpsItemRelatedItemAssociationNotFoundException", message));
    }
    tx.delete(Table::OpsItemRelated, &key);
    Ok(Record::new())
}

/// ListOpsItemRelatedItems, of one OpsItem or of all.
pub(super) fn list(call: &Call<'_>, view: &View<'_>) -> Answer {
    let id = call.said().text("OpsItemId");
    rows(call, view, Table::OpsItemRelated, |row| id.is_none_or(|id| row.text("OpsItemId") == Some(id)))
}
