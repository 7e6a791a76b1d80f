//! A file before and after an edit: as a patch, and for people.

use similar::TextDiff;

use super::style::{Line, Page, Paint, Style};

/// One file and what becomes of it.
#[derive(Debug, Clone, Copy)]
pub struct Edited<'a> {
    /// Its path.
    pub path: &'a str,
    /// Its text.
    pub before: &'a str,
    /// Its text afterwards.
    pub after: &'a str,
}

/// Lines around a change that are shown with it.
const AROUND: usize = 3;

/// What `git apply` and `patch` take.
pub fn patch(files: &[Edited<'_>]) -> String {
    let one = |file: &Edited<'_>| {
        let diff = TextDiff::from_lines(file.before, file.after);
        let (from, to) = (format!("a/{}", file.path), format!("b/{}", file.path));
        diff.unified_diff().context_radius(AROUND).header(&from, &to).to_string()
    };
    files.iter().map(one).collect()
}

/// The same for a terminal.
pub fn human(files: &[Edited<'_>], style: Style) -> String {
    let mut page = Page::new(style);
    for line in patch(files).lines() {
        let paint = match line.as_bytes() {
            [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] => Paint::Bold,
            [b'+', ..] => Paint::Green,
            [b'-', ..] => Paint::Red,
            [b'@', ..] => Paint::Cyan,
            _ => Paint::Plain,
        };
        page.line(Line::new().push(paint, line));
    }
    page.finish()
}
