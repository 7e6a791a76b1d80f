//! What no output may print, and the lines of a source without it.

use std::collections::BTreeSet;

use schema::{Finding, Location, Source, SourceId, Sources, Span};

use super::shown::Shown;

/// Every place that no output may print, whichever finding named it.
pub(super) struct Concealed(Vec<Span>);

impl Concealed {
    /// What the findings name, and every secret in the sources that they point at.
    pub(super) fn of(findings: &[Finding], sources: &Sources) -> Self {
        let labels = findings.iter().flat_map(|finding| &finding.labels);
        let shown: BTreeSet<SourceId> = labels.map(|label| label.span.source).collect();
        let named = findings.iter().flat_map(|finding| &finding.conceal).copied();
        Self(named.chain(shown.into_iter().flat_map(|id| schema::concealed(sources, id))).collect())
    }

    fn hides(&self, source: SourceId, byte: usize) -> bool {
        self.0
            .iter()
            .any(|span| span.source == source && (span.start as usize..span.end as usize).contains(&byte))
    }

    /// Whether a place overlaps or borders on a concealed one.
    pub(super) fn touches(&self, span: Span) -> bool {
        self.0.iter().any(|hidden| {
            hidden.source == span.source && hidden.start <= span.end && span.start <= hidden.end
        })
    }

    /// A place as people say it. What touches a concealed place ends where it begins: its end would
    /// tell the length.
    pub(super) fn locate(&self, sources: &Sources, span: Span) -> Location {
        match self.touches(span) {
            true => sources.locate(Span { end: span.start, ..span }),
            false => sources.locate(span),
        }
    }

    /// A line of a source, counted from 1. Lines past the end are empty.
    pub(super) fn line(&self, id: SourceId, source: &Source, number: u32) -> Shown {
        let (start, line) = line(&source.text, number);
        Shown::new(start, line, |byte| self.hides(id, byte))
    }
}

/// A line without its end, and its first byte.
fn line(text: &str, number: u32) -> (usize, &str) {
    let mut start = 0;
    for (at, line) in text.split('\n').enumerate() {
        if at + 1 == number as usize {
            return (start, line.strip_suffix('\r').unwrap_or(line));
        }
        start += line.len() + 1;
    }
    (text.len(), "")
}
