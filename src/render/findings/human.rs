//! Findings for a terminal: what is wrong, where, and the way out.

use schema::{Finding, Severity, Sources};

use super::conceal::Concealed;
use super::order::{ordered, summary, word};
use super::snippet::snippet;
use crate::render::style::{Line, Page, Paint, Style};

/// Findings for a terminal, each once, by place, with a count at the end; empty where there is none.
pub fn human(findings: &[Finding], sources: &Sources, style: Style) -> String {
    let mut page = Page::new(style);
    let concealed = Concealed::of(findings);
    let findings = ordered(findings);
    for finding in &findings {
        let paint = match finding.severity {
            Severity::Error => Paint::Red,
            Severity::Warning => Paint::Yellow,
        };
        let title = Line::new().push(paint, format!("{}[{}]", word(finding.severity), finding.code));
        page.line(title.push(Paint::Bold, format!(": {}", finding.message)));
        snippet(&mut page, finding, sources, &concealed, paint);
        if let Some(help) = &finding.help {
            page.line(Line::new().push(Paint::Cyan, "  help: ").plain(help));
        }
        page.blank();
    }
    if let Some(summary) = summary(&findings) {
        page.line(Line::new().push(Paint::Bold, summary));
    }
    page.finish()
}
