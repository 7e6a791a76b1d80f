//! The lines of a source that a finding points at.

use std::collections::BTreeMap;

use schema::{Finding, Label, SourceId, Sources};

use super::conceal::{Concealed, Shown};
use crate::render::style::{Glyphs, Line, Page, Paint};
use crate::view::text::columns;

/// Room that a line of a source is never cut below, however narrow the terminal.
const NARROWEST: usize = 24;

/// A label's columns on one line.
struct Pointer<'a> {
    start: usize,
    end: usize,
    label: &'a Label,
    paint: Paint,
}

/// Shows every labelled line, source by source, the finding's own first.
pub(super) fn snippet(
    page: &mut Page,
    finding: &Finding,
    sources: &Sources,
    concealed: &Concealed,
    paint: Paint,
) {
    let mut order: Vec<SourceId> = Vec::new();
    for label in &finding.labels {
        if !order.contains(&label.span.source) {
            order.push(label.span.source);
        }
    }
    let lines = |label: &Label| line_of(sources, label);
    let digits = finding.labels.iter().map(|label| lines(label).to_string().len()).max().unwrap_or(1);
    let drawn = Drawn { sources, concealed, gutter: digits + 1, glyphs: page.style().glyphs };
    for (at, source) in order.iter().enumerate() {
        let labels: Vec<(&Label, Paint)> = finding
            .labels
            .iter()
            .enumerate()
            .filter(|(_, label)| label.span.source == *source)
            .map(|(at, label)| (label, if at == 0 { paint } else { Paint::Cyan }))
            .collect();
        let corner =
            if at == 0 { drawn.glyphs.pick("╭─", "-->") } else { drawn.glyphs.pick("├─", "-->") };
        drawn.source(page, *source, &labels, corner);
    }
    if !order.is_empty() && drawn.glyphs == Glyphs::Unicode {
        page.line(drawn.gutter("", "╰────"));
    }
}

/// The line that a label is shown at. An empty place behind the last line break is shown at the end
/// of the line before, where there is something to see.
fn line_of(sources: &Sources, label: &Label) -> u32 {
    let (span, text) = (label.span, &sources.get(label.span.source).text);
    let start = (span.start as usize).min(text.len());
    if start == text.len() && start > 0 {
        let trimmed = text.trim_end_matches(['\n', '\r', ' ']);
        return trimmed.matches('\n').count() as u32 + 1;
    }
    sources.locate(span).line
}

struct Drawn<'a> {
    sources: &'a Sources,
    concealed: &'a Concealed,
    gutter: usize,
    glyphs: Glyphs,
}

impl Drawn<'_> {
    fn gutter(&self, number: &str, rail: &str) -> Line {
        Line::new().push(Paint::Dim, format!("{number:>width$} {rail}", width = self.gutter))
    }

    fn source(&self, page: &mut Page, id: SourceId, labels: &[(&Label, Paint)], corner: &str) {
        let Some((first, _)) = labels.first() else { return };
        let place = self.sources.locate(first.span);
        let place = format!("[{}:{}:{}]", place.path, place.line, place.column);
        page.line(self.gutter("", corner).push(Paint::Dim, place));
        let mut by_line: BTreeMap<u32, Vec<(&Label, Paint)>> = BTreeMap::new();
        for (label, paint) in labels {
            by_line.entry(line_of(self.sources, label)).or_default().push((label, *paint));
        }
        let mut before: Option<u32> = None;
        for (number, labels) in by_line {
            match before.map(|before| number - before) {
                Some(2) => self.line(page, id, number - 1, &[]),
                Some(3..) => page.line(self.gutter("", self.glyphs.pick("⋮", "..."))),
                Some(_) | None => {}
            }
            self.line(page, id, number, &labels);
            before = Some(number);
        }
    }

    fn line(&self, page: &mut Page, id: SourceId, number: u32, labels: &[(&Label, Paint)]) {
        let shown = self.concealed.line(id, self.sources.get(id), number);
        let mut pointers: Vec<Pointer<'_>> = labels
            .iter()
            .map(|(label, paint)| {
                let (start, end) = shown.range(label.span.start as usize, label.span.end as usize);
                Pointer { start, end, label, paint: *paint }
            })
            .collect();
        pointers.sort_by_key(|pointer| (pointer.start, pointer.end));
        let room = page.style().width.saturating_sub(self.gutter + 3).max(NARROWEST);
        let window = Window::new(&shown, pointers.first().map_or(0, |pointer| pointer.start), room);
        let rail = self.glyphs.pick("│ ", "| ");
        page.line(self.gutter(&number.to_string(), rail).plain(window.text(&shown, self.glyphs)));
        for pointer in pointers {
            let (start, end) = window.place(pointer.start, pointer.end);
            let line = self.gutter("", self.glyphs.pick("· ", "| ")).plain(" ".repeat(start));
            let marks = self.marks(end - start, &pointer.label.text);
            page.line(line.push(pointer.paint, marks).plain(said(&pointer.label.text)));
        }
    }

    fn marks(&self, width: usize, text: &str) -> String {
        match (self.glyphs, text.is_empty()) {
            (Glyphs::Ascii, _) => "^".repeat(width),
            (Glyphs::Unicode, true) => "─".repeat(width),
            (Glyphs::Unicode, false) => {
                let left = (width - 1) / 2;
                format!("{}┬{}", "─".repeat(left), "─".repeat(width - 1 - left))
            }
        }
    }
}

fn said(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" {text}") }
}

/// The columns of a long line that are shown.
struct Window {
    from: usize,
    to: usize,
    whole: bool,
}

impl Window {
    fn new(shown: &Shown, focus: usize, room: usize) -> Self {
        if shown.width <= room {
            return Self { from: 0, to: shown.width, whole: true };
        }
        let last = shown.width.saturating_sub(room);
        let from = if focus < room * 2 / 3 { 0 } else { (focus - room / 3).min(last) };
        Self { from, to: from + room, whole: false }
    }

    fn text(&self, shown: &Shown, glyphs: Glyphs) -> String {
        if self.whole {
            return shown.text();
        }
        let cut = glyphs.ellipsis();
        let (left, right) = (self.from > 0, self.to < shown.width);
        let from = self.from + if left { columns(cut) } else { 0 };
        let to = self.to - if right { columns(cut) } else { 0 };
        let mark = |is: bool| if is { cut } else { "" };
        format!("{}{}{}", mark(left), shown.part(from, to), mark(right))
    }

    /// Where columns of the line stand in the window.
    fn place(&self, start: usize, end: usize) -> (usize, usize) {
        if self.whole {
            return (start, end);
        }
        let start = start.clamp(self.from, self.to - 1) - self.from;
        let end = end.clamp(self.from, self.to) - self.from;
        (start, end.max(start + 1))
    }
}
