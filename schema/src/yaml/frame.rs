//! Collections while their children arrive.

use crate::node::{Entry, Key, Node, Style, Value};
use crate::source::Span;

/// A collection that is not closed yet.
pub(super) struct Frame {
    /// Where it begins; for a block that is its first child.
    pub span: Span,
    /// How it is written.
    pub notation: Notation,
    /// The parser's number for its anchor, 0 for none.
    pub anchor: usize,
    /// Its tag, where that is kept.
    pub tag: Option<Key>,
    /// What it holds so far.
    pub children: Children,
}

/// How a collection is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    /// In brackets or braces; the parser's end is the closing one.
    Flow,
    /// By indentation; the parser's end is the next token.
    Block,
}

/// What a collection holds so far.
pub(super) enum Children {
    /// Items.
    List(Vec<Node>),
    /// Entries, and the key that waits for its value.
    Map { entries: Vec<Entry>, waiting: Option<Waiting> },
}

/// A key that waits for its value.
pub(super) enum Waiting {
    /// A text.
    Key(Key),
    /// `<<`: the value's entries are taken in.
    Merge(Span),
    /// A key that was refused; the value goes with it.
    Refused,
}

impl Frame {
    /// Whether the next node is a key.
    pub fn wants_key(&self) -> bool {
        matches!(self.children, Children::Map { waiting: None, .. })
    }

    /// What a node is as a key.
    pub fn key(node: Node) -> Option<Waiting> {
        let Node { span, value } = node;
        match value {
            Value::Scalar(scalar) if scalar.style == Style::Plain && scalar.text == "<<" => {
                Some(Waiting::Merge(span))
            }
            Value::Scalar(scalar) if scalar.style == Style::Plain && scalar.text.is_empty() => None,
            Value::Scalar(scalar) => Some(Waiting::Key(Key { text: scalar.text, span })),
            Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Where it stands, once the parser has said its end.
    pub fn whole(&self, end: Span) -> Span {
        let last = match &self.children {
            Children::List(items) => items.last().map(|item| item.span),
            Children::Map { entries, .. } => entries.last().map(|entry| entry.value.span),
        };
        match self.notation {
            Notation::Flow => self.span.to(end),
            // An alias's node stands elsewhere, before the collection or after its first child.
            Notation::Block => match last {
                Some(last) if last.end >= self.span.start => self.span.to(last),
                Some(_) | None => self.span,
            },
        }
    }

    /// The collection, closed.
    pub fn close(self) -> Node {
        let Self { span, children, tag, .. } = self;
        let value = match children {
            Children::List(items) => Value::List(items),
            Children::Map { entries, .. } => Value::Map(entries),
        };
        Self::under(tag, Node { span, value })
    }

    /// A node under its tag, where that is kept.
    pub fn under(tag: Option<Key>, node: Node) -> Node {
        match tag {
            Some(key) => Node { span: node.span, value: Value::Map(vec![Entry { key, value: node }]) },
            None => node,
        }
    }
}
