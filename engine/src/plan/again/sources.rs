//! Whether the sources of secrets are those that a saved plan saw, and still say that they hold the same.
//!
//! A value itself is never bound: apply writes what the source gives.

use std::collections::BTreeMap;

use schema::{Secret, Tree, tree::Name};

use super::moved::Mover;
use crate::action::Action;
use crate::plan::change::Change;
use crate::tree::Path;

/// What of the sources moved that a change writes from: who moved it, where, and what in words.
pub(super) fn moved(saved: &Change, now: &Change) -> Option<(Mover, Path, String)> {
    let (then, today) = (secrets(saved), secrets(now));
    let mut written = then.iter().filter(|(path, _)| writes(saved, path));
    written.find_map(|(path, then)| {
        let now = today.get(path)?;
        if then.origin != now.origin {
            let what = format!("`{path}` comes from another source now");
            return Some((Mover::Git, path.clone(), what));
        }
        match (&then.version, &now.version) {
            (Some(then), now) if Some(then) != now.as_ref() => {
                let now = now.as_deref().unwrap_or("none");
                let what =
                    format!("the source of `{path}` has the version {now} now, and the plan saw {then}");
                Some((Mover::Source, path.clone(), what))
            }
            _ => None,
        }
    })
}

/// Whether a change writes the value at a path: what exists is written anew only where it differs.
fn writes(change: &Change, path: &Path) -> bool {
    let anew = match change.action() {
        Action::Create | Action::Replace | Action::Move => true,
        Action::Update | Action::Adopt | Action::Delete | Action::Forget => false,
    };
    anew || change.differences.iter().any(|difference| path.0.starts_with(&difference.path.0))
}

/// The secrets that a change wants, by where they stand. An item of a list is named by its number.
fn secrets(change: &Change) -> BTreeMap<Path, &Secret> {
    let mut found = BTreeMap::new();
    if let Some(tree) = change.deed.to() {
        walk(&mut Vec::new(), tree, &mut found);
    }
    found
}

fn walk<'a>(path: &mut Vec<Name>, tree: &'a Tree, found: &mut BTreeMap<Path, &'a Secret>) {
    let mut inner = |name: Name, tree: &'a Tree| {
        path.push(name);
        walk(path, tree, found);
        path.pop();
    };
    match tree {
        Tree::Secret(secret) => drop(found.insert(Path(path.clone()), secret)),
        Tree::Map(map) => map.iter().for_each(|(name, tree)| inner(name.clone(), tree)),
        Tree::List(items) | Tree::Set(items) => {
            items.iter().enumerate().for_each(|(at, tree)| inner(at.to_string().into(), tree));
        }
        Tree::Undeclared | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => {}
    }
}
