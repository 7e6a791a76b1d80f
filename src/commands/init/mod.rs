//! `trueup init`.

mod template;

use std::path::Path;

use crate::app::App;
use crate::chance;
use crate::error::{Error, Result};
use crate::exit::Exit;

use template::files;

/// Start a stack in this folder: `trueup.yaml`, manifests, the schema for editors, a CI workflow.
///
/// What it writes can be planned and applied to the sandbox as it is. A file that is there already
/// is never written over.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The stack's name; the folder's unless said.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  trueup init
  trueup -C webshop init --name webshop
  trueup init && trueup plan --sandbox && trueup apply --sandbox";

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let here = std::env::current_dir()
            .map_err(|error| Error::failed(format!("cannot tell the current folder: {error}")))?;
        let name = match self.name {
            Some(name) if usable(&name) => name,
            Some(name) => {
                return Err(Error::usage(format!("`{name}` cannot be a stack's name"))
                    .help("use up to 63 letters, digits, `_` and `-`, a letter first"));
            }
            None => name_of(&here),
        };
        let files = files(&name, &chance::id()?);
        let taken: Vec<&str> = files
            .iter()
            .map(|(path, _)| *path)
            .filter(|path| here.join(path).symlink_metadata().is_ok())
            .collect();
        if !taken.is_empty() {
            return Err(Error::failed(format!("already here: {}; nothing was written", taken.join(", ")))
                .help("start in an empty folder, such as with `-C NEW-FOLDER`"));
        }
        for (path, text) in &files {
            write(&here.join(path), text).map_err(|error| Error::file("write", path, error))?;
            app.terminal.note(&format!("wrote {path}"));
        }
        app.terminal.note("\nNow try `trueup plan --sandbox`, which needs no AWS account");
        Ok(Exit::Done)
    }
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::io::Write::write_all(&mut std::fs::File::create_new(path)?, text.as_bytes())
}

/// A name from a folder's, whatever that is.
fn name_of(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let name: String =
        name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    let name: String = name.trim_matches('-').chars().take(63).collect();
    if usable(&name) { name } else { "webshop".to_owned() }
}

/// It stands in parameters' names too, where `aws` and `ssm` may not come first.
fn usable(name: &str) -> bool {
    let letters = name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'));
    let reserved = ["aws", "ssm"].iter().any(|prefix| name.to_lowercase().starts_with(prefix));
    (1..=63).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && letters
        && !reserved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_folder_gives_a_name() {
        let name = |folder| name_of(Path::new(folder));
        assert_eq!(name("/home/me/Web Shop"), "web-shop");
        assert_eq!(name("/"), "webshop");
        assert_eq!(name("/tmp/42"), "webshop");
        assert_eq!(name("/tmp/aws-shop"), "webshop");
        assert_eq!(name("/tmp/.tmpAbC"), "tmpabc");
    }
}
