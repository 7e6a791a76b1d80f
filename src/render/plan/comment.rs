//! One site's part of a comment.

use engine::Action;
use engine::policy::{Judged, Level};

use super::body::body_with;
use super::budget::{Layout, Lists};
use super::context::Context;
use super::folds::{Addresses, item};
use super::human::{about, words};
use super::markdown::{Site, linked};
use super::sections::{done_without, place};
use super::verdicts::lines as verdicts;
use crate::render::markdown::{Fold, Items, code, html, html_prose, prose};
use crate::view::text::counted;
use crate::view::{
    Cautions, Protection, Row, Weight, cautions, counts, heading, noun, refused, sentences, settle, untold,
    whose, withheld,
};

pub(super) fn title(plan: &Judged) -> String {
    let counts = counts(plan);
    if counts.is_empty() { "no changes".into() } else { counts }
}

pub(super) fn section(at: usize, site: &Site<'_>, context: &Context<'_>, layout: &Layout) -> String {
    let (place, plan) = site.plans[0];
    let reads = context.reads_of(place).map_or(String::new(), |reads| {
        format!("; reading took {}", counted(reads as usize, "call", "calls"))
    });
    let cost = if plan.changes().is_empty() {
        String::new()
    } else {
        let calls = counted(plan.cost().total(), "call", "calls");
        format!(" {calls}, {}{reads}.", about(plan.cost().seconds))
    };
    let words: Vec<String> = sentences(plan).iter().map(|said| prose(said)).collect();
    let words = if words.is_empty() { String::new() } else { format!("{}\n\n", words.join(" ")) };
    let mut text =
        format!("{words}**{}: {}; {} unchanged.**{cost}\n", noun(plan), title(plan), plan.unchanged());
    if let Some(said) = withheld(plan) {
        text.push_str(&format!("\n{said}.\n"));
    }
    if let Some(said) = untold(plan) {
        text.push_str(&format!("\n{}.\n", prose(&said)));
    }
    if let Some(said) = refused(plan) {
        text.push_str(&format!("\n**Apply refuses: {said}.**\n"));
    }
    text.push_str(&cautioned(plan, layout));
    text.push_str(&warnings(plan, context, layout));
    text.push_str(&caution(site, layout));
    text.push_str(&changes(at, site, layout));
    if layout.lists == Lists::Shown {
        text.push_str(&lists(plan));
    }
    text
}

/// What the plan cautions of.
fn cautioned(plan: &Judged, layout: &Layout) -> String {
    let told = |caution: &Cautions<'_>| {
        let (risk, code_of) = (caution.rule.risk.word(), code(caution.rule.code));
        let control = caution.rule.control.map_or(String::new(), |control| format!(", {control}"));
        let named = code(&caution.named());
        format!("**{risk}** {named} {} ({code_of}{control})", prose(&caution.message))
    };
    alert("WARNING", cautions(plan).iter().map(told).collect(), layout)
}

/// What several sites have in common.
pub(super) fn alike(at: usize, site: &Site<'_>, layout: &Layout) -> String {
    format!("{}{}", caution(site, layout), changes(at, site, layout))
}

/// What keeps apply from going on.
fn warnings(plan: &Judged, context: &Context<'_>, layout: &Layout) -> String {
    let mut lines = Vec::new();
    for conflict in plan.conflicts() {
        let address = code(conflict.address.as_str());
        let (whose, help) = (prose(&whose(&conflict.rival)), prose(&settle(&conflict.rival)));
        let link = linked(&conflict.location, context);
        let place = link.unwrap_or_else(|| code(&place(&conflict.location)));
        lines.push(format!("{address} {whose} ({place}): {help}"));
    }
    for unreadable in plan.unreadable() {
        let what = unreadable
            .address
            .as_ref()
            .map_or_else(|| format!("every {}", unreadable.kind), |address| address.to_string());
        lines.push(format!("{} is not readable: {}", code(&what), prose(&unreadable.error.to_string())));
    }
    lines.extend(verdicts(plan, Level::Deny).iter().map(|line| format!("{line}; apply refuses")));
    let warned = verdicts(plan, Level::Warn);
    format!("{}{}", alert("WARNING", lines, layout), alert("NOTE", warned, layout))
}

/// What destroys, never folded.
fn caution(site: &Site<'_>, layout: &Layout) -> String {
    let destroyed = site.told.rows.iter().filter(|row| row.weight == Weight::Destroys);
    let lines: Vec<String> = destroyed
        .map(|row| {
            let protected = match row.protection {
                Protection::Protected => ", protected: apply refuses",
                Protection::Open => "",
            };
            let words = words(row).unwrap_or_default();
            format!("{} {}{protected}", code(row.address.as_str()), prose(&words))
        })
        .collect();
    alert("CAUTION", lines, layout)
}

fn alert(kind: &str, mut lines: Vec<String>, layout: &Layout) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let (shown, more) = layout.listed(lines.len());
    lines.truncate(shown);
    lines.extend((more > 0).then(|| format!("and {more} more")));
    let lines: String = lines.iter().map(|line| format!("> - {line}\n")).collect();
    format!("\n> [!{kind}]\n{lines}")
}

fn changes(at: usize, site: &Site<'_>, layout: &Layout) -> String {
    let (shown, more) = layout.listed(site.told.rows.len());
    let addresses = if layout.lists == Lists::Shown { Addresses::All } else { Addresses::Few };
    let mut items = Items::default();
    for part in site.told.parts() {
        if let Some(said) = heading(site.plan(), part.whence) {
            items.heading(&prose(&said));
        }
        let (first, rows) = part.rows;
        for (at_row, row) in (first..shown).zip(rows) {
            let body = match layout.has(at, at_row) {
                true => body_with(row, layout.neighbours),
                false => String::new(),
            };
            // What destroys is named above already.
            if !(body.is_empty() && row.weight == Weight::Destroys) {
                let link = if layout.has(at, at_row) { &site.links[at_row] } else { "" };
                change(&mut items, row, &body, link);
            }
        }
        part.folds.iter().for_each(|fold| item(&mut items, fold, layout.neighbours, addresses));
    }
    if more > 0 {
        items.item(&format!("and {more} more"));
    }
    items.finish()
}

/// Lines of what goes that stand open, the fence among them.
const FEW: usize = 10;

/// One change: a line, or a folded section with its fields, and a link to where it is declared.
pub(in crate::render) fn change(items: &mut Items, row: &Row<'_>, body: &str, link: &str) {
    let head = format!("{} {}", row.action.mark(), row.address);
    let words = words(row);
    if body.is_empty() {
        let words = words.map_or(String::new(), |words| format!(" {}", prose(&words)));
        return items.item(&format!("{}{words}{link}", code(&head)));
    }
    let words = words.map_or(String::new(), |words| format!(" {}", html_prose(&words)));
    let few = body.lines().count() <= FEW;
    let fold = match (row.weight, row.action) {
        (Weight::Destroys, Action::Delete) if !few => Fold::Closed,
        (Weight::Destroys | Weight::RunsNow | Weight::RunsOtherwise, _) => Fold::Open,
        (Weight::Ordinary, _) => Fold::Closed,
    };
    items.folded(&format!("<code>{}</code>{words}{link}", html(&head)), body, fold);
}

/// What waits, what nobody manages and what the plan did without, folded.
fn lists(plan: &Judged) -> String {
    let mut text = String::new();
    let waiting: Vec<String> = plan
        .waiting()
        .iter()
        .map(|waiting| format!("- {}: {}\n", code(waiting.address.as_str()), prose(&waiting.reason)))
        .collect();
    let unmanaged: Vec<String> =
        plan.unmanaged().iter().map(|address| format!("- {}\n", code(address.as_str()))).collect();
    let unlisted: Vec<String> =
        plan.unlisted().iter().map(|unlisted| format!("- {}\n", prose(&done_without(unlisted)))).collect();
    for (title, items) in [("Waiting", waiting), ("Unmanaged", unmanaged), ("Not listed", unlisted)] {
        if !items.is_empty() {
            let (count, items) = (items.len(), items.concat());
            text.push_str(&format!(
                "\n<details><summary>{title} ({count})</summary>\n\n{items}\n</details>\n"
            ));
        }
    }
    text
}
