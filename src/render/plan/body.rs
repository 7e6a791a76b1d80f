//! A change's fields as a diff that forges colour: the marker in column 0.

use crate::render::markdown::fenced;
use crate::view::text::{LONGEST_VALUE, short};
use crate::view::{Field, Line, Mark, Protection, Row, Shown};
use engine::Action;

/// Characters of a line; of a longer one the rest is a number. Lines that differ are shorter, or differ where
/// they begin.
const LONGEST: usize = 800;
const ELLIPSIS: &str = "…";
/// Two values that fit into so many columns stand on one line.
const ONE_LINE: usize = 96;
/// Lines of one field; the rest is a number.
const LINES: usize = 200;

/// Whether lines that stay are shown around those that change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Neighbours {
    /// They are.
    Shown,
    /// They are not.
    Hidden,
}

/// The whole body, empty where there is nothing beyond the row's line.
pub(in crate::render) fn body(row: &Row<'_>) -> String {
    body_with(row, Neighbours::Shown)
}

pub(super) fn body_with(row: &Row<'_>, neighbours: Neighbours) -> String {
    let mut lines: Vec<String> = Vec::new();
    for field in &row.fields {
        push(&mut lines, row.action, field, neighbours);
    }
    if row.action == Action::Replace {
        lines.extend(row.effects.iter().map(|effect| format!("  then {effect}")));
    }
    lines.extend(row.outside.iter().map(|said| format!("! outside: {said}")));
    if row.protection == Protection::Protected {
        lines.push("! protected: a guardrail forbids it, apply refuses".into());
    }
    if lines.is_empty() { String::new() } else { fenced("diff", &lines.join("\n")) }
}

/// Fields alone.
pub(super) fn fields_body(action: Action, fields: &[Field], neighbours: Neighbours) -> String {
    let mut lines: Vec<String> = Vec::new();
    fields.iter().for_each(|field| push(&mut lines, action, field, neighbours));
    fenced("diff", &lines.join("\n"))
}

fn push(lines: &mut Vec<String>, action: Action, field: &Field, neighbours: Neighbours) {
    let name = &field.name;
    let mark = match action {
        Action::Create => '+',
        Action::Delete => '-',
        Action::Update | Action::Replace | Action::Adopt | Action::Move | Action::Forget => '!',
    };
    match &field.shown {
        Shown::Words(words) => lines.push(format!("{mark} {name}: {words}")),
        Shown::Value(value) => {
            lines.push(format!("{mark} {name}: {}", short(value, LONGEST_VALUE, ELLIPSIS)))
        }
        Shown::Pair(Some(before), Some(after))
            if before.chars().count() + after.chars().count() <= ONE_LINE =>
        {
            lines.push(format!("! {name}: {before} → {after}"));
        }
        Shown::Pair(before, after) => {
            lines.extend(
                before.iter().map(|before| format!("- {name}: {}", short(before, LONGEST, ELLIPSIS))),
            );
            lines.extend(after.iter().map(|after| format!("+ {name}: {}", short(after, LONGEST, ELLIPSIS))));
        }
        Shown::Lines(listed) => {
            lines.push(format!("! {name}:"));
            let kept: Vec<&Line> = listed.iter().filter(|line| neighbours.keeps(line.mark)).collect();
            lines.extend(kept.iter().take(LINES).map(|line| marked(line)));
            if let Some(more) = kept.len().checked_sub(LINES).filter(|more| *more > 0) {
                lines.push(format!("  ... {more} more lines"));
            }
        }
    }
}

impl Neighbours {
    fn keeps(self, mark: Mark) -> bool {
        match (self, mark) {
            (Self::Shown, _) | (Self::Hidden, Mark::Removed | Mark::Added | Mark::Moved) => true,
            (Self::Hidden, Mark::Same | Mark::Skipped) => false,
        }
    }
}

fn marked(line: &Line) -> String {
    let text = short(&line.text, LONGEST, ELLIPSIS);
    match line.mark {
        Mark::Removed => format!("-   {text}"),
        Mark::Added => format!("+   {text}"),
        Mark::Moved => format!("!   {text}"),
        Mark::Same => format!("    {text}"),
        Mark::Skipped => format!("    ... {text}"),
    }
}
