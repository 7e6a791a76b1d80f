//! Whatever AWS or a manifest holds, a terminal and a forge find nothing in it to obey.

use engine::apply::{Event, Failure, Fate, Settled};
use engine::approve::{Objection, Refusal};
use engine::contract::{Deed, Effect};
use engine::drift::{Who, Whose};
use engine::plan::{Moved, Mover, Rival};
use engine::policy::Judged;
use engine::{Action, Address};
use schema::{Finding, Sources, Span, Tree};
use serde_json::json;

use super::progress::{Lines, Listener};
use super::result::Form;
use super::samples::{
    STYLE, change, context, create, delete, denied, drift_context, now, outcome, parameter, parameter_line,
    parameter_with, plan_with, troubles, untold, update, verdicts,
};
use super::{desk, drift};

/// Moves the cursor, ends a block, closes an element, turns the reading around, and orders CI about.
const EVIL: &str =
    "##[add-mask]x ##vso[task.complete]\u{1b}[2J\u{7}\r\u{9b}31m\u{202e}````</pre></code></details><script>";

/// A plan in which every text that AWS or an author gives is hostile.
pub(super) fn evil() -> Judged {
    let list = |items: [&str; 2]| Tree::List(items.map(Tree::text).into());
    let key = || Tree::Map([(EVIL.to_owned().into(), Tree::text(EVIL))].into());
    let mut changed = update(
        EVIL,
        parameter("String", Tree::text(EVIL)),
        parameter_with("String", Tree::text(format!("{EVIL}\n{EVIL}")), [("tags", key())]),
    );
    changed.effects = vec![Effect::TakesDefault { of: EVIL.into() }];
    changed.location.iter_mut().for_each(|location| location.path = EVIL.into());
    let mut replaced = change(
        parameter_line(),
        &format!("{EVIL}2"),
        Action::Replace,
        Some(parameter("StringList", list(["a", EVIL]))),
        Some(parameter("StringList", list([EVIL, "b"]))),
    );
    replaced.reason = Some(EVIL.into());
    replaced.effects = vec![Effect::WaitsFor { holders: vec![EVIL.into()] }];
    let text = || parameter("String", Tree::text(EVIL));
    let mut moved = create(&format!("{EVIL}3"), text());
    moved.deed = Deed::Move { to: text(), was: text(), from: EVIL.into() };
    let gone = delete(&format!("{EVIL}4"), text());
    let mut said = verdicts();
    for verdict in &mut said {
        (verdict.message, verdict.policy, verdict.file) = (EVIL.into(), EVIL.into(), EVIL.into());
    }
    let tagged = |value| {
        parameter_with("String", Tree::text("same"), [("tags", Tree::map([(EVIL, Tree::text(value))]))])
    };
    let alike = (5..9).map(|at| update(&format!("{EVIL}{at}"), tagged("x"), tagged(EVIL)));
    let changes = [changed, replaced, moved, gone].into_iter().chain(alike).collect();
    plan_with(changes, said, |tally, about| {
        troubles(tally, about);
        about.commit = Some(EVIL.into());
        tally.conflicts[0].rival = Rival::Stack(EVIL.into());
        tally.conflicts[1].rival = Rival::CloudFormation(EVIL.into());
        about.unreadable[0].error.message = EVIL.into();
        about.unlisted[0].error.message = EVIL.into();
        tally.waiting[0].reason = EVIL.into();
        about.unmanaged = vec![Address::new("Parameter", EVIL)];
    })
}

fn harmless(text: &str) {
    let bad = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    if let Some(at) = text.find(bad) {
        panic!("{:?}", &text[at.saturating_sub(80)..]);
    }
    for line in text.lines() {
        let ordered = ["##[", "##vso["].iter().any(|order| line.contains(order));
        assert!(!ordered && !line.trim_start().starts_with("::add"), "{line}");
    }
}

/// Somebody hostile has changed everything.
fn strangers(drift: &engine::drift::Drift<'_>) -> Whose {
    let (by, event) = (Some(EVIL.to_owned()), Some(EVIL.to_owned()));
    let who = Who { by, event, at: Some(now()), ..Who::default() };
    let addresses = drift.entries.iter().filter_map(|entry| entry.what.address());
    addresses.map(|address| (address.clone(), who.clone())).collect()
}

#[test]
fn a_terminal_has_nothing_to_obey() {
    let plans = [evil()];
    let drifts = [untold(&plans[0])];
    let whose = [strangers(&drifts[0])];
    let drifted = drift_context(&drifts, &whose);
    harmless(&super::plan::human(&plans, &context(), STYLE));
    harmless(&drift::human(&plans, &drifted, STYLE));
    let objections = plans[0].conflicts().iter().cloned().map(Objection::Conflict);
    let denials = plans[0].verdicts().iter().cloned().map(Objection::Policy);
    let objections = objections.chain(denials).chain([Objection::Incomplete(vec![EVIL.into()])]).collect();
    harmless(&super::refusal::human(&Refusal { objections }, STYLE));
    let moved = Moved {
        address: EVIL.into(),
        what: EVIL.into(),
        field: Some(EVIL.into()),
        by: Mover::Git,
        location: plans[0].changes()[0].location.clone(),
    };
    harmless(&super::refusal::moved(&[moved], STYLE));
    let mut error = denied();
    error.message = EVIL.into();
    harmless(&super::error::human(&error, STYLE));
    let mut outcome = outcome();
    outcome.results[0].fate = Fate::Failed(Failure::Wrong(EVIL.into()));
    outcome.results[2].notes = vec![EVIL.into()];
    outcome.results[3].fate = Fate::Skipped(EVIL.into());
    let left = Settled::No(vec![EVIL.into()]);
    harmless(&super::outcome::human(&outcome, &left, STYLE));
    harmless(&super::outcome::markdown(&outcome, &left));
    let file = json!({
        "format_version": "1.0",
        "command": EVIL,
        "ended": EVIL,
        "exit_code": 5,
        "end": EVIL,
        "error": { "message": EVIL, "help": EVIL },
        "refusals": [{ "message": EVIL, "help": EVIL, "address": EVIL }],
        "moved": [{ "address": EVIL, "what": EVIL }],
        "sites": [super::outcome::Site::of(&outcome, &left)],
    });
    let Form::Result(result, _) = Form::of(&file.to_string()) else { panic!("a result") };
    harmless(&super::result::human(&result, STYLE));
    harmless(&super::result::markdown(&result));
}

#[test]
fn progress_has_nothing_to_obey() {
    let (tell, told) = std::sync::mpsc::channel();
    let lines =
        Lines::new(Box::new(move |line| tell.send(line.to_owned()).expect("somebody listens")), STYLE);
    let (address, action) = (Address::from(EVIL), Action::Update);
    lines.hear(&Event::Failed { address: address.clone(), action, reason: EVIL.into() });
    lines.hear(&Event::Done { address, action, notes: vec![EVIL.into()] });
    drop(lines);
    told.iter().for_each(|line| harmless(&line));
}

#[test]
fn findings_have_nothing_to_obey() {
    let mut sources = Sources::default();
    let id = sources.add(EVIL, format!("a: {EVIL}\nb: 1\n"));
    let finding = Finding::error("odd", Span { source: id, start: 3, end: 9 }, EVIL).label(EVIL).help(EVIL);
    let findings = [finding];
    harmless(&super::findings::human(&findings, &sources, STYLE));
    harmless(&super::findings::github(&findings, &sources));
    harmless(&super::findings::junit(&findings, &sources));
    assert_eq!(super::findings::github(&findings, &sources).lines().count(), 1);
}

#[test]
fn a_forge_finds_no_markup() {
    let plans = [evil()];
    let drifts = [untold(&plans[0])];
    let whose = [strangers(&drifts[0])];
    let drifted = drift_context(&drifts, &whose);
    let comment = super::plan::markdown(&plans, &context(), usize::MAX);
    let issue = drift::markdown(&plans, &drifted, usize::MAX);
    let cases = desk::cases(&plans[0], &drifts[0], &whose[0]);
    assert!(cases.len() > 3, "{cases:?}");
    cases.iter().for_each(|case| harmless(&case.title));
    let items =
        cases.into_iter().map(|case| format!("{}\n\n{}", case.description, case.who.expect("somebody")));
    for text in [comment, issue].into_iter().chain(items) {
        harmless(&text);
        let mut fence: Option<&str> = None;
        let mut depth = 0_i32;
        for line in text.lines() {
            let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
            match fence {
                None if ticks.len() >= 3 => fence = Some(ticks),
                Some(open) if line == open => fence = None,
                Some(_) => {}
                None => {
                    depth += line.matches("<details").count() as i32 - outside_code(line, "</details>");
                    assert!(outside_code(line, "<script") == 0, "{line}");
                    assert!(depth >= 0, "an element is closed that is not ours: {line}");
                }
            }
        }
        assert!(fence.is_none() && depth == 0, "every block and element is closed");
    }
    let page = super::plan::html(&plans, &context());
    harmless(&page);
    // Its own is the only one.
    assert!(page.matches("<script").count() == 1 && !page.contains("</pre></code>"));
}

/// How often a word stands in a line outside code spans.
fn outside_code(line: &str, word: &str) -> i32 {
    let mut rest = line;
    let mut outside = String::new();
    while let Some(at) = rest.find('`') {
        outside.push_str(&rest[..at]);
        let run = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        let (fence, inner) = rest[at..].split_at(run);
        let close = closing(inner, run);
        match close {
            Some(end) => rest = &inner[end + run..],
            None => {
                outside.push_str(fence);
                rest = inner;
            }
        }
    }
    outside.push_str(rest);
    outside.matches(word).count() as i32
}

/// Where a run of exactly so many back-ticks begins.
fn closing(text: &str, run: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let start = at + found;
        let length = text[start..].len() - text[start..].trim_start_matches('`').len();
        if length == run {
            return Some(start);
        }
        at = start + length;
    }
    None
}
