//! GetDocument: the content, in the format that is asked for.

use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};

use super::held::{Held, status};
use super::version::Selector;
use crate::handler::{Answer, Call, Refusal, hex};
use crate::store::View;
use crate::tree::{Record, Tree};

/// GetDocument. Without a format it is JSON; in the stored one it is given byte by byte.
pub(super) fn get(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let held = Held::find(call, view, said.required("Name"))?;
    let row = held.version(&Selector::said(&said))?;
    let stored = row.text("DocumentFormat").unwrap_or_default();
    let text = row.text("Content").unwrap_or_default();
    let format = said.text("DocumentFormat").unwrap_or("JSON");
    let content = if format == stored { Some(text.to_owned()) } else { converted(text, stored, format) };
    let content = content.ok_or_else(|| {
        let message = format!("The document content can't be given in the format {format}: it is {stored}");
        Refusal::new("InvalidDocument", message)
    })?;
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

/// The content in another format, keys in their order; nothing where it has no other.
fn converted(text: &str, stored: &str, asked: &str) -> Option<String> {
    match (stored, asked) {
        ("JSON", "YAML") => {
            let value: serde_yaml::Value = serde_json::from_str(text).ok()?;
            serde_yaml::to_string(&value).ok()
        }
        ("YAML", "JSON") => {
            let value: serde_yaml::Value = serde_yaml::from_str(text).ok()?;
            serde_json::to_string(&value).ok()
        }
        // What was sent as text may still be what it is asked for as.
        ("TEXT", "JSON") => serde_json::from_str::<IgnoredAny>(text).is_ok().then(|| text.to_owned()),
        (_, "TEXT") => Some(text.to_owned()),
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
