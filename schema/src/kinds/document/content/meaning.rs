//! What a content means, whatever its spelling.
//!
//! AWS may give a content back in another format than it took, with numbers and truth values in
//! quotes or out of them: then scalars are compared by what they say. In one format their types count, since
//! AWS gives back what it was given.

use std::collections::BTreeMap;

use schedule::Calendar;

use super::json::is_number;
use super::number::value_of;
use super::parsed::{Parsed, is_json};
use crate::node::{Entry, Node, Scalar, Style, Value};

/// A value without its spelling.
#[derive(PartialEq)]
enum Meaning {
    Scalar(Sort, String),
    List(Vec<Meaning>),
    Map(BTreeMap<String, Meaning>),
}

/// What a scalar is, where that counts.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Sort {
    Any,
    Null,
    Bool,
    Number,
    Text,
}

/// Whether the types of scalars count.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Types {
    Count,
    Aside,
}

/// Whether two contents mean the same. Change calendars mean their events; other texts that are
/// neither JSON nor YAML mean what they say, ends of lines and of the text aside.
pub fn same_meaning(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    if let (Ok(a), Ok(b)) = (Calendar::parse(a), Calendar::parse(b)) {
        return a == b;
    }
    let types = if is_json(a) == is_json(b) { Types::Count } else { Types::Aside };
    match (meaning(a, types), meaning(b, types)) {
        (Some(a), Some(b)) => a == b,
        _ => a.lines().map(str::trim_end).eq(b.trim_end().lines().map(str::trim_end)),
    }
}

/// Nothing for a text that is no map: iCalendar, a text with a mistake.
fn meaning(text: &str, types: Types) -> Option<Meaning> {
    let Parsed { node, .. } = Parsed::of(text).ok()?;
    matches!(node.value, Value::Map(_)).then(|| of(&node, types))
}

fn of(node: &Node, types: Types) -> Meaning {
    let entry = |entry: &Entry| (entry.key.text.clone(), of(&entry.value, types));
    match &node.value {
        Value::Scalar(scalar) => {
            let (sort, text) = said(scalar);
            match types {
                Types::Count => Meaning::Scalar(sort, text),
                Types::Aside => Meaning::Scalar(Sort::Any, aside(text)),
            }
        }
        Value::List(items) => Meaning::List(items.iter().map(|item| of(item, types)).collect()),
        Value::Map(entries) => Meaning::Map(entries.iter().map(entry).collect()),
    }
}

/// A text that may be a number elsewhere, as that number.
fn aside(text: String) -> String {
    if is_number(&text) { value_of(&text) } else { text }
}

fn said(scalar: &Scalar) -> (Sort, String) {
    match meant(scalar) {
        Meant::Null => (Sort::Null, "null".to_owned()),
        Meant::Bool(value) => (Sort::Bool, value.to_string()),
        Meant::Number => (Sort::Number, value_of(&scalar.text)),
        Meant::Text => (Sort::Text, scalar.text.clone()),
    }
}

/// What a scalar is by YAML's core schema.
pub enum Meant {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// In decimal digits.
    Number,
    /// Anything else.
    Text,
}

/// Reads a scalar; one in quotes is a text. Numbers that begin with a zero are texts: account ids are.
pub fn meant(scalar: &Scalar) -> Meant {
    match scalar.style {
        Style::Plain => plain(&scalar.text),
        Style::Quoted | Style::Block => Meant::Text,
    }
}

fn plain(text: &str) -> Meant {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Meant::Null,
        "true" | "True" | "TRUE" => return Meant::Bool(true),
        "false" | "False" | "FALSE" => return Meant::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let numeric = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'));
    let zeros = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if numeric && !zeros && text.parse::<f64>().is_ok() { Meant::Number } else { Meant::Text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_means_nothing() {
        let json = r#"{"schemaVersion": "2.2", "mainSteps": [{"name": "run", "isEnd": true, "max": "3", "x": null}]}"#;
        let yaml =
            "mainSteps:\n- x:\n  isEnd: 'true'\n  max: 3\n  name: run\nschemaVersion: 2.2\n# a comment\n";
        assert!(same_meaning(json, yaml));
        assert!(same_meaning(json, &json.replace(", ", ",\t\n")));
        assert!(!same_meaning(json, &json.replace("run", "ran")));
        assert!(!same_meaning("a: [1, 2]", "a: [2, 1]"));
        assert!(!same_meaning("a: 0123", "a: 123"));
    }

    #[test]
    fn types_count_in_one_format() {
        for (one, other) in [
            (r#"{"a": "true"}"#, r#"{"a": true}"#),
            (r#"{"a": 1}"#, r#"{"a": "1"}"#),
            (r#"{"a": null}"#, r#"{"a": "null"}"#),
            ("a: 'true'", "a: true"),
            ("a: 1", "a: '1'"),
            ("a: ~", "a: 'null'"),
        ] {
            assert!(!same_meaning(one, other), "{one} {other}");
        }
        assert!(same_meaning(r#"{"a": 1.10}"#, r#"{"a": 1.1}"#));
        assert!(same_meaning(r#"{"a": "1.10"}"#, "a: 1.1"), "AWS writes it as it likes in another format");
        assert!(!same_meaning("a: 12345678901234567890123", "a: 12345678901234567890124"));
        assert!(same_meaning("a: null", "a: ~"));
    }

    #[test]
    fn json_that_yaml_cannot_read_is_read() {
        assert!(same_meaning("{\"a\": \"\\ud83d\\ude00\"}", "a: 😀"));
        assert!(same_meaning("{\n\t\"a\":\t1\n}", "a: 1"));
    }

    #[test]
    fn texts_mean_what_they_say() {
        let calendar = "BEGIN:VCALENDAR\r\nX-CALENDAR-TYPE:DEFAULT_OPEN\r\nEND:VCALENDAR\r\n";
        assert!(same_meaning(calendar, &calendar.replace('\r', "")));
        assert!(!same_meaning(calendar, &calendar.replace("OPEN", "CLOSED")));
        assert!(same_meaning(calendar, &calendar.replace("X-", "VERSION:2.0\r\nX-")));
    }
}
