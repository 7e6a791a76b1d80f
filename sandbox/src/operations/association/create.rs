//! CreateAssociation. It knows no client token: the same request twice makes two.

use super::{body, tagged, versions};
use crate::handler::{Answer, Call, Refusal, uuid};
use crate::operations::tags;
use crate::settings::Quotas;
use crate::store::{Table, Tx};
use crate::tree::Record;

/// As many associations as an account and region may have.
const MOST: usize = 2000;

/// CreateAssociation.
pub(super) fn create(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let new_tags = tags::said(&said, "Tags")?;
    let (name, instance) = (said.required("Name"), said.text("InstanceId"));
    if call.quotas == Quotas::Published && tx.view().under(Table::Association, "").count() >= MOST {
        return Err(Refusal::bare("AssociationLimitExceeded"));
    }
    let twin = instance.is_some() && super::named(&tx.view(), None, Some(name), instance).is_ok();
    if twin {
        return Err(Refusal::bare("AssociationAlreadyExists"));
    }
    let id = uuid(call.ids.draw(call.now));
    let row = Record::new()
        .with("AssociationId", &*id)
        .with("Name", name)
        .with_some("InstanceId", instance)
        .with("AssociationVersion", "1")
        .with("Date", call.now)
        .with("LastUpdateAssociationDate", call.now);
    let row = body::lay(call, &tx.view(), row)?;
    let made = versions::begin(call, tx, row);
    if !new_tags.is_empty() {
        tags::add(tx, &format!("ssm:{}", tagged(&id)), new_tags)?;
    }
    Ok(Record::new().with("AssociationDescription", made))
}
