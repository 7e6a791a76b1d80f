//! Documents that AWS owns, from `model/documents.txt`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use super::held::Held;
use super::{content, missing};
use crate::handler::Refusal;
use crate::tree::Record;

/// When AWS made them, for all that the sandbox knows: 2024-01-01.
const SINCE: i64 = 1_704_067_200_000;

/// One document and its one version.
pub(super) struct Amazon {
    document: Record,
    version: Record,
}

/// All of them, by name.
pub(super) fn all() -> &'static BTreeMap<&'static str, Amazon> {
    static ALL: OnceLock<BTreeMap<&'static str, Amazon>> = OnceLock::new();
    ALL.get_or_init(|| {
        let lines = include_str!("../../../model/documents.txt").lines();
        let mut lines = lines.filter(|line| !line.starts_with('#')).peekable();
        let mut all = BTreeMap::new();
        while let Some(line) = lines.next() {
            let mut parameters = Map::new();
            while let Some(line) = lines.next_if(|line| line.starts_with("  parameter ")) {
                let (name, value) = parameter(line);
                parameters.insert(name.to_owned(), value);
            }
            let (name, amazon) = document(line, parameters);
            all.insert(name, amazon);
        }
        all
    })
}

/// The document of a name.
pub(super) fn find(name: &str) -> Option<Held<'static>> {
    all().get(name).map(Amazon::held)
}

/// Whether AWS may have a document of a name: no other may begin so.
pub(super) fn may_be(name: &str) -> bool {
    ["AWS", "Amazon"].iter().any(|prefix| name.starts_with(prefix))
}

/// The refusal of a document that AWS may have, which says whose lack it is.
pub(super) fn not_carried(name: &str) -> Refusal {
    let lack = format!("if AWS has a document {name}, the sandbox does not carry it");
    let refusal = missing();
    let message = format!("{} ({lack})", refusal.message.as_deref().unwrap_or_default());
    Refusal { message: Some(message), notice: Some(lack), ..refusal }
}

impl Amazon {
    /// As requests see it.
    pub(super) fn held(&'static self) -> Held<'static> {
        Held::of(&self.document, vec![&self.version])
    }
}

fn document(line: &'static str, parameters: Map<String, Value>) -> (&'static str, Amazon) {
    let (facts, description) = line.split_once(" -- ").expect("a document says what it is for");
    let words: Vec<&str> = facts.split(' ').collect();
    let ["document", name, document_type, schema, platforms, action] = words[..] else {
        panic!("not a document: {line}");
    };
    let content = json!({ "schemaVersion": schema, "description": description, "parameters": parameters });
    let content = with_step(content, schema, document_type, action).to_string();
    let mut version = Record::new()
        .with("Name", name)
        .with("Owner", "Amazon")
        .with("CreatedDate", SINCE)
        .with("DocumentVersion", "1")
        .with("DocumentType", document_type)
        .with("DocumentFormat", "JSON");
    assert!(content::derive(&mut version, &content).is_ok(), "{name} is a document");
    version.set("PlatformTypes", crate::tree::Tree::texts(platforms.split(',')));
    let document = Record::new()
        .with("Name", name)
        .with("DocumentType", document_type)
        .with("DefaultVersion", 1)
        .with("LatestVersion", 1);
    (name, Amazon { document, version })
}

/// Where its one step stands is a matter of the schema.
fn with_step(mut content: Value, schema: &str, document_type: &str, action: &str) -> Value {
    match (schema, document_type) {
        ("1.2", _) => content["runtimeConfig"] = json!({ action: { "properties": [{ "id": "0.1" }] } }),
        (_, "Session") => content["sessionType"] = json!(action),
        _ => content["mainSteps"] = json!([{ "action": action, "name": "main", "inputs": {} }]),
    }
    content
}

fn parameter(line: &'static str) -> (&'static str, Value) {
    let (facts, description) = line.split_once(" -- ").expect("a parameter says what it is for");
    let mut words = facts.trim_start().split(' ').skip(1);
    let name = words.next().expect("a parameter has a name");
    let kind = words.next().expect("a parameter has a type");
    let mut value = json!({ "type": kind, "description": description });
    for word in words {
        let said = |text: &str| text.replace('~', " ");
        match word.split_once('=') {
            Some(("default", text)) => {
                value["default"] = serde_json::from_str(&said(text)).expect("a default is JSON");
            }
            Some(("allowed", texts)) => value["allowedValues"] = texts.split(',').map(said).collect(),
            _ => panic!("not a fact of a parameter: {line}"),
        }
    }
    (name, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_of_the_table_is_one() {
        assert!(all().len() > 20);
        assert!(all().keys().all(|name| name.starts_with("AWS-") || name.starts_with("Amazon")));
    }
}
