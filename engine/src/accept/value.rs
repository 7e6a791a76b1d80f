//! From a value that AWS holds to the change of the one that is written.

use schema::edit::{Change, Item, Written};
use schema::{Node, Tree, Value};

use super::Why;
use super::fit::{escaped, fit};
use super::form::Place;
use crate::tree::equal;

/// What a place of a manifest means: what its texts stand for, and what may be written there.
#[derive(Clone, Copy)]
pub(super) struct Meant<'a> {
    pub(super) stands_for: &'a dyn Fn(&str) -> String,
    pub(super) place: Place<'a>,
}

impl Meant<'_> {
    pub(super) fn text(self, text: &str) -> String {
        (self.stands_for)(text)
    }

    pub(super) fn key(self, name: &str) -> Self {
        Self { place: self.place.key(name), ..self }
    }

    pub(super) fn item(self) -> Self {
        Self { place: self.place.item(), ..self }
    }
}

/// The change that makes what is written say what AWS holds. `was` is what it says now.
pub(super) fn change(
    raw: Option<&Node>,
    was: Option<&Tree>,
    to: Option<&Tree>,
    meant: Meant<'_>,
) -> Result<Change, Why> {
    let Some(to) = to.filter(|to| !matches!(to, Tree::Undeclared)) else { return Ok(Change::Remove) };
    let Some(raw) = raw else { return Ok(Change::Put(written(to, meant.place)?)) };
    Ok(match (&raw.value, to) {
        (Value::Scalar(scalar), Tree::Text(text)) => {
            let text = fit(&scalar.text, text, meant.stands_for).map_err(Why::Filled)?;
            Change::Put(Written::Text(text))
        }
        (Value::Scalar(scalar), Tree::List(items) | Tree::Set(items)) => match (was, &items[..]) {
            // One value that stands alone.
            (Some(Tree::List(before) | Tree::Set(before)), [one]) if before.len() == 1 => {
                return change(Some(raw), before.first(), Some(one), meant);
            }
            // A list that is written as Parameter Store stores it.
            (Some(Tree::List(before)), items)
                if joined(before).is_some_and(|text| text == meant.text(&scalar.text)) =>
            {
                let text = joined(items).ok_or(Why::Form)?;
                Change::Put(Written::Text(fit(&scalar.text, &text, meant.stands_for).map_err(Why::Filled)?))
            }
            _ => Change::Put(written(to, meant.place)?),
        },
        (Value::List(nodes), Tree::List(items)) => Change::Items(ordered(nodes, was, items, meant.item())?),
        (Value::List(nodes), Tree::Set(items)) => Change::Items(unordered(nodes, was, items, meant.item())?),
        (Value::Map(_), Tree::Map(_)) => Change::Keys(keys(raw, was, to, meant)?),
        (Value::Scalar(_) | Value::List(_) | Value::Map(_), _) => Change::Put(written(to, meant.place)?),
    })
}

/// A value as it is written where nothing stands.
pub(super) fn written(tree: &Tree, place: Place<'_>) -> Result<Written, Why> {
    Ok(match tree {
        Tree::Text(text) => Written::Text(escaped(text)),
        Tree::Number(number) => Written::Word(number.to_string()),
        Tree::Bool(value) => Written::Word(value.to_string()),
        Tree::List(items) | Tree::Set(items) => {
            Written::List(items.iter().map(|item| written(item, place.item())).collect::<Result<_, _>>()?)
        }
        Tree::Map(map) => {
            let said = map
                .iter()
                .filter(|(name, tree)| !matches!(tree, Tree::Undeclared) && !place.is_default(name, tree));
            let entry = |(name, tree): (&schema::tree::Name, &Tree)| {
                Ok((name.to_string(), written(tree, place.key(name))?))
            };
            Written::Map(said.map(entry).collect::<Result<_, Why>>()?)
        }
        Tree::Secret(_) => return Err(Why::Secret),
        Tree::Undeclared => return Err(Why::NoPlace),
    })
}

fn joined(items: &[Tree]) -> Option<String> {
    items.iter().map(Tree::as_text).collect::<Option<Vec<_>>>().map(|items| items.join(","))
}

fn keys(raw: &Node, was: Option<&Tree>, to: &Tree, meant: Meant<'_>) -> Result<Vec<(String, Change)>, Why> {
    let Tree::Map(map) = to else { return Err(Why::Form) };
    let before = |key: &str| was.and_then(|was| was.get(key));
    let mut changes = Vec::new();
    for (name, to) in map.iter().filter(|(_, to)| !matches!(to, Tree::Undeclared)) {
        let written = raw.get(name);
        let same = match (before(name), written) {
            (Some(was), _) => equal(was, to),
            (None, Some(written)) => says(written, to, Says::All, meant),
            (None, None) => false,
        };
        if same {
            continue;
        }
        changes.push((name.to_string(), change(written, before(name), Some(to), meant.key(name))?));
    }
    let gone =
        raw.entries().iter().map(|entry| &entry.key.text).filter(|key| !map.contains_key(key.as_str()));
    let said = gone.filter(|key| was.is_none() || before(key).is_some());
    changes.extend(said.map(|key| (key.clone(), Change::Remove)));
    Ok(changes)
}

/// How much of a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    /// All of it.
    All,
    /// What is no default.
    Some,
}

/// Whether what is written says a value, and nothing else.
fn says(raw: &Node, tree: &Tree, how: Says, meant: Meant<'_>) -> bool {
    match (&raw.value, tree) {
        (Value::Scalar(scalar), Tree::Text(text)) => meant.text(&scalar.text) == *text,
        (Value::Scalar(scalar), Tree::Number(number)) => meant.text(&scalar.text) == number.to_string(),
        (Value::Scalar(scalar), Tree::Bool(value)) => meant.text(&scalar.text) == value.to_string(),
        (Value::Scalar(_), Tree::List(items) | Tree::Set(items)) => {
            matches!(&items[..], [one] if says(raw, one, how, meant))
        }
        (Value::List(nodes), Tree::List(items)) => {
            nodes.len() == items.len()
                && nodes.iter().zip(items).all(|(node, item)| says(node, item, how, meant))
        }
        (Value::List(nodes), Tree::Set(items)) => {
            nodes.len() == items.len()
                && nodes.iter().all(|node| items.iter().any(|item| says(node, item, how, meant)))
        }
        (Value::Map(entries), Tree::Map(map)) => {
            let said = |entry: &schema::Entry| {
                map.get(entry.key.text.as_str()).is_some_and(|tree| says(&entry.value, tree, how, meant))
            };
            (how == Says::Some || entries.len() == map.len()) && entries.iter().all(said)
        }
        _ => false,
    }
}

/// What each written item says now.
fn said<'t>(nodes: &[Node], was: Option<&'t Tree>, meant: Meant<'_>) -> Vec<Option<&'t Tree>> {
    match was {
        Some(Tree::List(items)) if items.len() == nodes.len() => items.iter().map(Some).collect(),
        Some(Tree::List(items) | Tree::Set(items)) => {
            let mut free: Vec<&Tree> = items.iter().collect();
            let mut said: Vec<Option<&Tree>> = vec![None; nodes.len()];
            // What says much first: what says little fits many.
            let mut order: Vec<usize> = (0..nodes.len()).collect();
            order.sort_by_key(|at| std::cmp::Reverse(nodes[*at].walk().count()));
            for at in order {
                let found = free.iter().position(|item| says(&nodes[at], item, Says::Some, meant));
                said[at] = found.map(|found| free.remove(found));
            }
            // The one that is left is the one that is left.
            if let ([one], 1) = (&free[..], said.iter().filter(|one| one.is_none()).count()) {
                said.iter_mut().filter(|said| said.is_none()).for_each(|said| *said = Some(one));
            }
            said
        }
        _ => vec![None; nodes.len()],
    }
}

fn is_same(node: &Node, said: Option<&Tree>, to: &Tree, meant: Meant<'_>) -> bool {
    match said {
        Some(said) => equal(said, to),
        None => says(node, to, Says::All, meant),
    }
}

/// An item in the place of another.
fn instead(node: &Node, said: Option<&Tree>, at: usize, to: &Tree, meant: Meant<'_>) -> Result<Item, Why> {
    let alike = matches!(
        (&node.value, to),
        (Value::Map(_), Tree::Map(_)) | (Value::Scalar(_), Tree::Text(_) | Tree::Number(_) | Tree::Bool(_))
    );
    if alike {
        Ok(Item::Changed(at, change(Some(node), said, Some(to), meant)?))
    } else {
        Ok(Item::New(written(to, meant.place)?))
    }
}

/// The items of a list whose order means nothing: those that stay keep their places.
fn unordered(nodes: &[Node], was: Option<&Tree>, to: &[Tree], meant: Meant<'_>) -> Result<Vec<Item>, Why> {
    let said = said(nodes, was, meant);
    let mut free: Vec<&Tree> = to.iter().collect();
    let mut stays = vec![false; nodes.len()];
    for (at, node) in nodes.iter().enumerate() {
        if let Some(found) = free.iter().position(|to| is_same(node, said[at], to, meant)) {
            free.remove(found);
            stays[at] = true;
        }
    }
    let paired = stays.iter().filter(|stays| !**stays).count() == free.len();
    let mut free = free.into_iter();
    let mut items = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        match stays[at] {
            true => items.push(Item::Kept(at)),
            false if paired => {
                let to = free.next().ok_or(Why::Form)?;
                items.push(instead(node, said[at], at, to, meant)?);
            }
            false => {}
        }
    }
    for to in free {
        items.push(Item::New(written(to, meant.place)?));
    }
    Ok(items)
}

/// Items up to which the longest common part of two lists is looked for.
const SEARCHED: usize = 1_000;

/// The items of a list whose order means something: of those that are in both, as many as can keep their order
/// stay.
fn ordered(nodes: &[Node], was: Option<&Tree>, to: &[Tree], meant: Meant<'_>) -> Result<Vec<Item>, Why> {
    let said = said(nodes, was, meant);
    let same = |node: usize, item: usize| is_same(&nodes[node], said[node], &to[item], meant);
    let pairs = if nodes.len() <= SEARCHED && to.len() <= SEARCHED {
        common(nodes.len(), to.len(), same)
    } else {
        (0..nodes.len().min(to.len())).take_while(|at| same(*at, *at)).map(|at| (at, at)).collect()
    };
    let (mut items, mut node, mut item) = (Vec::new(), 0, 0);
    for (next_node, next_item) in pairs.into_iter().chain([(nodes.len(), to.len())]) {
        let paired = next_node - node == next_item - item;
        for (step, to) in to[item..next_item].iter().enumerate() {
            items.push(match paired {
                true => instead(&nodes[node + step], said[node + step], node + step, to, meant)?,
                false => Item::New(written(to, meant.place)?),
            });
        }
        items.extend((next_node < nodes.len()).then_some(Item::Kept(next_node)));
        (node, item) = (next_node + 1, next_item + 1);
    }
    Ok(items)
}

/// The longest common part of two lists, as pairs of positions.
fn common(nodes: usize, items: usize, same: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let mut longest = vec![vec![0_u32; items + 1]; nodes + 1];
    for node in (0..nodes).rev() {
        for item in (0..items).rev() {
            longest[node][item] = match same(node, item) {
                true => longest[node + 1][item + 1] + 1,
                false => longest[node + 1][item].max(longest[node][item + 1]),
            };
        }
    }
    let (mut node, mut item, mut pairs) = (0, 0, Vec::new());
    while node < nodes && item < items {
        if same(node, item) {
            pairs.push((node, item));
            (node, item) = (node + 1, item + 1);
        } else if longest[node + 1][item] >= longest[node][item + 1] {
            node += 1;
        } else {
            item += 1;
        }
    }
    pairs
}
