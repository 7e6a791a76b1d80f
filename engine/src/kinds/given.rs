//! What associations and windows give documents, held against what these may be given.

use std::sync::Arc;

use schema::kinds::document::{Given, Parameters};
use schema::reference::{Piece, pieces};
use schema::{Finding, Manifest, Node};

use crate::contract::{Asked, Siblings};

/// The versions of a document that are the one that is declared, once it is applied.
const DECLARED: [&str; 2] = ["$DEFAULT", "$LATEST"];

/// What is wrong with what a document is given. `user` is the map that names it, with its version and
/// parameters, and `document` what it names.
pub(super) fn mistakes(asked: &Asked<'_>, user: &Node, document: &str, filled: &[&str]) -> Vec<Finding> {
    let version = user.get("documentVersion").and_then(Node::scalar);
    let declared = version.is_none_or(|version| DECLARED.contains(&version.text.as_str()));
    let known = declared.then(|| parameters(asked, document)).flatten();
    let (Some(known), Some(named)) = (known, user.get("document")) else { return Vec::new() };
    known.mistakes(Given { parameters: user.get("parameters"), filled, place: named.head() })
}

fn parameters(asked: &Asked<'_>, document: &str) -> Option<Arc<Parameters>> {
    match pieces(document)[..] {
        [Piece::Reference { address, attribute: "name" | "arn" }] => {
            let (_, name) = address.split_once('/').filter(|(kind, _)| *kind == "Document")?;
            let document = asked.siblings.named("Document", name)?;
            asked.siblings.parameters(document, |siblings| read(siblings, document))
        }
        [Piece::Text(name)] => Parameters::of_amazon(name).map(Arc::new),
        _ => None,
    }
}

/// `None` where its content cannot be read, or the version that runs need not be the one that is declared.
fn read(siblings: &Siblings<'_>, document: &Manifest) -> Option<Parameters> {
    siblings.text(document, "defaultVersion").is_none_or(|version| version == "latest").then_some(())?;
    let content = siblings.field(document, "content")?;
    match content.get("file").and_then(Node::scalar) {
        Some(file) => Parameters::of_text(&siblings.file(&file.text)?),
        None => Parameters::of_content(&content),
    }
}
