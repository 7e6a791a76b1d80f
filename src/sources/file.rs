//! Secrets in files of the stack's folder.

use std::path::{Path, PathBuf};

use engine::resolve::Trouble;
use schema::bounds::FILE;
use serde_yaml::Value;

use crate::intake::Inputs;

/// A whole file's text.
pub(super) fn whole(inputs: &Inputs, root: &Path, path: &str) -> Result<String, Trouble> {
    let file = inside(root, path)?;
    inputs.text(&file, FILE).map_err(|error| unreadable(path, &error))
}

/// The value of a key in a YAML or JSON file; dots divide levels, and a key that holds dots itself
/// is found too. Nothing of the file's text is ever said, not even where it cannot be parsed.
pub(super) fn key(inputs: &Inputs, root: &Path, path: &str, key: &str) -> Result<String, Trouble> {
    let parsed = parsed(inputs, root, path)?;
    let found =
        at(&parsed, key).ok_or_else(|| Trouble::Missing(format!("there is no `{key}` in `{path}`")))?;
    match found {
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

/// A YAML or JSON file.
pub(super) fn parsed(inputs: &Inputs, root: &Path, path: &str) -> Result<Value, Trouble> {
    serde_yaml::from_str(&whole(inputs, root, path)?).map_err(|error| {
        let place = error.location().map(|place| format!(" at line {}", place.line()));
        Trouble::Missing(format!("`{path}` is neither YAML nor JSON{}", place.unwrap_or_default()))
    })
}

/// What lies at a key; dots divide levels.
pub(super) fn at<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
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
