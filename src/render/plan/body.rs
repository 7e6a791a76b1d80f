//! A change's fields as a diff that forges colour: the marker in column 0.

use crate::render::markdown::fenced;
use crate::view::text::{LONGEST_VALUE, counted, short};
use crate::view::{Field, Line, Mark, Protection, Row, Shown};
use engine::Action;

/// Characters of a line; of a longer one the rest is a number, and counted as cut.
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

/// How much of what a change says is cut.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    lines: usize,
    characters: usize,
}

impl Cut {
    /// `281 lines and 40 characters`; `None` where nothing is cut.
    pub(super) fn words(self) -> Option<String> {
        let lines = counted(self.lines, "line", "lines");
        let characters = counted(self.characters, "character", "characters");
        match (self.lines, self.characters) {
            (0, 0) => None,
            (_, 0) => Some(lines),
            (0, _) => Some(characters),
            (_, _) => Some(format!("{lines} and {characters}")),
        }
    }

    /// A text of so many characters at most.
    fn short(&mut self, text: &str, most: usize) -> String {
        self.characters += text.chars().count().saturating_sub(most);
        short(text, most, ELLIPSIS)
    }
}

impl std::ops::AddAssign for Cut {
    fn add_assign(&mut self, Self { lines, characters }: Self) {
        self.lines += lines;
        self.characters += characters;
    }
}

/// What stands under a change, empty where there is nothing beyond its line.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) text: String,
    pub(super) cut: Cut,
}

/// A body with the lines that stay around those that change, and without them.
pub(super) struct Bodies {
    shown: Body,
    hidden: Body,
}

impl Bodies {
    pub(super) fn with(&self, neighbours: Neighbours) -> &Body {
        match neighbours {
            Neighbours::Shown => &self.shown,
            Neighbours::Hidden => &self.hidden,
        }
    }
}

/// The whole body.
pub(in crate::render) fn body(row: &Row<'_>) -> String {
    of(row, Neighbours::Shown).text
}

pub(super) fn bodies(row: &Row<'_>) -> Bodies {
    Bodies { shown: of(row, Neighbours::Shown), hidden: of(row, Neighbours::Hidden) }
}

/// Fields alone.
pub(super) fn fold_bodies(action: Action, fields: &[Field]) -> Bodies {
    let fenced = |neighbours| {
        let mut lines = Lines::default();
        fields.iter().for_each(|field| push(&mut lines, action, field, neighbours));
        lines.fenced()
    };
    Bodies { shown: fenced(Neighbours::Shown), hidden: fenced(Neighbours::Hidden) }
}

/// The lines of a body, and how much is cut of them.
#[derive(Default)]
struct Lines {
    lines: Vec<String>,
    cut: Cut,
}

impl Lines {
    fn fenced(self) -> Body {
        let Self { lines, cut } = self;
        let text = if lines.is_empty() { String::new() } else { fenced("diff", &lines.join("\n")) };
        Body { text, cut }
    }
}

fn of(row: &Row<'_>, neighbours: Neighbours) -> Body {
    let mut body = Lines::default();
    for field in &row.fields {
        push(&mut body, row.action, field, neighbours);
    }
    let lines = &mut body.lines;
    if row.action == Action::Replace {
        lines.extend(row.effects.iter().map(|effect| format!("  then {effect}")));
    }
    lines.extend(row.outside.iter().map(|said| format!("! outside: {said}")));
    if row.protection == Protection::Protected {
        lines.push("! protected: a guardrail forbids it, apply refuses".into());
    }
    body.fenced()
}

fn push(body: &mut Lines, action: Action, field: &Field, neighbours: Neighbours) {
    let Lines { lines, cut } = body;
    let name = &field.name;
    let mark = match action {
        Action::Create => '+',
        Action::Delete => '-',
        Action::Update | Action::Replace | Action::Adopt | Action::Move | Action::Forget => '!',
    };
    match &field.shown {
        Shown::Words(words) => lines.push(format!("{mark} {name}: {words}")),
        Shown::Value(value) => lines.push(format!("{mark} {name}: {}", cut.short(value, LONGEST_VALUE))),
        Shown::Pair(Some(before), Some(after))
            if before.chars().count() + after.chars().count() <= ONE_LINE =>
        {
            lines.push(format!("! {name}: {before} → {after}"));
        }
        Shown::Pair(before, after) => {
            for (mark, value) in [('-', before), ('+', after)] {
                let value = value.as_ref().map(|value| cut.short(value, LONGEST));
                lines.extend(value.map(|value| format!("{mark} {name}: {value}")));
            }
        }
        Shown::Lines(listed) => {
            lines.push(format!("! {name}:"));
            let kept: Vec<&Line> = listed.iter().filter(|line| neighbours.keeps(line.mark)).collect();
            lines.extend(kept.iter().take(LINES).map(|line| marked(line, cut)));
            if let Some(more) = kept.len().checked_sub(LINES).filter(|more| *more > 0) {
                lines.push(format!("  ... {more} more lines"));
                cut.lines += more;
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

fn marked(line: &Line, cut: &mut Cut) -> String {
    let text = cut.short(&line.text, LONGEST);
    match line.mark {
        Mark::Removed => format!("-   {text}"),
        Mark::Added => format!("+   {text}"),
        Mark::Moved => format!("!   {text}"),
        Mark::Same => format!("    {text}"),
        Mark::Skipped => format!("    ... {text}"),
    }
}
