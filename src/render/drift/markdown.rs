//! Drift as an issue or a job summary.

use engine::policy::Judged;

use engine::drift::Class;

use super::entry::{Context, Entry, Next, entries, how_many, import, new, untold};
use super::who::words;
use crate::render::markdown::{Fold, Items, code, prose};
use crate::render::plan::{body, change, done_without_all};
use crate::view::text::counted;
use crate::view::{account, fingerprint};

/// Characters of a digest that the hidden line shows.
const DIGEST: usize = 12;

/// How much of each difference is shown.
#[derive(Debug, Clone, Copy)]
struct Layout {
    bodies: Bodies,
    /// Differences listed of each class at each site.
    listed: usize,
}

/// Whether differences are shown with their fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bodies {
    Shown,
    Hidden,
}

/// What differs, by class, in at most `limit` bytes; drift open, the rest folded. A site where
/// nothing differs is one line. What does not fit is dropped, fields first, and said so.
pub fn markdown(plans: &[Judged], context: &Context<'_>, limit: usize) -> String {
    let all: Vec<Vec<Entry<'_>>> =
        plans.iter().enumerate().map(|(at, plan)| entries(at, plan, context)).collect();
    let page = |layout| page(plans, &all, context, layout);
    let whole = page(Layout { bodies: Bodies::Shown, listed: usize::MAX });
    if whole.len() <= limit {
        return whole;
    }
    let mut listed = all.iter().map(Vec::len).max().unwrap_or(0);
    loop {
        let text = page(Layout { bodies: Bodies::Hidden, listed });
        if text.len() <= limit || listed == 0 {
            return text;
        }
        listed /= 2;
    }
}

fn page(plans: &[Judged], all: &[Vec<Entry<'_>>], context: &Context<'_>, layout: Layout) -> String {
    let places =
        plans.iter().map(|plan| format!("{}@{}@{}", plan.site().stack, plan.site(), account(plan.site())));
    let mut text = format!("<!-- trueup:drift v=1 key={} -->\n", &fingerprint(places)[..DIGEST]);
    if layout.bodies == Bodies::Hidden {
        text.push_str("> Too long to show what differs; `trueup drift` does\n\n");
    }
    for (plan, entries) in plans.iter().zip(all) {
        site(&mut text, plan, entries, layout);
    }
    for one in context.unreached {
        text.push_str(&format!(
            "\n> [!CAUTION]\n> {} could not be looked at: {}\n",
            code(&one.site),
            prose(&one.why)
        ));
    }
    text
}

fn site(text: &mut String, plan: &Judged, entries: &[Entry<'_>], layout: Layout) {
    let name =
        prose(&format!("{} ({} / {})", plan.site().environment, account(plan.site()), plan.site().region));
    if entries.is_empty() {
        text.push_str(&format!("**trueup drift: {name}:** none; {} in sync\n", plan.unchanged()));
        return;
    }
    let count = |class| entries.iter().filter(|entry| entry.class == class).count();
    let counts: Vec<String> = Class::ALL
        .iter()
        .map(|class| (count(*class), class))
        .filter(|(count, _)| *count > 0)
        .map(|(count, class)| how_many(*class, count))
        .collect();
    text.push_str(&format!("## trueup drift: {name}\n\n"));
    text.push_str(&format!("**{}{}**; {} in sync\n", counts.join(", "), new(entries), plan.unchanged()));
    if let Some(said) = done_without_all(plan) {
        text.push_str(&format!("\n{}.\n", prose(&said)));
    }
    if let Some((said, why)) = untold(entries) {
        text.push_str(&format!("\n{said}: {why}.\n"));
    }
    if let count @ 1.. = plan.not_compared().len() {
        text.push_str(&format!("\n{} not compared.\n", counted(count, "secret", "secrets")));
    }
    let ends = entries.iter().find(|entry| entry.next().is_some());
    if let Some(entry) = ends.filter(|_| layout.bodies == Bodies::Shown) {
        let Next { accept, revert } = Next::of(plan.site(), entry.sandbox, "ADDRESS");
        let keep = accept.map_or(String::new(), |accept| format!("Keep one with {}, or ", code(&accept)));
        let back = revert.map_or(String::new(), |revert| format!("put one back with {}", code(&revert)));
        text.push_str(&format!("\n{keep}{back}.\n"));
    }
    for class in Class::ALL {
        let these: Vec<&Entry<'_>> = entries.iter().filter(|entry| entry.class == class).collect();
        if !these.is_empty() {
            section(text, class, &these, layout);
        }
    }
}

fn section(text: &mut String, class: Class, entries: &[&Entry<'_>], layout: Layout) {
    let mut items = Items::default();
    for entry in entries.iter().take(layout.listed) {
        one(&mut items, entry, layout);
    }
    if let more @ 1.. = entries.len().saturating_sub(layout.listed) {
        items.item(&format!("and {more} more"));
    }
    let items = items.finish();
    if class.drift() {
        text.push_str(&format!("\n### {}\n{items}", how_many(class, entries.len())));
    } else {
        let mut folded = Items::default();
        let items = match entries.first().filter(|_| class == Class::Unmanaged) {
            Some(entry) => format!("{items}\nTake them in with {}.\n", code(&import(entry))),
            None => items,
        };
        folded.folded(&how_many(class, entries.len()), items.trim_start(), Fold::Closed);
        text.push_str(&folded.finish());
    }
}

fn one(items: &mut Items, entry: &Entry<'_>, layout: Layout) {
    match &entry.row {
        Some(row) => {
            let shown = entry.class.drift() && layout.bodies == Bodies::Shown;
            let said = entry.said.as_ref().map_or(String::new(), |said| format!("\n{}\n", prose(said)));
            let who = entry.who.map_or(String::new(), |who| format!("\n{}\n", words(who, code)));
            change(items, row, &if shown { body(row) + &said + &who } else { String::new() }, "");
        }
        None => {
            let said = entry.said.as_ref().map_or(String::new(), |said| format!(": {}", prose(said)));
            let help = entry.help.as_ref().map_or(String::new(), |help| format!(" ({})", prose(help)));
            let who = entry.who.map_or(String::new(), |who| format!("; {}", words(who, code)));
            items.item(&format!("{}{said}{help}{who}", code(&entry.address)));
        }
    }
}
