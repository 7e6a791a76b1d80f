//! GitLab: comments of a merge request are its notes.

use http::{HeaderName, Method, Uri};

use super::Forge;
use super::github::is_commit;
use super::place::{Number, Place, address, needed, token, usable};
use crate::error::{Error, Result};
use crate::variable::text;

const IN_CI: &str = "GitLab CI sets it in every job";
const IN_REVIEW: &str =
    "let the job run where `$CI_PIPELINE_SOURCE == \"merge_request_event\"`, or say `--number`";
const TOKEN: &str =
    "set it to a project access token with the scope `api`, masked; a job's own token may not comment";

pub(super) fn place(number: Option<Number>) -> Result<Place> {
    let api = address("CI_API_V4_URL", IN_CI)?;
    let project: u64 = numbered("CI_PROJECT_ID", IN_CI)?.get();
    let number = match number {
        Some(number) => number,
        None => numbered("CI_MERGE_REQUEST_IID", IN_REVIEW)?,
    };
    let notes = format!("{api}/projects/{project}/merge_requests/{number}/notes");
    Ok(Place {
        forge: Forge::Gitlab,
        number,
        list: format!("{notes}?sort=asc&order_by=created_at"),
        one: format!("{notes}/"),
        user: format!("{api}/user"),
        edit: Method::PUT,
        // A note may have a million characters, and a page must fit into an answer.
        page: 20,
        header: HeaderName::from_static("private-token"),
        scheme: "",
        token: token("GITLAB_TOKEN", TOKEN)?,
        accept: "application/json",
    })
}

fn numbered(name: &str, help: &str) -> Result<Number> {
    let said = needed(name, help)?;
    said.parse()
        .map_err(|_| Error::usage(format!("`{name}` is no number: `{said}`; nothing was posted")).help(help))
}

/// Where the server shows files at the commit that is planned. In a merge request's pipeline of a fork the
/// project is the fork: its address counts on the server's own host alone.
pub(super) fn files() -> Option<String> {
    let project = usable(&text("CI_PROJECT_URL")?)?;
    let uri: Uri = project.parse().ok()?;
    let branch = text("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA");
    let commit = branch.or_else(|| text("CI_COMMIT_SHA"))?;
    let own = uri.host() == Some(&*text("CI_SERVER_HOST")?);
    (own && is_commit(&commit)).then(|| format!("{project}/-/blob/{commit}/"))
}
