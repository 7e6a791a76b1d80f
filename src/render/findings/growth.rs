//! What thousands of findings cost: people are shown some, programs all, and neither twice the work
//! for one more.

use schema::{Finding, SourceId, Sources, Span};
use serde_json::Value;

use super::{human, json, junit, sarif};
use crate::render::samples::STYLE;

/// So many as nobody reads.
const MANY: usize = 2_000;

/// Which of the findings are warnings.
#[derive(Clone, Copy)]
enum Bad {
    All,
    /// Every other one is a warning, the first among them.
    Half,
}

/// What parts the keys of a text.
#[derive(Clone, Copy, Debug)]
enum Between {
    Lines,
    Commas,
}

/// A text of bad keys, and a finding for each.
fn findings(count: usize, between: Between, bad: Bad) -> (Sources, Vec<Finding>) {
    let mut sources = Sources::default();
    let between = match between {
        Between::Lines => "\n",
        Between::Commas => ", ",
    };
    let id = sources.add("m.yaml", format!("k0000000: 1{between}").repeat(count));
    let each = 11 + between.len();
    let finding = |at: usize| {
        let span = Span { source: id, start: (at * each) as u32, end: (at * each + 8) as u32 };
        match bad {
            Bad::Half if at.is_multiple_of(2) => Finding::warning("odd", span, "an odd field"),
            Bad::All | Bad::Half => Finding::error("unknown-field", span, "unknown field"),
        }
    };
    let findings = (0..count).map(finding).collect();
    (sources, findings)
}

#[test]
fn people_are_shown_the_first_and_told_how_many_more() {
    let (sources, findings) = findings(MANY, Between::Lines, Bad::All);
    let text = human(&findings, &sources, STYLE);
    assert_eq!(text.matches("error[unknown-field]").count(), 300);
    let end = text.rsplit("\n\n").take(2).collect::<Vec<_>>();
    insta::assert_snapshot!(format!("{}\n\n{}", end[1], end[0]), @"
    and 1700 more: 1700 unknown-field
      help: `trueup validate --format json` has all of them

    2000 errors
    ");
    assert!(text.contains("m.yaml:300:1") && !text.contains("m.yaml:301:1"));
}

#[test]
fn three_hundred_are_shown_whole() {
    let (sources, findings) = findings(300, Between::Lines, Bad::All);
    let text = human(&findings, &sources, STYLE);
    assert!(!text.contains("more") && text.ends_with("300 errors\n"), "{text}");
}

#[test]
fn errors_are_shown_before_warnings_are_and_each_in_its_place() {
    let (sources, findings) = findings(500, Between::Lines, Bad::Half);
    let text = human(&findings, &sources, STYLE);
    assert_eq!(text.matches("error[").count(), 250);
    assert_eq!(text.matches("warning[").count(), 50);
    assert!(text.contains("and 200 more: 200 odd\n") && text.starts_with("warning[odd]"), "{text}");
}

#[test]
fn twice_as_many_are_no_longer_to_read() {
    for between in [Between::Lines, Between::Commas] {
        let length = |count| {
            let (sources, findings) = findings(count, between, Bad::All);
            human(&findings, &sources, STYLE).len()
        };
        let (once, twice) = (length(MANY), length(2 * MANY));
        assert!(twice < once + 100, "{between:?}: {once} bytes, and {twice} of twice as many");
        assert!(once < 300 * 500, "{between:?}: {once} bytes");
    }
}

#[test]
fn programs_have_all_and_twice_as_many_are_twice_as_long() {
    for format in [json, sarif, junit] {
        for between in [Between::Lines, Between::Commas] {
            let length = |count| {
                let (sources, findings) = findings(count, between, Bad::All);
                let text = format(&findings, &sources);
                assert!(text.matches("unknown field").count() >= count, "{between:?}");
                text.len()
            };
            let (once, twice) = (length(MANY), length(2 * MANY));
            assert!(10 * twice < 21 * once, "{between:?}: {once} bytes, and {twice} of twice as many");
        }
    }
}

#[test]
fn every_place_on_a_long_line_is_its_own() {
    let (sources, findings) = findings(MANY, Between::Commas, Bad::All);
    let told: Value = serde_json::from_str(&json(&findings, &sources)).expect("JSON");
    let columns = told["findings"].as_array().expect("findings").iter().map(|one| one["column"].as_u64());
    assert!(columns.eq((0..MANY as u64).map(|at| Some(at * 13 + 1))));
}

fn span(source: SourceId, start: usize, end: usize) -> Span {
    Span { source, start: start as u32, end: end as u32 }
}

#[test]
fn a_finding_of_many_places_shows_some() {
    let mut sources = Sources::default();
    let id = sources.add("m.yaml", "k: 1\n".repeat(100));
    let finding = Finding::error("reference-cycle", span(id, 0, 1), "a circle");
    let finding =
        (1..100).fold(finding, |finding, at| finding.also(span(id, 5 * at, 5 * at + 1), "and here"));
    let text = human(&[finding], &sources, STYLE);
    assert_eq!(text.matches("and here").count(), 19);
    assert!(text.contains("   and 80 more places\n"), "{text}");
}

#[test]
fn a_text_as_long_as_a_file_is_cut() {
    let mut sources = Sources::default();
    let id = sources.add("m.yaml", "k: 1\n");
    let long = "é".repeat(100_000);
    let finding = Finding::error("unknown-field", span(id, 0, 1), format!("unknown field `{long}`"));
    let text = human(&[finding.label(&long).help(&long)], &sources, STYLE);
    assert!(text.len() < 10_000, "{}", text.len());
}

#[test]
fn places_far_apart_cost_no_lines_between() {
    let mut sources = Sources::default();
    let id = sources.add("m.yaml", "\n".repeat(1 << 20) + "again: 1\n");
    let finding = Finding::error("duplicate-key", span(id, 1 << 20, (1 << 20) + 5), "twice");
    insta::assert_snapshot!(human(&[finding.also(span(id, 0, 0), "first here")], &sources, STYLE), @"
    error[duplicate-key]: twice
       ╭─[m.yaml:1:1]
     1 │
       · ┬
       · ╰── first here
       ╰────
             ╭─[m.yaml:1048577:1]
     1048577 │ again: 1
             · ─────
             ╰────

    1 error
    ");
}
