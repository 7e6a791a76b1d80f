//! Sites of one stack of which much the same is to be said: what they share stands once, then what each has of
//! its own.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use engine::plan::Whence;
use engine::policy::Judged;

use super::fold::Folding;
use super::origin::heading;
use super::row::{Row, rows};

/// Plans that are told together: one, or several of one stack.
#[derive(Debug)]
pub struct Block<'a> {
    /// The rows that all of them have.
    pub rows: Vec<Row<'a>>,
    /// Each by its place among the plans, with the rows that are its own.
    pub members: Vec<(usize, Vec<Row<'a>>)>,
}

/// Plans in their order, those with mostly the same rows behind the first of them.
pub fn blocks(plans: &[Judged], folding: Folding) -> Vec<Block<'_>> {
    if plans.len() < 2 || folding == Folding::Expanded {
        let each = plans.iter().enumerate();
        return each.map(|(at, plan)| Block { rows: rows(plan), members: vec![(at, Vec::new())] }).collect();
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (at, plan) in plans.iter().enumerate() {
        let told = Told::of(at, plan);
        match groups.iter_mut().find(|group| group.takes(&told, plans)) {
            Some(group) => group.add(told),
            None => groups.push(Group { common: told.keys.iter().cloned().collect(), members: vec![told] }),
        }
    }
    groups.into_iter().map(Group::block).collect()
}

/// A plan's rows, each with all that it says.
struct Told<'a> {
    at: usize,
    rows: Vec<Row<'a>>,
    keys: Vec<String>,
}

impl<'a> Told<'a> {
    fn of(at: usize, plan: &'a Judged) -> Self {
        let rows = rows(plan);
        // What stands over a row is said of it too.
        let whences: BTreeSet<Whence> = rows.iter().map(|row| row.whence).collect();
        let over: BTreeMap<Whence, Option<String>> =
            whences.into_iter().map(|whence| (whence, heading(plan, whence))).collect();
        let keys = rows.iter().map(|row| format!("{row:?} {:?}", over[&row.whence])).collect();
        Self { at, rows, keys }
    }
}

struct Group<'a> {
    common: HashSet<String>,
    members: Vec<Told<'a>>,
}

impl<'a> Group<'a> {
    /// Whether at least half of what each of them would tell is what all of them tell.
    fn takes(&self, told: &Told<'_>, plans: &[Judged]) -> bool {
        let stack = |at: usize| (&plans[at].site().stack, &plans[at].site().origin);
        let common = told.keys.iter().filter(|key| self.common.contains(*key)).count();
        common > 0
            && stack(self.members[0].at) == stack(told.at)
            && self.members.iter().chain([told]).all(|member| member.keys.len() <= 2 * common)
    }

    fn add(&mut self, told: Told<'a>) {
        let keys: HashSet<&String> = told.keys.iter().collect();
        self.common.retain(|key| keys.contains(key));
        self.members.push(told);
    }

    fn block(self) -> Block<'a> {
        let Self { common, members } = self;
        let mut shared = Vec::new();
        let mut all = Vec::new();
        for (place, Told { at, rows, keys }) in members.into_iter().enumerate() {
            let mut own = Vec::new();
            for (row, key) in rows.into_iter().zip(keys) {
                match common.contains(&key) {
                    true if place == 0 => shared.push(row),
                    true => {}
                    false => own.push(row),
                }
            }
            all.push((at, own));
        }
        Block { rows: shared, members: all }
    }
}

#[cfg(test)]
mod tests {
    use engine::plan::Change;
    use schema::Tree;

    use super::*;
    use crate::render::samples::{create, parameter, plan_with, varied_changes};

    fn at(region: &str, stack: &str, changes: Vec<Change>) -> Judged {
        plan_with(changes, Vec::new(), |_, about| {
            about.site.region = region.into();
            about.site.stack = stack.into();
        })
    }

    fn one(name: &str) -> Change {
        create(name, parameter("String", Tree::text("1")))
    }

    fn told(row: &Row<'_>) -> String {
        format!("{row:?}")
    }

    #[test]
    fn together_or_alone_every_row_is_there_once() {
        let more = |name| varied_changes().into_iter().chain([one(name)]).collect::<Vec<_>>();
        let plans = [
            at("a", "web", varied_changes()),
            at("b", "web", more("/b")),
            at("c", "other", varied_changes()),
            at("d", "web", Vec::new()),
            at("e", "web", vec![one("/b")]),
            at("f", "web", more("/f")),
            at("g", "web", Vec::new()),
        ];
        for folding in [Folding::Folded, Folding::Expanded] {
            let blocks = blocks(&plans, folding);
            let mut met = Vec::new();
            for Block { rows: shared, members } in &blocks {
                assert!(members.is_sorted_by_key(|(at, _)| *at));
                for (at, own) in members {
                    met.push(*at);
                    let mut all: Vec<_> = shared.iter().chain(own).map(told).collect();
                    let mut whole: Vec<_> = rows(&plans[*at]).iter().map(told).collect();
                    all.sort();
                    whole.sort();
                    assert_eq!(all, whole);
                }
            }
            met.sort();
            assert_eq!(met, (0..plans.len()).collect::<Vec<_>>());
            let together: Vec<Vec<usize>> =
                blocks.iter().map(|block| block.members.iter().map(|(at, _)| *at).collect()).collect();
            match folding {
                Folding::Folded => assert_eq!(together, [vec![0, 1, 5], vec![2], vec![3], vec![4], vec![6]]),
                Folding::Expanded => assert!(together.iter().all(|at| at.len() == 1)),
            }
        }
    }
}
