//! YAML as it was written: every value with its place, every scalar with its raw text.

use std::iter;

use crate::source::Span;

/// One value of a manifest and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The whole value.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A scalar; its type is decided by who reads it.
    Scalar(Scalar),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order written, its keys unique.
    Map(Vec<Entry>),
}

/// A scalar's text, unescaped, and how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text: `1.10`, `0755`, `yes` and `~` stay as they were written.
    pub text: String,
    /// How it was written.
    pub style: Style,
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes. Empty and plain means that nothing was written after the key.
    Plain,
    /// In single or double quotes.
    Quoted,
    /// As a block, `|` or `>`.
    Block,
}

/// One key of a mapping and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// Its value.
    pub value: Node,
}

/// A mapping's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its text.
    pub text: String,
    /// Its place.
    pub span: Span,
}

impl Node {
    /// The scalar, where the node is one.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.value {
            Value::Scalar(scalar) => Some(scalar),
            Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The entries, where the node is a mapping; none otherwise.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            Value::Scalar(_) | Value::List(_) => &[],
        }
    }

    /// The items, where the node is a sequence; none otherwise.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            Value::Scalar(_) | Value::Map(_) => &[],
        }
    }

    /// The word that YAML has for nothing, where that is written without quotes: whoever means the word
    /// quotes it.
    pub fn null(&self) -> Option<&str> {
        let scalar = self.scalar().filter(|scalar| scalar.style == Style::Plain)?;
        ["null", "Null", "NULL", "~"].into_iter().find(|word| *word == scalar.text)
    }

    /// Whether nothing was written: a key with no value after it.
    pub fn is_unwritten(&self) -> bool {
        matches!(&self.value, Value::Scalar(scalar) if scalar.style == Style::Plain && scalar.text.is_empty())
    }

    /// A short place to point at: the whole of a scalar, the first key or item of the others.
    pub fn head(&self) -> Span {
        match &self.value {
            Value::Scalar(_) => self.span,
            Value::List(items) => items.first().map_or(self.span, Node::head),
            Value::Map(entries) => entries.first().map_or(self.span, |entry| entry.key.span),
        }
    }

    /// This node and every one inside, in the order written, each before what it holds.
    pub fn walk(&self) -> impl Iterator<Item = &Node> {
        let mut ahead = vec![self];
        iter::from_fn(move || {
            let node = ahead.pop()?;
            match &node.value {
                Value::Scalar(_) => {}
                Value::List(items) => ahead.extend(items.iter().rev()),
                Value::Map(entries) => ahead.extend(entries.iter().rev().map(|entry| &entry.value)),
            }
            Some(node)
        })
    }

    /// Every scalar inside with its place, in the order written, to be changed.
    pub fn scalars_mut(&mut self) -> impl Iterator<Item = (Span, &mut Scalar)> {
        let mut ahead = vec![self];
        iter::from_fn(move || {
            loop {
                let node = ahead.pop()?;
                match &mut node.value {
                    Value::Scalar(scalar) => return Some((node.span, scalar)),
                    Value::List(items) => ahead.extend(items.iter_mut().rev()),
                    Value::Map(entries) => {
                        ahead.extend(entries.iter_mut().rev().map(|entry| &mut entry.value))
                    }
                }
            }
        })
    }

    /// The value of a key, where the node is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of a key, where the node is a mapping that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|entry| entry.key.text == key),
            Value::Scalar(_) | Value::List(_) => None,
        }
    }

    /// The node at a path of keys and list positions.
    pub fn at<'a>(&self, path: impl IntoIterator<Item = &'a str>) -> Option<&Node> {
        path.into_iter().try_fold(self, |node, step| match &node.value {
            Value::Map(_) => node.get(step),
            Value::List(items) => items.get(step.parse::<usize>().ok()?),
            Value::Scalar(_) => None,
        })
    }
}
