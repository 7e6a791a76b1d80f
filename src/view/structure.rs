//! Texts that hold values: JSON, and the documents of Systems Manager in JSON or YAML. What differs in them is
//! told by where it stands and what it means.

use engine::tree::equal;
use schema::kinds::document::{Meant, Parsed, meant};
use schema::{Entry, Node, Scalar, Style, Tree, Value};

use super::field::{Field, Place, Shown, Walked, changed};
use super::list::lines_of_text;
use super::spelling::{Spelling, spelling};
use super::value::{QUOTE, unmarked};

/// Places of a text that are told each by itself; where more differ, both sides are laid out alike, line by line.
const PLACES: usize = 24;

/// Two spellings of the same.
const FORM_ALONE: &str = "only its formatting differs";
/// A difference of values with one of spelling beside it.
const FORM_TOO: &str = "its formatting differs as well";

/// The fields of two texts that differ, where both hold values. Numbers count as they are written, a number is
/// no text, and a text with a key twice in one map is told by its lines.
pub(super) fn structured(place: &Place, before: &str, after: &str, fields: &mut Vec<Field>) -> Walked {
    let (Some(there), Some(wanted)) = (Structured::of(before), Structured::of(after)) else {
        return Walked::No;
    };
    let (old, new) = (tree_of(&there.node), tree_of(&wanted.node));
    if equal(&old, &new) {
        fields.push(place.field(Shown::Words(FORM_ALONE)));
        fields.push(place.field(Shown::Lines(lines_of_text(before, after))));
        return Walked::Yes;
    }
    let mut walked = Vec::new();
    changed(place, Some(&old), Some(&new), &mut walked);
    if walked.is_empty() {
        return Walked::No;
    }
    if walked.len() > PLACES {
        walked = vec![place.field(Shown::Lines(lines_of_text(&laid_out(&old), &laid_out(&new))))];
    }
    fields.append(&mut walked);
    if spelling((before, &there.node), (after, &wanted.node)) == Spelling::Differs {
        fields.push(place.field(Shown::Words(FORM_TOO)));
    }
    Walked::Yes
}

/// A text that holds values.
struct Structured {
    node: Node,
}

impl Structured {
    /// An object or a list of JSON, or a document's map. Other texts that YAML could read mean what they say.
    fn of(text: &str) -> Option<Self> {
        let json = text.trim_start().starts_with(['{', '[']);
        if text.contains(QUOTE) || !(json || text.contains("schemaVersion")) {
            return None;
        }
        let Parsed { node } = Parsed::of(text).ok()?;
        if !legible(&node) {
            return None;
        }
        let versioned = node.entries().iter().any(|entry| entry.key.text == "schemaVersion");
        let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        ((is_json && node.scalar().is_none()) || versioned).then_some(Self { node })
    }
}

/// Whether every text says itself what it is: what stands for half a character may be either half, and what marks a
/// text may be one's own.
fn legible(node: &Node) -> bool {
    let plain = |text: &str| !text.contains([QUOTE, '\u{fffd}']);
    match &node.value {
        Value::Scalar(scalar) => plain(&scalar.text),
        Value::List(items) => items.iter().all(legible),
        Value::Map(entries) => entries.iter().all(|Entry { key, value }| plain(&key.text) && legible(value)),
    }
}

/// What a node means: texts that would read as a number or a word are marked, so that no two meanings are one
/// tree.
fn tree_of(node: &Node) -> Tree {
    match &node.value {
        Value::Scalar(scalar) => tree_of_scalar(scalar),
        Value::List(items) => Tree::List(items.iter().map(tree_of).collect()),
        Value::Map(entries) => {
            Tree::map(entries.iter().map(|Entry { key, value }| (key.text.clone(), tree_of(value))))
        }
    }
}

fn tree_of_scalar(scalar: &Scalar) -> Tree {
    let text = scalar.text.as_str();
    match meant(scalar) {
        Meant::Null => Tree::text("null"),
        Meant::Bool(value) => Tree::Bool(value),
        Meant::Number => match text.parse::<i64>() {
            Ok(number) if number.to_string() == text => Tree::Number(number),
            _ => Tree::text(text),
        },
        Meant::Text if is_bare_text(text) => Tree::text(text),
        Meant::Text => Tree::text(format!("{QUOTE}{text}{QUOTE}")),
    }
}

/// Whether a text is one without quotes around it as well.
fn is_bare_text(text: &str) -> bool {
    matches!(meant(&Scalar { text: text.to_owned(), style: Style::Plain }), Meant::Text)
}

/// A value as JSON, keys sorted, a line for each leaf.
fn laid_out(tree: &Tree) -> String {
    let mut out = String::new();
    lay_out(tree, 0, &mut out);
    out
}

fn lay_out(tree: &Tree, depth: usize, out: &mut String) {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let items: Vec<(String, &Tree)> = match tree {
        Tree::Text(text) if unmarked(text) == text && !is_bare_text(text) => return out.push_str(text),
        Tree::Text(text) => return out.push_str(&quoted(unmarked(text))),
        Tree::Bool(value) => return out.push_str(&value.to_string()),
        Tree::Number(value) => return out.push_str(&value.to_string()),
        Tree::List(items) | Tree::Set(items) => items.iter().map(|item| (String::new(), item)).collect(),
        Tree::Map(map) => map.iter().map(|(name, tree)| (format!("{}: ", quoted(name)), tree)).collect(),
        Tree::Undeclared | Tree::Secret(_) => return,
    };
    let (open, close) = if matches!(tree, Tree::Map(_)) { ('{', '}') } else { ('[', ']') };
    out.push(open);
    let blanks = |depth: usize| format!("\n{}", "  ".repeat(depth));
    let last = items.len().saturating_sub(1);
    let empty = items.is_empty();
    for (at, (name, item)) in items.into_iter().enumerate() {
        out.push_str(&format!("{}{name}", blanks(depth + 1)));
        lay_out(item, depth + 1, out);
        out.push_str(if at < last { "," } else { "" });
    }
    if !empty {
        out.push_str(&blanks(depth));
    }
    out.push(close);
}

#[cfg(test)]
mod tests {
    use engine::tree::Path;

    use super::*;
    use crate::view::Mark;

    /// What is told of two texts, a line for each field and each line that comes or goes.
    fn told(before: &str, after: &str) -> Vec<String> {
        let mut fields = Vec::new();
        let (there, wanted) = (Tree::text(before), Tree::text(after));
        changed(&Place::of(&Path(vec!["value".into()])), Some(&there), Some(&wanted), &mut fields);
        let mut told = Vec::new();
        for Field { name, shown } in fields {
            match shown {
                Shown::Words(words) => told.push(format!("{name}: {words}")),
                Shown::Value(value) => told.push(format!("{name}: {value}")),
                Shown::Pair(before, after) => {
                    let side = |side: Option<String>| side.unwrap_or_else(|| "(none)".into());
                    told.push(format!("{name}: {} -> {}", side(before), side(after)));
                }
                Shown::Lines(lines) => told.extend(lines.iter().filter_map(|line| match line.mark {
                    Mark::Removed => Some(format!("{name}: - {}", line.text)),
                    Mark::Added => Some(format!("{name}: + {}", line.text)),
                    Mark::Moved => Some(format!("{name}: ~ {}", line.text)),
                    Mark::Same | Mark::Skipped => None,
                })),
            }
        }
        told
    }

    #[test]
    fn json_is_told_by_path() {
        let before = r#"{"features": {"beta": false, "max": 3}, "hosts": ["a","b"]}"#;
        let after = r#"{"features": {"beta": true, "max": 3, "new": null}, "hosts": ["a","b","c"]}"#;
        assert_eq!(
            told(before, after),
            ["value.features.beta: false -> true", "value.features.new: (none) -> null", "value.hosts: + c"]
        );
        assert_eq!(told("[1, 2]", "[1, 3]"), ["value: - 2", "value: + 3"]);
        assert_eq!(told(r#"{"a": []}"#, r#"{"a": {}}"#), ["value.a: [] -> {}"]);
    }

    #[test]
    fn what_looks_the_same_is_told_apart() {
        for (before, after, wanted) in [
            (
                r#"{"a":"\ud83d"}"#,
                r#"{"a":"\ude00"}"#,
                [r#"value: {"a":"\ud83d"} -> {"a":"\ude00"}"#].as_slice(),
            ),
            (r#"{"K":1}"#, "{\"\u{212a}\":1}", &["value.K: 1 -> (none)", "value.\\u{212a}: (none) -> 1"]),
            (r#"{"a":"1"}"#, r#"{"a":"\ue0f21\ue0f2"}"#, &[r#"value: {"a":"1"} -> {"a":"\ue0f21\ue0f2"}"#]),
            (r#"{"a":1}"#, r#"{"a":"1 → 2"}"#, &[r#"value.a: 1 -> "1 → 2""#]),
            (
                r#"[{"id":1,"v":2,"w":3},{"id":"1","v":1,"w":4}]"#,
                r#"[{"id":1,"v":1,"w":3},{"id":"1","v":2,"w":4}]"#,
                &["value[0].v: 2 -> 1", r#"value["1"].v: 1 -> 2"#],
            ),
        ] {
            assert_eq!(told(before, after), wanted);
        }
    }

    #[test]
    fn numbers_are_as_written_and_no_texts() {
        for (before, after, wanted) in [
            ("1", "1.0", "value.a: 1 -> 1.0"),
            ("9007199254740993", "9007199254740992", "value.a: 9007199254740993 -> 9007199254740992"),
            (
                "123456789012345678901",
                "123456789012345678902",
                "value.a: 123456789012345678901 -> 123456789012345678902",
            ),
            ("1", "\"1\"", "value.a: 1 -> \"1\""),
            ("1.50", "\"1.50\"", "value.a: 1.50 -> \"1.50\""),
            ("null", "\"null\"", "value.a: null -> \"null\""),
            ("true", "\"true\"", "value.a: true -> \"true\""),
            ("\"\"", "null", "value.a: \"\" -> null"),
        ] {
            let text = |value: &str| format!("{{\"a\": {value}}}");
            assert_eq!(told(&text(before), &text(after)), [wanted]);
        }
    }

    #[test]
    fn what_is_spelled_otherwise_says_so_and_shows_both() {
        assert_eq!(
            told(r#"{"a": 1}"#, r#"{"a":1}"#),
            ["value: only its formatting differs", r#"value: - {"a":\u{20}1}"#, r#"value: + {"a":1}"#]
        );
        for (before, after) in [
            (r#"{"a": 1, "b": 2}"#, r#"{"a":1,"b":3}"#),
            ("{\"a\": 1,\n\"b\": 2}", "{\"b\": 3,\n\"a\": 1}"),
            ("schemaVersion: 1\na: 1\n", "# new\nschemaVersion: 1\na: 2\n"),
            ("schemaVersion: 1\na: 1 # old\n", "schemaVersion: 1\na: 2 # new\n"),
        ] {
            assert_eq!(
                told(before, after).last().map(String::as_str),
                Some("value: its formatting differs as well"),
                "{before}"
            );
        }
        for (before, after) in [
            ("{\n  \"a\": 1\n}", "{\n  \"a\": 1,\n  \"b\": [\n    1\n  ]\n}"),
            ("{\"a\":[]}", "{\"a\":[1,2]}"),
            ("schemaVersion: 1\na: [x]\n", "schemaVersion: 1\na: [x, y]\n"),
            ("schemaVersion: 1 # one\na: 1\n", "schemaVersion: 1 # one\na: 2\nb: 3\n"),
        ] {
            assert!(!told(before, after).iter().any(|line| line.contains("formatting")), "{before}");
        }
    }

    #[test]
    fn what_holds_no_values_is_told_by_lines() {
        assert_eq!(
            told("a: 1\nb: 2\n", "a: 1\nb: 3\n"),
            ["value: - b: 2", "value: + b: 3"],
            "only a document is YAML"
        );
        for (before, after) in [
            (r#"{"a": 1, "a": 2}"#, r#"{"a": 1, "a": 3}"#),
            (r#"{"a": 1"#, r#"{"a": 2"#),
            ("5", "6"),
            ("{\"a\": \"\u{e0f2}1\u{e0f2}\"}", "{\"a\": \"1\"}"),
        ] {
            assert!(told(before, after)[0].starts_with("value: "), "{before}");
        }
    }

    #[test]
    fn very_many_differences_are_lines_laid_out_alike() {
        let text = |add: usize| {
            let entries: Vec<_> = (0..40).map(|at| format!("\"k{at:02}\":{}", at + add)).collect();
            format!("{{{}}}", entries.join(","))
        };
        let told = told(&text(0), &text(1));
        assert_eq!(told.len(), 80);
        assert_eq!(told[0], "value: -   \"k00\": 0,");
    }

    #[test]
    fn a_document_is_told_by_step_and_scripts_by_line() {
        let text = |service: &str, line: &str, script: &str| {
            format!(
                "schemaVersion: '2.2'\nparameters:\n  service: {{type: String, default: {service}}}\nmainSteps:\n- name: stop\n  action: aws:runShellScript\n  inputs:\n    runCommand: [a, b, {line}, c]\n- name: check\n  action: aws:executeScript\n  inputs:\n    Script: |\n      one\n      {script}\n"
            )
        };
        assert_eq!(
            told(&text("nginx", "old", "two"), &text("httpd", "new", "three")),
            [
                "value.mainSteps[stop].inputs.runCommand: - old",
                "value.mainSteps[stop].inputs.runCommand: + new",
                "value.mainSteps[check].inputs.Script: - two",
                "value.mainSteps[check].inputs.Script: + three",
                "value.parameters.service.default: nginx -> httpd",
            ]
        );
    }

    #[test]
    fn no_two_texts_are_told_as_nothing() {
        let texts = [
            "{}",
            "[]",
            "{\"a\":{}}",
            "{\"a\":[]}",
            "{\"a\":null}",
            "{\"a\":\"\"}",
            "{\"a\":\"null\"}",
            "{\"a\":0}",
            "{\"a\":-0}",
            "{\"a\":0.0}",
            "{\"a\":\"0\"}",
            "{\"a\":[1,2]}",
            "{\"a\":[2,1]}",
            "{\"a\":[\"1\",2]}",
            "{\"a\":[[1],2]}",
            "{\"a\":[{\"name\":\"1\",\"x\":1}]}",
            "{\"a\":[{\"name\":1,\"x\":2}]}",
            "{\"a\":[{\"name\":\"1\",\"x\":3}]}",
            "{\"a\":\"\\ud800\"}",
            "{\"a\":\"\\ud801\"}",
            "{\"a\":\"x\\ny\"}",
            "{\"a\":\"x\\nz\"}",
            "{\"a.b\":1}",
            "{\"a\":{\"b\":1}}",
            "{\"a\":\" \"}",
            "[{\"a\":1}]",
            "[[]]",
        ];
        for before in texts {
            for after in texts.into_iter().filter(|after| *after != before) {
                let told = told(before, after);
                assert!(!told.is_empty(), "{before} {after}");
                let pairs = told.iter().filter_map(|line| line.split_once(": ")?.1.split_once(" -> "));
                pairs.for_each(|(old, new)| assert_ne!(old, new, "{before} {after}"));
            }
        }
    }
}
