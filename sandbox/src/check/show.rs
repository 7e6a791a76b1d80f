//! Values as Java prints them, but for what the model calls secret.

use std::fmt::Write;

use crate::facts::{Kind, ShapeRef};
use crate::tree::Tree;

const SECRET: &str = "***";

/// A value for a message.
pub(super) fn shown(shape: ShapeRef, value: &Tree) -> String {
    let mut out = String::new();
    show(Some(shape), value, &mut out);
    out
}

/// The shape is unknown where the value is not of it; then nothing says that it may be shown.
fn show(shape: Option<ShapeRef>, value: &Tree, out: &mut String) {
    let Some(shape) = shape.filter(|shape| !shape.secret) else {
        out.push_str(SECRET);
        return;
    };
    let _ = match value {
        Tree::Bool(flag) => write!(out, "{flag}"),
        Tree::Integer(number) => write!(out, "{number}"),
        Tree::Float(number) => write!(out, "{number}"),
        Tree::Text(text) => write!(out, "{text}"),
        Tree::List(items) => {
            let member = inner(shape);
            return show_all(['[', ']'], items.iter().map(|item| (None, member, item)), out);
        }
        Tree::Record(record) => {
            let members = record.iter().map(|(name, value)| {
                (Some(lower_first(name)), shape.member(name).map(|member| member.shape), value)
            });
            return show_all(['{', '}'], members, out);
        }
        Tree::Map(entries) => {
            let value_shape = inner(shape);
            let entries = entries.iter().map(|(key, value)| (Some(key.to_string()), value_shape, value));
            return show_all(['{', '}'], entries, out);
        }
    };
}

/// The shape of what a list or a map holds.
fn inner(shape: ShapeRef) -> Option<ShapeRef> {
    match shape.kind {
        Kind::List { member } => Some(member),
        Kind::Map { value, .. } => Some(value),
        Kind::Structure(_)
        | Kind::Text
        | Kind::Blob
        | Kind::Boolean
        | Kind::Integer
        | Kind::Long
        | Kind::Timestamp => None,
    }
}

fn show_all<'a>(
    [open, close]: [char; 2],
    items: impl Iterator<Item = (Option<String>, Option<ShapeRef>, &'a Tree)>,
    out: &mut String,
) {
    out.push(open);
    for (at, (name, shape, item)) in items.enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        if let Some(name) = name {
            out.push_str(&name);
            out.push('=');
        }
        show(shape, item, out);
    }
    out.push(close);
}

/// A member's name as paths and values spell it.
pub(super) fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_ascii_lowercase().to_string() + chars.as_str()).unwrap_or_default()
}
