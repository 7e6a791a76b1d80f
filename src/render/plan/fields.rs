//! The details under a row.

use crate::render::style::{Line, Page, Paint};
use crate::view::text::{LONGEST_VALUE, columns, short};
use crate::view::{Field, Line as Item, Mark, Protection, Row, Shown};
use engine::Action;

/// Where details begin.
pub(super) const INDENT: usize = 6;
/// The column of their values, unless a name is longer.
const VALUES: usize = 24;
/// A name longer than this does not move its neighbours' values.
const LONGEST: usize = 44;
/// Where the text of an item goes on, behind its mark.
const ITEMS: usize = INDENT + 4;
/// Fields of what goes that are shown; the rest is a number.
const GONE: usize = 6;
/// Lines of one field that are shown; the rest is a number.
const LINES: usize = 40;

/// The details under a row.
pub(in crate::render) fn details(page: &mut Page, row: &Row<'_>) {
    let column = column(&row.fields);
    let most = if row.action == Action::Delete { GONE } else { row.fields.len() };
    for field in row.fields.iter().take(most) {
        detail(page, field, column);
    }
    if let Some(more) = row.fields.len().checked_sub(most).filter(|more| *more > 0) {
        page.line(Line::new().plain(" ".repeat(INDENT)).push(Paint::Dim, format!("... {more} more fields")));
    }
    if row.action == Action::Replace {
        for effect in &row.effects {
            page.line(named("then", column).plain(effect));
        }
    }
    for said in &row.outside {
        page.wrapped(named("outside", column).plain(said), column);
    }
    match row.protection {
        Protection::Open => {}
        Protection::Protected => {
            page.line(named("protected", column).push(Paint::Red, "a guardrail forbids it, apply refuses"));
        }
    }
}

/// Fields that several resources have in common, and whose they are.
pub(super) fn in_common(page: &mut Page, fields: &[Field], whose: &[(&str, String)]) {
    let column = column(fields);
    fields.iter().for_each(|field| detail(page, field, column));
    for (name, said) in whose {
        page.wrapped(named(name, column).push(Paint::Dim, said), column);
    }
}

/// The column of the values.
fn column(fields: &[Field]) -> usize {
    let names = fields.iter().map(|field| columns(&field.name)).filter(|wide| *wide <= LONGEST);
    names.max().map_or(VALUES, |wide| VALUES.max(INDENT + wide + 2))
}

fn named(name: &str, column: usize) -> Line {
    Line::new().plain(" ".repeat(INDENT)).push(Paint::Dim, name).to(column)
}

fn detail(page: &mut Page, field: &Field, column: usize) {
    let line = named(&field.name, column);
    match &field.shown {
        Shown::Words(words) => page.line(line.push(Paint::Dim, words)),
        Shown::Value(value) => {
            let value = short(value, LONGEST_VALUE, page.style().glyphs.ellipsis());
            page.wrapped(line.plain(value), column);
        }
        Shown::Pair(before, after) => pair(page, line, before.as_deref(), after.as_deref()),
        Shown::Lines(lines) => {
            page.line(line);
            lines.iter().take(LINES).for_each(|item| page.wrapped(listed(item), ITEMS));
            if let Some(more) = lines.len().checked_sub(LINES).filter(|more| *more > 0) {
                page.line(listed(&Item { mark: Mark::Skipped, text: format!("{more} more lines") }));
            }
        }
    }
}

/// What stands for nothing.
const NONE: &str = "(none)";

/// Both values on one line where they fit, else below each other.
fn pair(page: &mut Page, line: Line, before: Option<&str>, after: Option<&str>) {
    let (before, after) = (before.unwrap_or(NONE), after.unwrap_or(NONE));
    let arrow = format!(" {} ", page.style().glyphs.arrow());
    let both = line.clone().plain(before).push(Paint::Dim, arrow).plain(after);
    if both.columns() <= page.style().width {
        return page.line(both);
    }
    page.line(line);
    for (mark, text) in [(Mark::Removed, before), (Mark::Added, after)] {
        page.wrapped(listed(&Item { mark, text: text.to_owned() }), ITEMS);
    }
}

fn listed(item: &Item) -> Line {
    let (mark, paint) = match item.mark {
        Mark::Removed => ("- ", Paint::Red),
        Mark::Added => ("+ ", Paint::Green),
        Mark::Moved => ("~ ", Paint::Cyan),
        Mark::Same => ("  ", Paint::Dim),
        Mark::Skipped => ("  ... ", Paint::Dim),
    };
    Line::new().plain(" ".repeat(INDENT + 2)).push(paint, format!("{mark}{}", item.text))
}
