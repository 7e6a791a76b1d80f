//! What was changed outside since it was applied, in the shape of Terraform's `resource_drift`.

use engine::plan::{By, Change, FieldOrigin, Whence};
use engine::policy::Judged;
use schema::Tree;
use serde_json::{Value, json};

use super::site::target;
use crate::view::{Sides, beside};

/// Each resource that somebody has changed in AWS, from what was applied to what is there.
pub(super) fn resource_drift(plan: &Judged) -> impl Iterator<Item = Value> {
    plan.changes().iter().filter_map(move |change| drifted(plan, change))
}

fn drifted(plan: &Judged, change: &Change) -> Option<Value> {
    let origin = plan.notes().origins.changes.get(&change.address)?;
    let outside = origin.fields.iter().filter(|field| matches!(field.by, By::Outside | By::Both));
    let fields: Vec<&FieldOrigin> = outside.collect();
    if fields.is_empty() && origin.whence != Whence::Outside {
        return None;
    }
    let live = change.deed.was();
    let applied = match (live, change.deed.to()) {
        // It was applied and is gone: what it was is what it is to be again.
        (None, to) => to.cloned(),
        (Some(_), None) => None,
        (Some(live), Some(_)) => {
            let mut applied = live.clone();
            for field in &fields {
                let FieldOrigin { path, by: _, applied: value } = field;
                put(&mut applied, &path.0, value.clone().unwrap_or(Tree::Undeclared));
            }
            Some(applied)
        }
    };
    let actions: &[&str] = match (&applied, live) {
        (Some(_), None) => &["delete"],
        (None, Some(_)) => &["create"],
        (Some(_), Some(_)) | (None, None) => &["update"],
    };
    let Sides { before, after, before_sensitive, after_sensitive, after_unknown } =
        beside(applied.as_ref(), live);
    Some(json!({
        "address": change.address,
        "mode": "managed",
        "type": change.resource.terraform,
        "name": change.address.name(),
        "provider_name": super::change::PROVIDER,
        "change": {
            "actions": actions,
            "before": before,
            "after": after,
            "after_unknown": after_unknown,
            "before_sensitive": before_sensitive,
            "after_sensitive": after_sensitive,
        },
        "x": { "target": target(plan), "paths": fields.iter().map(|field| field.path.to_string()).collect::<Vec<_>>() },
    }))
}

/// Puts a value at a place.
fn put(tree: &mut Tree, path: &[std::borrow::Cow<'static, str>], value: Tree) {
    let Some((first, rest)) = path.split_first() else { return *tree = value };
    if let Tree::Map(map) = tree {
        put(map.entry(first.clone()).or_insert(Tree::Undeclared), rest, value);
    }
}
