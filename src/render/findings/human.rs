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

#[cfg(test)]
mod tests {
    use schema::{SourceId, Span};

    use super::*;
    use crate::render::samples::{CANARY, STYLE};
    use crate::render::style::Glyphs;

    fn span(sources: &Sources, id: SourceId, text: &str) -> Span {
        let start = sources.get(id).text.find(text).expect("the text is there");
        Span { source: id, start: start as u32, end: (start + text.len()) as u32 }
    }

    fn window() -> (Sources, Vec<Finding>) {
        let mut sources = Sources::default();
        let text = "spec:\n  schedule: rate(7 days)\n  duration: 4h\n  cutoff: 4h # früh\n";
        let id = sources.add("manifests/windows.yaml", text);
        let duration = span(&sources, id, "4h");
        let cutoff = Span { start: duration.start + 13, end: duration.end + 13, ..duration };
        let finding = Finding::error("window-cutoff", cutoff, "nothing can start in this window")
            .label("and stops starting tasks 4 hours before its end")
            .also(duration, "the window is open for 4 hours")
            .help("the cutoff must be shorter than the duration; 1h is usual");
        let warning =
            Finding::warning("old-schedule", span(&sources, id, "rate(7 days)"), "a week is a cron");
        (sources, vec![finding.clone(), warning, finding])
    }

    #[test]
    fn a_finding_points_explains_and_offers_the_way_out() {
        let (sources, findings) = window();
        insta::assert_snapshot!(human(&findings, &sources, STYLE), @"
        warning[old-schedule]: a week is a cron
           ╭─[manifests/windows.yaml:2:13]
         2 │   schedule: rate(7 days)
           ·             ────────────
           ╰────

        error[window-cutoff]: nothing can start in this window
           ╭─[manifests/windows.yaml:4:11]
         3 │   duration: 4h
           ·             ┬─ the window is open for 4 hours
         4 │   cutoff: 4h # früh
           ·           ┬─ and stops starting tasks 4 hours before its end
           ╰────
          help: the cutoff must be shorter than the duration; 1h is usual

        1 error, 1 warning
        ");
    }

    #[test]
    fn ascii_points_too() {
        let (sources, findings) = window();
        let text = human(&findings, &sources, Style { glyphs: Glyphs::Ascii, ..STYLE });
        insta::assert_snapshot!(text, @"
        warning[old-schedule]: a week is a cron
           -->[manifests/windows.yaml:2:13]
         2 |   schedule: rate(7 days)
           |             ^^^^^^^^^^^^

        error[window-cutoff]: nothing can start in this window
           -->[manifests/windows.yaml:4:11]
         3 |   duration: 4h
           |             ^^ the window is open for 4 hours
         4 |   cutoff: 4h # früh
           |           ^^ and stops starting tasks 4 hours before its end
          help: the cutoff must be shorter than the duration; 1h is usual

        1 error, 1 warning
        ");
    }

    #[test]
    fn what_is_concealed_is_a_word_in_every_snippet() {
        let mut sources = Sources::default();
        let id =
            sources.add("m.yaml", format!("password: {CANARY}-é # mine\ntype: Secure\n  more: {CANARY}\n"));
        let first = span(&sources, id, &format!("{CANARY}-é"));
        let again = sources.get(id).text.rfind(CANARY).expect("it is there twice") as u32;
        let second = Span { start: again, end: again + CANARY.len() as u32, ..first };
        let written =
            Finding::error("secret-written", first, "a secret stands in the manifest").conceal(first);
        let type_at = span(&sources, id, "Secure");
        let other = Finding::error("word", type_at, "no type of a parameter")
            .label("here")
            .also(span(&sources, id, "password"), "of this")
            .also(span(&sources, id, "more"), "and this")
            .conceal(second);
        let findings = [written, other];
        let text = human(&findings, &sources, STYLE);
        insta::assert_snapshot!(text, @"
        error[secret-written]: a secret stands in the manifest
           ╭─[m.yaml:1:11]
         1 │ password: (secret) # mine
           ·           ────────
           ╰────

        error[word]: no type of a parameter
           ╭─[m.yaml:2:7]
         1 │ password: (secret) # mine
           · ───┬──── of this
         2 │ type: Secure
           ·       ──┬─── here
         3 │   more: (secret)
           ·   ─┬── and this
           ╰────

        2 errors
        ");
        assert!(!text.contains("cana"));
    }

    #[test]
    fn long_lines_are_cut_around_the_label() {
        let mut sources = Sources::default();
        let long = format!("  list: [{}, needle, {}]\n", "hay, ".repeat(60), "hay, ".repeat(60));
        let id = sources.add("m.yaml", long);
        let finding = Finding::error("hay", span(&sources, id, "needle"), "not hay").label("this one");
        insta::assert_snapshot!(human(&[finding], &sources, Style { width: 72, ..STYLE }), @"
        error[hay]: not hay
           ╭─[m.yaml:1:312]
         1 │ …ay, hay, hay, hay, , needle, hay, hay, hay, hay, hay, hay, hay, h…
           ·                       ──┬─── this one
           ╰────

        1 error
        ");
    }

    #[test]
    fn the_end_of_a_file_has_something_to_point_at() {
        let mut sources = Sources::default();
        let text = "kind: Stack\nspec:\n\n";
        let id = sources.add("trueup.yaml", text);
        let end = text.len() as u32;
        let finding =
            Finding::error("missing-field", Span { source: id, start: end, end }, "the field `a` is missing");
        insta::assert_snapshot!(human(&[finding.label("here")], &sources, STYLE), @"
        error[missing-field]: the field `a` is missing
           ╭─[trueup.yaml:4:1]
         2 │ spec:
           ·      ┬ here
           ╰────

        1 error
        ");
    }

    #[test]
    fn spans_out_of_range_and_over_lines_and_files_are_shown_as_far_as_they_go() {
        let mut sources = Sources::default();
        let a = sources.add("a.yaml", "one: 1\ntwo:\n  three: \u{1b}[31m3\nfour: 4\nfive: 5\nsix: 6\n");
        let b = sources.add("b.yaml", "日本: x\n");
        let finding = Finding::error("odd", Span { source: a, start: 7, end: 30 }, "many lines")
            .label("all of this")
            .also(Span { source: a, start: 38, end: 40 }, "")
            .also(Span { source: b, start: 8, end: 9 }, "and that")
            .also(Span { source: b, start: 900, end: 901 }, "and beyond");
        insta::assert_snapshot!(human(&[finding], &sources, STYLE), @"
        error[odd]: many lines
           ╭─[a.yaml:2:1]
         2 │ two:
           · ─┬── all of this
           ⋮
         5 │ five: 5
           ·   ──
           ├─[b.yaml:1:5]
         1 │ 日本: x
           ·       ┬ and that
           ·        ┬ and beyond
           ╰────

        1 error
        ");
    }
}
