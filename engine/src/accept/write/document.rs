//! What of a document is written in a form of its own.

use schema::edit::{Change, Written};
use schema::{Node, SourceId, Tree, Value};

use super::{Unwritten, Writing};
use crate::accept::Why;
use crate::accept::draft::{Draft, Spot};
use crate::accept::form::Place;
use crate::accept::place::stands_for;
use crate::accept::value::{Meant, change};
use crate::tree::equal;

impl Writing<'_> {
    /// An account that may use a document, where the accounts are a list.
    pub(super) fn share(
        &self,
        draft: &mut Draft<'_>,
        spot: &Spot,
        node: &Node,
        account: &str,
        to: Option<&Tree>,
    ) -> Result<(), Unwritten> {
        const DEFAULT: &str = "$DEFAULT";
        let meant = |text: &str| stands_for(self.scene, text);
        let listed = node.items().iter().filter_map(Node::scalar).map(|scalar| meant(&scalar.text));
        let others: Vec<String> = listed.filter(|listed| listed != account).collect();
        let change = match to.and_then(Tree::as_text) {
            Some(version) if version != DEFAULT => {
                let entry =
                    |account: &str, version: &str| (account.to_owned(), Written::Text(version.to_owned()));
                let others = others.iter().map(|other| entry(other, DEFAULT));
                Change::Put(Written::Map(others.chain([entry(account, version)]).collect()))
            }
            here => {
                let all = others.iter().map(String::as_str).chain(here.map(|_| account));
                let all = Tree::set(all.map(Tree::text));
                change(Some(node), None, Some(&all), self.meant(&meant, spot)).map_err(|why| (why, None))?
            }
        };
        draft.change(spot, change)
    }

    /// A document's content: its own file, a text, or a map.
    pub(super) fn content(
        &self,
        draft: &mut Draft<'_>,
        spot: &Spot,
        to: Option<&Tree>,
    ) -> Result<(), Unwritten> {
        let (Some(node), Some(Tree::Text(text))) = (draft.node(spot), to) else {
            return Err((Why::NoPlace, draft.locate(spot)));
        };
        if node.get("file").is_none() {
            let meant = |text: &str| stands_for(self.scene, text);
            let change = match &node.value {
                Value::Map(_) => {
                    let content = structured(text).ok_or_else(|| (Why::Form, draft.locate(spot)))?;
                    change(Some(&node), None, Some(&content), self.meant(&meant, spot))
                }
                Value::Scalar(_) | Value::List(_) => change(Some(&node), None, to, self.meant(&meant, spot)),
            };
            let change = change.map_err(|why| (why, draft.locate(spot)))?;
            return draft.change(spot, change);
        }
        let source = self.file(draft, spot, &node)?;
        if in_place(draft, source, text).is_none() {
            draft.put(source, text.clone());
        }
        Ok(())
    }

    /// The file that a content stands in; `node` names it.
    pub(super) fn file(&self, draft: &Draft<'_>, spot: &Spot, node: &Node) -> Result<SourceId, Unwritten> {
        let filled = node.get("interpolate").and_then(Node::scalar).is_some_and(|said| said.text == "true");
        if filled {
            return Err((Why::Generated, draft.locate(spot)));
        }
        let path = node.get("file").and_then(Node::scalar).map(|file| stands_for(self.scene, &file.text));
        let source = path.and_then(|path| self.scene.read.files.get(&path).copied());
        source.ok_or_else(|| (Why::NoPlace, draft.locate(spot)))
    }
}

/// Edits a file until it says what another text says; `None` where that cannot be, and nothing is said of the draft.
fn in_place(draft: &mut Draft<'_>, source: SourceId, text: &str) -> Option<()> {
    let spot = Spot { source, document: 0, keys: Vec::new() };
    let (node, content) = (draft.node(&spot)?, structured(text)?);
    let itself = |text: &str| text.to_owned();
    let meant = Meant { stands_for: &itself, place: Place::default() };
    draft.change(&spot, change(Some(&node), None, Some(&content), meant).ok()?).ok()?;
    structured(draft.text(source)).filter(|made| equal(made, &content)).map(drop)
}

/// A structured content as a value.
fn structured(text: &str) -> Option<Tree> {
    let mut sources = schema::Sources::default();
    let id = sources.add("content", text);
    let (documents, findings) = schema::yaml::documents(&sources, id);
    let [document] = &documents[..] else { return None };
    findings.is_empty().then(|| tree(document))
}

fn tree(node: &Node) -> Tree {
    match &node.value {
        Value::Scalar(scalar) if scalar.style == schema::Style::Plain => match scalar.text.as_str() {
            "true" => Tree::Bool(true),
            "false" => Tree::Bool(false),
            text => text.parse().map_or_else(|_| Tree::text(text), Tree::Number),
        },
        Value::Scalar(scalar) => Tree::text(scalar.text.as_str()),
        Value::List(items) => Tree::List(items.iter().map(tree).collect()),
        Value::Map(entries) => {
            Tree::map(entries.iter().map(|entry| (entry.key.text.clone(), tree(&entry.value))))
        }
    }
}
