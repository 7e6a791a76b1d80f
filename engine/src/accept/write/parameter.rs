//! What of a parameter is written together.

use schema::edit::{Change, Written};
use schema::{Tree, Value};

use super::{Unwritten, Writing};
use crate::accept::Why;
use crate::accept::draft::{Draft, Spot};
use crate::accept::form;
use crate::accept::place::PARAMETER;
use crate::accept::secret::is_secret;
use crate::accept::value::written;
use crate::accept::wish::Field;

impl Writing<'_> {
    /// Whether a parameter has another type, which its value must have too.
    pub(super) fn has_a_type_and_value(&self) -> bool {
        let is_type = |field: &Field| field.path.0.len() == 1 && field.path.field() == "type";
        self.wish.address.kind() == PARAMETER && self.fields.iter().any(is_type)
    }

    /// A parameter of another type is written with its value, whose form says the type where nothing else does.
    pub(super) fn type_and_value(&self, draft: &mut Draft<'_>, spot: &Spot) -> Result<(), Unwritten> {
        if !self.has_a_type_and_value() {
            return Ok(());
        }
        let tree = self.scene.live.found.get(&self.wish.address).map(|found| &found.tree);
        let live = |name: &str| tree.and_then(|tree| tree.get(name));
        let (Some(kind), Some(value)) = (live("type").and_then(Tree::as_text), live("value")) else {
            return Err((Why::NoPlace, draft.locate(spot)));
        };
        let text = match value {
            Tree::Text(text) => text.clone(),
            Tree::List(items) => items.iter().filter_map(Tree::as_text).collect::<Vec<_>>().join(","),
            Tree::Secret(_) => return Err((Why::Secret, draft.locate(spot))),
            _ => return Err((Why::NoPlace, draft.locate(spot))),
        };
        if is_secret(self.scene, &self.wish.address, "value", value) {
            return Err((Why::Secret, draft.locate(spot)));
        }
        let value = match kind {
            "StringList" => Tree::List(text.split(',').map(Tree::text).collect()),
            "String" => Tree::Text(text),
            _ => return Err((Why::Secret, draft.locate(spot))),
        };
        let value = written(&value, form::Place::default()).map_err(|why| (why, None))?;
        let short = draft.node(spot).is_some_and(|node| !matches!(node.value, Value::Map(_)));
        let place = if short { spot.clone() } else { spot.below(["value"]) };
        draft.change(&place, Change::Put(value))?;
        let named = spot.below(["type"]);
        match draft.node(&named) {
            Some(_) => draft.change(&named, Change::Put(Written::Text(kind.to_owned()))),
            None => Ok(()),
        }
    }

    /// The tier that policies need, which AWS would decide otherwise.
    pub(super) fn tier(&self, steps: &[&str]) -> Option<(String, Written)> {
        let tree = &self.scene.live.found.get(&self.wish.address)?.tree;
        let tier = tree.get("tier").and_then(Tree::as_text)?;
        let needs = self.wish.address.kind() == PARAMETER && steps == ["policies"] && tier != "Standard";
        needs.then(|| ("tier".to_owned(), Written::Text(tier.to_owned())))
    }
}
