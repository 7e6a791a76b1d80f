//! Content lines of RFC 5545: folded lines put together, names, parameters, values, each with the
//! place where it stands in the text.
//!
//! Read here and not by a library, since the libraries answer with places in the unfolded text or
//! with none.

use crate::calendar::CalendarMistake;
use crate::problem::{Problem, Span};

/// One content line.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The name, in capitals.
    pub(super) name: String,
    /// The parameters: name in capitals, value without quotes.
    pub(super) parameters: Vec<(String, String)>,
    /// The value, as it stands.
    pub(super) value: String,
    /// The whole line.
    pub(super) span: Span,
    /// The value.
    pub(super) value_span: Span,
    /// Where pieces of the value begin, in the value and in the text; folds divide pieces.
    pieces: Vec<(usize, usize)>,
}

impl Line {
    /// The value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The place of a part of the value.
    pub(super) fn within(&self, part: Span) -> Span {
        let at = |offset: usize| {
            let piece = self.pieces.iter().rev().find(|(start, _)| *start <= offset);
            piece.map_or(self.value_span.start, |(start, place)| place + offset - start)
        };
        // The end of a part belongs to the piece of its last byte.
        let end = if part.end > part.start { at(part.end - 1) + 1 } else { at(part.end) };
        Span::new(at(part.start), end)
    }
}

/// The lines of a text; what is no line goes to `problems`.
pub(super) fn lines(text: &str, problems: &mut Vec<Problem<CalendarMistake>>) -> Vec<Line> {
    let mut found = Vec::new();
    for unfolded in unfold(text) {
        match line(&unfolded) {
            Some(line) => found.push(line),
            None => problems.push(Problem::new(CalendarMistake::Line, unfolded.span)),
        }
    }
    found
}

/// A line put together from its folds.
struct Unfolded {
    text: String,
    span: Span,
    /// Where pieces begin: in `text`, and in the whole.
    pieces: Vec<(usize, usize)>,
}

fn unfold(text: &str) -> Vec<Unfolded> {
    let mut found: Vec<Unfolded> = Vec::new();
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    for physical in text[start..].split_inclusive('\n') {
        let content = physical.strip_suffix('\n').unwrap_or(physical);
        let content = content.strip_suffix('\r').unwrap_or(content);
        let end = start + content.len();
        match (content.strip_prefix([' ', '\t']), found.last_mut()) {
            (Some(rest), Some(last)) => {
                last.pieces.push((last.text.len(), start + 1));
                last.text += rest;
                last.span.end = end;
            }
            // Blank lines are no lines: hand-made calendars have them between components.
            _ if content.trim().is_empty() => {}
            _ => found.push(Unfolded {
                text: content.to_owned(),
                span: Span::new(start, end),
                pieces: vec![(0, start)],
            }),
        }
        start += physical.len();
    }
    found
}

fn line(unfolded: &Unfolded) -> Option<Line> {
    let text = unfolded.text.as_str();
    let name_end = text.find([';', ':'])?;
    let name = &text[..name_end];
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return None;
    }
    let mut parameters = Vec::new();
    let mut at = name_end;
    while text[at..].starts_with(';') {
        let equals = at + 1 + text[at + 1..].find('=')?;
        let end = parameter_end(text, equals + 1)?;
        let value = text[equals + 1..end].replace('"', "");
        parameters.push((text[at + 1..equals].to_ascii_uppercase(), value));
        at = end;
    }
    let start = at + 1;
    let pieces: Vec<_> = unfolded
        .pieces
        .iter()
        .enumerate()
        .filter(|(index, _)| unfolded.pieces.get(index + 1).is_none_or(|(next, _)| *next > start))
        .map(|(_, (offset, place))| (offset.saturating_sub(start), place + start.saturating_sub(*offset)))
        .collect();
    let value_start = pieces.first().map_or(unfolded.span.end, |(_, place)| *place);
    Some(Line {
        name: name.to_ascii_uppercase(),
        parameters,
        value: text[start..].to_owned(),
        span: unfolded.span,
        value_span: Span::new(value_start.min(unfolded.span.end), unfolded.span.end),
        pieces,
    })
}

/// Where a parameter's value ends: at a `;` or `:` that no quotes hold.
fn parameter_end(text: &str, from: usize) -> Option<usize> {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate().skip(from) {
        match byte {
            b'"' => quoted = !quoted,
            b';' | b':' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}
