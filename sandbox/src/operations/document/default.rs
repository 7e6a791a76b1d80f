//! UpdateDocumentDefaultVersion.

use super::version::Selector;
use super::{missing, version};
use crate::handler::{Answer, Call};
use crate::operations::association;
use crate::store::{Table, Tx};
use crate::tree::Record;

/// UpdateDocumentDefaultVersion.
pub(super) fn update(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let name = said.required("Name");
    let document = tx.view().get(Table::Document, name).cloned().ok_or_else(missing)?;
    let versions = version::all(&tx.view(), name);
    let wanted = Selector { version: Some(said.required("DocumentVersion")), name: None };
    let row = wanted.pick(&document, &versions)?;
    let description = Record::new()
        .with("Name", name)
        .with("DefaultVersion", version::number(row).to_string())
        .with_some("DefaultVersionName", row.text("VersionName"));
    let number = version::number(row);
    let changed = document.integer("DefaultVersion") != Some(number);
    tx.put(Table::Document, name, document.with("DefaultVersion", number));
    if changed {
        association::document_changed(call, tx, name, "$DEFAULT");
    }
    Ok(Record::new().with("Description", description))
}
