//! Places lie within their texts, between characters.

use std::ops::Range;

use schema::{Finding, Sources};

/// A place in a text.
pub(crate) fn lies_within(text: &str, range: Range<usize>) {
    assert!(text.get(range.clone()).is_some(), "{range:?} is no place in a text of {} bytes", text.len());
}

/// Every place of a finding, and that it can be said as lines and columns.
pub(crate) fn all_lie_within(finding: &Finding, sources: &Sources) {
    assert!(!finding.labels.is_empty(), "{finding:?} has no place");
    let labels = finding.labels.iter().map(|label| label.span);
    for span in labels.chain(finding.conceal.iter().copied()) {
        lies_within(&sources.get(span.source).text, span.start as usize..span.end as usize);
        let location = sources.locate(span);
        assert!((location.line, location.column) <= (location.end_line, location.end_column), "{location:?}");
    }
}
