//! Attachments: what a request names, of which replies show names only.

use serde_json::Value;

use crate::check::Said;
use crate::handler::Refusal;
use crate::tree::{Record, Tree};

/// The names of what is attached; nothing where nothing is.
///
/// There is no S3 behind it, so nothing is fetched: a file's name is the end of its URL, and a folder holds the
/// files that the content names.
pub(super) fn said(said: &Said<'_>, content: &str) -> Result<Option<Tree>, Refusal> {
    let mut names = Vec::new();
    for source in said.each("Attachments") {
        let url = source.texts("Values").into_iter().next();
        let Some((key, url)) = source.text("Key").zip(url) else {
            return Err(Refusal::validation("An attachment has a Key and one value"));
        };
        match (key, source.text("Name")) {
            ("SourceUrl", _) => names.extend(named_by(content)),
            (_, Some(name)) => names.push(name.to_owned()),
            (_, None) => names.extend(url.trim_end_matches('/').rsplit('/').next().map(str::to_owned)),
        }
    }
    let shown = |name: &String| Tree::Record(Record::new().with("Name", &**name));
    Ok((!names.is_empty()).then(|| Tree::List(names.iter().map(shown).collect())))
}

/// The files that a package's manifest names.
fn named_by(content: &str) -> Vec<String> {
    let manifest: Option<Value> = serde_json::from_str(content).ok();
    let files = manifest.as_ref().and_then(|manifest| manifest.get("files")).and_then(Value::as_object);
    files.into_iter().flatten().map(|(name, _)| name.clone()).collect()
}
