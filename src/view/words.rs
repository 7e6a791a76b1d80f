//! A plan in words: what will happen to whom and when, in three sentences at most. They are made of its effects, of
//! what was read and of its changes, and nothing is guessed.

use std::collections::BTreeMap;

use engine::contract::{Effect, Gate, Runs};
use engine::plan::{Change, Plan};
use engine::{Action, Address};
use jiff::tz::TimeZone;
use schedule::zone;

use super::effect::noun;
use super::text::{counted, escape};

/// The sentences of a plan; none where it changes nothing.
pub fn sentences(plan: &Plan) -> Vec<String> {
    [schedules(plan), runs(plan), counts(plan)].into_iter().flatten().map(|said| escape(&said)).collect()
}

/// What runs at other times than before: a change of the most before what is new.
fn schedules(plan: &Plan) -> Option<String> {
    let mut all: Vec<(&Change, Option<&Runs>, Option<&Runs>)> = plan
        .changes()
        .iter()
        .filter_map(|change| {
            change.effects.iter().find_map(|effect| match effect {
                Effect::Reschedules { before, after } => Some((change, before.as_ref(), after.as_ref())),
                _ => None,
            })
        })
        .collect();
    // What is made says when it runs below; what ran before and changes is what nobody may miss.
    all.retain(|(change, ..)| change.deed.was().is_some());
    // Windows before associations, since what hangs on them follows.
    all.sort_by_key(|(change, ..)| (std::cmp::Reverse(change.resource.name), &change.address));
    let (change, before, after) = *all.first()?;
    let address = &change.address;
    let said = match (before, after) {
        (None, None) => return None,
        (Some(before), None) => format!("`{address}` no longer runs by itself; it did {}", before.words),
        (None, Some(after)) => format!("`{address}` runs {}{}", after.words, next(after)),
        (Some(before), Some(after)) => {
            format!("`{address}` runs {} instead of {}{}", after.words, before.words, next(after))
        }
    };
    let more = match all.len() - 1 {
        0 => String::new(),
        1 => "; 1 other runs at other times too".to_owned(),
        more => format!("; {more} others run at other times too"),
    };
    Some(format!("{said}{more}."))
}

/// The day on which it runs next.
fn next(runs: &Runs) -> String {
    match runs.next.as_deref() {
        None => String::new(),
        Some([]) => ", which never comes".to_owned(),
        Some([first, ..]) => {
            let zone = zone(&runs.zone).unwrap_or(TimeZone::UTC);
            format!(", next on {}", first.to_zoned(zone).strftime("%Y-%m-%d"))
        }
    }
}

/// What runs at once, and on how many nodes.
fn runs(plan: &Plan) -> Option<String> {
    let mut all: BTreeMap<&Address, Gate> = BTreeMap::new();
    for change in plan.changes() {
        for effect in &change.effects {
            match effect {
                Effect::RunsNow { gate } => all.insert(&change.address, *gate),
                Effect::Reruns { address } => all.insert(address, Gate::Open),
                _ => None,
            };
        }
    }
    let gated = !all.is_empty() && all.values().all(|gate| *gate == Gate::Calendars);
    let all: Vec<&Address> = all.into_keys().collect();
    let nodes = match &plan.notes().at_once {
        Some(Ok(0)) => " on no node".to_owned(),
        Some(Ok(nodes)) => format!(" on {}", counted(*nodes, "node", "nodes")),
        Some(Err(_)) => " on nodes that were not all counted".to_owned(),
        None => String::new(),
    };
    let gate = match (gated, all.len()) {
        (false, _) => "",
        (true, 1) => ", if its calendars are open",
        (true, _) => ", if their calendars are open",
    };
    match all[..] {
        [] => None,
        [only] => Some(format!("`{only}` runs now{nodes}{gate}.")),
        [one, other] => Some(format!("`{one}` and `{other}` run now{nodes}{gate}.")),
        [first, ..] => Some(format!("`{first}` and {} others run now{nodes}{gate}.", all.len() - 1)),
    }
}

/// How many of what come, change and go.
fn counts(plan: &Plan) -> Option<String> {
    const PARTS: [(Action, &str, &str); 7] = [
        (Action::Delete, "is deleted", "are deleted"),
        (Action::Replace, "is made anew", "are made anew"),
        (Action::Move, "gets another name", "get other names"),
        (Action::Forget, "is let go", "are let go"),
        (Action::Adopt, "is taken over", "are taken over"),
        (Action::Update, "changes", "change"),
        (Action::Create, "is created", "are created"),
    ];
    let mut parts: Vec<String> = Vec::new();
    for (action, one, many) in PARTS {
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for change in plan.changes().iter().filter(|change| change.action() == action) {
            *kinds.entry(change.resource.name).or_default() += 1;
        }
        let all: usize = kinds.values().sum();
        if all > 0 {
            let said = if all == 1 { one } else { many };
            parts.push(format!("{} {said}{}", named(&kinds, all), gone(plan, action, all)));
        }
    }
    let last = parts.pop()?;
    let kept = plan.changes().iter().all(|change| !change.action().destroys() && !copies(change));
    let kept = if kept { "; nothing is deleted" } else { "" };
    let said = if parts.is_empty() { last } else { format!("{}, and {last}", parts.join(", ")) };
    Some(format!("{said}{kept}."))
}

/// Whether a move ends in a deletion under the old name.
fn copies(change: &Change) -> bool {
    change.effects.iter().any(|effect| matches!(effect, Effect::Copies))
}

/// That moves delete what had the old name; of how many, where that is not said of all.
fn gone(plan: &Plan, action: Action, all: usize) -> String {
    let copied = plan.changes().iter().filter(|change| change.action() == action && copies(change)).count();
    match (copied, all) {
        (0, _) => String::new(),
        (1, 1) => " (the old one is deleted)".to_owned(),
        (some, all) if some == all => " (the old ones are deleted)".to_owned(),
        (1, _) => " (1 old one is deleted)".to_owned(),
        (some, _) => format!(" ({some} old ones are deleted)"),
    }
}

/// `2 parameters and 1 document`; of more kinds a number alone.
fn named(kinds: &BTreeMap<&str, usize>, all: usize) -> String {
    let one = |(kind, count): (&&str, &usize)| {
        let noun = noun(kind).replace('/', " ");
        counted(*count, &noun, &many(&noun))
    };
    match kinds.len() {
        1 | 2 => kinds.iter().map(one).collect::<Vec<_>>().join(" and "),
        _ => counted(all, "resource", "resources"),
    }
}

/// More than one of what a noun says.
fn many(noun: &str) -> String {
    format!("{noun}s")
}

#[cfg(test)]
mod tests {
    use schema::Tree;

    use super::*;
    use crate::render::samples::{change, create, delete, parameter, parameter_line, plan, update, varied};

    #[test]
    fn three_sentences_at_most_tell_what_happens() {
        insta::assert_snapshot!(sentences(&varied()).join("\n"), @"
        `Association/cloudwatch-agent` runs now.
        1 parameter is deleted, 1 patch baseline is made anew, 2 parameters and 1 patch baseline change, and 1 parameter is created.
        ");
        let text = |value: &str| parameter("String", Tree::text(value));
        insta::assert_snapshot!(sentences(&plan(vec![create("/a", text("1"))])).join("\n"), @"1 parameter is created; nothing is deleted.");
        let changed = vec![update("/a", text("1"), text("2")), update("/b", text("1"), text("2"))];
        insta::assert_snapshot!(sentences(&plan(changed)).join("\n"), @"2 parameters change; nothing is deleted.");
        insta::assert_snapshot!(sentences(&plan(vec![delete("/a`b\u{1b}", text("1"))])).join("\n"), @"1 parameter is deleted.");
        assert_eq!(sentences(&plan(Vec::new())), [""; 0]);
    }

    #[test]
    fn a_move_that_copies_says_what_is_deleted() {
        let moved = |name: &str, effects: Vec<Effect>| {
            let state = || Some(parameter("String", Tree::text("1")));
            let moved = change(parameter_line(), name, Action::Move, state(), state());
            Change { effects, ..moved }
        };
        let of = |changes| sentences(&plan(changes)).join("\n");
        let copied = || moved("/a", vec![Effect::Copies]);
        assert_eq!(of(vec![copied()]), "1 parameter gets another name (the old one is deleted).");
        assert_eq!(
            of(vec![copied(), moved("/b", vec![Effect::Copies])]),
            "2 parameters get other names (the old ones are deleted)."
        );
        assert_eq!(
            of(vec![copied(), moved("/b", vec![Effect::Renames])]),
            "2 parameters get other names (1 old one is deleted)."
        );
        assert_eq!(
            of(vec![moved("/b", vec![Effect::Renames])]),
            "1 parameter gets another name; nothing is deleted."
        );
    }

    #[test]
    fn what_calendars_may_hold_back_is_not_said_to_run() {
        let runs = |name: &str, gate| {
            let text = |value: &str| parameter("String", Tree::text(value));
            Change { effects: vec![Effect::RunsNow { gate }], ..update(name, text("1"), text("2")) }
        };
        let of = |changes| sentences(&plan(changes)).remove(0);
        let (open, closed) = (Gate::Open, Gate::Calendars);
        assert_eq!(of(vec![runs("/a", closed)]), "`Parameter/a` runs now, if its calendars are open.");
        assert_eq!(
            of(vec![runs("/a", closed), runs("/b", closed)]),
            "`Parameter/a` and `Parameter/b` run now, if their calendars are open."
        );
        assert_eq!(
            of(vec![runs("/a", closed), runs("/b", open)]),
            "`Parameter/a` and `Parameter/b` run now."
        );
    }
}
