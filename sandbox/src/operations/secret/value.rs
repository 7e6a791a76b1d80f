//! The values of secrets.

use crate::facts::Name;
use crate::handler::{Answer, Call};
use crate::store::{Table, Tx, View};
use crate::tree::{Record, Tree};

use super::held::{invalid_parameter, live, named};
use super::version;

/// PutSecretValue: another version, the current one unless other labels are said.
pub(super) fn put(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    // Who rotates proves to be itself; nobody else asks here.
    said.whole("RotationToken");
    let mut row = live(call, &tx.view(), said.required("SecretId"))?.clone();
    let name = row.text("Name").unwrap_or_default().to_owned();
    let value = version::value(&said)?;
    let value =
        value.ok_or_else(|| invalid_parameter("You must provide either SecretString or SecretBinary."))?;
    let id = version::new_id(call, &said);
    let labels = match said.texts("VersionStages") {
        labels if labels.is_empty() => vec![version::CURRENT],
        labels => labels,
    };
    version::put(call, tx, &name, &id, value, &labels)?;
    row.set("LastChangedDate", call.now);
    let reply = named(&row).with("VersionId", &*id);
    tx.put(Table::Secret, &name, row);
    let view = tx.view();
    let labels = version::by_id(&view, &name, &id).map(version::stages).unwrap_or_default();
    Ok(reply.with("VersionStages", Tree::texts(labels)))
}

const VALUE: [Name; 5] = ["VersionId", "SecretString", "SecretBinary", "VersionStages", "CreatedDate"];

/// GetSecretValue.
pub(super) fn get(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let row = live(call, view, said.required("SecretId"))?;
    let found = version::asked(view, row.text("Name").unwrap_or_default(), &said)?;
    let members = VALUE.into_iter().filter_map(|member| Some((member, found.get(member)?.clone())));
    let reply: Record = named(row).iter().map(|(name, value)| (name, value.clone())).chain(members).collect();
    Ok(reply)
}
