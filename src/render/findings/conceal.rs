//! What no output may print, and the lines of a source without it.

use std::collections::BTreeSet;
use std::ops::Range;

use schema::{Finding, Location, Source, SourceId, Sources, Span};

use super::near::near;
use super::shown::{Shown, cells};

/// Every place that no output may print, whichever finding named it: by place, none touching the
/// next, since thousands of findings ask for each of theirs.
pub(super) struct Concealed(Vec<Span>);

impl Concealed {
    /// What the findings name, and every secret in the sources that they point at.
    pub(super) fn of(findings: &[Finding], sources: &Sources) -> Self {
        let labels = findings.iter().flat_map(|finding| &finding.labels);
        let shown: BTreeSet<SourceId> = labels.map(|label| label.span.source).collect();
        let named = findings.iter().flat_map(|finding| &finding.conceal).copied();
        Self::apart(named.chain(shown.into_iter().flat_map(|id| schema::concealed(sources, id))).collect())
    }

    fn apart(mut places: Vec<Span>) -> Self {
        places.retain(|place| place.start < place.end);
        places.sort_unstable();
        places.dedup_by(|next, last| {
            let touches = next.source == last.source && next.start <= last.end;
            if touches {
                last.end = last.end.max(next.end);
            }
            touches
        });
        Self(places)
    }

    /// The first place that ends behind a byte, whether it begins before that or not.
    fn behind(&self, source: SourceId, byte: u32) -> Option<Span> {
        let at = self.0.partition_point(|place| (place.source, place.end) <= (source, byte));
        self.0.get(at).copied().filter(|place| place.source == source)
    }

    /// The concealed place that a byte lies in.
    fn hiding(&self, source: SourceId, byte: usize) -> Option<Range<usize>> {
        let place = self.behind(source, byte as u32)?;
        let bytes = place.start as usize..place.end as usize;
        bytes.contains(&byte).then_some(bytes)
    }

    /// Whether a place overlaps or borders on a concealed one.
    pub(super) fn touches(&self, span: Span) -> bool {
        let at = self.0.partition_point(|place| (place.source, place.end) < (span.source, span.start));
        self.0.get(at).is_some_and(|place| place.source == span.source && place.start <= span.end)
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
        let source = sources.get(id);
        let line = source.line(source.line_at(byte)).0 as u32;
        let first = self.behind(id, line).filter(|place| place.start < byte);
        first.map_or(byte, |place| place.start.max(line))
    }

    /// As much of a line of a source as there is room for around a byte. Lines count from 1, and are
    /// empty past the end.
    pub(super) fn line(
        &self,
        id: SourceId,
        source: &Source,
        number: u32,
        focus: usize,
        room: usize,
    ) -> Shown {
        let (start, line) = source.line(number);
        let hiding = |byte| self.hiding(id, byte);
        let part = near(start, line, focus, room, hiding);
        Shown::new(start, line, part, hiding)
    }

    /// A whole line of a source.
    pub(super) fn whole_line(&self, id: SourceId, source: &Source, number: u32) -> String {
        let (start, line) = source.line(number);
        cells(start, line, start..start + line.len(), |byte| self.hiding(id, byte))
            .map(|cell| cell.text)
            .collect()
    }
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

    /// The places of `spans` as they are searched, against those as they are meant.
    #[test]
    fn a_search_finds_what_a_walk_would() {
        let mut sources = Sources::default();
        let [other, id] = ["other", "m"].map(|path| sources.add(path, "x".repeat(60)));
        let span = |start, end| Span { source: id, start, end };
        let elsewhere = Span { source: other, start: 0, end: 60 };
        let all = [span(40, 45), span(3, 5), span(5, 9), span(4, 6), span(20, 20), span(30, 38), elsewhere];
        let searched = Concealed::apart(all.to_vec());
        assert_eq!(searched.0, [elsewhere, span(3, 9), span(30, 38), span(40, 45)]);
        let meant =
            |byte: usize| all[..6].iter().any(|place| (place.start..place.end).contains(&(byte as u32)));
        for start in 0..60_u32 {
            assert_eq!(searched.hiding(id, start as usize).is_some(), meant(start as usize), "{start}");
            for end in start..60 {
                let touches = searched
                    .0
                    .iter()
                    .any(|place| place.source == id && place.start <= end && start <= place.end);
                assert_eq!(searched.touches(span(start, end)), touches, "{start}..{end}");
            }
        }
        assert_eq!([2, 3, 4, 29, 50].map(|byte| searched.told(&sources, id, byte)), [2, 3, 3, 3, 3]);
    }
}
