//! `trueup init`.

mod template;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::app::App;
use crate::chance;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::forge::Forge;
use crate::intake;
use crate::load::{STACK_FILE, repository};

pub(super) use template::stack_of;

use template::{File, IGNORED, beside, pipeline, stack};

/// Start a stack in this folder: `trueup.yaml`, manifests, the schema for editors, and CI where the forge
/// looks for it.
///
/// What it writes can be planned and applied to the sandbox as it is. A file that is there already is kept
/// as it is; where that is `trueup.yaml`, no manifest is written beside it. The folder that `-C` names is
/// made where there is none.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The stack's name; the folder's unless said, and `webshop` where that cannot be one.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// Whose CI is written: GitLab's where the repository has a `.gitlab-ci.yml`, else GitHub's, unless said.
    #[arg(long, value_name = "FORGE", value_enum)]
    ci: Option<Ci>,
}

const EXAMPLES: &str = "\
Examples:
  trueup init
  trueup -C webshop init --name webshop
  trueup init --ci gitlab
  trueup init && trueup plan --sandbox && trueup apply --sandbox";

/// Whose CI is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Ci {
    /// Workflows and the action that they use.
    Github,
    /// A file to include.
    Gitlab,
    /// Nobody's.
    None,
}

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let here = here()?;
        let name = name_for(app, self.name, &here)?;
        lay(app, &here, stack(&name, &chance::id()?), self.ci)?;
        app.terminal.note(
            "\nNow try `trueup plan --sandbox`: that is an AWS of its own in a file here, empty at first, and no \
             account is asked",
        );
        Ok(Exit::Done)
    }
}

/// The folder that the process is in.
pub(super) fn here() -> Result<PathBuf> {
    std::env::current_dir().map_err(|error| Error::failed(format!("cannot tell the current folder: {error}")))
}

/// The name of a new stack: as it is said, or after its folder.
pub(super) fn name_for(app: &App, said: Option<String>, here: &Path) -> Result<String> {
    match said {
        Some(name) if usable(&name) => Ok(name),
        Some(name) => Err(Error::usage(format!("`{name}` cannot be a stack's name")).help(NAMES)),
        None => Ok(named(app, here)),
    }
}

/// Lays a stack's files into its folder, what stands beside them, and CI; what is there stays.
pub(super) fn lay(app: &App, here: &Path, stack: Vec<File>, ci: Option<Ci>) -> Result<()> {
    let root = repository(here).unwrap_or(here);
    let below = here.strip_prefix(root).unwrap_or(Path::new(""));
    let mut writing = Writing { app, here, kept: Vec::new() };
    if here.join(STACK_FILE).symlink_metadata().is_ok() {
        writing.keep(STACK_FILE.into())?;
    } else {
        foreign(app, here);
        writing.all(Path::new(""), stack)?;
    }
    writing.all(Path::new(""), beside())?;
    if let Some(forge) = forge(ci, root) {
        if plain(below) {
            let up: PathBuf = below.components().map(|_| "..").collect();
            let files = pipeline(forge, below);
            if let (Forge::Gitlab, Some((path, _))) = (forge, files.first()) {
                let include = format!("`include: {{local: {}}}`", path.display());
                app.terminal.note(&format!("write into `.gitlab-ci.yml`: {include}"));
            }
            writing.all(&up, files)?;
        } else {
            app.terminal.warn(&format!(
                "no CI was written: `{}` has a character that a pipeline would take for more",
                below.display()
            ));
        }
    }
    writing.end()
}

/// The files that are written, and those that are kept.
struct Writing<'a> {
    app: &'a App,
    here: &'a Path,
    kept: Vec<PathBuf>,
}

impl Writing<'_> {
    /// Writes those of some files of a folder that are not there.
    fn all(&mut self, folder: &Path, files: Vec<File>) -> Result<()> {
        for (path, text) in files {
            self.folders(folder, &path)?;
            let path = folder.join(path);
            match write(&self.here.join(&path), &text) {
                Ok(()) => self.app.terminal.note(&format!("wrote {}", path.display())),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => self.keep(path)?,
                Err(error) => return Err(Error::file("write", &path, error)),
            }
        }
        Ok(())
    }

    /// What is there already stays; what only looks so is said.
    fn keep(&mut self, path: PathBuf) -> Result<()> {
        let there = self.here.join(&path).metadata().map_err(|error| Error::file("write", &path, error))?;
        if !there.is_file() {
            return Err(Error::file("write", &path, ErrorKind::IsADirectory));
        }
        self.kept.push(path);
        Ok(())
    }

    /// Makes the folders of a file. None of them may be a link: what is written stays in the repository.
    fn folders(&self, above: &Path, path: &Path) -> Result<()> {
        let mut folder = above.to_owned();
        for part in path.parent().into_iter().flat_map(Path::components) {
            folder.push(part);
            let place = self.here.join(&folder);
            match place.symlink_metadata() {
                Ok(there) if there.is_dir() => {}
                Ok(there) if there.is_symlink() => {
                    let said =
                        format!("`{}` is a link, and nothing is written through one", folder.display());
                    return Err(Error::failed(said).help("write the files by hand, or `--ci none`"));
                }
                Ok(_) => return Err(Error::file("write", &folder, ErrorKind::NotADirectory)),
                Err(_) => {
                    std::fs::create_dir(&place).map_err(|error| Error::file("write", &folder, error))?;
                }
            }
        }
        Ok(())
    }

    /// Says what was there already, and what is missing in it.
    fn end(self) -> Result<()> {
        for path in &self.kept {
            self.app.terminal.note(&format!("kept {} as it is", path.display()));
        }
        if self.kept.iter().any(|path| path == Path::new(".gitignore")) {
            let known = intake::text(&self.here.join(".gitignore"), LARGEST).unwrap_or_default();
            let wanted = IGNORED.lines().filter(|line| !line.starts_with('#'));
            let missing: Vec<_> =
                wanted.filter(|line| !known.lines().any(|known| known.trim() == *line)).collect();
            if !missing.is_empty() {
                self.app.terminal.warn(&format!("`.gitignore` lacks `{}`", missing.join("` and `")));
            }
        }
        Ok(())
    }
}

/// Bytes of a `.gitignore` that are looked at.
const LARGEST: usize = 1024 * 1024;

/// Whose CI a repository wants.
fn forge(said: Option<Ci>, root: &Path) -> Option<Forge> {
    match said {
        Some(Ci::Github) => Some(Forge::Github),
        Some(Ci::Gitlab) => Some(Forge::Gitlab),
        Some(Ci::None) => None,
        None if root.join(".gitlab-ci.yml").exists() => Some(Forge::Gitlab),
        None => Some(Forge::Github),
    }
}

/// Whether a path means the same in YAML, in a script and to a forge.
fn plain(path: &Path) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte);
    path.to_str().is_some_and(|path| path.bytes().all(plain) && !path.starts_with('-'))
}

/// Warns of manifests that are there before the stack is: they may be another tool's.
fn foreign(app: &App, here: &Path) {
    let read = |entry: std::fs::DirEntry| {
        let path = entry.path();
        // What an import has begun to write beside its places is none yet.
        path.is_dir() || path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml")
    };
    if here.join("manifests").read_dir().is_ok_and(|inside| inside.flatten().any(read)) {
        app.terminal
            .warn("`manifests` has files already, and the new `trueup.yaml` reads every `*.yaml` of them");
    }
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    std::io::Write::write_all(&mut std::fs::File::create_new(path)?, text.as_bytes())
}

const NAMES: &str = "use up to 63 letters, digits, `_` and `-`, a letter first, and neither `aws` nor `ssm`";

/// A folder's name as a stack's; where it cannot be one, that is said.
fn named(app: &App, folder: &Path) -> String {
    let name = name_of(folder);
    if name == FALLBACK && folder.file_name().is_none_or(|own| own != FALLBACK) {
        app.terminal.warn(&format!(
            "the stack is named `{name}`, since the folder's name cannot be one's: say `--name`"
        ));
    }
    name
}

const FALLBACK: &str = "webshop";

/// A name from a folder's, whatever that is.
fn name_of(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let name: String =
        name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    let name: String = name.trim_matches('-').chars().take(63).collect();
    if usable(&name) { name } else { FALLBACK.to_owned() }
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
