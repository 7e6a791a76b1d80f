//! UpdateOpsItem.

use super::data::{self, DATA, Data};
use super::{RESOLVED, events, get, held, invalid, rules};
use crate::handler::{Answer, Call};
use crate::store::{Table, Tx};
use crate::tree::{Record, Tree};

const GONE: &str = "OperationalDataToDelete";

/// UpdateOpsItem. What is not said stays; of operational data each key by itself.
pub(super) fn update(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let id = said.required("OpsItemId");
    get::own(call, said.text("OpsItemArn"))?;
    let row = held(&tx.view(), id)?.clone();
    let gone = said.texts(GONE);
    let sent = data::said(said.whole(DATA))?;
    if data::touches_dedup(sent.iter().map(|(key, _)| &**key).chain(gone.iter().copied())) {
        return Err(invalid(DATA, "What an OpsItem is found again by cannot be changed"));
    }
    let data = merged(row.entries(DATA), sent, &gone);
    let status = rules::status(&said)?;
    if status.is_some_and(|status| status != RESOLVED) {
        rules::not_twice(&tx.view(), &data, Some(id))?;
    }
    let version = row.text("Version").and_then(|version| version.parse::<u64>().ok()).unwrap_or_default();
    let row = rules::body(row, &said)?
        .with(DATA, Tree::Map(data))
        .with_some("Status", status)
        .with("LastModifiedBy", &*call.caller.arn)
        .with("LastModifiedTime", call.now)
        .with("Version", (version + 1).to_string());
    events::note(call, tx, id, events::UPDATE, &row);
    tx.put(Table::OpsItem, id, row);
    Ok(Record::new())
}

fn merged(held: &[(Box<str>, Tree)], sent: Data, gone: &[&str]) -> Data {
    let stays = |key: &str| !gone.contains(&key) && sent.iter().all(|(own, _)| **own != *key);
    let mut out: Data = held.iter().filter(|(key, _)| stays(key)).cloned().collect();
    out.extend(sent);
    out
}
