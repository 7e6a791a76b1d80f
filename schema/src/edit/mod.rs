//! Edits of a text by the places of its tree: what is not edited stays, byte for byte.
//!
//! A file is never written anew from its tree: comments, anchors, order and style are its author's. What came
//! through an alias or `<<` stands elsewhere, for others too, and is not edited.

mod items;
mod keys;
mod place;
mod render;

use std::ops::Range;

use self::place::Page;
use crate::node::Node;
use crate::source::Span;

/// A value that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// A text, in the style of what stood there.
    Text(String),
    /// A number or a truth value.
    Word(String),
    /// Values in order.
    List(Vec<Written>),
    /// Values by key.
    Map(Vec<(String, Written)>),
}

/// What becomes of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is another one, or comes.
    Put(Written),
    /// It goes, with its key and its own comment.
    Remove,
    /// It is a map, and these of its keys change.
    Keys(Vec<(String, Change)>),
    /// It is a list, and is to have these items; whichever is not among them goes.
    Items(Vec<Item>),
    /// It goes under a key of a map in its place, which has others beside.
    Under {
        /// The key.
        key: String,
        /// The others.
        beside: Vec<(String, Written)>,
    },
}

/// One item of a list as it is to be. Those that stay keep their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// The one at this position.
    Kept(usize),
    /// The one at this position, changed.
    Changed(usize, Change),
    /// A new one.
    New(Written),
}

/// Why a text is not edited; nothing of it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// The value came through an alias or `<<`: it stands here, for others too.
    Elsewhere(Span),
    /// It is written in a form that no edit fits.
    Form(Span),
}

/// A text in which what stands at a path of keys of one of its documents has changed.
///
/// # Errors
/// It cannot be edited there.
pub fn edited(text: &str, document: &Node, path: &[String], change: Change) -> Result<String, Unfit> {
    let nested = path.iter().rev().fold(change, |inner, key| Change::Keys(vec![(key.clone(), inner)]));
    let mut page = Page::of(text, document.span);
    page.change(place::Slot::Document, document, &nested)?;
    page.finish(0..text.len()).ok_or(Unfit::Form(document.head()))
}

/// A text without one of its documents, and without what parts it from the others; `None` where it is the only
/// one. What stands before the first is the file's, and what stands behind the last; both stay.
pub fn without_document(text: &str, documents: &[Node], at: usize) -> Option<String> {
    let page = Page::of(text, documents.get(at)?.span);
    let begins = |node: &Node| page.line_start(node.span.start as usize);
    let range = match (at, documents.get(at + 1)) {
        (0, next) => {
            let start = begins(&documents[0]);
            // A mark of its own goes with it: what parts it from the next one begins that.
            let own = if text.starts_with("---") { Some(0) } else { mark(text, 0, start) };
            let next = mark(text, page.end(&documents[0]), begins(next?))?;
            // A file that begins with it needs none.
            let bare = text[next..page.line_end(next)].trim_end() == "---";
            own.unwrap_or(start)..if start == 0 && bare { page.next_line(next) } else { next }
        }
        (_, next) => {
            let before = page.end(&documents[at - 1]);
            let own = page.end(&documents[at]);
            let end = next.map_or(Some(page.next_line(own)), |next| mark(text, own, begins(next)))?;
            mark(text, before, begins(&documents[at]))?..end
        }
    };
    Some([&text[..range.start], &text[range.end..]].concat())
}

/// The line that parts two documents, between two bytes.
fn mark(text: &str, from: usize, to: usize) -> Option<usize> {
    text.get(from..to)?.find("\n---").map(|at| from + at + 1)
}

/// A range of bytes and what stands there instead.
struct Splice {
    range: Range<usize>,
    text: String,
}

impl Change {
    /// What a change of what is not there comes to.
    fn written(&self) -> Option<Written> {
        match self {
            Self::Put(written) => Some(written.clone()),
            Self::Keys(keys) => {
                let written = |(key, change): &(String, Self)| match change {
                    Self::Remove => None,
                    change => Some(change.written().map(|written| (key.clone(), written))),
                };
                keys.iter().filter_map(written).collect::<Option<_>>().map(Written::Map)
            }
            Self::Items(items) => {
                let new = |item: &Item| match item {
                    Item::New(written) => Some(written.clone()),
                    Item::Kept(_) | Item::Changed(..) => None,
                };
                items.iter().map(new).collect::<Option<_>>().map(Written::List)
            }
            Self::Remove | Self::Under { .. } => None,
        }
    }
}
