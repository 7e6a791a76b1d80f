//! How human output looks: colours, glyphs, and lines that are laid out before they are painted.

use engine::Action;

use crate::view::text::{columns, columns_of, escape};

/// How human output looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether it is painted.
    pub color: Color,
    /// Columns of the terminal; values longer than a line go on below it.
    pub width: usize,
    /// Which characters may be used.
    pub glyphs: Glyphs,
}

/// Whether output is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// It is.
    Always,
    /// It is not, and loses no meaning.
    Never,
}

/// Which characters may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyphs {
    /// Boxes, arrows and an ellipsis.
    Unicode,
    /// Nothing beyond ASCII.
    Ascii,
}

/// The colour of a piece of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    Plain,
    Bold,
    Dim,
    Red,
    Green,
    Yellow,
    Magenta,
    Cyan,
}

/// One line, laid out and not painted yet. Whatever is pushed is escaped.
#[derive(Debug, Clone, Default)]
pub(super) struct Line(Vec<(Paint, String)>);

/// Lines in the making.
pub(super) struct Page {
    style: Style,
    text: String,
}

impl Glyphs {
    pub(super) fn arrow(self) -> &'static str {
        self.pick("→", "->")
    }

    /// What stands where a text is cut off.
    pub fn ellipsis(self) -> &'static str {
        self.pick("…", "...")
    }

    /// The column where addresses stand, behind the widest mark.
    pub(super) fn addresses(self) -> usize {
        match self {
            Self::Unicode => 4,
            Self::Ascii => 5,
        }
    }

    pub(super) fn mark(self, action: Action) -> &'static str {
        match (self, action) {
            (Self::Unicode, action) => action.mark(),
            (Self::Ascii, Action::Replace) => "-+",
            (Self::Ascii, Action::Move) => ">",
            (Self::Ascii, Action::Forget) => "x",
            (Self::Ascii, Action::Delete | Action::Update | Action::Adopt | Action::Create) => action.mark(),
        }
    }

    pub(super) fn pick(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        match self {
            Self::Unicode => unicode,
            Self::Ascii => ascii,
        }
    }
}

impl Paint {
    pub(super) fn of(action: Action) -> Self {
        match action {
            Action::Delete => Self::Red,
            Action::Replace => Self::Magenta,
            Action::Update => Self::Yellow,
            Action::Create => Self::Green,
            Action::Adopt | Action::Move | Action::Forget => Self::Cyan,
        }
    }

    fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Bold => Some("1"),
            Self::Dim => Some("2"),
            Self::Red => Some("31"),
            Self::Green => Some("32"),
            Self::Yellow => Some("33"),
            Self::Magenta => Some("35"),
            Self::Cyan => Some("36"),
        }
    }
}

impl Line {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn push(mut self, paint: Paint, text: impl AsRef<str>) -> Self {
        self.0.push((paint, escape(text.as_ref())));
        self
    }

    pub(super) fn plain(self, text: impl AsRef<str>) -> Self {
        self.push(Paint::Plain, text)
    }

    /// Fills up with blanks to a column; one at least where text stands there already.
    pub(super) fn to(self, column: usize) -> Self {
        let blanks = column.saturating_sub(self.columns());
        self.plain(" ".repeat(blanks.max(1)))
    }

    pub(super) fn columns(&self) -> usize {
        self.0.iter().map(|(_, text)| columns(text)).sum()
    }

    pub(super) fn join(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// As many lines as it takes, each within a width; all but the first begin at a column. Words stay whole
    /// where they fit.
    fn wrapped(self, width: usize, hang: usize) -> Vec<Self> {
        /// Columns that text has at least.
        const ROOM: usize = 16;
        let width = width.max(hang + ROOM);
        let (mut lines, mut line, mut used) = (Vec::new(), Self::new(), 0);
        for (paint, text) in self.0 {
            for word in text.split_inclusive(' ') {
                let whole = used + columns(word.trim_end()) > width && used > hang;
                for (at, c) in word.chars().enumerate() {
                    let full = used + columns_of(c) > width && c != ' ';
                    if full || (whole && at == 0) {
                        lines.push(std::mem::replace(&mut line, Self::new().plain(" ".repeat(hang))));
                        used = hang;
                    }
                    line.add(paint, c);
                    used += columns_of(c);
                }
            }
        }
        lines.push(line);
        lines
    }

    fn add(&mut self, paint: Paint, c: char) {
        match self.0.last_mut() {
            Some((last, text)) if *last == paint => text.push(c),
            _ => self.0.push((paint, c.into())),
        }
    }

    pub(super) fn painted(&self, color: Color) -> String {
        let last = self.0.iter().rposition(|(_, text)| !text.trim_end().is_empty());
        let mut out = String::new();
        for (at, (paint, text)) in self.0.iter().enumerate().take(last.map_or(0, |last| last + 1)) {
            let text = if Some(at) == last { text.trim_end() } else { text };
            match (color, paint.code()) {
                (Color::Always, Some(code)) if !text.trim().is_empty() => {
                    out.push_str(&format!("\u{1b}[{code}m{text}\u{1b}[0m"));
                }
                (Color::Always | Color::Never, _) => out.push_str(text),
            }
        }
        out
    }
}

impl Page {
    pub(super) fn new(style: Style) -> Self {
        Self { style, text: String::new() }
    }

    pub(super) fn line(&mut self, line: Line) {
        self.text.push_str(&line.painted(self.style.color));
        self.text.push('\n');
    }

    /// A line that goes on below itself where it is longer than the terminal is wide.
    pub(super) fn wrapped(&mut self, line: Line, hang: usize) {
        line.wrapped(self.style.width, hang).into_iter().for_each(|line| self.line(line));
    }

    /// One empty line, unless one stands there already.
    pub(super) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    pub(super) fn style(&self) -> Style {
        self.style
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}
