//! Secrets in files that sops encrypted, by the `sops` program of whoever runs trueup: it knows every
//! way to a key. Only that program is run, without a shell, and it needs no `--allow-exec`.
//!
//! What it is asked for is the whole file, once, as JSON: to ask for key after key would pay for the
//! decryption of the file's own key each time.

use std::path::{Path, PathBuf};

use engine::resolve::Trouble;
use schema::SecretText;
use serde_yaml::Value;

use super::file::{self, Keys};
use super::{BOUNDS, UNSAID};
use crate::program::{program, run};

/// The program.
const PROGRAM: &str = "sops";
/// Hexadecimal digits of a version.
const HASH: usize = 32;

/// What a decrypted file holds.
pub(super) async fn decrypt(root: &Path, path: &str) -> Result<Keys, Trouble> {
    let (root, file, name) = (PathBuf::from(root), file::inside(root, path)?, path.to_owned());
    let run = tokio::task::spawn_blocking(move || ask(&root, &file, &name));
    run.await.expect("running a program does not panic")
}

/// The value of a key of a decrypted file. Nothing else of it is ever said.
pub(super) fn value(decrypted: &Keys, path: &str, key: &str) -> Result<SecretText, Trouble> {
    let text = decrypted.value(path, key)?;
    if text.is_empty() {
        return Err(Trouble::Empty(format!("`{key}` in `{path}` is empty")));
    }
    Ok(SecretText::new(text))
}

/// The public version of a key: a digest of its encrypted text, which sops leaves as it is until the
/// value or the file's own key changes. A text that is not encrypted is refused: its digest would be
/// one of the value.
pub(super) fn version(encrypted: &Keys, path: &str, key: &str) -> Result<String, Trouble> {
    match encrypted.at(path, key)? {
        Value::String(text) if text.starts_with("ENC[") && text.ends_with(']') => {
            Ok(blake3::hash(text.as_bytes()).to_hex()[..HASH].to_owned())
        }
        Value::Mapping(_) | Value::Sequence(_) => {
            Err(Trouble::Missing(format!("`{key}` in `{path}` is not a single value")))
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::Tagged(_) => {
            Err(Trouble::Missing(format!("`{key}` in `{path}` is not encrypted")))
        }
    }
}

fn ask(root: &Path, file: &Path, path: &str) -> Result<Keys, Trouble> {
    let ended = program(PROGRAM, root).and_then(|mut command| {
        command.args(["--decrypt", "--output-type", "json", "--"]).arg(file);
        run(command, None, BOUNDS)
    });
    let ended =
        ended.map_err(|failure| Trouble::Missing(format!("`{PROGRAM}` {failure}: it decrypts `{path}`")))?;
    let text = String::from_utf8(ended.out).map(SecretText::new);
    if !ended.status.success() {
        let status = ended.status;
        return Err(Trouble::Missing(format!("`{PROGRAM}` cannot decrypt `{path}`: {status}; {UNSAID}")));
    }
    let strange = |what: &str| Trouble::Missing(format!("what `{PROGRAM}` makes of `{path}` is not {what}"));
    Keys::of_json(&text.map_err(|_| strange("UTF-8"))?).ok_or_else(|| strange("JSON"))
}
