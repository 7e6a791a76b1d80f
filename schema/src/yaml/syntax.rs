//! What the parser refuses, in words for people.

use granit_parser::{ErrorKind, ScanError};

use crate::conceal;
use crate::finding::Finding;
use crate::source::{SourceId, Span};

/// The finding of a syntax error. A file that speaks of secrets may hold one in the very line
/// that does not parse, so around the error only keys are shown.
pub(super) fn finding(error: &ScanError, source: SourceId, text: &str) -> Finding {
    let at = error.marker().byte_offset().unwrap_or_default().min(text.len());
    let span = |start: usize, end: usize| Span { source, start: start as u32, end: end as u32 };
    let finding = match (error.kind(), flow_reference(text, at)) {
        (_, Some((start, end))) => Finding::error(
            "yaml-flow-reference",
            span(start, end),
            "`${…}` must be quoted inside `{}` and `[]`",
        )
        .help("quote it, such as `{a: \"${var.b}\"}`"),
        (
            ErrorKind::TabInIndentation
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabNotAllowed
            | ErrorKind::TabAtBlockScalarStart,
            None,
        ) => tab(text, at, &span),
        (kind, None) => match tab_before(text, at) {
            Some(_) if matches!(kind, ErrorKind::RecursionLimitExceeded) => too_deep(span(at, at)),
            Some(_) => tab(text, at, &span),
            None if matches!(kind, ErrorKind::RecursionLimitExceeded) => too_deep(span(at, at)),
            None => {
                Finding::error("yaml-syntax", span(at, next(text, at)), format!("this is not YAML: {kind}"))
            }
        },
    };
    hidden(finding, text, source)
}

fn too_deep(span: Span) -> Finding {
    let message = format!("values lie more than {} deep in one another", super::DEEPEST);
    Finding::error("yaml-too-deep", span, message)
}

fn next(text: &str, at: usize) -> usize {
    text[at..].chars().next().filter(|c| *c != '\n').map_or(at, |c| at + c.len_utf8())
}

fn tab(text: &str, at: usize, span: &impl Fn(usize, usize) -> Span) -> Finding {
    let at = tab_before(text, at).unwrap_or(at);
    Finding::error("yaml-tab", span(at, next(text, at)), "a tab cannot indent YAML")
        .help("indent with spaces")
}

/// The first tab in the indentation of the line of an error.
fn tab_before(text: &str, at: usize) -> Option<usize> {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].split('\n').next().unwrap_or_default();
    let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
    line[..indentation].find('\t').map(|tab| start + tab)
}

/// The `${…}` that ended a flow collection too early, where one did: it stands on the line of the
/// error, unquoted, and the error is inside or just behind it.
fn flow_reference(text: &str, at: usize) -> Option<(usize, usize)> {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    let mut from = line;
    while let Some(found) = text[from..end].find("${") {
        let start = from + found;
        let close = text[start..end].find('}').map_or(end, |brace| start + brace + 1);
        let flow = opened(&text[line..start]);
        let told = text[..at].ends_with('$') && at == start + 1;
        if told || flow && (start..=close + 1).contains(&at) {
            return Some((start, close));
        }
        from = close.max(start + 2).min(end);
    }
    None
}

/// Whether a flow collection is open at the end of this part of a line, and no quote.
fn opened(before: &str) -> bool {
    let mut depth = 0_i32;
    let mut quote = None;
    for c in before.chars() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if c == open => quote = None,
            (None, '{' | '[') => depth += 1,
            (None, '}' | ']') => depth -= 1,
            (None | Some(_), _) => {}
        }
    }
    depth > 0 && quote.is_none()
}

/// Hides what may be a secret in the lines that a snippet could show.
fn hidden(mut finding: Finding, text: &str, source: SourceId) -> Finding {
    const SHOWN: usize = 8;
    if !conceal::mentions_secrets(text) {
        return finding;
    }
    let at = finding.span().start as usize;
    let line = text[..at].matches('\n').count();
    let mut start = 0;
    for (number, content) in text.split('\n').enumerate() {
        if number.abs_diff(line) <= SHOWN {
            let key = content.find(": ").map(|colon| colon + 2);
            let hidden = content[key.unwrap_or(0)..].trim_start();
            let plain = key.is_none() && (hidden.trim_end().ends_with(':') || hidden.starts_with('#'));
            if !hidden.is_empty() && !plain {
                let end = start + content.len();
                finding =
                    finding.conceal(Span { source, start: (end - hidden.len()) as u32, end: end as u32 });
            }
        }
        start += content.len() + 1;
    }
    finding
}
