//! A finding as `miette` lays it out: one frame or more for each file, and the way out.

use std::fmt::Display;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use schema::{Finding, Severity, SourceId, Sources};

use super::conceal::Concealed;
use super::excerpt::Excerpt;
use super::mark::{Mark, Rank};
use super::words::said;
use crate::render::style::{Color, Glyphs, Style};
use crate::view::text::counted;

/// Labels of one finding that are shown: a circle of references may have thousands.
const MOST_LABELS: usize = 20;

/// What `miette` is shown of a finding. The title is not: `miette` gives the code a line of its own.
#[derive(Debug, thiserror::Error)]
#[error("")]
struct Report {
    excerpt: Option<Excerpt>,
    help: Option<String>,
}

impl Diagnostic for Report {
    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let excerpt = self.excerpt.as_ref()?;
        Some(Box::new(excerpt.labels.iter().cloned()))
    }
}

/// All of a finding but its title: the finding's own file, the other files, the help.
pub(super) fn report(finding: &Finding, sources: &Sources, concealed: &Concealed, style: Style) -> String {
    let ranks = std::iter::once(Rank::Own).chain(std::iter::repeat(Rank::Other));
    let mut files: Vec<(SourceId, Vec<Mark<'_>>)> = Vec::new();
    for (label, rank) in finding.labels.iter().take(MOST_LABELS).zip(ranks) {
        let mark = Mark::new(label, rank, sources, concealed);
        match files.iter_mut().find(|(id, _)| *id == label.span.source) {
            Some((_, marks)) => marks.push(mark),
            None => files.push((label.span.source, vec![mark])),
        }
    }
    let excerpts = files.iter().map(|(id, marks)| Excerpt::new(*id, marks, sources, concealed, style));
    let excerpts = excerpts.map(|excerpt| Report { excerpt: Some(excerpt), help: None });
    let help = Report { excerpt: None, help: finding.help.as_deref().map(|help| said(help, style)) };
    let drawn = |report: Report| drawn(&report, finding.severity, style);
    let more = match finding.labels.len().saturating_sub(MOST_LABELS) {
        0 => String::new(),
        more => format!("   and {}\n", counted(more, "more place", "more places")),
    };
    excerpts.map(drawn).chain([more, drawn(help)]).collect()
}

fn drawn(report: &Report, severity: Severity, style: Style) -> String {
    let labels = report.excerpt.as_ref().map_or(&[][..], |excerpt| &excerpt.labels);
    let handler = GraphicalReportHandler::new_themed(theme(labels, severity, style))
        .with_width(style.width)
        // What is said may be a command or a name to be copied.
        .with_wrap_lines(false)
        .with_links(false)
        .with_context_lines(0)
        .without_primary_span_start()
        .without_cause_chain()
        .without_syntax_highlighting();
    let mut text = String::new();
    handler.render_report(&mut text, report).expect("a string takes whatever is written");
    // The first line is of the title that is not there.
    text.lines().skip(1).map(|line| format!("{}\n", line.trim_end())).collect()
}

fn theme(labels: &[LabeledSpan], severity: Severity, style: Style) -> GraphicalTheme {
    let mut theme = match (style.glyphs, style.color) {
        (Glyphs::Unicode, Color::Always) => GraphicalTheme::unicode(),
        (Glyphs::Unicode, Color::Never) => GraphicalTheme::unicode_nocolor(),
        (Glyphs::Ascii, Color::Always) => GraphicalTheme::ascii(),
        (Glyphs::Ascii, Color::Never) => GraphicalTheme::none(),
    };
    let styles = &mut theme.styles;
    let own = match severity {
        Severity::Error => styles.error,
        Severity::Warning => styles.warning,
    };
    let other = styles.advice;
    styles.highlights = labels.iter().map(|label| if label.primary() { own } else { other }).collect();
    styles.link = styles.linum;
    theme
}
