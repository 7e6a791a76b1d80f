//! AWS's own words, with an open form for those that only AWS knows yet.

use crate::finding::Finding;
use crate::node::Node;
use crate::shape::{Form, Misfit, Reader, Shape, nearest, quoted};
use crate::tree::Tree;

/// A closed list of words. The derive writes it for an enum of unit variants.
pub trait Words: Copy + 'static {
    /// Every word and its value.
    const ALL: &'static [(&'static str, Self)];

    /// The word of a value.
    fn word(&self) -> &'static str;

    /// The value of a word.
    fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(candidate, _)| *candidate == word).map(|(_, value)| *value)
    }
}

/// A word that AWS may send although this version does not know it. A manifest can only say the
/// known ones.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word<E> {
    /// One that this version knows.
    Known(E),
    /// One that AWS sent.
    Other(String),
}

impl<E: Words> Word<E> {
    /// The word of AWS.
    pub fn of(word: &str) -> Self {
        E::of(word).map_or_else(|| Self::Other(word.to_owned()), Self::Known)
    }

    /// The word for AWS.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(word) => word.word(),
            Self::Other(word) => word,
        }
    }

    /// The value, where this version knows it.
    pub fn known(&self) -> Option<E> {
        match self {
            Self::Known(word) => Some(*word),
            Self::Other(_) => None,
        }
    }
}

impl<E: Words + PartialEq> PartialEq<E> for Word<E> {
    fn eq(&self, other: &E) -> bool {
        matches!(self, Self::Known(word) if word == other)
    }
}

impl<E: Words> Shape for Word<E> {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        read_word(node, reader).map(Self::Known)
    }

    /// A word that only AWS knows, which no check judges.
    fn stand_in() -> Option<Self> {
        Some(Self::Other(String::new()))
    }

    fn tree(&self) -> Tree {
        Tree::text(self.as_str())
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        String::from_tree(tree).map(|word| Self::of(&word))
    }

    fn form() -> Form {
        words_form::<E>()
    }
}

/// Reads a word of a closed list. With a mistyped one the word goes on that was most likely meant.
pub fn read_word<E: Words>(node: &Node, reader: &mut Reader) -> Option<E> {
    let text = reader.known_text(node, "a word")?;
    if let Some(word) = E::of(text) {
        return Some(word);
    }
    let words = E::ALL.iter().map(|(word, _)| *word);
    let meant = nearest(text, words.clone());
    let help = match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("write one of {}", quoted(words)),
    };
    reader.report(
        Finding::error("unknown-word", node.span, format!("`{text}` is not a word for this")).help(help),
    );
    meant.and_then(E::of)
}

/// Reads a word of a closed list from a tree.
///
/// # Errors
/// Another tree than a text, or another word.
pub fn word_from_tree<E: Words>(tree: Option<&Tree>) -> Result<E, Misfit> {
    let text = String::from_tree(tree)?;
    E::of(&text).ok_or_else(|| Misfit::new("a known word", tree))
}

/// The form of a closed list.
pub fn words_form<E: Words>() -> Form {
    Form::Words(E::ALL.iter().map(|(word, _)| *word).collect())
}
