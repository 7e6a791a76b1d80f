//! The part of one source that a finding points at, masked, escaped and cut before `miette` sees it.

use std::collections::{BTreeMap, BTreeSet};

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use schema::{SourceId, Sources};

use super::conceal::Concealed;
use super::mark::{Mark, Rank};
use super::shown::Shown;
use super::words::said;
use crate::render::style::Style;
use crate::view::text::escape;

/// Room that a line of a source is never cut below, however narrow the terminal.
const NARROWEST: usize = 24;

/// So many lines between two labels are shown: a second frame would take as many.
const BETWEEN: u32 = 2;

/// The lines of one source that labels stand at. Nothing else of the source is in it.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// The lines that are shown, one after the other, however far apart they stand.
    text: String,
    /// By line, what is known of it.
    lines: Vec<Line>,
    /// By place in `text`, none overlapping another on one line.
    pub(super) labels: Vec<LabeledSpan>,
    /// What the frame says of a label that begins at a byte of `text`: columns are of the source and
    /// count characters, where `miette` would count the bytes of what it was given.
    places: BTreeMap<usize, String>,
}

/// One line of an excerpt.
#[derive(Debug)]
struct Line {
    /// First byte in the text of the excerpt.
    start: usize,
    /// Its number in the source, counted from 1.
    number: u32,
}

/// A label's bytes in the text of an excerpt.
struct Pointer {
    start: usize,
    end: usize,
    lines: Lines,
    rank: Rank,
    text: String,
    place: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    One,
    Several,
}

impl Excerpt {
    /// The excerpt of a source for labels that all lie in it, one at least.
    pub(super) fn new(
        id: SourceId,
        marks: &[Mark<'_>],
        sources: &Sources,
        concealed: &Concealed,
        style: Style,
    ) -> Self {
        let wanted = wanted(marks);
        let room = room(marks, wanted.last().copied().unwrap_or(1), style);
        let (mut text, mut lines) = (String::new(), Vec::new());
        let mut shown: BTreeMap<u32, (usize, Shown)> = BTreeMap::new();
        for number in wanted {
            let start = text.len();
            let focus = marks.iter().find(|mark| mark.first == number).map_or(0, |mark| mark.start);
            let line = concealed.line(id, sources.get(id), number, focus, room);
            let line = line.cut(focus, room, style.glyphs.ellipsis());
            text.push_str(&line.text());
            text.push('\n');
            lines.push(Line { start, number });
            shown.insert(number, (start, line));
        }
        let pointers = marks.iter().map(|mark| {
            let [(first, begins), (last, ends)] = [&shown[&mark.first], &shown[&mark.last]];
            let start = first + begins.start(mark.start);
            let end = last + ends.end(mark.end.max(mark.start + 1));
            let place = concealed.locate(sources, mark.label.span);
            Pointer {
                start,
                // Behind a line's last character it is the line break that is pointed at.
                end: end.max(start + 1),
                lines: if mark.first == mark.last { Lines::One } else { Lines::Several },
                rank: mark.rank,
                text: said(&mark.label.text, style),
                place: escape(&format!("{}:{}:{}", place.path, place.line, place.column)),
            }
        });
        let pointers = apart(pointers.collect());
        let places = pointers.iter().map(|pointer| (pointer.start, pointer.place.clone())).collect();
        let labels = pointers.into_iter().map(Pointer::label).collect();
        Self { text, lines, labels, places }
    }

    fn line_of(&self, byte: usize) -> usize {
        self.lines.partition_point(|line| line.start <= byte) - 1
    }
}

/// Every line with a label, and what lies between two that are near.
fn wanted(marks: &[Mark<'_>]) -> BTreeSet<u32> {
    let labelled: BTreeSet<u32> = marks.iter().flat_map(|mark| mark.first..=mark.last).collect();
    let nexts = labelled.iter().zip(labelled.iter().skip(1));
    let near = nexts.filter(|(line, next)| *next - *line <= BETWEEN + 1);
    let between: Vec<u32> = near.flat_map(|(line, next)| *line..*next).collect();
    labelled.into_iter().chain(between).collect()
}

/// The columns that the frame leaves to a line of the source.
fn room(marks: &[Mark<'_>], last: u32, style: Style) -> usize {
    let rails = match marks.iter().filter(|mark| mark.first < mark.last).count() {
        0 => 0,
        several => several + 3,
    };
    style.width.saturating_sub(last.to_string().len() + 4 + rails).max(NARROWEST)
}

/// Pointers by place. `miette` moves a pointer that overlaps the one before it to where that one
/// ends, so the one before is cut, and those that begin together become one.
fn apart(mut pointers: Vec<Pointer>) -> Vec<Pointer> {
    pointers.sort_by_key(|pointer| pointer.start);
    let mut apart: Vec<Pointer> = Vec::new();
    for next in pointers {
        match apart.last_mut() {
            Some(last) if last.start == next.start => last.join(next),
            Some(last) if last.lines == Lines::One => {
                last.end = last.end.min(next.start);
                apart.push(next);
            }
            Some(_) | None => apart.push(next),
        }
    }
    apart
}

impl Pointer {
    fn join(&mut self, other: Self) {
        if other.rank == Rank::Own {
            self.rank = Rank::Own;
            self.place = other.place;
        }
        if other.lines == Lines::Several {
            self.lines = Lines::Several;
        }
        self.end = self.end.max(other.end);
        let texts = [std::mem::take(&mut self.text), other.text];
        self.text = texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
    }

    fn label(self) -> LabeledSpan {
        let (text, span) = ((!self.text.is_empty()).then_some(self.text), self.start..self.end);
        match self.rank {
            Rank::Own => LabeledSpan::new_primary_with_span(text, span),
            Rank::Other => LabeledSpan::new_with_span(text, span),
        }
    }
}

impl SourceCode for Excerpt {
    /// Whole lines, whatever the span: `miette` would begin a snippet without context at the label,
    /// and drop one whose span is out of range.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _context_lines_before: usize,
        _context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (first, last) =
            (self.line_of(span.offset()), self.line_of(span.offset() + span.len().saturating_sub(1)));
        let start = self.lines[first].start;
        let end = self.lines.get(last + 1).map_or(self.text.len(), |next| next.start);
        let place = self.places.get(&span.offset()).cloned().unwrap_or_default();
        // A frame takes in the next label if that stands on the line after these or before it.
        let [from, to] = [first, last].map(|line| self.lines[line].number as usize);
        let reach = to - from + 1 + BETWEEN as usize;
        let data = &self.text.as_bytes()[start..end];
        let span = SourceSpan::from(start..end);
        Ok(Box::new(MietteSpanContents::new_named(place, data, span, from - 1, 0, reach)))
    }
}
