//! The one form in which requests, rows and replies are held.
//!
//! JSON, form and XML are ways to write a tree; the API's table says what its names mean. A tree has no
//! `Debug`, because a row may hold the text of a SecureString.

mod codec;
mod record;

pub(crate) use codec::{decode, encode};
pub(crate) use record::Record;

/// One value.
#[derive(Clone, PartialEq)]
pub(crate) enum Tree {
    Bool(bool),
    /// A whole number, or an instant in milliseconds since 1970 where the shape is a timestamp.
    Integer(i64),
    Float(f64),
    /// A string, or a blob in base64 where the shape is a blob.
    Text(Box<str>),
    List(Vec<Tree>),
    Record(Record),
    /// A map whose keys the caller chose.
    Map(Vec<(Box<str>, Tree)>),
}

impl Tree {
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Tree::Text(text) => Some(text),
            Tree::Bool(_)
            | Tree::Integer(_)
            | Tree::Float(_)
            | Tree::List(_)
            | Tree::Record(_)
            | Tree::Map(_) => None,
        }
    }

    pub(crate) fn as_record(&self) -> Option<&Record> {
        match self {
            Tree::Record(record) => Some(record),
            Tree::Bool(_)
            | Tree::Integer(_)
            | Tree::Float(_)
            | Tree::Text(_)
            | Tree::List(_)
            | Tree::Map(_) => None,
        }
    }

    /// A list of strings.
    pub(crate) fn texts<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> Tree {
        Tree::List(items.into_iter().map(|item| item.as_ref().into()).collect())
    }
}

impl From<&str> for Tree {
    fn from(text: &str) -> Self {
        Tree::Text(text.into())
    }
}

impl From<String> for Tree {
    fn from(text: String) -> Self {
        Tree::Text(text.into())
    }
}

impl From<i64> for Tree {
    fn from(number: i64) -> Self {
        Tree::Integer(number)
    }
}

impl From<bool> for Tree {
    fn from(flag: bool) -> Self {
        Tree::Bool(flag)
    }
}

impl From<Record> for Tree {
    fn from(record: Record) -> Self {
        Tree::Record(record)
    }
}

impl From<Vec<Tree>> for Tree {
    fn from(items: Vec<Tree>) -> Self {
        Tree::List(items)
    }
}
