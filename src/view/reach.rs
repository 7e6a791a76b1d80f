//! How far a change reaches, in words: on how many nodes, and who uses what changes.

use engine::plan::{Elsewhere, Nodes, Reached, Unseen, Users};

use super::text::counted;

/// Names that are listed; of more there is a number.
const NAMED: usize = 4;

/// `on 214 nodes (201 Linux, 13 Windows; 3 not online)`; nothing where nobody asked.
pub(super) fn on(reached: Option<&Reached>) -> String {
    let Some(Reached { nodes, comes, goes }) = reached else { return String::new() };
    match nodes {
        Ok(nodes) => {
            let changes = [(*comes, "+"), (*goes, "-")].into_iter().filter(|(count, _)| *count > 0);
            let changes: Vec<String> = changes.map(|(count, sign)| format!("{sign}{count}")).collect();
            let than = if changes.is_empty() {
                String::new()
            } else {
                format!(", {} than before", changes.join(" "))
            };
            format!(" on {}{than}", counted_nodes(nodes))
        }
        Err(Unseen::Unasked) => String::new(),
        Err(Unseen::Runbook) => " on what its runbook acts on".into(),
        Err(Unseen::Group) => " on what its resource group holds".into(),
        Err(Unseen::Later) => " on nodes that come with the apply".into(),
        Err(Unseen::Refused(_)) => " on nodes that could not be read".into(),
    }
}

/// `214 nodes (201 Linux, 13 Windows; 3 not online)`.
pub fn counted_nodes(nodes: &Nodes) -> String {
    let Nodes { count, whole, platforms, offline } = nodes;
    let least = if *whole { "" } else { "at least " };
    let number = match count {
        0 => "no node today".to_owned(),
        count => format!("{least}{}", counted(*count, "node", "nodes")),
    };
    let mut platforms: Vec<(&String, &usize)> = platforms.iter().collect();
    platforms.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let platforms = match platforms[..] {
        [] => String::new(),
        [(only, _)] => only.clone(),
        _ => platforms.iter().map(|(name, count)| format!("{count} {name}")).collect::<Vec<_>>().join(", "),
    };
    let offline = match offline {
        0 => String::new(),
        count => format!("{count} not online"),
    };
    let more: Vec<String> = [platforms, offline].into_iter().filter(|said| !said.is_empty()).collect();
    if more.is_empty() { number } else { format!("{number} ({})", more.join("; ")) }
}

/// `used by MaintenanceWindow/x/task/y and Association/z; and by 2 more in the account: association nightly, …`.
pub(super) fn used(users: &Users) -> Option<String> {
    let Users { here, elsewhere, unseen } = users;
    let here =
        (!here.is_empty()).then(|| format!("used by {}", listed(here.iter().map(ToString::to_string))));
    let told = |one: &Elsewhere| {
        let runs = if one.runs { ", which follows it and runs too" } else { "" };
        format!("{} `{}`{runs}", one.what, one.name)
    };
    let outside = elsewhere.iter().map(told);
    let outside = (!elsewhere.is_empty()).then(|| format!("used outside this stack by {}", listed(outside)));
    let unseen = match unseen {
        None | Some(Unseen::Unasked | Unseen::Group | Unseen::Runbook | Unseen::Later) => None,
        Some(Unseen::Refused(_)) => Some("who else uses it could not be read".to_owned()),
    };
    let said: Vec<String> = [here, outside, unseen].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join("; "))
}

fn listed(names: impl ExactSizeIterator<Item = String>) -> String {
    let count = names.len();
    let mut names: Vec<String> = names.collect();
    names.truncate(if count > NAMED { NAMED - 1 } else { NAMED });
    let more = count - names.len();
    let names = names.join(", ");
    if more == 0 { names } else { format!("{names} and {more} more") }
}
