//! What a review has to do with a run: the key of its comment, and where its files are shown.

use std::path::{Path, PathBuf};

use super::{Forge, github, gitlab};
use crate::app::App;
use crate::load::{find, repository};
use crate::render::plan::{DIGEST, Links};
use crate::variable::text;
use crate::view::fingerprint;

/// How a run is reviewed.
pub struct Review {
    /// By what its comment is found again.
    pub key: String,
    /// Where its files are shown, where that is known.
    pub links: Option<Links>,
}

impl Review {
    /// Of a run, by what it was asked for: the folder of the stack and the sites that the options name. It is
    /// there without any file, since a stack that cannot be read has a comment too.
    pub fn of(app: &App) -> Self {
        let root = find().unwrap_or_else(|_| std::env::current_dir().unwrap_or_default());
        let globals = &app.globals;
        let asked = [&globals.environment, &globals.region, &globals.profile];
        let asked = asked.into_iter().map(|option| option.as_deref().unwrap_or_default());
        let folder = folder(&root).display().to_string();
        let part = globals.shard.and_then(|share| share.part().ok()).map(|part| part.to_string());
        let key = fingerprint([&*folder].into_iter().chain(asked).chain(part.as_deref()));
        let key = key[..DIGEST].to_owned();
        Self { key, links: links(app, &root) }
    }

    /// The same of a run in the sandbox: its comment never takes the place of one that tells of AWS.
    pub fn of_sandbox(self) -> Self {
        Self { key: fingerprint([&*self.key, "sandbox"])[..DIGEST].to_owned(), ..self }
    }
}

/// The forge's own folder of this job.
fn workspace() -> Option<PathBuf> {
    let name = match Forge::here()? {
        Forge::Github => "GITHUB_WORKSPACE",
        Forge::Gitlab => "CI_PROJECT_DIR",
    };
    text(name).map(PathBuf::from)
}

/// A stack's folder as every job sees it, wherever its runner has put the repository.
fn folder(root: &Path) -> &Path {
    let workspace = workspace().and_then(|workspace| root.strip_prefix(workspace).ok());
    let inside = || root.strip_prefix(repository(root)?).ok();
    workspace.or_else(inside).unwrap_or_else(|| Path::new(root.file_name().unwrap_or_default()))
}

fn links(app: &App, root: &Path) -> Option<Links> {
    let base = match Forge::here()? {
        Forge::Github => github::files()?,
        Forge::Gitlab => gitlab::files()?,
    };
    let repository = repository(root).map(Path::to_owned).or_else(workspace)?;
    Some(Links::new(base, repository, app.started.clone()))
}
