//! Where each `${` of a scalar stands in its file.

use schema::{Sources, Span};

use super::scan::OPEN;

/// The places of a scalar's `${`, in order.
pub(super) struct Places<'a> {
    /// The scalar.
    span: Span,
    /// As it is written in the file, with quotes, escapes and indentation.
    raw: &'a str,
    /// The bytes of `raw` at which a `${` stands.
    opens: Vec<usize>,
}

impl<'a> Places<'a> {
    /// The places for a scalar's text. Where that has a `${` which its raw text writes otherwise,
    /// such as `"\x24{"`, nobody knows which is which: all of them have the scalar's place then.
    pub(super) fn of(text: &str, span: Span, sources: &'a Sources) -> Self {
        let raw = sources.text(span);
        let opens: Vec<usize> = raw.match_indices(OPEN).map(|(at, _)| at).collect();
        let same = opens.len() == text.matches(OPEN).count();
        Self { span, raw, opens: if same { opens } else { Vec::new() } }
    }

    /// The place of the whole `${…}` that begins with the scalar's `${` of an ordinal, where the raw
    /// text shows it; else the whole scalar's.
    pub(super) fn place(&self, ordinal: usize, whole: &str) -> Span {
        let shown = self.opens.get(ordinal).filter(|at| self.raw[**at..].starts_with(whole));
        shown.map_or(self.span, |at| {
            let start = self.span.start + *at as u32;
            Span { start, end: start + whole.len() as u32, ..self.span }
        })
    }

    /// The scalar's own place.
    pub(super) fn all(&self) -> Span {
        self.span
    }
}
