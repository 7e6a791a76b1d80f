//! Places in a content's own text to places in what a person wrote.

use crate::finding::{Finding, Label};
use crate::node::{Node, Style, Value};
use crate::source::{SourceId, Sources, Span};

/// Where a content's text stands.
pub struct Place<'a> {
    sources: &'a Sources,
    kind: Kind,
    /// Where the content as a whole is pointed at.
    whole: Span,
}

enum Kind {
    /// The nodes are the manifest's own.
    Own,
    /// A file, byte by byte.
    File(SourceId),
    /// A text of which only the lines are those of the source: by where each begins, and how many
    /// bytes of indentation went.
    Lines { text: String, starts: Vec<(u32, u32)> },
    /// A text whose places cannot be told.
    Unknown,
}

impl<'a> Place<'a> {
    /// Of a content that is a map in the manifest.
    pub fn own(sources: &'a Sources, node: &Node) -> Self {
        Self { sources, kind: Kind::Own, whole: node.head() }
    }

    /// Of a content that is a file's text.
    pub fn file(sources: &'a Sources, source: SourceId, text: &str) -> Self {
        let whole = Span::start_of(source);
        let held = &sources.get(source).text;
        let kind = if **held == *text {
            Kind::File(source)
        } else {
            let starts = line_starts(held).map(|start| (start, 0)).collect();
            Kind::Lines { text: text.to_owned(), starts }
        };
        Self { sources, kind, whole }
    }

    /// Of a content that is a scalar of the manifest. Only a literal block keeps its lines.
    pub fn scalar(sources: &'a Sources, node: &Node, text: &str) -> Self {
        let block = matches!(&node.value, Value::Scalar(scalar) if scalar.style == Style::Block);
        let held = &sources.get(node.span.source).text;
        let starts = block.then(|| block_lines(held, node.span.start, text)).flatten();
        let kind = match starts {
            Some(starts) => Kind::Lines { text: text.to_owned(), starts },
            None => Kind::Unknown,
        };
        Self { sources, kind, whole: node.head() }
    }

    /// Where the content as a whole is pointed at.
    pub fn whole(&self) -> Span {
        self.whole
    }

    /// A place of the content's own text in what a person wrote.
    pub fn of(&self, span: Span) -> Span {
        match &self.kind {
            Kind::Own => span,
            Kind::File(source) => Span { source: *source, ..span },
            Kind::Lines { text, starts } => self.of_lines(text, starts, span).unwrap_or(self.whole),
            Kind::Unknown => self.whole,
        }
    }

    /// Columns are told where the line is the same in both.
    fn of_lines(&self, text: &str, starts: &[(u32, u32)], span: Span) -> Option<Span> {
        let before = text.get(..span.start as usize)?;
        let line = before.matches('\n').count();
        let column = (before.len() - before.rfind('\n').map_or(0, |at| at + 1)) as u32;
        let (start, indent) = *starts.get(line)?;
        let source = self.whole.source;
        let held = &self.sources.get(source).text;
        let rest = held.get((start + indent) as usize..)?.lines().next()?;
        let own = text.lines().nth(line)?;
        let begin = start + indent;
        let end = begin + rest.len() as u32;
        if rest != own.trim_end_matches('\r') {
            return Some(Span { source, start: begin, end });
        }
        let length = span.end.saturating_sub(span.start);
        Some(Span { source, start: (begin + column).min(end), end: (begin + column + length).min(end) })
    }

    /// A finding of the content's own text, in what a person wrote.
    pub fn finding(&self, finding: Finding) -> Finding {
        let moved = |label: Label| Label { span: self.of(label.span), text: label.text };
        Finding {
            labels: finding.labels.into_iter().map(moved).collect(),
            conceal: finding.conceal.into_iter().map(|span| self.of(span)).collect(),
            ..finding
        }
    }
}

fn line_starts(text: &str) -> impl Iterator<Item = u32> {
    let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    std::iter::once(0).chain(ends.map(|(at, _)| at as u32 + 1))
}

/// Where each line of a literal block begins, and its indentation. A block's place begins at its
/// first character, so its head is the line before.
fn block_lines(held: &str, start: u32, text: &str) -> Option<Vec<(u32, u32)>> {
    let head = held.get(..start as usize)?.trim_end();
    let line = head.rsplit('\n').next()?;
    let line = line.split_once(" #").map_or(line, |(line, _)| line);
    line.split_whitespace().last().filter(|word| word.starts_with('|'))?;
    let first = head.len() + held[head.len()..].find('\n')? + 1;
    let lines: Vec<&str> = held[first..].split('\n').collect();
    let blanks = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let (at, own) = text.lines().enumerate().find(|(_, line)| !line.trim().is_empty())?;
    let indent = blanks(lines.get(at)?).checked_sub(blanks(own))?;
    let starts = line_starts(&held[first..]).zip(&lines);
    Some(starts.map(|(start, line)| (first as u32 + start, indent.min(line.len()) as u32)).collect())
}
