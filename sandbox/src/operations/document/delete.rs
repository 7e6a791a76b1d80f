//! DeleteDocument: the whole, or one version.

use super::version::Selector;
use super::{missing, name, version};
use crate::handler::{Answer, Call, Refusal};
use crate::operations::{association, tags};
use crate::store::{Table, Tx};
use crate::tree::Record;

/// DeleteDocument. AWS does it by and by; here it is done at once.
pub(super) fn delete(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let name = said.required("Name");
    // It matters for schemas of configurations only, which nothing here refers to.
    let _ = said.flag("Force");
    let document = tx.view().get(Table::Document, name).cloned().ok_or_else(missing)?;
    let selector = Selector::said(&said);
    if !selector.is_none() {
        return delete_version(tx, name, &document, &selector);
    }
    if !document.entries("Shares").is_empty() {
        let message = "You attempted to delete a document while it is still shared. You must stop sharing the \
                       document before you can delete it.";
        return Err(Refusal::new("InvalidDocumentOperation", message));
    }
    if association::uses(call, &tx.view(), name) {
        // AWS sends this error without a message.
        return Err(Refusal::bare("AssociatedInstances"));
    }
    let keys: Vec<i64> = version::all(&tx.view(), name).into_iter().map(version::number).collect();
    for number in keys {
        tx.delete(Table::DocumentVersion, &version::key(name, number));
    }
    tx.delete(Table::Document, name);
    tags::remove_all(tx, &format!("ssm:{}", name::resource(name)));
    Ok(Record::new())
}

fn delete_version(tx: &mut Tx<'_>, name: &str, document: &Record, selector: &Selector<'_>) -> Answer {
    let versions = version::all(&tx.view(), name);
    let number = version::number(selector.pick(document, &versions)?);
    if document.integer("DefaultVersion") == Some(number) {
        let message = "Default version of the document can't be deleted.";
        return Err(Refusal::new("InvalidDocumentOperation", message));
    }
    let left = versions.into_iter().map(version::number).filter(|held| *held != number);
    let latest = left.max().unwrap_or(number);
    tx.delete(Table::DocumentVersion, &version::key(name, number));
    tx.put(Table::Document, name, document.clone().with("LatestVersion", latest));
    Ok(Record::new())
}
