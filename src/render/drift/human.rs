//! Drift for a terminal.

use engine::policy::Judged;

use engine::drift::Class;

use super::entry::{Context, Entry, Next, entries, how_many, import, new, untold};
use super::who::words;
use crate::render::plan::{done_without_all, header, page_row, words_column};
use crate::render::style::{Line, Page, Paint, Style};
use crate::view::text::counted;
use crate::view::{Folding, commit};

/// What differs, by class, and the counts; a site where nothing does is one line.
pub fn human(plans: &[Judged], context: &Context<'_>, style: Style) -> String {
    let mut page = Page::new(style);
    for (at, plan) in plans.iter().enumerate() {
        page.blank();
        page.line(header(plan.site(), commit(plan).as_deref(), style));
        let entries = entries(at, plan, context);
        let column = words_column(entries.iter().filter_map(|entry| entry.row.as_ref()), style);
        for class in Class::ALL {
            section(&mut page, class, &entries, column);
        }
        page.blank();
        for line in summary(plan, &entries) {
            page.line(line);
        }
    }
    for one in context.unreached {
        page.blank();
        page.line(Line::new().push(Paint::Red, format!("{} could not be looked at", one.site)));
    }
    page.finish()
}

fn section(page: &mut Page, class: Class, entries: &[Entry<'_>], column: usize) {
    let mut these = entries.iter().filter(|entry| entry.class == class).peekable();
    let Some(first) = these.peek().copied() else { return };
    let paint = if class.drift() || class == Class::Unreadable { Paint::Red } else { Paint::Dim };
    page.blank();
    page.line(Line::new().push(paint, title(class)));
    for entry in these {
        match (&entry.row, class) {
            (Some(row), Class::Drifted | Class::Missing) => {
                page_row(page, row, column, Folding::Folded);
                said(page, entry);
                who(page, entry);
                next(page, entry);
            }
            _ => brief(page, entry),
        }
    }
    if class == Class::Unmanaged {
        take_in(page, first);
    }
}

/// How to take in what nobody manages.
fn take_in(page: &mut Page, entry: &Entry<'_>) {
    let line = Line::new().plain(" ".repeat(page.style().glyphs.addresses()));
    page.line(line.push(Paint::Cyan, "take them in: ").plain(import(entry)));
}

fn title(class: Class) -> &'static str {
    match class {
        Class::Drifted => "Drifted, AWS to git:",
        Class::Missing => "Missing in AWS:",
        Class::Conflict => "Conflicts, in a manifest's place and not ours:",
        Class::Ignored => "Ignored, as `drift.ignore` says:",
        Class::Pending => "Pending, git changed and nobody has applied it yet:",
        Class::Unmanaged => "Unmanaged, in no manifest:",
        Class::Unreadable => "Not readable:",
    }
}

fn said(page: &mut Page, entry: &Entry<'_>) {
    let since = entry.first_seen().filter(|_| entry.is_new() == Some(false));
    let since = since.map(|since| format!("known since {since}"));
    for said in entry.said.iter().chain(&since) {
        page.line(Line::new().plain(" ".repeat(page.style().glyphs.addresses() + 2)).plain(said));
    }
}

fn who(page: &mut Page, entry: &Entry<'_>) {
    let Some(who) = entry.who else { return };
    let line = Line::new().plain(" ".repeat(page.style().glyphs.addresses() + 2));
    page.line(line.plain(words(who, |name| format!("`{name}`"))));
}

fn next(page: &mut Page, entry: &Entry<'_>) {
    help(page, entry);
    let Some(Next { accept, revert }) = entry.next() else { return };
    for (what, command) in [("keep it: ", accept), ("put it back: ", revert)] {
        let Some(command) = command else { continue };
        let line = Line::new().plain(" ".repeat(page.style().glyphs.addresses() + 2));
        page.line(line.push(Paint::Cyan, what).plain(command));
    }
}

fn brief(page: &mut Page, entry: &Entry<'_>) {
    page.line(Line::new().plain(" ".repeat(page.style().glyphs.addresses())).plain(&entry.address));
    said(page, entry);
    who(page, entry);
    help(page, entry);
}

fn help(page: &mut Page, entry: &Entry<'_>) {
    if let Some(help) = &entry.help {
        page.line(
            Line::new()
                .plain(" ".repeat(page.style().glyphs.addresses() + 2))
                .push(Paint::Cyan, "help: ")
                .plain(help),
        );
    }
}

fn summary(plan: &Judged, entries: &[Entry<'_>]) -> Vec<Line> {
    let count = |class| entries.iter().filter(|entry| entry.class == class).count();
    let counts = Class::ALL.iter().map(|class| (count(*class), class));
    let said: Vec<String> =
        counts.filter(|(count, _)| *count > 0).map(|(count, class)| how_many(*class, count)).collect();
    let said = if said.is_empty() { "none".to_owned() } else { said.join(", ") };
    let drift = entries.iter().any(|entry| entry.class.drift() && entry.is_new() != Some(false));
    let paint = if drift { Paint::Red } else { Paint::Bold };
    let line = Line::new().push(paint, format!("Drift: {said}{}", new(entries)));
    let mut lines = vec![line.plain(format!("; {} in sync", plan.unchanged()))];
    if let Some((said, why)) = untold(entries) {
        lines.extend([said, format!("({why})")].map(|said| Line::new().plain(format!("       {said}"))));
    }
    lines.extend(done_without_all(plan).map(|said| Line::new().plain(format!("       {said}"))));
    if let count @ 1.. = plan.not_compared().len() {
        let secrets = counted(count, "secret", "secrets");
        lines.push(Line::new().plain(format!("       {secrets} not compared")));
    }
    lines
}
