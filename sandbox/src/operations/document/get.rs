//! GetDocument: the content, in the format that is asked for.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::content;
use super::held::{Held, status};
use super::version::Selector;
use crate::handler::{Answer, Call, hex};
use crate::store::View;
use crate::tree::{Record, Tree};

/// GetDocument. Without a format the stored one is given, byte by byte.
pub(super) fn get(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let held = Held::find(call, view, said.required("Name"))?;
    let row = held.version(&Selector::said(&said))?;
    let stored = row.text("DocumentFormat").unwrap_or_default();
    let text = row.text("Content").unwrap_or_default();
    let asked = said.text("DocumentFormat").unwrap_or(stored);
    let (format, content) = match converted(text, stored, asked) {
        Some(content) => (asked, content),
        None => (stored, text.to_owned()),
    };
    let mut out = Record::new();
    for member in ["CreatedDate", "DisplayName", "VersionName", "DocumentVersion", "DocumentType", "Requires"]
    {
        if let Some(value) = row.get(member) {
            out.set(member, value.clone());
        }
    }
    out.set("Name", &*held.shown);
    out.set("Status", status(row, call.now));
    out.set("DocumentFormat", format);
    out.set("Content", content);
    let attached = row.items("AttachmentsInformation");
    if !attached.is_empty() {
        out.set("AttachmentsContent", Tree::List(attached.iter().filter_map(attachment).collect()));
    }
    Ok(out)
}

/// The content in another format; nothing where it has no other.
fn converted(text: &str, stored: &str, asked: &str) -> Option<String> {
    match (stored, asked) {
        ("JSON", "YAML") => {
            let value: Value = serde_json::from_str(text).ok()?;
            serde_yaml::to_string(&value).ok()
        }
        ("YAML", "JSON") => Some(content::yaml(text).ok()?.to_string()),
        _ => None,
    }
}

fn attachment(named: &Tree) -> Option<Tree> {
    let name = named.as_record()?.text("Name")?;
    let digest = hex(&Sha256::digest(name.as_bytes()));
    Some(Tree::Record(
        Record::new()
            .with("Name", name)
            .with("Size", 0)
            .with("Hash", digest)
            .with("HashType", "Sha256")
            .with("Url", format!("https://sandbox.invalid/{name}")),
    ))
}
