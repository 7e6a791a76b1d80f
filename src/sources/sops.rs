//! Secrets in files that sops encrypted, by the `sops` program of whoever runs trueup: it knows every
//! way to a key. Only that program is run, without a shell, and it needs no `--allow-exec`.
//!
//! What it is asked for is the whole file, once, as JSON: to ask for key after key would pay for the
//! decryption of the file's own key each time.

use std::path::{Path, PathBuf};

use engine::resolve::{Trouble, key_of};
use schema::SecretText;
use serde_yaml::Value;

use super::{BOUNDS, UNSAID, file};
use crate::intake::Inputs;
use crate::program::{program, run};

/// The program.
const PROGRAM: &str = "sops";
/// Hexadecimal digits of a version.
const HASH: usize = 32;

/// A file's decrypted text, which is JSON.
pub(super) async fn decrypt(root: &Path, path: &str) -> Result<SecretText, Trouble> {
    let (root, file, name) = (PathBuf::from(root), file::inside(root, path)?, path.to_owned());
    let run = tokio::task::spawn_blocking(move || ask(&root, &file, &name));
    run.await.expect("running a program does not panic")
}

/// The value of a key of a decrypted text. Nothing of the text is ever said.
pub(super) fn value(decrypted: &SecretText, path: &str, key: &str) -> Result<SecretText, Trouble> {
    let parsed = serde_json::from_str(decrypted.expose())
        .map_err(|_| Trouble::Missing(format!("what `{PROGRAM}` makes of `{path}` is not JSON")))?;
    key_of(&parsed, key, &format!("`{path}`"))
}

/// The public version of a key: a digest of its encrypted text, which sops leaves as it is until the
/// value or the file's own key changes. A text that is not encrypted is refused: its digest would be
/// one of the value.
pub(super) fn version(inputs: &Inputs, root: &Path, path: &str, key: &str) -> Result<String, Trouble> {
    let parsed = file::parsed(inputs, root, path)?;
    let found =
        file::at(&parsed, key).ok_or_else(|| Trouble::Missing(format!("there is no `{key}` in `{path}`")))?;
    match found {
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

fn ask(root: &Path, file: &Path, path: &str) -> Result<SecretText, Trouble> {
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
    text.map_err(|_| Trouble::Missing(format!("what `{PROGRAM}` makes of `{path}` is not UTF-8")))
}
