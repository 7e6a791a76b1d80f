//! The tags of what is new, tag by tag: those that many have are said once.

use std::collections::{BTreeMap, HashMap};

use engine::plan::Plan;
use engine::tree::Path;
use engine::{Action, Address};
use schema::Tree;
use schema::tree::Name;

use super::field::{Field, Place, Shown, short};
use super::value::inline;

const TAGS: &str = "tags";

/// The tags that new resources get.
pub(super) struct Tags<'a>(HashMap<&'a Address, &'a BTreeMap<Name, Tree>>);

impl<'a> Tags<'a> {
    pub(super) fn of(plan: &'a Plan) -> Self {
        let created = plan.changes().iter().filter(|change| change.action() == Action::Create);
        let tags = created.filter_map(|change| match change.deed.to()?.get(TAGS)? {
            Tree::Map(tags) if tags.values().all(|value| value.as_text().is_some()) => {
                Some((&change.address, tags))
            }
            _ => None,
        });
        Self(tags.collect())
    }

    /// Fields with a field for each tag.
    pub(super) fn apart(&self, address: &Address, fields: &mut Vec<Field>) {
        let Some(tags) = self.0.get(address) else { return };
        let Some(at) = fields.iter().position(|field| field.name == TAGS) else { return };
        fields.splice(at..=at, tags.iter().map(|(name, value)| one(name, value)));
    }

    /// The same the other way round, with the tags that are left, where they fit into one line.
    pub(super) fn together(&self, address: &Address, fields: &mut Vec<Field>) {
        let Some(tags) = self.0.get(address) else { return };
        let is_left = |name: &Name, value: &Tree| fields.contains(&one(name, value));
        let left = tags.iter().filter(|(name, value)| is_left(name, value));
        let left: BTreeMap<Name, Tree> = left.map(|(name, value)| (name.clone(), value.clone())).collect();
        let Some(line) = short(&left) else { return };
        let own = |field: &Field| left.iter().any(|(name, value)| *field == one(name, value));
        let at = fields.iter().position(own).expect("what is left stands there");
        fields.retain(|field| !own(field));
        fields.insert(at, place().field(Shown::Value(line)));
    }
}

fn place() -> Place {
    Place::of(&Path(vec![TAGS.into()]))
}

fn one(name: &str, value: &Tree) -> Field {
    place().under(name).field(Shown::Value(inline(value)))
}
