//! What the parser refuses, in words for people.

use granit_parser::{ErrorKind, ScanError};

use crate::bounds::DEPTH;
use crate::finding::Finding;
use crate::source::{SourceId, Span};
use crate::suspicion::mentions_secrets;

/// The finding of a syntax error. A file that speaks of secrets may hold one in the very line
/// that does not parse, so around the error only keys are shown.
pub(super) fn finding(error: &ScanError, source: SourceId, text: &str) -> Finding {
    let at = error.marker().byte_offset().unwrap_or_default().min(text.len());
    let span = |start: usize, end: usize| Span { source, start: start as u32, end: end as u32 };
    let kind = error.kind();
    let finding = if let Some((start, end)) = flow_reference(text, at) {
        let message = "`${…}` must be quoted inside `{}` and `[]`";
        Finding::error("yaml-flow-reference", span(start, end), message)
            .help("quote it, such as `{a: \"${var.b}\"}`")
    } else if matches!(kind, ErrorKind::RecursionLimitExceeded) {
        let message = format!("values lie more than {DEPTH} deep in one another");
        Finding::error("yaml-too-deep", span(at, at), message)
    } else if let Some(tab) = tab(kind, text, at) {
        Finding::error("yaml-tab", span(tab, next(text, tab)), "a tab cannot indent YAML")
            .help("indent with spaces")
    } else {
        let (message, help) = said(kind);
        let finding = Finding::error("yaml-syntax", span(at, next(text, at)), message);
        Finding { help: help.map(str::to_owned), ..finding }
    };
    hidden(finding, text, source)
}

/// The usual mistakes in our words, the others in the parser's. No character of the text is
/// repeated: it may be a secret's.
fn said(kind: &ErrorKind) -> (String, Option<&'static str>) {
    let ours = match kind {
        ErrorKind::UnexpectedCharacter { .. } => {
            ("a text cannot begin with this character", "quote the text")
        }
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            ("a second `: ` stands on this line", "quote a text that holds a colon and a blank")
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => {
            ("a quote is not closed", "close it, or indent the lines that it goes on")
        }
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator => {
            ("a `{` or `[` is not closed", "close it, or put a comma between the items")
        }
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::InvalidIndentation => {
            ("this line is indented neither as a key nor as its value", "indent it as its neighbours are")
        }
        other => return (format!("this is not YAML: {other}"), None),
    };
    (ours.0.to_owned(), Some(ours.1))
}

fn next(text: &str, at: usize) -> usize {
    text[at..].chars().next().filter(|c| *c != '\n').map_or(at, |c| at + c.len_utf8())
}

/// The tab that an error is about.
fn tab(kind: &ErrorKind, text: &str, at: usize) -> Option<usize> {
    let told = matches!(
        kind,
        ErrorKind::TabInIndentation
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabNotAllowed
            | ErrorKind::TabAtBlockScalarStart
    );
    tab_before(text, at).or(told.then_some(at))
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
    if !mentions_secrets(text) {
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
