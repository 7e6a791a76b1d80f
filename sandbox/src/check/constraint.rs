//! Limits, patterns, words and required members, told all at once in the words of a ValidationException.

use super::show::{lower_first, shown};
use crate::facts::{Kind, Shape, ShapeRef};
use crate::tree::{Record, Tree};

/// `N validation error(s) detected: …`, or nothing where the request keeps to its shape.
pub(crate) fn violations(shape: ShapeRef, record: &Record) -> Option<String> {
    let mut found = Vec::new();
    structure(shape, record, "", shape.secret, &mut found);
    if found.is_empty() {
        return None;
    }
    let plural = if found.len() == 1 { "" } else { "s" };
    Some(format!("{} validation error{plural} detected: {}", found.len(), found.join("; ")))
}

/// The first member that is required and was not said, by its name on the wire.
pub(crate) fn absent(shape: ShapeRef, record: &Record) -> Option<&'static str> {
    let mut required = shape.members().iter().filter(|member| member.required);
    let missing = required.find(|member| record.get(member.name).is_none())?;
    Some(missing.wire.unwrap_or(missing.name))
}

fn structure(shape: ShapeRef, record: &Record, path: &str, secret: bool, found: &mut Vec<String>) {
    for member in shape.members() {
        let path = join(path, &lower_first(member.name));
        match record.get(member.name) {
            Some(value) => value_at(member.shape, value, &path, secret, found),
            None if member.required => found.push(missing(&path)),
            None => {}
        }
    }
}

fn missing(path: &str) -> String {
    format!("Value null at '{path}' failed to satisfy constraint: Member must not be null")
}

fn value_at(shape: ShapeRef, value: &Tree, path: &str, secret: bool, found: &mut Vec<String>) {
    let secret = secret || shape.secret;
    for constraint in broken(&shape, value) {
        found.push(failure(shape, value, path, secret, &constraint));
    }
    match (&shape.kind, value) {
        (Kind::Structure(_), Tree::Record(record)) => structure(shape, record, path, secret, found),
        (Kind::List { member }, Tree::List(_)) => list(shape, *member, value, path, secret, found),
        (Kind::Map { key, value: inner }, Tree::Map(entries)) => {
            let keys_broken =
                entries.iter().any(|(name, _)| !broken(key, &Tree::Text(name.clone())).is_empty());
            if keys_broken {
                let constraint = format!("Map keys must satisfy constraint: [{}]", all(key).join(", "));
                found.push(failure(shape, value, path, secret, &constraint));
            }
            if is_scalar(inner) && entries.iter().any(|(_, item)| !broken(inner, item).is_empty()) {
                let constraint = format!("Map value must satisfy constraint: [{}]", all(inner).join(", "));
                found.push(failure(shape, value, path, secret, &constraint));
            }
            if !is_scalar(inner) {
                for (name, item) in entries {
                    value_at(*inner, item, &format!("{path}.{name}.member"), secret, found);
                }
            }
        }
        _ => {}
    }
}

/// A list of scalars is told as one mistake at the list, a list of structures at the structure's member.
fn list(shape: ShapeRef, member: ShapeRef, value: &Tree, path: &str, secret: bool, found: &mut Vec<String>) {
    let Tree::List(items) = value else { return };
    if is_scalar(&member) {
        if items.iter().any(|item| !broken(&member, item).is_empty()) {
            let constraint = format!("Member must satisfy constraint: [{}]", all(&member).join(", "));
            found.push(failure(shape, value, path, secret || member.secret, &constraint));
        }
        return;
    }
    for (at, item) in items.iter().enumerate() {
        value_at(member, item, &format!("{path}.{}.member", at + 1), secret, found);
    }
}

fn is_scalar(shape: &Shape) -> bool {
    match shape.kind {
        Kind::Structure(_) | Kind::List { .. } | Kind::Map { .. } => false,
        Kind::Text | Kind::Blob | Kind::Boolean | Kind::Integer | Kind::Long | Kind::Timestamp => true,
    }
}

fn failure(shape: ShapeRef, value: &Tree, path: &str, secret: bool, constraint: &str) -> String {
    if secret {
        return format!("Value at '{path}' failed to satisfy constraint: {constraint}");
    }
    format!("Value '{}' at '{path}' failed to satisfy constraint: {constraint}", shown(shape, value))
}

/// Every constraint of a scalar, in the order in which AWS lists those of a list's element.
fn all(shape: &Shape) -> Vec<String> {
    let mut out = Vec::new();
    out.extend(shape.max.map(|max| at_most(shape, max)));
    out.extend(shape.min.map(|min| at_least(shape, min)));
    out.extend(shape.pattern.as_ref().map(|pattern| in_pattern(pattern.text)));
    if !shape.words.is_empty() {
        out.push(in_words(shape));
    }
    out
}

fn broken(shape: &Shape, value: &Tree) -> Vec<String> {
    let mut out = Vec::new();
    let Some(size) = size(shape, value) else { return out };
    out.extend(shape.max.filter(|max| size > *max).map(|max| at_most(shape, max)));
    out.extend(shape.min.filter(|min| size < *min).map(|min| at_least(shape, min)));
    if let Tree::Text(text) = value {
        let pattern = shape.pattern.as_ref().filter(|pattern| !pattern.matches(text));
        out.extend(pattern.map(|pattern| in_pattern(pattern.text)));
        if !shape.words.is_empty() && !shape.words.contains(&&**text) {
            out.push(in_words(shape));
        }
    }
    out
}

/// What min and max speak of: a length for texts, blobs, lists and maps, the number itself for numbers.
fn size(shape: &Shape, value: &Tree) -> Option<i64> {
    let length = |length: usize| i64::try_from(length).ok();
    match value {
        Tree::Integer(_) if matches!(shape.kind, Kind::Timestamp) => None,
        Tree::Integer(number) => Some(*number),
        Tree::Text(text) if matches!(shape.kind, Kind::Blob) => {
            length(aws_smithy_types::base64::decode(&**text).map_or(0, |bytes| bytes.len()))
        }
        // Java counts UTF-16 units.
        Tree::Text(text) => length(text.encode_utf16().count()),
        Tree::List(items) => length(items.len()),
        Tree::Map(entries) => length(entries.len()),
        Tree::Bool(_) | Tree::Float(_) | Tree::Record(_) => None,
    }
}

fn at_most(shape: &Shape, max: i64) -> String {
    format!("Member must have {} less than or equal to {max}", measure(shape))
}

fn at_least(shape: &Shape, min: i64) -> String {
    format!("Member must have {} greater than or equal to {min}", measure(shape))
}

fn measure(shape: &Shape) -> &'static str {
    match shape.kind {
        Kind::Integer | Kind::Long => "value",
        Kind::Structure(_)
        | Kind::List { .. }
        | Kind::Map { .. }
        | Kind::Text
        | Kind::Blob
        | Kind::Boolean
        | Kind::Timestamp => "length",
    }
}

fn in_pattern(pattern: &str) -> String {
    format!("Member must satisfy regular expression pattern: {pattern}")
}

fn in_words(shape: &Shape) -> String {
    format!("Member must satisfy enum value set: [{}]", shape.words.join(", "))
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
