//! Drift as an issue or a job summary.

use engine::plan::Plan;

use super::class::{CLASSES, Class, Context, Entry, Pending, entries};
use crate::render::markdown::{code, html, prose};
use crate::render::plan::{body, words};
use crate::view::fingerprint;
use crate::view::text::counted;

/// What differs, by class; drift open, the rest folded. Where there is no drift it is one line.
pub fn markdown(plans: &[Plan], context: &Context<'_>) -> String {
    let sites = plans.iter().map(|plan| format!("{}@{}", plan.site, plan.site.account));
    let key = fingerprint(sites);
    let mut text = format!("<!-- trueup:drift v=1 key={} -->\n", &key[..12]);
    for (at, plan) in plans.iter().enumerate() {
        site(&mut text, plan, &entries(at, plan, context), context);
    }
    text
}

fn site(text: &mut String, plan: &Plan, entries: &[Entry<'_>], context: &Context<'_>) {
    let name = prose(&format!("{} ({} / {})", plan.site.environment, plan.site.account, plan.site.region));
    if entries.is_empty() {
        text.push_str(&format!("**trueup drift: {name}:** none; {} in sync\n", plan.unchanged));
        return;
    }
    let count = |class| entries.iter().filter(|entry| entry.class == class).count();
    let counts: Vec<String> = CLASSES
        .iter()
        .map(|class| (count(*class), class.word()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    text.push_str(&format!("## trueup drift: {name}\n\n"));
    text.push_str(&format!("**{}**; {} in sync\n", counts.join(", "), plan.unchanged));
    if let (Pending::Unknown, true) = (context.pending, entries.iter().any(|entry| entry.row.is_some())) {
        text.push_str("\nNothing tells what git has changed since the last apply, so every difference counts as drift.\n");
    }
    if let count @ 1.. = plan.not_compared.len() {
        text.push_str(&format!("\n{} not compared.\n", counted(count, "secret", "secrets")));
    }
    for class in CLASSES {
        let these: Vec<&Entry<'_>> = entries.iter().filter(|entry| entry.class == class).collect();
        if !these.is_empty() {
            section(text, class, &these);
        }
    }
}

fn section(text: &mut String, class: Class, entries: &[&Entry<'_>]) {
    let open = if class.drift() { " open" } else { "" };
    text.push_str(&format!("\n<details{open}><summary>{} ({})</summary>\n\n", class.word(), entries.len()));
    for entry in entries {
        text.push_str(&one(entry));
    }
    text.push_str("\n</details>\n");
}

fn one(entry: &Entry<'_>) -> String {
    let said = entry.said.clone().or_else(|| entry.row.as_ref().and_then(words));
    let said = said.map_or(String::new(), |said| format!(": {}", prose(&said)));
    let help = entry.help.as_ref().map_or(String::new(), |help| format!(" ({})", prose(help)));
    let warning = if entry.destroys() { " **destroys**" } else { "" };
    let line = format!("- {}{said}{help}{warning}\n", code(&entry.address));
    match entry.row.as_ref().map(body) {
        Some(body) if !body.is_empty() && entry.class.drift() => {
            let summary = html("AWS to git");
            format!(
                "{line}\n  <details><summary>{summary}</summary>\n\n{}\n  </details>\n\n",
                indented(&body)
            )
        }
        _ => line,
    }
}

/// A block inside a list item.
fn indented(body: &str) -> String {
    body.lines().map(|line| format!("  {line}\n")).collect()
}
