//! What a content means, whatever its spelling.
//!
//! AWS may give a content back in another format than it took, with numbers and truth values in
//! quotes or out of them. So scalars are compared by what they say, not by their type.

use std::collections::BTreeMap;

use schedule::Calendar;

use super::parsed::Parsed;
use crate::node::{Node, Scalar, Style, Value};

/// A value without its spelling.
#[derive(PartialEq)]
enum Meaning {
    Scalar(String),
    List(Vec<Meaning>),
    Map(BTreeMap<String, Meaning>),
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
    match (meaning(a), meaning(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.lines().map(str::trim_end).eq(b.trim_end().lines().map(str::trim_end)),
    }
}

/// Nothing for a text that is no map: iCalendar, a text with a mistake.
fn meaning(text: &str) -> Option<Meaning> {
    let Parsed { node, .. } = Parsed::of(text).ok()?;
    matches!(node.value, Value::Map(_)).then(|| of(&node))
}

fn of(node: &Node) -> Meaning {
    match &node.value {
        Value::Scalar(scalar) => Meaning::Scalar(said(scalar)),
        Value::List(items) => Meaning::List(items.iter().map(of).collect()),
        Value::Map(entries) => {
            Meaning::Map(entries.iter().map(|entry| (entry.key.text.clone(), of(&entry.value))).collect())
        }
    }
}

fn said(scalar: &Scalar) -> String {
    match scalar.style {
        Style::Plain => match plain(&scalar.text) {
            Plain::Null => "null".to_owned(),
            Plain::Bool(value) => value.to_string(),
            Plain::Number(number) => number,
            Plain::Text => scalar.text.clone(),
        },
        Style::Quoted | Style::Block => scalar.text.clone(),
    }
}

/// What a scalar without quotes is by YAML's core schema.
pub(super) enum Plain {
    Null,
    Bool(bool),
    /// In decimal digits, in one spelling.
    Number(String),
    Text,
}

/// Reads a scalar without quotes. Numbers that begin with a zero are texts: account ids are.
pub(super) fn plain(text: &str) -> Plain {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Plain::Null,
        "true" | "True" | "TRUE" => return Plain::Bool(true),
        "false" | "False" | "FALSE" => return Plain::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let numeric = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'));
    let zeros = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if !numeric || zeros {
        return Plain::Text;
    }
    if let Ok(whole) = text.parse::<i64>() {
        return Plain::Number(whole.to_string());
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Plain::Number(number.to_string()),
        Ok(_) | Err(_) => Plain::Text,
    }
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
