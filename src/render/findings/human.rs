//! Findings for a terminal: what is wrong, where, and the way out.

use schema::{Finding, Severity, Sources};

use super::conceal::Concealed;
use super::order::{first, ordered};
use super::report::report;
use super::words::{by_code, said, summary, word};
use crate::render::style::{Line, Paint, Style};

/// So many findings are shown; of the others there is a number. Nobody reads on, and a log that is
/// too long is cut where it would say how many there are.
const MOST: usize = 300;

/// Findings for a terminal, each once, by place, with a count at the end; empty where there is none.
pub fn human(findings: &[Finding], sources: &Sources, style: Style) -> String {
    let concealed = Concealed::of(findings, sources);
    let findings = ordered(findings);
    let summary = summary(&findings);
    let (shown, others) = first(findings, MOST);
    let reports = shown.into_iter().map(|finding| {
        let title = title(finding, style).painted(style.color);
        format!("{title}\n{}\n", report(finding, sources, &concealed, style))
    });
    let mut text: String = reports.collect();
    if !others.is_empty() {
        text.push_str(&more(&others, style));
    }
    if let Some(summary) = summary {
        text.push_str(&Line::new().push(Paint::Bold, summary).painted(style.color));
        text.push('\n');
    }
    text
}

/// What is said of findings that are not shown.
fn more(others: &[&Finding], style: Style) -> String {
    let count = Line::new().push(Paint::Bold, format!("and {} more: ", others.len()));
    let count = count.push(Paint::Plain, by_code(others)).painted(style.color);
    let help = Line::new().push(Paint::Cyan, "  help: ");
    let help =
        help.push(Paint::Plain, "`trueup validate --format json` has all of them").painted(style.color);
    format!("{count}\n{help}\n\n")
}

fn title(finding: &Finding, style: Style) -> Line {
    let paint = match finding.severity {
        Severity::Error => Paint::Red,
        Severity::Warning => Paint::Yellow,
    };
    let code = format!("{}[{}]", word(finding.severity), finding.code);
    Line::new().push(paint, code).push(Paint::Bold, format!(": {}", said(&finding.message, style)))
}

#[cfg(test)]
mod tests {
    use schema::{SourceId, Span};

    use super::*;
    use crate::render::samples::{CANARY, STYLE};
    use crate::render::style::{Color, Glyphs};

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
           ·             ─┬
           ·              ╰── the window is open for 4 hours
         4 │   cutoff: 4h # früh
           ·           ─┬
           ·            ╰── and stops starting tasks 4 hours before its end
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
           ,-[manifests/windows.yaml:2:13]
         2 |   schedule: rate(7 days)
           :             ^^^^^^^^^^^^
           `----

        error[window-cutoff]: nothing can start in this window
           ,-[manifests/windows.yaml:4:11]
         3 |   duration: 4h
           :             ^|
           :              `-- the window is open for 4 hours
         4 |   cutoff: 4h # früh
           :           ^|
           :            `-- and stops starting tasks 4 hours before its end
           `----
          help: the cutoff must be shorter than the duration; 1h is usual

        1 error, 1 warning
        ");
    }

    #[test]
    fn what_is_concealed_is_a_word_in_every_snippet() {
        let mut sources = Sources::default();
        let id =
            sources.add("m.yaml", format!("password: {CANARY}-é # mine\ntype: Secure\nmore: {CANARY}\n"));
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
           · ────┬───
           ·     ╰── of this
         2 │ type: Secure
           ·       ───┬──
           ·          ╰── here
         3 │ more: (secret)
           · ──┬─
           ·   ╰── and this
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
           ·                       ───┬──
           ·                          ╰── this one
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
           ·      ┬
           ·      ╰── here
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
        insta::assert_snapshot!(human(&[finding], &sources, STYLE), @r"
        error[odd]: many lines
           ╭─[a.yaml:2:1]
         2 │ ╭─▶ two:
         3 │ │     three: \u{1b}[31m3
         4 │ ├─▶ four: 4
           · ╰──── all of this
         5 │     five: 5
           ·       ──
           ╰────
           ╭─[b.yaml:1:5]
         1 │ 日本: x
           ·       ┬┬
           ·       │╰── and beyond
           ·       ╰── and that
           ╰────

        1 error
        ");
    }

    #[test]
    fn a_secret_that_no_finding_names_is_masked_too() {
        let mut sources = Sources::default();
        let text = format!("tier: x # früh\nvalue: |\n  {CANARY}\n  {CANARY}\ntype: SecureString\n");
        let id = sources.add("m.yaml", text);
        let all = Span { source: id, start: 0, end: 1000 };
        let finding = Finding::error("tier", span(&sources, id, "x"), "no such tier")
            .label("here")
            .also(span(&sources, id, "value"), "of this value")
            .also(span(&sources, id, "SecureString"), "which is secret")
            .also(Span { start: all.start + 3, ..all }, "all of it");
        let text = human(&[finding], &sources, STYLE);
        insta::assert_snapshot!(text, @"
        error[tier]: no such tier
           ╭─[m.yaml:1:7]
         1 │ tier: x # früh
           ·    ─┬─┬
           ·     │ ╰── here
           ·     ╰── all of it
         2 │ value: |
           · ──┬──
           ·   ╰── of this value
         3 │   (secret)
         4 │ (secret)
         5 │ type: SecureString
           ·       ──────┬─────
           ·             ╰── which is secret
           ╰────

        1 error
        ");
        assert!(!text.contains("cana"));
    }

    #[test]
    fn a_mask_is_the_same_for_every_length() {
        let drawn = |secret: &str| {
            let mut sources = Sources::default();
            let id = sources.add("m.yaml", format!("{{type: SecureString, value: {secret}}} # end\n"));
            let value = span(&sources, id, secret);
            let finding = Finding::error("w", value, "written").label("here").conceal(value);
            human(&[finding], &sources, Style { width: 40, ..STYLE })
        };
        let text = drawn("a-b");
        insta::assert_snapshot!(text, @"
        error[w]: written
           ╭─[m.yaml:1:29]
         1 │ …cureString, value: (secret)} # end
           ·                     ────┬───
           ·                         ╰── here
           ╰────

        1 error
        ");
        assert_eq!(text, drawn(&format!("{CANARY}-日本-{}", "é".repeat(90))));
    }

    #[test]
    fn labels_that_overlap_are_each_seen_where_they_begin() {
        let mut sources = Sources::default();
        let id = sources.add("m.yaml", "name: {first: 1, second: 2}\n");
        let finding = Finding::error("odd", span(&sources, id, "{first: 1, second: 2}"), "odd")
            .label("of this map")
            .also(span(&sources, id, "second: 2"), "this entry")
            .also(span(&sources, id, "second"), "and its key");
        insta::assert_snapshot!(human(&[finding], &sources, STYLE), @"
        error[odd]: odd
           ╭─[m.yaml:1:7]
         1 │ name: {first: 1, second: 2}
           ·       ─────┬─────────┬────
           ·            │         ╰─┤ this entry
           ·            │           │ and its key
           ·            ╰── of this map
           ╰────

        1 error
        ");
    }

    #[test]
    fn few_lines_are_drawn_whole_and_far_ones_apart() {
        let mut sources = Sources::default();
        let id = sources.add("m.yaml", format!("a:\n  b: 1\n  c: 2\n\n{}z: 3\n", "x: 0\n".repeat(95)));
        let finding = Finding::warning("odd", span(&sources, id, "a:\n  b: 1\n  c: 2\n"), "odd")
            .label("this map")
            .also(span(&sources, id, "1"), "its number")
            .also(span(&sources, id, "z"), "and that");
        insta::assert_snapshot!(human(&[finding], &sources, STYLE), @"
        warning[odd]: odd
           ╭─[m.yaml:1:1]
         1 │ ╭─▶ a:
         2 │ │     b: 1
           · │        ┬
           · │        ╰── its number
         3 │ ├─▶   c: 2
           · ╰──── this map
           ╰────
             ╭─[m.yaml:100:1]
         100 │ z: 3
             · ┬
             · ╰── and that
             ╰────

        1 warning
        ");
    }

    #[test]
    fn colours_are_of_the_severity_and_of_the_help() {
        let (sources, findings) = window();
        let text = human(&findings[..1], &sources, Style { color: Color::Always, ..STYLE });
        insta::assert_snapshot!(text.replace('\u{1b}', "^"), @"
        ^[31merror[window-cutoff]^[0m^[1m: nothing can start in this window^[0m
           ╭─[^[2mmanifests/windows.yaml:4:11^[0m]
         ^[2m3^[0m │   duration: 4h
           · ^[36m            ─┬^[0m
           ·              ^[36m╰── ^[36mthe window is open for 4 hours^[0m^[0m
         ^[2m4^[0m │   cutoff: 4h # früh
           · ^[31m          ─┬^[0m
           ·            ^[31m╰── ^[31mand stops starting tasks 4 hours before its end^[0m^[0m
           ╰────
        ^[36m  help: ^[0mthe cutoff must be shorter than the duration; 1h is usual

        ^[1m1 error^[0m
        ");
        let plain = human(&findings[..1], &sources, STYLE);
        let mut stripped = text;
        for code in ["0", "1", "2", "31", "36", "39", "22"] {
            stripped = stripped.replace(&format!("\u{1b}[{code}m"), "");
        }
        assert_eq!(stripped, plain);
    }

    /// Every range of a text with all that is hard to draw: what is said is there, and what
    /// must not be is not.
    #[test]
    fn whatever_is_pointed_at_is_drawn() {
        let mut sources = Sources::default();
        let text = "é: \u{1b}[1m\r\n\n\t日: SECRET\u{301} b\r\n \nend";
        let id = sources.add("m.yaml", text);
        let secret = span(&sources, id, "SECRET");
        let bytes = text.len() as u32 + 2;
        let ranges = (0..bytes).flat_map(|start| (start..bytes).map(move |end| (start, end)));
        for ((start, end), other) in ranges.zip((0..bytes).step_by(3).cycle()) {
            let finding = Finding::error("odd", Span { source: id, start, end }, "odd")
                .label("first")
                .also(Span { source: id, start: other, end: other + 7 }, "second")
                .conceal(secret);
            let text = human(&[finding], &sources, Style { width: 20, ..STYLE });
            assert_eq!(text.matches("first").count(), 1, "{start} {end} {other}\n{text}");
            assert_eq!(text.matches("second").count(), 1, "{start} {end} {other}\n{text}");
            assert!(!["SE", "EC", "CR", "RE", "ET"].iter().any(|part| text.contains(part)), "{text}");
            assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
        }
    }
}
