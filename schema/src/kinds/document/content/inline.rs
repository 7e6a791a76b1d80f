//! A content that stands in the manifest as a map, as JSON.

use std::borrow::Cow;
use std::fmt::Write;

use super::json::is_number;
use super::meaning::{Meant, meant};
use crate::node::{Node, Scalar, Value};

/// The node as JSON, keys in the author's order, two blanks for each level. The version of the schema is a
/// text to AWS, whether or not it was quoted.
pub fn json(node: &Node) -> String {
    let mut out = String::new();
    write_node(node, 0, &mut out);
    out.push('\n');
    out
}

fn write_node(node: &Node, depth: usize, out: &mut String) {
    match &node.value {
        Value::Scalar(scalar) => write_scalar(scalar, out),
        Value::List(items) if items.is_empty() => out.push_str("[]"),
        Value::Map(entries) if entries.is_empty() => out.push_str("{}"),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                next_line(at, depth + 1, out);
                write_node(item, depth + 1, out);
            }
            end(depth, ']', out);
        }
        Value::Map(entries) => {
            out.push('{');
            for (at, entry) in entries.iter().enumerate() {
                next_line(at, depth + 1, out);
                out.push_str(&quoted(&entry.key.text));
                out.push_str(": ");
                match entry.value.scalar().filter(|_| depth == 0 && entry.key.text == "schemaVersion") {
                    Some(version) => out.push_str(&quoted(&version.text)),
                    None => write_node(&entry.value, depth + 1, out),
                }
            }
            end(depth, '}', out);
        }
    }
}

fn write_scalar(scalar: &Scalar, out: &mut String) {
    match meant(scalar) {
        Meant::Null => out.push_str("null"),
        Meant::Bool(value) => {
            let _ = write!(out, "{value}");
        }
        Meant::Number => out.push_str(&number(&scalar.text)),
        Meant::Text => out.push_str(&quoted(&scalar.text)),
    }
}

/// The digits as they are written, where JSON takes them.
fn number(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('+').unwrap_or(text);
    if is_number(text) { Cow::Borrowed(text) } else { Cow::Owned(text.replace('.', ".0")) }
}

fn next_line(at: usize, depth: usize, out: &mut String) {
    out.push_str(if at == 0 { "\n" } else { ",\n" });
    out.extend(std::iter::repeat_n("  ", depth));
}

fn end(depth: usize, close: char, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
    out.push(close);
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
