//! What rules see of a plan.

use std::collections::HashMap;

use cel::Value;
use cel::objects::{Key, Map};
use schema::tree::Name;
use schema::{Tree, reference};

use crate::action::Action;
use crate::contract::Effect;
use crate::plan::{Change, Goal, Notes, Plan};
use crate::tree::Difference;

/// What stands where a secret is.
const SECRET: &str = "(secret)";

/// The fields of `change`.
pub const CHANGE: &[&str] = &[
    "action",
    "address",
    "after",
    "before",
    "destroys",
    "differences",
    "effects",
    "file",
    "id",
    "kind",
    "line",
    "name",
    "needs",
    "nodes",
    "protected",
    "reason",
];

/// The fields of `plan`.
pub const PLAN: &[&str] = &[
    "adopt",
    "calls",
    "changes",
    "commit",
    "conflicts",
    "create",
    "declared",
    "delete",
    "destroy",
    "forget",
    "move",
    "owned",
    "partial",
    "replace",
    "seconds",
    "unchanged",
    "update",
];

/// The fields of `site`.
pub const SITE: &[&str] = &["account", "environment", "region", "stack"];

/// The variables, each with its fields.
pub(super) const VARIABLES: [(&str, &[&str]); 3] = [("change", CHANGE), ("plan", PLAN), ("site", SITE)];

/// The fields of a variable.
pub(super) fn fields(variable: &str) -> Option<&'static [&'static str]> {
    VARIABLES.iter().find(|(name, _)| *name == variable).map(|(_, fields)| *fields)
}

/// `change`.
pub(super) fn change(notes: &Notes, change: &Change) -> Value {
    let Change {
        address,
        resource,
        id,
        deed,
        reason,
        version: _,
        differences,
        needs,
        clears: _,
        suspend: _,
        effects,
        protected,
        location,
    } = change;
    let (file, line) = location.as_ref().map_or(("", 0), |place| (place.path.as_str(), place.line));
    map([
        ("action", text(deed.action().word())),
        ("address", text(address.as_str())),
        ("after", side(deed.to(), differences)),
        ("before", side(deed.was(), differences)),
        ("destroys", Value::Bool(deed.action().destroys())),
        ("differences", list(differences.iter().map(difference))),
        ("effects", list(effects.iter().map(effect))),
        ("file", text(file)),
        ("id", text(id.as_deref().unwrap_or_default())),
        ("kind", text(resource.name)),
        ("line", Value::Int(i64::from(line))),
        ("name", text(address.name())),
        ("needs", list(needs.iter().map(|needed| text(needed.as_str())))),
        ("nodes", Value::Int(nodes(notes, change))),
        ("protected", Value::Bool(*protected)),
        ("reason", text(reason.as_deref().unwrap_or_default())),
    ])
}

/// On how many nodes it runs at once, or how many it selects; -1 where that is not known.
fn nodes(notes: &Notes, change: &Change) -> i64 {
    let Some(reached) = notes.reaches.get(&change.address) else { return 0 };
    let known = reached.nodes.as_ref().ok().filter(|nodes| nodes.whole);
    known.map_or(-1, |nodes| i64::try_from(nodes.count).unwrap_or(i64::MAX))
}

/// `plan`.
pub(super) fn plan(plan: &Plan) -> Value {
    let summary = plan.summary();
    let count = |count: usize| Value::Int(i64::try_from(count).unwrap_or(i64::MAX));
    let of = |action| count(summary.of(action));
    map([
        ("adopt", of(Action::Adopt)),
        ("calls", count(plan.cost().total())),
        ("changes", count(plan.changes().len())),
        ("commit", text(plan.commit().unwrap_or_default())),
        ("conflicts", count(plan.conflicts().len())),
        ("create", of(Action::Create)),
        ("declared", count(plan.declared())),
        ("delete", of(Action::Delete)),
        ("destroy", Value::Bool(plan.goal() == Goal::Destroy)),
        ("forget", of(Action::Forget)),
        ("move", of(Action::Move)),
        ("owned", count(plan.owned())),
        ("partial", Value::Bool(plan.partial().is_some())),
        ("replace", of(Action::Replace)),
        ("seconds", Value::Int(i64::try_from(plan.cost().seconds).unwrap_or(i64::MAX))),
        ("unchanged", count(plan.unchanged())),
        ("update", of(Action::Update)),
    ])
}

/// `site`.
pub(super) fn site(plan: &Plan) -> Value {
    let site = plan.site();
    map([
        ("account", text(&site.account)),
        ("environment", text(&site.environment)),
        ("region", text(&site.region)),
        ("stack", text(&site.stack)),
    ])
}

/// An effect as a map: its name under `effect`, and what belongs to it.
fn effect(effect: &Effect) -> Value {
    let told = serde_json::to_value(effect).expect("an effect is plain data");
    json(&told)
}

fn json(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => Value::Int(number.as_i64().unwrap_or(i64::MAX)),
        serde_json::Value::String(said) => text(said),
        serde_json::Value::Array(items) => list(items.iter().map(json)),
        serde_json::Value::Object(told) => {
            let pairs: HashMap<_, _> = told.iter().map(|(name, value)| (key(name), json(value))).collect();
            Value::Map(Map { map: pairs.into() })
        }
    }
}

fn difference(difference: &Difference) -> Value {
    let Difference { path, before, after } = difference;
    let side = |tree: &Option<Tree>, other: &Option<Tree>| match (tree, other) {
        (None, _) => Value::Null,
        // What comes or goes as a whole tells its own secrets apart.
        (Some(tree @ Tree::Map(_)), None) => value(tree),
        (Some(_), _) if difference.secret() => text(SECRET),
        (Some(tree), _) => value(tree),
    };
    map([
        ("path", text(&path.to_string())),
        ("before", side(before, after)),
        ("after", side(after, before)),
        ("secret", Value::Bool(difference.secret())),
    ])
}

/// What was or will be; an empty map where nothing is, so that `has` can be asked of it.
///
/// What is no secret on this side is one here too where it is on the other.
fn side(tree: Option<&Tree>, differences: &[Difference]) -> Value {
    let secret = differences.iter().filter(|difference| difference.secret());
    let paired = secret.filter(|difference| difference.before.is_some() && difference.after.is_some());
    let masks: Vec<&[Name]> = paired.map(|difference| difference.path.0.as_slice()).collect();
    tree.map_or_else(|| map([]), |tree| seen(tree, &mut Vec::new(), &masks))
}

fn value(tree: &Tree) -> Value {
    seen(tree, &mut Vec::new(), &[])
}

fn seen(tree: &Tree, path: &mut Vec<Name>, masks: &[&[Name]]) -> Value {
    if masks.contains(&path.as_slice()) {
        return text(SECRET);
    }
    match tree {
        Tree::Undeclared => Value::Null,
        Tree::Bool(value) => Value::Bool(*value),
        Tree::Number(number) => Value::Int(*number),
        Tree::Text(written) => text(&reference::written(written)),
        Tree::List(items) | Tree::Set(items) => list(items.iter().map(value)),
        Tree::Map(tree) => {
            let mut pairs = HashMap::new();
            for (name, tree) in tree.iter().filter(|(_, value)| !matches!(value, Tree::Undeclared)) {
                path.push(name.clone());
                pairs.insert(key(name), seen(tree, path, masks));
                path.pop();
            }
            Value::Map(Map { map: pairs.into() })
        }
        Tree::Secret(_) => text(SECRET),
    }
}

fn key(name: &str) -> Key {
    Key::String(name.to_owned().into())
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned().into())
}

fn list(items: impl Iterator<Item = Value>) -> Value {
    Value::List(items.collect::<Vec<_>>().into())
}

fn map<const N: usize>(pairs: [(&str, Value); N]) -> Value {
    let pairs = pairs.into_iter().map(|(name, value)| (key(name), value));
    Value::Map(Map { map: pairs.collect::<HashMap<_, _>>().into() })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use schema::{Origin, Secret, SecretText};

    use super::*;
    use crate::address::Address;
    use crate::contract::{Deed, Suspend};
    use crate::kinds;
    use crate::tree::compare;

    fn names(value: &Value) -> BTreeSet<String> {
        let Value::Map(map) = value else { panic!("{value:?}") };
        map.map
            .keys()
            .map(|key| match key {
                Key::String(name) => name.to_string(),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    fn update(base: Tree, desired: Tree) -> Change {
        let tree = |value| Tree::map([("type", Tree::text("SecureString")), ("value", value)]);
        let (base, desired) = (tree(base), tree(desired));
        Change {
            address: Address::from("Parameter/shop/password"),
            resource: kinds::resource("Parameter").expect("registered"),
            id: None,
            reason: None,
            differences: compare(&desired, &base).differences,
            deed: Deed::Update { to: desired, was: base },
            version: None,
            needs: Vec::new(),
            clears: Vec::new(),
            suspend: Suspend::No,
            effects: Vec::new(),
            protected: false,
            location: None,
        }
    }

    #[test]
    fn the_fields_are_those_that_are_listed() {
        let listed =
            |fields: &[&str]| fields.iter().map(|field| (*field).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(
            names(&change(&Notes::default(), &update(Tree::text("a"), Tree::text("b")))),
            listed(CHANGE)
        );
        assert!(CHANGE.is_sorted() && PLAN.is_sorted() && SITE.is_sorted());
    }

    #[test]
    fn no_secret_is_seen_on_either_side() {
        let secret = |text: &str| {
            let origin = Origin::Env { name: "PASSWORD".into(), verbatim: false };
            Tree::from(Secret { text: Some(SecretText::new(text)), ..Secret::unresolved(origin) })
        };
        let inner =
            |text: &str| Tree::map([("a", Tree::List(vec![secret(text)])), ("b", Tree::text("seen"))]);
        let pairs = [
            (secret("canary-1"), secret("canary-2")),
            (Tree::text("canary-was-plain"), secret("canary-2")),
            (secret("canary-1"), Tree::List(vec![Tree::text("canary-becomes-plain")])),
            (inner("canary-1"), inner("canary-2")),
        ];
        for (base, desired) in pairs {
            let change = update(base, desired);
            let whole = format!("{:?}", super::change(&Notes::default(), &change));
            assert!(!whole.contains("canary") && whole.contains(SECRET), "{whole}");
            for one in &change.differences {
                let seen = format!("{:?}", difference(one));
                assert!(!seen.contains("canary") && seen.contains(SECRET), "{seen}");
            }
        }
        let seen =
            format!("{:?}", super::change(&Notes::default(), &update(inner("canary-1"), inner("canary-2"))));
        assert!(seen.contains("seen"), "what is no secret stays: {seen}");
    }
}
