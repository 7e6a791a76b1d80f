//! Secrets in files of the stack's folder.

use std::path::{Path, PathBuf};

use engine::resolve::Trouble;
use schema::SecretText;
use schema::bounds::FILE;
use serde_yaml::Value;

use crate::intake::Inputs;

/// A whole file's text.
pub(super) fn whole(inputs: &Inputs, root: &Path, path: &str) -> Result<String, Trouble> {
    let file = inside(root, path)?;
    inputs.text(&file, FILE).map_err(|error| unreadable(path, &error))
}

/// What a file of keys holds: parsed once however many of them are asked for, and zeroed when it is dropped.
pub(super) struct Keys(Value);

impl Keys {
    /// A YAML or JSON file. Nothing of its text is ever said, not even where it cannot be parsed.
    pub(super) fn read(inputs: &Inputs, root: &Path, path: &str) -> Result<Self, Trouble> {
        let text = SecretText::new(whole(inputs, root, path)?);
        serde_yaml::from_str(text.expose()).map(Self).map_err(|error| {
            let place = error.location().map(|place| format!(" at line {}", place.line()));
            Trouble::Missing(format!("`{path}` is neither YAML nor JSON{}", place.unwrap_or_default()))
        })
    }

    /// A text that is JSON; `None` where it is not.
    pub(super) fn of_json(text: &SecretText) -> Option<Self> {
        serde_json::from_str(text.expose()).map(Self).ok()
    }

    /// What lies at a key; dots divide levels, and a key that holds dots itself is found too.
    pub(super) fn at(&self, path: &str, key: &str) -> Result<&Value, Trouble> {
        at(&self.0, key).ok_or_else(|| Trouble::Missing(format!("there is no `{key}` in `{path}`")))
    }

    /// The single value of a key.
    pub(super) fn value(&self, path: &str, key: &str) -> Result<String, Trouble> {
        match self.at(path, key)? {
            Value::String(text) => Ok(text.clone()),
            Value::Bool(value) => Ok(value.to_string()),
            Value::Number(number) if number.is_i64() || number.is_u64() => Ok(number.to_string()),
            // `1.10` would come back as `1.1`.
            Value::Number(_) => Err(Trouble::Missing(format!(
                "`{key}` in `{path}` is a number with a fraction; quote it to keep it as written"
            ))),
            Value::Null => Err(Trouble::Empty(format!("`{key}` in `{path}` is empty"))),
            Value::Sequence(_) | Value::Mapping(_) | Value::Tagged(_) => {
                Err(Trouble::Missing(format!("`{key}` in `{path}` is not a single value")))
            }
        }
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        zero(&mut self.0);
    }
}

fn zero(value: &mut Value) {
    match value {
        Value::String(text) => drop(SecretText::new(std::mem::take(text))),
        Value::Sequence(items) => items.iter_mut().for_each(zero),
        Value::Mapping(map) => map.values_mut().for_each(zero),
        Value::Tagged(tagged) => zero(&mut tagged.value),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn at<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    if let Some(found) = value.get(key) {
        return Some(found);
    }
    key.match_indices('.').find_map(|(dot, _)| at(value.get(&key[..dot])?, &key[dot + 1..]))
}

/// A file's real path, where that lies inside the stack's folder.
pub(super) fn inside(root: &Path, path: &str) -> Result<PathBuf, Trouble> {
    let root = root.canonicalize().map_err(|error| unreadable(path, &error))?;
    let file = root.join(path).canonicalize().map_err(|error| unreadable(path, &error))?;
    if file.starts_with(&root) {
        Ok(file)
    } else {
        Err(Trouble::Missing(format!("`{path}` lies outside the stack's folder")))
    }
}

fn unreadable(path: &str, error: &std::io::Error) -> Trouble {
    Trouble::Missing(format!("cannot read `{path}`: {error}"))
}
