//! One site's part of a comment.

use engine::Action;
use engine::policy::Judged;

use super::block::Site;
use super::budget::{Layout, Lists, Told, What};
use super::context::Context;
use super::folds::item;
use super::human::{about, words};
use super::sections::done_without;
use crate::render::markdown::{Fold, Items, code, html, html_prose, prose};
use crate::view::text::counted;
use crate::view::{Row, Weight, counts, heading, noun, refused, sentences, untold, withheld};

pub(super) fn title(plan: &Judged) -> String {
    let counts = counts(plan);
    if counts.is_empty() { "no changes".into() } else { counts }
}

/// What a plan does, in words and in numbers.
pub(super) fn summary(site: &Site<'_>, context: &Context<'_>) -> String {
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
    text
}

/// The changes, origin by origin.
pub(super) fn changes(at: usize, site: &Site<'_>, layout: &Layout) -> String {
    let rows = layout.listed(site.told.rows.len());
    let folds = layout.listed(site.told.folds.len());
    let mut items = Items::default();
    for part in site.told.parts() {
        if let Some(said) = heading(site.plan(), part.whence) {
            items.heading(&prose(&said));
        }
        for (row_at, row) in (part.rows.0..rows).zip(part.rows.1) {
            let told = Told { site: at, what: What::Row(row_at) };
            let body = layout.body(&site.rows[row_at], told);
            // What destroys is named above already.
            if !(body.is_empty() && row.weight == Weight::Destroys) {
                let link = if layout.has(told) { &site.links[row_at] } else { "" };
                change(&mut items, row, body, link);
            }
        }
        for (fold_at, fold) in (part.folds.0..folds).zip(part.folds.1) {
            let told = Told { site: at, what: What::Fold(fold_at) };
            item(&mut items, fold, layout.body(&site.folds[fold_at], told), layout.below());
        }
    }
    let more = site.told.rows.len() - rows + site.told.folds.len() - folds;
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
pub(super) fn lists(site: &Site<'_>, layout: &Layout) -> String {
    let mut text = String::new();
    let ([(_, plan)], Lists::Shown) = (&site.plans[..], layout.lists) else { return text };
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
