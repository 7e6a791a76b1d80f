//! Trees as JSON and back, for plans that are saved. A secret is its source; its text never.

use schema::{Origin, Secret, Tree, reference};
use serde_json::{Map, Value};

/// Marks an object that stands for something JSON has no word for.
const SECRET: &str = "$secret";
const TEXT: &str = "$text";
const UNDECLARED: &str = "$undeclared";
const VERSION: &str = "version";

/// Whether a secret is written with its source's public version.
#[derive(Clone, Copy)]
enum Versions {
    Written,
    Left,
}

/// Writes a tree. Reading it back gives lists for sets, which [`the registry's `retype``]
/// tells apart again. What a source held by its public version is no part of what is desired.
pub fn to_json(tree: &Tree) -> Value {
    write(tree, Versions::Left)
}

/// The same, with the public version of each secret's source, which a plan binds to.
pub(crate) fn to_bound_json(tree: &Tree) -> Value {
    write(tree, Versions::Written)
}

fn write(tree: &Tree, versions: Versions) -> Value {
    match tree {
        Tree::Undeclared => single(UNDECLARED, Value::Bool(true)),
        Tree::Bool(value) => Value::Bool(*value),
        Tree::Number(value) => Value::from(*value),
        Tree::Text(text) if reference::holds(text) => single(TEXT, Value::String(marks_out(text))),
        Tree::Text(text) => Value::String(text.clone()),
        Tree::List(items) | Tree::Set(items) => {
            Value::Array(items.iter().map(|item| write(item, versions)).collect())
        }
        Tree::Map(map) => {
            let escape =
                |name: &str| if name.starts_with('$') { format!("${name}") } else { name.to_owned() };
            Value::Object(map.iter().map(|(name, value)| (escape(name), write(value, versions))).collect())
        }
        Tree::Secret(secret) => {
            let origin = serde_json::to_value(&secret.origin).expect("an origin is plain data");
            let mut told = single(SECRET, origin);
            if let (Versions::Written, Some(version)) = (versions, &secret.version) {
                told[VERSION] = Value::from(version.as_str());
            }
            told
        }
    }
}

/// Reads a tree.
///
/// # Errors
/// What of the JSON is no tree, in words.
pub fn from_json(value: &Value) -> Result<Tree, String> {
    match value {
        Value::Null => Err("`null` is no value of a plan".into()),
        Value::Bool(value) => Ok(Tree::Bool(*value)),
        Value::Number(number) => {
            number.as_i64().map(Tree::Number).ok_or_else(|| format!("`{number}` is not a whole number"))
        }
        Value::String(text) => Ok(Tree::Text(text.clone())),
        Value::Array(items) => items.iter().map(from_json).collect::<Result<_, _>>().map(Tree::List),
        Value::Object(map) => object(map),
    }
}

fn object(map: &Map<String, Value>) -> Result<Tree, String> {
    if let Some(origin) = map.get(SECRET) {
        let origin: Option<Origin> =
            serde_json::from_value(origin.clone()).map_err(|error| error.to_string())?;
        let version = map.get(VERSION).and_then(Value::as_str).map(str::to_owned);
        return Ok(Secret { origin, text: None, version }.into());
    }
    if let Some(text) = map.get(TEXT) {
        let text = text.as_str().ok_or("`$text` holds no text")?;
        return Ok(Tree::Text(marks_in(text)));
    }
    if map.contains_key(UNDECLARED) {
        return Ok(Tree::Undeclared);
    }
    let pairs = map.iter().map(|(name, value)| {
        let name = name.strip_prefix('$').unwrap_or(name).to_owned();
        from_json(value).map(|tree| (name, tree))
    });
    pairs.collect::<Result<Vec<_>, _>>().map(Tree::map)
}

fn single(name: &str, value: Value) -> Value {
    Value::Object(Map::from_iter([(name.to_owned(), value)]))
}

/// The marks of references as control characters that JSON escapes visibly.
fn marks_out(text: &str) -> String {
    text.replace(reference::OPEN, "\u{1}").replace(reference::CLOSE, "\u{2}")
}

fn marks_in(text: &str) -> String {
    text.replace('\u{1}', &reference::OPEN.to_string()).replace('\u{2}', &reference::CLOSE.to_string())
}

#[cfg(test)]
mod tests {
    use schema::SecretText;

    use super::*;

    #[test]
    fn a_secret_is_written_as_its_source() {
        let origin = Origin::Env { name: "DB_PASSWORD".into(), verbatim: false };
        let text = Some(SecretText::new("canary-4711"));
        let secret = Secret { origin: Some(origin.clone()), text, version: Some("v1".into()) };
        let tree = Tree::from(secret);
        assert!(!to_json(&tree).to_string().contains("v1"));
        let json = to_bound_json(&tree);
        assert!(!json.to_string().contains("canary"));
        let Ok(Tree::Secret(read)) = from_json(&json) else { panic!("{json}") };
        assert_eq!(read.origin, Some(origin));
        assert!(read.text.is_none());
        assert_eq!(read.version.as_deref(), Some("v1"));
    }

    #[test]
    fn keys_and_marks_survive() {
        let tree = Tree::map([
            ("$secret", Tree::text("a key of its own")),
            ("r", Tree::text(reference::mark("A/b", "c"))),
        ]);
        let read = from_json(&to_json(&tree)).expect("written by us");
        assert!(super::super::equal(&tree, &read));
    }
}
