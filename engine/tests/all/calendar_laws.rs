//! Laws of change calendars over generated specs.

use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use crate::patch_laws::told;
use crate::world::{STACK, World};
use crate::{one_line, order};

const EVENTS: [&str; 6] = [
    "{summary: Black Friday, start: 2026-11-27T00:00, end: 2026-12-01T00:00}",
    "{summary: Month end, start: 2027-01-31T18:00, duration: 12h, repeat: FREQ=MONTHLY;BYMONTHDAY=-1}",
    "{summary: Day off, start: 2027-05-01}",
    "{summary: Day off, start: 2027-10-03, description: Another one}",
    "{summary: Weekly, start: 2027-01-04T08:00, end: 2027-01-04T09:00, timezone: Europe/Berlin, repeat: FREQ=WEEKLY, except: [2027-01-11, 2027-01-18]}",
    "{summary: Shown only, type: ADVISORY, start: 2027-01-01T00:00Z, duration: 1 day}",
];

/// A spec as lines, each a field; the first says what the calendar is outside of its events.
fn spec() -> impl Strategy<Value = Vec<String>> {
    let fields = vec![
        "description: a description",
        "timezone: America/New_York",
        "changeManagerEvents: true",
        "displayName: Freeze",
        "share: [\"210987654321\", \"310987654321\"]",
        "tags: {Team: shop, Cost: \"1\"}",
    ];
    (select(vec!["open", "closed"]), subsequence(fields, 0..=6), subsequence(EVENTS.to_vec(), 0..=6))
        .prop_map(|(default, fields, events)| {
            let mut lines = vec![format!("default: {default}")];
            lines.extend(fields.into_iter().map(str::to_owned));
            if !events.is_empty() {
                lines.push(format!("events: [{}]", events.join(", ")));
            }
            lines
        })
}

fn manifest(lines: &[String]) -> String {
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("apiVersion: trueup/v1\nkind: ChangeCalendar\nmetadata: {{name: freeze}}\nspec:\n{lines}")
}

/// The same said in the opposite order.
fn turned(lines: &[String]) -> String {
    let turn = |line: &String| match line.strip_prefix("events: [") {
        Some(_) => {
            let events = EVENTS.iter().rev().filter(|event| line.contains(*event)).copied();
            let events = events.collect::<Vec<_>>().join(", ");
            format!("events: [{}]", events.replace("[2027-01-11, 2027-01-18]", "[2027-01-18, 2027-01-11]"))
        }
        None => line.replace("[\"210987654321\", \"310987654321\"]", "[\"310987654321\", \"210987654321\"]"),
    };
    manifest(&lines.iter().rev().map(turn).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn from_any_spec_to_any_other_and_back_and_then_nothing(first in spec(), second in spec()) {
        told(async {
            let world = World::new();
            for spec in [&first, &second, &first] {
                world.converge(&world.desired(STACK, &[&manifest(spec)]).await).await;
            }
            let desired = world.desired(STACK, &[&manifest(&first)]).await;
            assert!(world.destroy(&desired).await.outcome.whole());
            assert!(world.outside().describe_document().name("freeze").send().await.is_err());
        });
    }

    #[test]
    fn order_means_nothing(lines in spec()) {
        told(async {
            let world = World::new();
            let one = world.desired(STACK, &[&manifest(&lines)]).await;
            let two = world.desired(STACK, &[&turned(&lines)]).await;
            order::means_nothing(&world, &one, &two).await;
        });
    }

    #[test]
    fn a_line_alone(lines in spec(), at in any::<Index>()) {
        // The zone is that of the events: without them it is nothing, with them it is theirs.
        let optional: Vec<usize> = (1..lines.len()).filter(|at| !lines[*at].starts_with("timezone")).collect();
        prop_assume!(!optional.is_empty());
        let at = *at.get(&optional);
        told(async {
            let manifest = |lines: &[String]| vec![manifest(lines)];
            one_line::holds(&World::new(), &manifest, &lines, at, &[]).await;
        });
    }
}
