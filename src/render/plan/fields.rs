//! The details under a row.

use crate::render::style::{Line, Page, Paint};
use crate::view::text::{LONGEST_VALUE, clip, columns};
use crate::view::{Field, Folding, Line as Item, Mark, Protection, Row, Shown};
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
/// Characters of a line that are shown; of a longer one the rest is a number.
const CHARACTERS: usize = 800;
/// Where what is cut stands.
const WHERE: &str = "`plan --expand` shows all";

/// How many are shown; all where each is told.
fn most(folding: Folding, folded: usize) -> usize {
    match folding {
        Folding::Folded => folded,
        Folding::Expanded => usize::MAX,
    }
}

/// A text of so many characters at most, and where the rest stands.
fn cut(page: &Page, folding: Folding, text: &str, folded: usize) -> String {
    let ellipsis = page.style().glyphs.ellipsis();
    match text.chars().count() {
        count if count > most(folding, folded) => {
            format!("{} ({count} characters, {WHERE})", clip(text, folded, ellipsis))
        }
        _ => text.to_owned(),
    }
}

/// The details under a row; what is cut says so.
pub(in crate::render) fn details(page: &mut Page, row: &Row<'_>, folding: Folding) {
    let column = column(&row.fields);
    let most = if row.action == Action::Delete { most(folding, GONE) } else { row.fields.len() };
    for field in row.fields.iter().take(most) {
        detail(page, field, column, folding);
    }
    if let Some(more) = row.fields.len().checked_sub(most).filter(|more| *more > 0) {
        let said = format!("... {more} more fields, {WHERE}");
        page.line(Line::new().plain(" ".repeat(INDENT)).push(Paint::Dim, said));
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
    fields.iter().for_each(|field| detail(page, field, column, Folding::Folded));
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

fn detail(page: &mut Page, field: &Field, column: usize, folding: Folding) {
    let line = named(&field.name, column);
    match &field.shown {
        Shown::Words(words) => page.line(line.push(Paint::Dim, words)),
        Shown::Value(value) => {
            let value = cut(page, folding, value, LONGEST_VALUE);
            page.wrapped(line.plain(value), column);
        }
        Shown::Pair(before, after) => pair(page, line, before.as_deref(), after.as_deref(), folding),
        Shown::Lines(lines) => {
            page.line(line);
            let most = most(folding, LINES);
            for Item { mark, text } in lines.iter().take(most) {
                let text = cut(page, folding, text, CHARACTERS);
                page.wrapped(listed(*mark, &text), ITEMS);
            }
            if let Some(more) = lines.len().checked_sub(most).filter(|more| *more > 0) {
                page.line(listed(Mark::Skipped, &format!("{more} more lines, {WHERE}")));
            }
        }
    }
}

/// What stands for nothing.
const NONE: &str = "(none)";

/// Both values on one line where they fit, else below each other.
fn pair(page: &mut Page, line: Line, before: Option<&str>, after: Option<&str>, folding: Folding) {
    let (before, after) = (before.unwrap_or(NONE), after.unwrap_or(NONE));
    let arrow = format!(" {} ", page.style().glyphs.arrow());
    let both = line.clone().plain(before).push(Paint::Dim, arrow).plain(after);
    if both.columns() <= page.style().width {
        return page.line(both);
    }
    page.line(line);
    for (mark, text) in [(Mark::Removed, before), (Mark::Added, after)] {
        let text = cut(page, folding, text, CHARACTERS);
        page.wrapped(listed(mark, &text), ITEMS);
    }
}

fn listed(mark: Mark, text: &str) -> Line {
    let (mark, paint) = match mark {
        Mark::Removed => ("- ", Paint::Red),
        Mark::Added => ("+ ", Paint::Green),
        Mark::Moved => ("~ ", Paint::Cyan),
        Mark::Same => ("  ", Paint::Dim),
        Mark::Skipped => ("  ... ", Paint::Dim),
    };
    Line::new().plain(" ".repeat(INDENT + 2)).push(paint, format!("{mark}{text}"))
}

#[cfg(test)]
mod tests {
    use schema::Tree;

    use crate::render::plan::{Context, human};
    use crate::render::samples::{STYLE, context, parameter, plan, update};
    use crate::view::Folding;

    #[test]
    fn what_is_cut_says_so_and_expanded_nothing_is() {
        let texts = |word: &str| -> String { (0..60).map(|at| format!("{word} {at}\n")).collect() };
        let long = |end: &str| parameter("String", Tree::text(end.repeat(1_000)));
        let of = |text: String| parameter("String", Tree::text(text));
        let plan = plan(vec![
            update("/lines", of(texts("old")), of(texts("new"))),
            update("/long", long("a"), long("b")),
        ]);
        let folded = human(std::slice::from_ref(&plan), &context(), STYLE);
        let words = folded.split_whitespace().collect::<Vec<_>>().join(" ");
        for said in
            ["... 80 more lines, `plan --expand` shows all", "(1000 characters, `plan --expand` shows all)"]
        {
            assert!(words.contains(said), "{said}: {folded}");
        }
        let expanded = human(&[plan], &Context { folding: Folding::Expanded, ..context() }, STYLE);
        assert!(expanded.contains("+ new 59") && !expanded.contains("--expand"), "{expanded}");
        assert_eq!(expanded.matches('b').count() - folded.matches('b').count(), 201, "{expanded}");
    }
}
