//! A layered layout: what needs nothing stands in the first column, what needs it right of it.

use std::collections::BTreeMap;

use super::picture::Picture;

/// Sweeps over the columns that untangle the arrows; more change next to nothing.
const SWEEPS: usize = 4;

/// Puts every node into a column, and the nodes of a column into an order.
///
/// Nodes without an arrow stand in the last column of their own, so that they are in nobody's way.
pub(super) fn layers(picture: &Picture<'_>) -> Vec<Vec<usize>> {
    let depths = depths(picture);
    let touched: Vec<bool> = (0..picture.nodes.len())
        .map(|node| picture.arrows.iter().any(|(from, to)| *from == node || *to == node))
        .collect();
    let mut columns: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for node in (0..picture.nodes.len()).filter(|node| touched[*node]) {
        columns.entry(depths[node]).or_default().push(node);
    }
    let mut columns: Vec<Vec<usize>> = columns.into_values().collect();
    untangle(&mut columns, picture);
    let alone: Vec<usize> = (0..picture.nodes.len()).filter(|node| !touched[*node]).collect();
    if !alone.is_empty() {
        columns.push(alone);
    }
    columns
}

/// How many arrows the longest way from a node has. Resolve refuses cycles; should one come
/// nonetheless, each round of it ends after as many steps as there are nodes.
fn depths(picture: &Picture<'_>) -> Vec<usize> {
    let mut depths = vec![0; picture.nodes.len()];
    for _ in 0..picture.nodes.len() {
        let mut still = true;
        for (from, to) in &picture.arrows {
            if from != to && depths[*from] <= depths[*to] {
                depths[*from] = depths[*to] + 1;
                still = false;
            }
        }
        if still {
            break;
        }
    }
    depths
}

/// Orders each column by where the neighbours of its nodes stand.
fn untangle(columns: &mut [Vec<usize>], picture: &Picture<'_>) {
    for _ in 0..SWEEPS {
        let mut heights: BTreeMap<usize, usize> = BTreeMap::new();
        for column in columns.iter() {
            heights.extend(column.iter().enumerate().map(|(height, node)| (*node, height)));
        }
        for column in columns.iter_mut() {
            column.sort_by_key(|node| (middle(*node, picture, &heights), *node));
            heights.extend(column.iter().enumerate().map(|(height, node)| (*node, height)));
        }
    }
}

/// The mean height of a node's neighbours, in thousandths.
fn middle(node: usize, picture: &Picture<'_>, heights: &BTreeMap<usize, usize>) -> usize {
    let neighbours: Vec<usize> = picture
        .arrows
        .iter()
        .filter_map(|(from, to)| match node {
            _ if node == *from => Some(*to),
            _ if node == *to => Some(*from),
            _ => None,
        })
        .filter_map(|other| heights.get(&other).copied())
        .collect();
    neighbours.iter().sum::<usize>() * 1000 / neighbours.len().max(1)
}
