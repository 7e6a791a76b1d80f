//! The details under a row.

use crate::render::style::{Line, Page, Paint};
use crate::view::text::{clip, columns};
use crate::view::{Field, Line as Item, Mark, Protection, Row, Shown};
use engine::Action;

/// Where details begin.
pub(super) const INDENT: usize = 6;
/// The column of their values, unless a name is longer.
const VALUES: usize = 24;
/// A name longer than this does not move its neighbours' values.
const LONGEST: usize = 44;
/// Lines of one field that are shown; the rest is a number.
const LINES: usize = 40;

/// The details under a row.
pub(in crate::render) fn details(page: &mut Page, row: &Row<'_>) {
    let names = row.fields.iter().map(|field| columns(&field.name)).filter(|wide| *wide <= LONGEST);
    let column = names.max().map_or(VALUES, |wide| VALUES.max(INDENT + wide + 2));
    for field in &row.fields {
        detail(page, field, column);
    }
    if row.action == Action::Replace {
        for effect in &row.effects {
            page.line(named("then", column).plain(effect));
        }
    }
    match row.protection {
        Protection::Open => {}
        Protection::Protected => {
            page.line(named("protected", column).push(Paint::Red, "a guardrail forbids it, apply refuses"));
        }
    }
}

fn named(name: &str, column: usize) -> Line {
    Line::new().plain(" ".repeat(INDENT)).push(Paint::Dim, name).to(column)
}

fn detail(page: &mut Page, field: &Field, column: usize) {
    let line = named(&field.name, column);
    let room = page.style().width.saturating_sub(line.columns()).max(16);
    match &field.shown {
        Shown::Words(words) => page.line(line.push(Paint::Dim, words)),
        Shown::Value(value) => page.line(line.plain(clip(value, room, page.style().glyphs.ellipsis()))),
        Shown::Pair(before, after) => pair(page, line, before.as_deref(), after.as_deref(), room),
        Shown::Lines(lines) => {
            page.line(Line::new().plain(" ".repeat(INDENT)).push(Paint::Dim, &field.name));
            lines.iter().take(LINES).for_each(|item| page.cut(listed(item)));
            if let Some(more) = lines.len().checked_sub(LINES).filter(|more| *more > 0) {
                page.line(listed(&Item { mark: Mark::Skipped, text: format!("{more} more lines") }));
            }
        }
    }
}

/// What stands for nothing.
const NONE: &str = "(none)";

fn pair(page: &mut Page, line: Line, before: Option<&str>, after: Option<&str>, room: usize) {
    let glyphs = page.style().glyphs;
    let arrow = format!(" {} ", glyphs.arrow());
    let (before, after) =
        shared(before.unwrap_or(NONE), after.unwrap_or(NONE), room - columns(&arrow), glyphs.ellipsis());
    page.line(line.plain(before).push(Paint::Dim, arrow).plain(after));
}

/// Two values in the room of one line. Where they are too long, what they begin with in common
/// goes first, so that the difference stays.
fn shared(before: &str, after: &str, room: usize, ellipsis: &str) -> (String, String) {
    if columns(before) + columns(after) <= room {
        return (before.to_owned(), after.to_owned());
    }
    const KEPT: usize = 6;
    let common = before.chars().zip(after.chars()).take_while(|(a, b)| a == b).count();
    let (before, after) = if common > 2 * KEPT {
        let tail = |text: &str| format!("{ellipsis}{}", text.chars().skip(common - KEPT).collect::<String>());
        (tail(before), tail(after))
    } else {
        (before.to_owned(), after.to_owned())
    };
    let half = room / 2;
    let (left, right) = match (columns(&before), columns(&after)) {
        (short, _) if short <= half => (short, room - short),
        (_, short) if short <= half => (room - short, short),
        _ => (half, room - half),
    };
    (clip(&before, left, ellipsis), clip(&after, right, ellipsis))
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
