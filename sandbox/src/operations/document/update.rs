//! UpdateDocument: a new version, which is not the default.

use super::create::{begun, derive, keep};
use super::held::{Held, described, status};
use super::version::{MOST, Selector, key};
use super::{content, missing, name, version};
use crate::handler::{Answer, Call, Refusal};
use crate::operations::{association, tags};
use crate::store::{Table, Tx};
use crate::tree::Record;

/// UpdateDocument. The version that is named must be the latest; where none is, the default one is named.
pub(super) fn update(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let name = said.required("Name");
    let document = tx.view().get(Table::Document, name).cloned().ok_or_else(missing)?;
    let versions: Vec<Record> = version::all(&tx.view(), name).into_iter().cloned().collect();
    let seen: Vec<&Record> = versions.iter().collect();
    let named = Selector { version: said.text("DocumentVersion"), name: None }.pick(&document, &seen)?;
    let latest = document.integer("LatestVersion").unwrap_or_default();
    if version::number(named) != latest {
        let message = format!(
            "Version provided for document {name} is not latest. Please provide the latest version to update \
             document {name}"
        );
        return Err(Refusal::new("InvalidDocumentVersion", message));
    }
    check(call, named, &seen)?;
    let document_type = document.text("DocumentType").unwrap_or_default();
    let mut row = begun(call, name, document_type, latest + 1);
    row.set("DocumentFormat", said.text("DocumentFormat").unwrap_or("JSON"));
    keep(&mut row, &said, Some(named));
    if let Some(requires) = named.get("Requires") {
        row.set("Requires", requires.clone());
    }
    derive(&mut row, &said)?;
    let document = document.with("LatestVersion", latest + 1);
    tx.put(Table::DocumentVersion, &key(name, latest + 1), row.clone());
    tx.put(Table::Document, name, document.clone());
    association::document_changed(call, tx, name, "$LATEST");
    let held = Held::of(&document, vec![&row]);
    let resource = format!("ssm:{}", name::resource(name));
    let shown =
        described(call, &held, &row, tags::shown(tags::of(&tx.view(), &resource)), "DocumentDescription");
    // However soon it is ready, the answer is given before that.
    Ok(Record::new().with("DocumentDescription", shown.with("Status", "Updating")))
}

fn check(call: &Call<'_>, latest: &Record, versions: &[&Record]) -> Result<(), Refusal> {
    let said = call.said();
    if status(latest, call.now) != "Active" {
        let message = "The document is not active yet.";
        return Err(Refusal::new("InvalidDocumentOperation", message));
    }
    if latest.text("SchemaVersion").is_some_and(|schema| schema.starts_with("1.") && schema != "1.0") {
        let message = "Documents of schema version 1.x can't be updated.";
        return Err(Refusal::new("InvalidDocumentSchemaVersion", message));
    }
    if let Some(wanted) = said.text("VersionName")
        && versions.iter().any(|row| row.text("VersionName") == Some(wanted))
    {
        let message = "The version name has already been used in this document.";
        return Err(Refusal::new("DuplicateDocumentVersionName", message));
    }
    let hash = content::hash(said.required("Content"));
    if versions.iter().any(|row| row.text("Hash") == Some(&hash)) {
        let message = "The content of the association document matches another document. Change the content of \
                       the document and try again.";
        return Err(Refusal::new("DuplicateDocumentContent", message));
    }
    let newest = versions.iter().map(|row| version::number(row)).max().unwrap_or_default();
    if newest >= MOST {
        let message =
            "The document has too many versions. Delete one or more document versions and try again.";
        return Err(Refusal::new("DocumentVersionLimitExceeded", message));
    }
    Ok(())
}
