//! ModifyDocumentPermission: with whom a document is shared.

use super::{amazon, missing};
use crate::handler::{Answer, Call, Refusal};
use crate::operations::service_setting;
use crate::store::{Table, Tx};
use crate::tree::{Record, Tree};

/// As many accounts as a document may be shared with.
const MOST: usize = 1000;
/// Stands for every account.
pub(super) const EVERYBODY: &str = "all";

/// ModifyDocumentPermission. An account in both lists is removed.
pub(super) fn modify(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let name = said.required("Name");
    // The model knows one word for it.
    let _ = said.required("PermissionType");
    if amazon::find(name).is_some() {
        return Err(Refusal::new("AccessDeniedException", "Documents of AWS can't be shared by others"));
    }
    let document = tx.view().get(Table::Document, name).cloned().ok_or_else(missing)?;
    let version = said.text("SharedDocumentVersion").unwrap_or("$DEFAULT");
    let (add, remove) =
        (accounts(&said.texts("AccountIdsToAdd")), accounts(&said.texts("AccountIdsToRemove")));
    if add.iter().any(|account| account == EVERYBODY) && !service_setting::public_sharing(&tx.view()) {
        let message = "Public sharing is blocked for this account and region";
        return Err(Refusal::new("DocumentPermissionLimit", message));
    }
    let mut shares = document.entries("Shares").to_vec();
    for account in add {
        shares.retain(|(held, _)| **held != *account);
        shares.push((account.into(), Tree::from(version)));
    }
    shares.retain(|(held, _)| !remove.iter().any(|account| **held == **account));
    shares.sort_by(|a, b| a.0.cmp(&b.0));
    let everybody = shares.iter().any(|(held, _)| &**held == EVERYBODY);
    if shares.len() > MOST || everybody && shares.len() > 1 {
        let message = "The document can't be shared with this many accounts, or both with all and with some";
        return Err(Refusal::new("DocumentPermissionLimit", message));
    }
    tx.put(Table::Document, name, document.with("Shares", Tree::Map(shares)));
    Ok(Record::new())
}

/// The word for everybody is taken in any case and kept in one.
fn accounts(said: &[&str]) -> Vec<String> {
    said.iter().map(|account| account.to_ascii_lowercase()).collect()
}
