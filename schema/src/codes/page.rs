//! One code's page.

use crate::codes::ALL;
use crate::finding::Severity;

/// What there is to know of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The code, such as `parameter-name`.
    pub code: &'static str,
    /// How bad it can be; some of its findings may be milder.
    pub severity: Severity,
    /// The page in Markdown: what it is, why it is refused, a bad and a good example.
    pub text: &'static str,
}

impl Page {
    /// The mistake in one line, without a full stop.
    pub fn summary(&self) -> &'static str {
        self.text.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or(self.code)
    }
}

/// The page of a code.
pub fn explain(code: &str) -> Option<&'static Page> {
    let at = ALL.binary_search_by(|page| page.code.cmp(code)).ok()?;
    Some(&ALL[at])
}
