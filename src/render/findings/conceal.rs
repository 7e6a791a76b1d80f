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
    /// tell the length, and so would the column of what stands behind one on its line. That has the
    /// column in which the mask begins.
    pub(super) fn locate(&self, sources: &Sources, span: Span) -> Location {
        let start = self.told(sources, span.source, span.start);
        let end = match self.touches(span) {
            true => start,
            false => self.told(sources, span.source, span.end).max(start),
        };
        sources.locate(Span { start, end, ..span })
    }

    /// The byte that is told for one: where the first concealed place before it on its line begins.
    fn told(&self, sources: &Sources, id: SourceId, byte: u32) -> u32 {
        let text = &sources.get(id).text;
        let at = text.floor_char_boundary(byte as usize);
        let line = text[..at].rfind('\n').map_or(0, |end| end as u32 + 1);
        let before = self.0.iter().filter(|hidden| {
            hidden.source == id && hidden.end > line && hidden.start < byte && hidden.start < hidden.end
        });
        before.map(|hidden| hidden.start.max(line)).min().unwrap_or(byte)
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

#[cfg(test)]
mod tests {
    use super::super::{github, human, json, junit, sarif};
    use super::*;
    use crate::render::samples::STYLE;

    /// What every format says of findings before, on and behind a secret.
    fn told(secret: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let text = format!("a: {{name: x, value: {secret}, type: Wrong, more: [1, 2]}}\nb: Wrong\n");
        let id = sources.add("m.yaml", text.as_str());
        let span = |part: &str| {
            let start = text.find(part).expect("it is there") as u32;
            Span { source: id, start, end: start + part.len() as u32 }
        };
        let hidden = span(secret);
        let finding = |at: Span| Finding::error("odd", at, "odd").label("here").conceal(hidden);
        let over = Span { end: span("more").end, ..span("name") };
        let findings: Vec<Finding> = [span("name"), hidden, span("Wrong"), span("[1, 2]"), span("b:"), over]
            .into_iter()
            .map(|at| finding(at).also(span("more"), "there"))
            .collect();
        vec![
            human(&findings, &sources, STYLE),
            json(&findings, &sources),
            github(&findings, &sources),
            sarif(&findings, &sources),
            junit(&findings, &sources),
        ]
    }

    /// The column of what stands behind a secret on its line would be its length.
    #[test]
    fn no_place_tells_how_long_a_secret_is() {
        let short = told("SECRET");
        for secret in ["SECRETSECRET", "SECRETé日SECRETSECRETSECRETSECRETSECRETSECRETSECRETSECRETSECRET"] {
            assert_eq!(told(secret), short);
        }
        let json = &short[1];
        let behind = |column: &str| column.parse::<u32>().is_ok_and(|column| column > 21);
        let columns = json.split("column\": ").skip(1).filter_map(|rest| rest.split(',').next());
        assert!(!columns.into_iter().any(behind), "{json}");
    }
}
