//! GitHub: comments of a pull request are those of an issue.

use http::Method;
use http::header::AUTHORIZATION;

use super::Forge;
use super::event::Event;
use super::place::{Number, Place, address, needed, token, usable};
use crate::error::{Error, Result};
use crate::variable::text;

const IN_ACTIONS: &str = "GitHub Actions sets it in every job";
const TOKEN: &str = "hand the step the job's token: `env: {GITHUB_TOKEN: \"${{ github.token }}\"}`";

pub(super) fn place(number: Option<Number>) -> Result<Place> {
    let api = address("GITHUB_API_URL", IN_ACTIONS)?;
    let repository = needed("GITHUB_REPOSITORY", IN_ACTIONS)?;
    if !is_repository(&repository) {
        return Err(
            Error::usage(format!("`GITHUB_REPOSITORY` is no repository: `{repository}`")).help(IN_ACTIONS)
        );
    }
    let number = match number {
        Some(number) => number,
        None => its_own()?,
    };
    let issues = format!("{api}/repos/{repository}/issues");
    Ok(Place {
        forge: Forge::Github,
        number,
        list: format!("{issues}/{number}/comments"),
        one: format!("{issues}/comments/"),
        user: format!("{api}/user"),
        edit: Method::PATCH,
        page: 100,
        header: AUTHORIZATION,
        scheme: "Bearer ",
        token: token("GITHUB_TOKEN", TOKEN)?,
        accept: "application/vnd.github+json",
    })
}

/// The pull request that the run is about.
fn its_own() -> Result<Number> {
    let number = Event::read()?.and_then(|event| event.number()).and_then(Number::new);
    number.ok_or_else(|| {
        Error::usage("this run is about no pull request; nothing was posted")
            .help("run it on `pull_request`, or name one with `--number`")
    })
}

/// Where the server shows files at the commit that is planned: on a pull request its own last one, and never
/// the merge that GitHub makes for the run, which nobody can look at later.
pub(super) fn files() -> Option<String> {
    let (server, repository) = (usable(&text("GITHUB_SERVER_URL")?)?, text("GITHUB_REPOSITORY")?);
    let event = Event::read().ok().flatten().unwrap_or_default();
    let commit = match event.head() {
        Some(head) => head.to_owned(),
        None => text("GITHUB_SHA")?,
    };
    (is_repository(&repository) && is_commit(&commit))
        .then(|| format!("{server}/{repository}/blob/{commit}/"))
}

fn is_repository(name: &str) -> bool {
    let part = |part: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        !matches!(part, "" | "." | "..") && part.bytes().all(plain)
    };
    name.split_once('/').is_some_and(|(owner, name)| part(owner) && part(name))
}

/// Whether a text is the whole id of a commit.
pub(super) fn is_commit(id: &str) -> bool {
    matches!(id.len(), 40 | 64) && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}
