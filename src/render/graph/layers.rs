//! A layered layout: what needs nothing stands in the first column, what needs it right of it.

use std::collections::BTreeMap;

use super::picture::Picture;

/// Sweeps over the columns that untangle the arrows; more change next to nothing.
const SWEEPS: usize = 4;

/// What stands at one place of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    /// A resource, by its place in the picture.
    Box(usize),
    /// Room for an arrow, by its place in the picture, that passes the column.
    Way(usize),
}

/// The columns, and for each arrow the slots that it runs through.
pub(super) struct Layers {
    /// The slots of each column, from the top.
    pub(super) columns: Vec<Vec<Slot>>,
    /// For each arrow its slots, from what refers to what it refers to.
    pub(super) routes: Vec<Vec<Slot>>,
}

/// Puts every resource that has an arrow into a column, and the slots of a column into an order.
pub(super) fn layers(picture: &Picture<'_>) -> Layers {
    let depths = &picture.depths;
    let mut columns: BTreeMap<usize, Vec<Slot>> = BTreeMap::new();
    for node in (0..picture.nodes.len()).filter(|node| !picture.others[*node].is_empty()) {
        columns.entry(depths[node]).or_default().push(Slot::Box(node));
    }
    let mut routes = Vec::new();
    for (arrow, (from, to)) in picture.arrows.iter().enumerate() {
        let passed: Vec<usize> = (depths[*to] + 1..depths[*from]).rev().collect();
        for depth in &passed {
            columns.entry(*depth).or_default().push(Slot::Way(arrow));
        }
        let ways = passed.iter().map(|_| Slot::Way(arrow));
        routes.push([Slot::Box(*from)].into_iter().chain(ways).chain([Slot::Box(*to)]).collect());
    }
    let mut columns: Vec<Vec<Slot>> = columns.into_values().collect();
    untangle(&mut columns, picture);
    Layers { columns, routes }
}

/// Orders each column by where the other ends of its arrows stand.
fn untangle(columns: &mut [Vec<Slot>], picture: &Picture<'_>) {
    for _ in 0..SWEEPS {
        let mut heights: BTreeMap<usize, usize> = BTreeMap::new();
        for column in columns.iter() {
            heights.extend(placed(column));
        }
        for column in columns.iter_mut() {
            column.sort_by_key(|slot| (middle(*slot, picture, &heights), *slot));
            heights.extend(placed(column));
        }
    }
}

/// How high the resources of a column stand.
fn placed(column: &[Slot]) -> impl Iterator<Item = (usize, usize)> {
    column.iter().enumerate().filter_map(|(height, slot)| match slot {
        Slot::Box(node) => Some((*node, height)),
        Slot::Way(_) => None,
    })
}

/// The mean height of the resources at the other ends, in thousandths.
fn middle(slot: Slot, picture: &Picture<'_>, heights: &BTreeMap<usize, usize>) -> usize {
    let ends;
    let others: &[usize] = match slot {
        Slot::Way(arrow) => {
            ends = [picture.arrows[arrow].0, picture.arrows[arrow].1];
            &ends
        }
        Slot::Box(node) => &picture.others[node],
    };
    let found: Vec<usize> = others.iter().filter_map(|other| heights.get(other).copied()).collect();
    found.iter().sum::<usize>() * 1000 / found.len().max(1)
}
