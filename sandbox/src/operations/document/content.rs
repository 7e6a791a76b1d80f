//! What a document's content must be, and what AWS derives from it.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::definition::Definition;
use super::{json, platforms, references, steps};
use crate::handler::{Refusal, hex};
use crate::operations::change_calendar;
use crate::tree::{Record, Tree};

/// As much content as a document may have, in bytes.
const LARGEST: usize = 64 * 1024;

/// The schema versions of a type; none where a type's content has no such thing.
fn schemas(document_type: &str) -> &'static [&'static str] {
    match document_type {
        "Command" => &["1.2", "2.0", "2.2"],
        "Automation" | "Automation.ChangeTemplate" => &["0.3"],
        "Session" => &["1.0"],
        "Policy" | "Package" => &["2.0"],
        _ => &[],
    }
}

/// Checks a content and adds to a version's row what follows from it.
pub(super) fn derive(row: &mut Record, content: &str) -> Result<(), Refusal> {
    if content.len() > LARGEST {
        let message = format!("The size limit of a document is {} KB.", LARGEST / 1024);
        return Err(Refusal::new("MaxDocumentSizeExceeded", message));
    }
    let document_type = row.text("DocumentType").unwrap_or_default().to_owned();
    let format = row.text("DocumentFormat").unwrap_or_default().to_owned();
    row.set("Hash", hash(content));
    row.set("HashType", "Sha256");
    row.set("Content", content);
    if document_type == "ChangeCalendar" {
        row.set("PlatformTypes", Vec::new());
        row.set("Parameters", Vec::new());
        return calendar(&format, content);
    }
    let value = parsed(&document_type, &format, content)?;
    let version = value.get("schemaVersion").map(schema_version);
    check_schema(&document_type, version.as_deref())?;
    check(&document_type, version.as_deref(), &value).map_err(invalid)?;
    let definitions = declared(&value).map_err(invalid)?;
    row.set("Parameters", Tree::List(definitions.iter().map(Definition::shown).collect()));
    row.set("PlatformTypes", Tree::texts(platforms::of(&document_type, &value)));
    if let Some(version) = version {
        row.set("SchemaVersion", version);
    }
    if let Some(description) = value.get("description").and_then(Value::as_str) {
        row.set("Description", description);
    }
    Ok(())
}

/// Lower-case SHA-256 of the content as it was sent.
pub(super) fn hash(content: &str) -> String {
    hex(&Sha256::digest(content.as_bytes()))
}

fn invalid(message: String) -> Refusal {
    Refusal::new("InvalidDocumentContent", message)
}

/// The content as a value. A template of CloudFormation has tags of its own and is not looked into.
fn parsed(document_type: &str, format: &str, content: &str) -> Result<Value, Refusal> {
    if matches!(document_type, "CloudFormation" | "ConformancePackTemplate") || format == "TEXT" {
        return Ok(Value::Null);
    }
    let value: Value = match format {
        "YAML" => serde_yaml::from_str(content)
            .map_err(|why| invalid(format!("The document content is not valid YAML: {why}")))?,
        _ => json::read(content).map_err(invalid)?,
    };
    if !value.is_object() {
        return Err(invalid("The document content is no map".to_owned()));
    }
    Ok(value)
}

/// `2.2`, however it was written.
fn schema_version(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn check_schema(document_type: &str, version: Option<&str>) -> Result<(), Refusal> {
    let known = schemas(document_type);
    let right = version.is_some_and(|version| known.contains(&version));
    if known.is_empty() || right {
        return Ok(());
    }
    // Of the other types this answer is not known.
    if let Some(version) = version.filter(|_| document_type == "Automation") {
        return Err(invalid(format!("Document schema version is invalid. Value: {version}")));
    }
    let message = format!(
        "The schema version {} is not supported by documents of type {document_type}: {}",
        version.unwrap_or("null"),
        known.join(", ")
    );
    Err(Refusal::new("InvalidDocumentSchemaVersion", message))
}

fn check(document_type: &str, version: Option<&str>, value: &Value) -> Result<(), String> {
    match (document_type, version) {
        ("Command", Some("1.2")) => steps::check_config(value),
        ("Command", _) => steps::check(document_type, value),
        ("Automation" | "Automation.ChangeTemplate", _) => {
            steps::check(document_type, value).and_then(|()| references::check(value))
        }
        ("Session", _) => match value.get("sessionType").and_then(Value::as_str) {
            Some("Standard_Stream" | "Port" | "InteractiveCommands" | "NonInteractiveCommands") => Ok(()),
            _ => Err("The session document has no known sessionType".to_owned()),
        },
        ("Package", _) if value.get("packages").is_none() || value.get("files").is_none() => {
            Err("The manifest of a package has packages and files".to_owned())
        }
        _ => Ok(()),
    }
}

fn declared(value: &Value) -> Result<Vec<Definition>, String> {
    let declared = value.get("parameters").and_then(Value::as_object);
    declared.into_iter().flatten().map(|(name, value)| Definition::read(name, value)).collect()
}

/// The parameters that a stored version declares.
pub(super) fn definitions(row: &Record) -> Vec<Definition> {
    let text = |member: &str| row.text(member).unwrap_or_default();
    let value = parsed(text("DocumentType"), text("DocumentFormat"), text("Content"));
    value.ok().and_then(|value| declared(&value).ok()).unwrap_or_default()
}

/// A change calendar is text of RFC 5545 that says what is without events.
fn calendar(format: &str, content: &str) -> Result<(), Refusal> {
    if format != "TEXT" {
        return Err(invalid("A document of type ChangeCalendar has the format TEXT".to_owned()));
    }
    change_calendar::check(content)
}
