//! Both sides of a change as JSON: secrets `null`, and beside them what is secret and what is known
//! only later.

use std::collections::BTreeSet;

use engine::Action;
use engine::contract::{Deed, InPlace};
use engine::plan::Change;
use engine::tree::Difference;
use schema::{Tree, reference};
use serde_json::{Map, Value, json};

/// Both sides of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Sides {
    /// What was there; `null` when nothing was.
    pub before: Value,
    /// What will be; `null` when nothing will. What is known only later is left out.
    pub after: Value,
    /// `true` where `before` is secret.
    pub before_sensitive: Value,
    /// `true` where `after` is secret.
    pub after_sensitive: Value,
    /// `true` where `after` is known only once a dependency is done.
    pub after_unknown: Value,
}

/// Both sides of a change.
pub fn sides(change: &Change) -> Sides {
    beside(change.deed.was(), change.deed.to())
}

/// Both sides of every place that differs; none for what comes or goes as a whole.
pub fn by_path(change: &Change) -> Vec<(String, Sides)> {
    let side = |Difference { path, before, after }: &Difference| {
        (path.to_string(), beside(before.as_ref(), after.as_ref()))
    };
    match change.action() {
        Action::Update | Action::Adopt | Action::Replace | Action::Move => {
            change.differences.iter().map(side).collect()
        }
        Action::Create | Action::Delete | Action::Forget => Vec::new(),
    }
}

/// The field that forces a replace, as a list of paths.
pub fn replace_paths(change: &Change) -> Value {
    let Deed::Replace { to, was } = &change.deed else { return json!([]) };
    match (change.resource.in_place)(to, was) {
        InPlace::Replace { field, .. } | InPlace::Never { field, .. } => json!([[field]]),
        InPlace::Yes => json!([]),
    }
}

/// Any two trees side by side. A secret on one side masks both.
pub fn beside(before: Option<&Tree>, after: Option<&Tree>) -> Sides {
    let joint = joint(before, after);
    Sides {
        before: joint.before.shown(),
        after: joint.after.shown(),
        before_sensitive: joint.before.sensitive(),
        after_sensitive: joint.after.sensitive(),
        after_unknown: joint.after.unknown(),
    }
}

/// One side at one place.
enum Side {
    /// Nothing is there.
    Nothing,
    /// A value that may be shown.
    Plain(Value),
    /// A value that may not.
    Secret,
    /// A value that nobody knows yet.
    Later,
    /// Places of their own, by name.
    Map(Vec<(String, Side)>),
    /// Places of their own, in order.
    List(Vec<Side>),
}

struct Joint {
    before: Side,
    after: Side,
}

/// Walks both sides together, since a secret on one masks the other too.
fn joint(before: Option<&Tree>, after: Option<&Tree>) -> Joint {
    let map = |tree: Option<&Tree>| match tree {
        Some(Tree::Map(map)) => Some(map.clone()),
        _ => None,
    };
    let walkable = |tree: Option<&Tree>| matches!(tree, None | Some(Tree::Map(_) | Tree::Undeclared));
    let (there, wanted) = (map(before), map(after));
    if walkable(before) && walkable(after) && (there.is_some() || wanted.is_some()) {
        let names: BTreeSet<_> = there.iter().chain(&wanted).flat_map(|map| map.keys()).cloned().collect();
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for name in names {
            let side = |map: &Option<std::collections::BTreeMap<_, Tree>>| {
                map.as_ref().and_then(|map| map.get(&name)).cloned()
            };
            let joint = joint(side(&there).as_ref(), side(&wanted).as_ref());
            left.push((name.to_string(), joint.before));
            right.push((name.to_string(), joint.after));
        }
        let side = |is: bool, all| if is { Side::Map(all) } else { Side::Nothing };
        return Joint { before: side(there.is_some(), left), after: side(wanted.is_some(), right) };
    }
    if [before, after].into_iter().flatten().any(Tree::holds_secret) {
        let side = |tree: Option<&Tree>| if present(tree) { Side::Secret } else { Side::Nothing };
        return Joint { before: side(before), after: side(after) };
    }
    Joint { before: before.map_or(Side::Nothing, plain), after: after.map_or(Side::Nothing, plain) }
}

fn present(tree: Option<&Tree>) -> bool {
    tree.is_some_and(|tree| !matches!(tree, Tree::Undeclared))
}

/// A side that stands alone and holds no secret.
fn plain(tree: &Tree) -> Side {
    match tree {
        Tree::Undeclared => Side::Nothing,
        Tree::Bool(value) => Side::Plain(json!(value)),
        Tree::Number(value) => Side::Plain(json!(value)),
        Tree::Text(text) if reference::holds(text) => Side::Later,
        Tree::Text(text) => Side::Plain(json!(text)),
        Tree::List(items) | Tree::Set(items) => Side::List(items.iter().map(plain).collect()),
        Tree::Map(map) => Side::Map(map.iter().map(|(name, tree)| (name.to_string(), plain(tree))).collect()),
        Tree::Secret(_) => Side::Secret,
    }
}

impl Side {
    fn shown(&self) -> Value {
        match self {
            Self::Nothing | Self::Secret | Self::Later => Value::Null,
            Self::Plain(value) => value.clone(),
            Self::Map(map) => {
                let known = map.iter().filter(|(_, side)| !matches!(side, Self::Nothing | Self::Later));
                Value::Object(known.map(|(name, side)| (name.clone(), side.shown())).collect())
            }
            Self::List(items) => Value::Array(items.iter().map(Self::shown).collect()),
        }
    }

    fn sensitive(&self) -> Value {
        self.marks(&|side| matches!(side, Self::Secret))
    }

    fn unknown(&self) -> Value {
        self.marks(&|side| matches!(side, Self::Later))
    }

    /// A tree of `true` at every place of a sort: maps hold only what has one, lists `false` for
    /// what has none.
    fn marks(&self, is: &impl Fn(&Self) -> bool) -> Value {
        match self {
            Self::Map(map) => {
                let marks = map.iter().map(|(name, side)| (name.clone(), side.marks(is)));
                Value::Object(marks.filter(|(_, mark)| holds(mark)).collect::<Map<_, _>>())
            }
            Self::List(items) => {
                let marks: Vec<_> = items.iter().map(|item| item.marks(is)).collect();
                if marks.iter().any(holds) { Value::Array(marks) } else { Value::Bool(false) }
            }
            Self::Nothing | Self::Plain(_) | Self::Secret | Self::Later => Value::Bool(is(self)),
        }
    }
}

/// Whether a tree of marks says anything.
fn holds(mark: &Value) -> bool {
    match mark {
        Value::Bool(mark) => *mark,
        Value::Object(map) => !map.is_empty(),
        Value::Array(items) => items.iter().any(holds),
        Value::Null | Value::Number(_) | Value::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::{
        baseline, from_env, generated, parameter, referring, secret, texts, update,
    };

    fn shown(change: &Change) -> String {
        let Sides { before, after, before_sensitive, after_sensitive, after_unknown } = sides(change);
        format!("{before}\n{after}\nsensitive {before_sensitive} {after_sensitive}\nunknown {after_unknown}")
    }

    #[test]
    fn a_secret_on_one_side_masks_both() {
        let plain = parameter("String", Tree::text("plain"));
        let change = update("/a", plain, parameter("SecureString", from_env()));
        insta::assert_snapshot!(shown(&change), @r#"
        {"dataType":"text","policies":[],"tags":{},"type":"String","value":null}
        {"dataType":"text","policies":[],"tags":{},"type":"SecureString","value":null}
        sensitive {"value":true} {"value":true}
        unknown {}
        "#);
    }

    #[test]
    fn a_list_with_a_secret_is_secret_as_a_whole() {
        let list = |token| Tree::map([("list", Tree::List(vec![Tree::text("a"), token]))]);
        insta::assert_snapshot!(shown(&baseline(Action::Update, list(secret()), list(generated()))), @r#"
        {"list":null}
        {"list":null}
        sensitive {"list":true} {"list":true}
        unknown {}
        "#);
    }

    #[test]
    fn what_is_known_later_is_marked_and_left_out() {
        let state =
            |value| Tree::map([("id", value), ("ids", Tree::List(vec![Tree::text("a"), referring()]))]);
        let mut before = state(Tree::text("x"));
        if let Tree::Map(map) = &mut before {
            map.insert("ids".into(), Tree::List(texts(["a", "b"])));
        }
        insta::assert_snapshot!(shown(&baseline(Action::Update, before, state(referring()))), @r#"
        {"id":"x","ids":["a","b"]}
        {"ids":["a",null]}
        sensitive {} {}
        unknown {"id":true,"ids":[false,true]}
        "#);
    }
}
