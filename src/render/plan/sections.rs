//! What stands beside the changes: conflicts, what could not be read, what waits, what is unmanaged.

use engine::contract::Unreadable;
use engine::plan::Conflict;
use engine::policy::{Judged, Level, Verdict};
use schema::Location;

use super::fields::INDENT;
use super::verdicts::verdicts;
use crate::render::error::way_out;
use crate::render::style::{Line, Page, Paint};
use crate::view::text::{columns, counted};
use crate::view::{Folding, cautions, settle, whose};
use engine::caution::Risk;

/// Unmanaged resources that are listed; the rest is a number.
const LISTED: usize = 10;

/// What stands over the kinds that a plan did without.
pub(in crate::render) const UNLISTED: &str =
    "Not listed, and nothing declares one; any that git no longer has would stay:";

pub(super) fn sections(page: &mut Page, plan: &Judged, folding: Folding) {
    conflicts(page, plan.conflicts());
    verdicts(page, plan, Level::Deny, folding);
    verdicts(page, plan, Level::Warn, folding);
    unreadable(page, plan);
    waiting(page, plan);
    unmanaged(page, plan);
    unlisted(page, plan);
}

/// What the plan cautions of; before anything else.
pub(super) fn cautioned(page: &mut Page, plan: &Judged) {
    let all = cautions(plan);
    if all.is_empty() {
        return;
    }
    title(page, Paint::Yellow, "Cautions, each explained by `trueup explain`:");
    for caution in all {
        let paint = if caution.rule.risk == Risk::High { Paint::Red } else { Paint::Yellow };
        let head = Line::new().plain("  ").push(paint, "!").to(page.style().glyphs.addresses());
        let head = head.plain(caution.named()).plain("  ");
        let told = caution.told();
        if head.columns() + columns(&told) <= page.style().width {
            page.line(head.push(Paint::Dim, told));
        } else {
            page.wrapped(head, INDENT);
            page.line(Line::new().plain(" ".repeat(INDENT)).push(Paint::Dim, told));
        }
        page.line(said(&caution.message));
    }
    page.blank();
}

pub(super) fn title(page: &mut Page, paint: Paint, text: &str) {
    page.blank();
    page.line(Line::new().push(paint, text));
}

fn conflicts(page: &mut Page, conflicts: &[Conflict]) {
    if conflicts.is_empty() {
        return;
    }
    title(page, Paint::Red, "Conflicts, apply refuses until they are settled:");
    for conflict in conflicts {
        let Conflict { address, rival, location } = conflict;
        let line = Line::new()
            .plain("  ")
            .push(Paint::Red, "!")
            .to(page.style().glyphs.addresses())
            .plain(address.as_str());
        page.line(line.plain("  ").push(Paint::Dim, place(location)));
        page.line(said(&whose(rival)));
        page.line(helped(&settle(rival)));
    }
}

/// What stands over the verdicts of a level.
pub(super) fn judged(level: Level) -> &'static str {
    match level {
        Level::Deny => "Denied by policy, apply refuses",
        Level::Warn => "Warned of by policy",
    }
}

/// What a verdict is about.
pub(super) fn about(verdict: &Verdict) -> &str {
    verdict.address.as_ref().map_or("the plan as a whole", |address| address.as_str())
}

/// `manifests/web.yaml:3`.
pub(in crate::render) fn place(location: &Location) -> String {
    format!("{}:{}", location.path, location.line)
}

pub(super) fn said(text: &str) -> Line {
    Line::new().plain(" ".repeat(INDENT)).plain(text)
}

fn helped(text: &str) -> Line {
    Line::new().plain(" ".repeat(INDENT)).push(Paint::Cyan, "help: ").plain(text)
}

fn unreadable(page: &mut Page, plan: &Judged) {
    if plan.unreadable().is_empty() {
        return;
    }
    title(page, Paint::Red, "Not readable, neither changed nor counted as unchanged:");
    for unreadable in plan.unreadable() {
        let what = match &unreadable.address {
            Some(address) => address.to_string(),
            None => format!("every {}", unreadable.kind),
        };
        page.line(
            Line::new().plain("  ").push(Paint::Red, "?").to(page.style().glyphs.addresses()).plain(what),
        );
        page.line(said(&unreadable.error.to_string()));
        if let Some(help) = way_out(&unreadable.error) {
            page.line(helped(&help));
        }
    }
}

/// A kind that this plan did without.
pub(in crate::render) fn done_without(unlisted: &Unreadable) -> String {
    format!("{}: {}", unlisted.kind, unlisted.error)
}

/// The kinds that a plan did without, in one line; `None` where it did without none.
pub(in crate::render) fn done_without_all(plan: &Judged) -> Option<String> {
    let each = plan.unlisted().iter().map(|one| format!("{} ({})", one.kind, one.error.code));
    let each = each.collect::<Vec<_>>().join(", ");
    (!each.is_empty()).then(|| format!("Not listed, and nothing declares one: {each}"))
}

fn unlisted(page: &mut Page, plan: &Judged) {
    if plan.unlisted().is_empty() {
        return;
    }
    title(page, Paint::Dim, UNLISTED);
    for unlisted in plan.unlisted() {
        page.line(
            Line::new().plain(" ".repeat(page.style().glyphs.addresses())).plain(done_without(unlisted)),
        );
    }
}

fn waiting(page: &mut Page, plan: &Judged) {
    if plan.waiting().is_empty() {
        return;
    }
    title(page, Paint::Yellow, "Waiting:");
    for waiting in plan.waiting() {
        let line = Line::new().plain("  ").push(Paint::Yellow, ".").to(page.style().glyphs.addresses());
        page.line(line.plain(waiting.address.as_str()));
        page.line(said(&waiting.reason));
    }
}

fn unmanaged(page: &mut Page, plan: &Judged) {
    if plan.unmanaged().is_empty() {
        return;
    }
    let count = counted(plan.unmanaged().len(), "resource", "resources");
    title(page, Paint::Dim, &format!("Unmanaged, {count} under declared paths that no manifest declares:"));
    for address in plan.unmanaged().iter().take(LISTED) {
        page.line(Line::new().plain(" ".repeat(page.style().glyphs.addresses())).plain(address.as_str()));
    }
    if let Some(more) = plan.unmanaged().len().checked_sub(LISTED).filter(|more| *more > 0) {
        page.line(
            Line::new()
                .plain(" ".repeat(page.style().glyphs.addresses()))
                .push(Paint::Dim, format!("and {more} more")),
        );
    }
    page.line(helped("declare them with `metadata.adopt: true`, or leave them be"));
}
