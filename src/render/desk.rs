//! What an OpsItem says of a resource that has drifted, and what is said of the OpsItems of a run.

use engine::Site;
use engine::desk::{Case, Category, Outcome, Severity, Trouble};
use engine::drift::{Class, Drift, Whose};
use engine::policy::Judged;

use super::drift::{Entry, Next, entries_of, who};
use super::markdown::{code, prose};
use super::plan::body;
use crate::error::Error;
use crate::exit::Exit;
use crate::view::account;
use crate::view::text::escape;

/// What has drifted at a site, for its OpsItems.
pub fn cases(plan: &Judged, drift: &Drift<'_>, whose: &Whose) -> Vec<Case> {
    entries_of(plan, drift, None, Some(whose)).iter().filter_map(case).collect()
}

fn case(entry: &Entry<'_>) -> Option<Case> {
    let (word, severity, category) = match entry.class {
        Class::Drifted => ("Drifted", Severity::Medium, Category::Security),
        Class::Missing => ("Missing", Severity::High, Category::Availability),
        Class::Conflict => ("Conflict", Severity::Low, Category::Availability),
        Class::Ignored | Class::Pending | Class::Unmanaged | Class::Unreadable => return None,
    };
    let site = entry.plan.site();
    let arn = entry.change.and_then(|change| {
        let arn = (change.resource.arn)(site, change.id.as_deref()?);
        arn.starts_with("arn:").then_some(arn)
    });
    let known = entry.who.filter(|who| who.by.is_some() || who.at.is_some());
    Some(Case {
        address: entry.subject?.clone(),
        title: escape(&format!("{word}: {} ({site})", entry.address)),
        description: description(entry, site),
        who: known.map(|known| sentence(&who(known, code))),
        by: known.and_then(|known| known.by.clone()),
        severity,
        category,
        resources: arn.into_iter().collect(),
    })
}

fn description(entry: &Entry<'_>, site: &Site) -> String {
    let what = match entry.class {
        Class::Missing => "is in git and not in AWS",
        Class::Conflict => "is in a manifest's place and not ours",
        Class::Drifted | Class::Ignored | Class::Pending | Class::Unmanaged | Class::Unreadable => {
            "differs from what git says"
        }
    };
    let place = format!("{} / {} / {}", site.environment, account(site), site.region);
    let mut text =
        format!("{} of the stack {} {what} at {}.\n", code(&entry.address), code(&site.stack), prose(&place));
    // A value that is ignored may move as it likes: nothing new is said then.
    if entry.is_ignored_in_part() {
        entry.counting().for_each(|path| text.push_str(&format!("\n- {}", code(path))));
        text.push('\n');
    } else if let Some(row) = &entry.row {
        text.push_str(&format!("\n{}", body(row)));
    }
    for said in entry.said.iter().chain(&entry.help) {
        text.push_str(&format!("\n{}\n", sentence(&prose(said))));
    }
    if let Some(Next { accept, revert }) = entry.next() {
        let said = |what: &str, command: Option<String>| {
            command.map(|command| format!("{what}: {}\n", code(&command))).unwrap_or_default()
        };
        text.push_str(&format!("\n{}{}", said("Keep it", accept), said("Put it back", revert)));
    }
    text
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// What a round at the desk did, and what it could not do.
pub fn told(site: &Site, outcome: &Outcome) -> (String, Vec<Error>) {
    let Outcome { opened, updated, resolved, kept, unread, troubles } = outcome;
    let counts = [
        (opened, "opened"),
        (updated, "updated"),
        (resolved, "resolved"),
        (kept, "as they were"),
        (unread, "left, since this run has not read what they are about"),
        (&troubles.len(), "failed"),
    ];
    let counts = counts.iter().filter(|(count, _)| **count > 0);
    let counts: Vec<String> = counts.map(|(count, what)| format!("{count} {what}")).collect();
    let counts = if counts.is_empty() { "none".to_owned() } else { counts.join(", ") };
    let troubles = troubles.iter().map(|Trouble { address, error }| {
        let what = match address {
            Some(address) => format!("the OpsItem of `{address}`"),
            None => "its OpsItems".to_owned(),
        };
        let said = Error::new(Exit::Partial, format!("{site}: {what}: {error}"));
        match super::error::way_out(error) {
            Some(help) => said.help(help.replace("`trueup iam`", "`trueup iam drift --ops-item`")),
            None => said,
        }
    });
    (format!("OpsItems at {site}: {counts}"), troubles.collect())
}
