//! A text of another tool → its values, each with its place.

use std::collections::BTreeMap;

use schema::yaml::documents_tagged;
use schema::{Finding, Node, Severity, Sources, Span, Style, Value};

use crate::contract::Words;

/// What is wrong with a file of another tool. It repeats no value of it, since any may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The line, counted from 1.
    pub line: u32,
    /// The column, counted from 1.
    pub column: u32,
    /// What is wrong, in words.
    pub message: String,
}

/// A text as one value, and where its places are.
pub(super) struct Text {
    pub sources: Sources,
    pub root: Node,
}

impl Text {
    /// Reads YAML or JSON, which is YAML but for how it writes what lies beyond 16 bits.
    pub fn read(text: &str) -> Result<Self, Mistake> {
        let mut sources = Sources::default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let json = text.trim_start().starts_with(['{', '[']);
        let id = sources.add("", if json { joined(text) } else { text.to_owned() });
        let (documents, findings) = documents_tagged(&sources, id);
        let mut errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
        if let Some(finding) = errors.next() {
            return Err(Mistake { message: said(finding), ..mistake(&sources, finding.span(), "") });
        }
        let mut documents = documents.into_iter();
        let root = documents.next().expect("a text without a document has a finding");
        match documents.next() {
            Some(second) => Err(mistake(&sources, second.head(), "a second document begins here")),
            None => Ok(Self { sources, root }),
        }
    }

    /// A mistake at a place.
    pub fn mistake(&self, span: Span, message: impl Into<String>) -> Mistake {
        mistake(&self.sources, span, message)
    }

    /// The number of the line of a place.
    pub fn line(&self, span: Span) -> u32 {
        self.sources.locate(span).line
    }
}

fn mistake(sources: &Sources, span: Span, message: impl Into<String>) -> Mistake {
    let place = sources.locate(span);
    Mistake { line: place.line, column: place.column, message: message.into() }
}

/// What a finding says, without what it may repeat.
fn said(finding: &Finding) -> String {
    match finding.code {
        "duplicate-key" => "a key stands twice in one map".to_owned(),
        "yaml-empty" => "nothing is written in it".to_owned(),
        _ => finding.message.clone(),
    }
}

/// A value without its place.
pub(super) fn words(node: &Node) -> Words {
    match &node.value {
        Value::Scalar(_) if node.null().is_some() || node.is_unwritten() => Words::Nothing,
        Value::Scalar(scalar) => match scalar.style {
            Style::Plain => Words::Plain(scalar.text.clone()),
            Style::Quoted | Style::Block => Words::Text(scalar.text.clone()),
        },
        Value::List(items) => Words::List(items.iter().map(words).collect()),
        Value::Map(entries) => {
            let entry = |entry: &schema::Entry| (entry.key.text.clone(), words(&entry.value));
            Words::Map(entries.iter().map(entry).collect::<BTreeMap<_, _>>())
        }
    }
}

/// A text of JSON in which each pair of escapes that means one character is that character.
fn joined(text: &str) -> String {
    let half = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    let pair = |at: usize| {
        let (high, low) = (half(at)?, half(at + 6)?);
        let both = (0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(&low);
        both.then(|| char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)))?
    };
    let (mut out, mut rest) = (String::with_capacity(text.len()), 0);
    while let Some(found) = text[rest..].find('\\') {
        let at = rest + found;
        out.push_str(&text[rest..at]);
        match pair(at) {
            Some(c) => {
                out.push(c);
                rest = at + 12;
            }
            None => {
                let end = text[at + 1..].chars().next().map_or(at + 1, |c| at + 1 + c.len_utf8());
                out.push_str(&text[at..end]);
                rest = end;
            }
        }
    }
    out.push_str(&text[rest..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_read_with_all_its_escapes() {
        let text =
            Text::read(r#"{"a": "\ud83d\ude00 \u003c \/ \\ud83d\\ude00"}"#).map(|text| words(&text.root));
        let a = text.as_ref().map(|words| words.get("a").as_text().map(str::to_owned)).ok().flatten();
        assert_eq!(a.as_deref(), Some("\u{1f600} < / \\ud83d\\ude00"));
    }

    #[test]
    fn a_mistake_has_its_place_and_no_value() {
        let told = |text: &str| {
            let mistake = Text::read(text).err().expect("a mistake");
            assert!(!mistake.message.contains("hunter2"), "{mistake:?}");
            (mistake.line, mistake.column)
        };
        assert_eq!(told("{\"a\": {\"hunter2\": 1, \"hunter2\": 2}}").0, 1);
        assert_eq!(told("a: 1\n---\nhunter2: 2\n"), (3, 1));
        told("{\"a\": \"hunter2");
        told("");
        told(&"[".repeat(10_000));
    }
}
