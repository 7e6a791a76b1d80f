//! A plan for a terminal.

use engine::plan::Plan;
use engine::{Action, Site};

use super::context::Context;
use super::fields::details;
use super::sections::sections;
use crate::render::style::{Line, Page, Paint, Style};
use crate::view::text::{columns, counted};
use crate::view::{Row, Weight, counts, counts_of, rows};

/// The column of an address.
pub(in crate::render) const ADDRESS: usize = 4;
/// A header's commit stands at this column's left at most, however wide the terminal.
const WIDEST: usize = 100;
/// Words stand in one column behind the addresses, unless an address is longer than this.
const WORDS: usize = 56;

/// A plan, or several, for a terminal.
pub fn human(plans: &[Plan], context: &Context<'_>, style: Style) -> String {
    let mut page = Page::new(style);
    for (at, plan) in plans.iter().enumerate() {
        page.blank();
        one(&mut page, plan, context.reads_of(at));
    }
    if plans.len() > 1 {
        page.blank();
        page.line(total(plans));
    }
    page.finish()
}

fn one(page: &mut Page, plan: &Plan, reads: Option<u64>) {
    page.line(header(&plan.site, plan.commit.as_deref(), page.style()));
    page.blank();
    let rows = rows(plan);
    let column = words_column(&rows);
    for row in &rows {
        page_row(page, row, column);
    }
    page.blank();
    sections(page, plan);
    page.blank();
    for line in summary(plan, reads) {
        page.line(line);
    }
}

/// `webshop / production / us-east-1 (123456789012)`, and the commit at the right.
pub(in crate::render) fn header(site: &Site, commit: Option<&str>, style: Style) -> Line {
    let Site { stack, environment, region, account } = site;
    let line = Line::new()
        .push(Paint::Bold, format!("{stack} / {environment} / {region}"))
        .push(Paint::Dim, format!(" ({account})"));
    let Some(commit) = commit else { return line };
    let commit = format!("commit {}", commit.chars().take(7).collect::<String>());
    let column = style.width.min(WIDEST).saturating_sub(columns(&commit)).max(line.columns() + 2);
    line.to(column).push(Paint::Dim, commit)
}

pub(in crate::render) fn words_column<'a>(rows: impl IntoIterator<Item = &'a Row<'a>>) -> usize {
    let spoken = rows.into_iter().filter(|row| words(row).is_some());
    let widths = spoken.map(|row| columns(row.address.as_str())).filter(|wide| *wide <= WORDS);
    ADDRESS + widths.max().unwrap_or(0) + 3
}

pub(in crate::render) fn page_row(page: &mut Page, row: &Row<'_>, column: usize) {
    let line = head(row.action, row.address.as_str(), page.style());
    match words(row) {
        None => page.line(line),
        Some(words) if line.columns() < column && column + columns(&words) <= page.style().width => {
            page.line(line.to(column).join(spoken(row, words)));
        }
        Some(words) if line.columns() + 2 + columns(&words) <= page.style().width => {
            page.line(line.plain("  ").join(spoken(row, words)));
        }
        Some(words) => {
            page.line(line);
            page.line(Line::new().plain(" ".repeat(ADDRESS + 2)).join(spoken(row, words)));
        }
    }
    details(page, row);
}

/// The mark and the address.
pub(in crate::render) fn head(action: Action, address: &str, style: Style) -> Line {
    let line = Line::new().plain("  ").push(Paint::of(action), style.glyphs.mark(action));
    line.to(ADDRESS).push(Paint::of(action), address)
}

fn spoken(row: &Row<'_>, words: String) -> Line {
    let paint = match row.weight {
        Weight::Destroys => Paint::of(row.action),
        Weight::RunsNow => Paint::Bold,
        Weight::Ordinary => Paint::Plain,
    };
    Line::new().push(paint, words)
}

/// What stands behind the address: a verb where the mark alone would be too quiet, and effects.
pub(in crate::render) fn words(row: &Row<'_>) -> Option<String> {
    let effects = row.effects.join("; ");
    let verb = row.action.word();
    let reason = row.reason.as_deref();
    let words = match (row.action, reason) {
        (Action::Create | Action::Update, _) => effects,
        (Action::Replace, Some(reason)) => format!("{verb}: {reason}"),
        (Action::Replace, None) => verb.to_owned(),
        (Action::Delete, _) if effects.is_empty() => verb.to_owned(),
        (Action::Delete, _) => format!("{verb}, {effects}"),
        (Action::Adopt | Action::Move | Action::Forget, reason) => {
            let verb = reason.map_or_else(|| verb.to_owned(), |reason| format!("{verb} {reason}"));
            if effects.is_empty() { verb } else { format!("{verb}: {effects}") }
        }
    };
    (!words.is_empty()).then_some(words)
}

/// The lines at the end.
fn summary(plan: &Plan, reads: Option<u64>) -> Vec<Line> {
    let reading = reads.map(|reads| format!("reading took {}", counted(reads as usize, "call", "calls")));
    let unchanged = format!("{} unchanged", plan.unchanged);
    let mut lines = Vec::new();
    if plan.changes.is_empty() {
        let what = if plan.empty() && plan.complete() { "Nothing to do" } else { "Plan: no changes" };
        lines.push(Line::new().push(Paint::Bold, what).plain(format!("; {unchanged}")));
        lines.extend(reading.map(|reading| under("Plan: ", capital(&reading))));
    } else {
        let plan_line = Line::new().push(Paint::Bold, format!("Plan: {}", counts(plan)));
        lines.push(plan_line.plain(format!("; {unchanged}")));
        let calls = counted(plan.cost.total(), "call", "calls");
        let reading = reading.map_or(String::new(), |reading| format!("; {reading}"));
        lines.push(under("Plan: ", format!("{calls}, {}{reading}", about(plan.cost.seconds))));
    }
    if let count @ 1.. = plan.not_compared.len() {
        lines.push(under("Plan: ", format!("{} not compared", counted(count, "secret", "secrets"))));
    }
    lines
}

fn under(first: &str, text: String) -> Line {
    Line::new().plain(" ".repeat(first.len())).plain(text)
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// `about 6 s`, `about 3 min`.
pub(in crate::render) fn about(seconds: u64) -> String {
    match seconds {
        0..=119 => format!("about {} s", seconds.max(1)),
        _ => format!("about {} min", seconds.div_ceil(60)),
    }
}

fn total(plans: &[Plan]) -> Line {
    let counts = counts_of(plans);
    let counts = if counts.is_empty() { "nothing to do".to_owned() } else { counts };
    let unchanged: usize = plans.iter().map(|plan| plan.unchanged).sum();
    Line::new()
        .push(Paint::Bold, format!("{}: {counts}", counted(plans.len(), "site", "sites")))
        .plain(format!("; {unchanged} unchanged"))
}
