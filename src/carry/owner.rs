//! Who runs this, in words for whoever finds the site held.

use std::path::Path;

use crate::intake;
use crate::variable::text;

/// The person and the job in CI, or the person and the machine elsewhere.
pub(super) fn owner() -> String {
    let url = match (text("GITHUB_SERVER_URL"), text("GITHUB_REPOSITORY"), text("GITHUB_RUN_ID")) {
        (Some(server), Some(repository), Some(run)) => {
            Some(format!("{server}/{repository}/actions/runs/{run}"))
        }
        _ => first(&["CI_JOB_URL", "BUILD_URL"]),
    };
    let who = first(&["GITHUB_ACTOR", "GITLAB_USER_LOGIN", "USER", "LOGNAME", "USERNAME"]);
    let who = who.unwrap_or_else(|| "somebody".into());
    match (url, machine()) {
        (Some(url), _) => format!("{who} ({url})"),
        (None, Some(machine)) => format!("{who} on {machine}"),
        (None, None) => who,
    }
}

fn first(names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| text(name))
}

fn machine() -> Option<String> {
    let told = || intake::text(Path::new("/etc/hostname"), 1024).ok().map(|name| name.trim().to_owned());
    first(&["HOSTNAME", "COMPUTERNAME"]).or_else(told).filter(|name| !name.is_empty())
}
