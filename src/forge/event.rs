//! What GitHub tells a run of why it runs.

use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::intake;
use crate::variable::text;

/// Bytes that the file may have: GitHub sends no webhook that is longer.
const LARGEST: usize = 25 * 1024 * 1024;

/// The event that a run is about, as far as it matters here.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Event {
    number: Option<u64>,
    pull_request: Option<PullRequest>,
    issue: Option<Issue>,
}

#[derive(Debug, Deserialize)]
struct PullRequest {
    number: Option<u64>,
    head: Option<Head>,
}

#[derive(Debug, Deserialize)]
struct Head {
    sha: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Issue {
    number: u64,
    /// An issue that is a pull request says so.
    pull_request: Option<serde::de::IgnoredAny>,
}

impl Event {
    /// The event of this run; `None` where no variable names it.
    ///
    /// # Errors
    /// The file cannot be read, or is none of GitHub's.
    pub(super) fn read() -> Result<Option<Self>> {
        let Some(path) = text("GITHUB_EVENT_PATH") else { return Ok(None) };
        let said = intake::text(Path::new(&path), LARGEST);
        let said = said
            .map_err(|error| Error::file("read", &path, format!("{error}; `GITHUB_EVENT_PATH` names it")))?;
        let event = serde_json::from_str(&said);
        event.map(Some).map_err(|error| {
            Error::failed(format!(
                "`{path}`, which `GITHUB_EVENT_PATH` names, is no event of GitHub's: {error}"
            ))
        })
    }

    /// The pull request that the event is about.
    pub(super) fn number(&self) -> Option<u64> {
        let pull_request = self.pull_request.as_ref().and_then(|one| one.number.or(self.number));
        let issue = self.issue.as_ref().filter(|issue| issue.pull_request.is_some());
        pull_request.or(issue.map(|issue| issue.number))
    }

    /// The commit that somebody wants to merge.
    pub(super) fn head(&self) -> Option<&str> {
        self.pull_request.as_ref()?.head.as_ref()?.sha.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pull_request_is_found_in_every_event_that_is_about_one() {
        let number = |event| serde_json::from_str::<Event>(event).expect("an event").number();
        assert_eq!(
            number(r#"{"number": 7, "pull_request": {"number": 7, "head": {"sha": "4f2c"}}}"#),
            Some(7)
        );
        assert_eq!(number(r#"{"issue": {"number": 8, "pull_request": {"url": "x"}}}"#), Some(8));
        assert_eq!(number(r#"{"issue": {"number": 8}}"#), None);
        assert_eq!(number(r#"{"ref": "refs/heads/main"}"#), None);
    }
}
