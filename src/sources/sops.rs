//! Secrets in files that sops encrypted, by the `sops` program of whoever runs trueup: it knows every
//! way to a key. Only that program is run, without a shell, and it needs no `--allow-exec`.
//!
//! What it is asked for is the whole file, once, as JSON: to ask for key after key would pay for the
//! decryption of the file's own key each time.

use std::path::{Path, PathBuf};

use engine::resolve::{Trouble, key_of};
use schema::SecretText;
use serde_yaml::Value;

use super::{BOUNDS, file};
use crate::program::{program, run};
use crate::view::text::escape;

/// The program.
const PROGRAM: &str = "sops";
/// Lines of what it complains that are repeated.
const LINES: usize = 4;
/// Characters of such a line.
const LINE: usize = 200;
/// Hexadecimal digits in a row that may be a hash of what the file holds.
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
pub(super) fn version(root: &Path, path: &str, key: &str) -> Result<String, Trouble> {
    let parsed = file::parsed(root, path)?;
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
        let said = complaint(&String::from_utf8_lossy(&ended.err));
        return Err(Trouble::Missing(format!("`{PROGRAM}` cannot decrypt `{path}`: {}{said}", ended.status)));
    }
    text.map_err(|_| Trouble::Missing(format!("what `{PROGRAM}` makes of `{path}` is not UTF-8")))
}

/// The beginning of what it complains, without hashes: it shows some of what the file holds.
fn complaint(said: &str) -> String {
    let lines = said.lines().map(str::trim).filter(|line| !line.is_empty()).take(LINES);
    let lines: Vec<String> = lines
        .map(|line| {
            let line: String = unhashed(line).chars().take(LINE).collect();
            escape(&line)
        })
        .collect();
    if lines.is_empty() { String::new() } else { format!("; it says: {}", lines.join(" / ")) }
}

/// A text without any long run of hexadecimal digits.
fn unhashed(text: &str) -> String {
    let mut out = String::new();
    let mut digits = String::new();
    for c in text.chars().map(Some).chain([None]) {
        match c {
            Some(c) if c.is_ascii_hexdigit() => digits.push(c),
            _ => {
                let run = std::mem::take(&mut digits);
                out.push_str(if run.len() < HASH { &run } else { "…" });
                out.extend(c);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_short_and_holds_no_hash() {
        let mac = "A7".repeat(64);
        let said = format!("\nMAC mismatch. File has {mac}, computed {mac}\n\nb\u{1b}[2J\nc\nd\ne\n");
        assert_eq!(complaint(&said), "; it says: MAC mismatch. File has …, computed … / b\\u{1b}[2J / c / d");
        assert_eq!(complaint("\n"), "");
    }
}
