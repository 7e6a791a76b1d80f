//! What AWS holds of associations at a site: what is declared there, and what carries its tag.

use std::collections::BTreeMap;

use aws_sdk_ssm::types::AssociationDescription;
use schema::kinds::association::Association;
use schema::kinds::values::Values;
use schema::shape::Shape;

use super::reads::{self, ListedAssociation};
use super::state::state;
use crate::address::Address;
use crate::contract::{Found, Inventory, LastChange, Resource, Scope, Unreadable};
use crate::kinds::owned::{Place, Survey, Whose, survey};
use crate::ports::{ApiError, Reads};

/// # Flow
/// That of [`survey`]. Where an association has parameters that nobody declares, its document tells
/// whether these are but the document's own defaults.
pub(super) async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
    let Survey { whose, read, inventory } = survey(reads, scope).await;
    let mut look = Look { reads, whose: &whose, inventory, defaults: BTreeMap::new() };
    for (place, got) in read {
        look.found(place, &got).await;
    }
    look.inventory
}

/// A document and its version.
type Named = (String, String);

struct Look<'a> {
    reads: &'a Reads,
    whose: &'a Whose<'a, ListedAssociation>,
    inventory: Inventory,
    /// The defaults of documents that were asked for.
    defaults: BTreeMap<Named, BTreeMap<String, String>>,
}

impl Look<'_> {
    async fn found(&mut self, place: Place, got: &AssociationDescription) {
        let Place { address, id, owner, standing: _ } = place;
        let mut state = state(self.whose.scope.site, got, self.whose.declared_tags(&id));
        if let Err(error) = self.forget_defaults(&address, &mut state).await {
            return self.unreadable(address, error);
        }
        let holds = state.only_when_open.iter().cloned().chain([state.document.clone()]);
        self.inventory.found.push(Found {
            address,
            owner,
            version: state.version.0.map(|version| version.to_string()),
            changed: LastChange::at(got.last_update_association_date().or(got.date())),
            heard: self.whose.heard(&id),
            holds: holds.collect(),
            tree: state.tree(),
            id,
        });
    }

    /// Takes out parameters that nobody declares and that only say what the document says anyway.
    async fn forget_defaults(&mut self, address: &Address, state: &mut Association) -> Result<(), ApiError> {
        let wanted = match self.whose.declared_at(address) {
            Some(declared) => {
                Association::from_tree(Some(&declared.tree))
                    .expect("a state's tree reads back as that state")
                    .body
                    .parameters
            }
            None if self.whose.scope.depth.is_everything() => BTreeMap::new(),
            None => return Ok(()),
        };
        let held = state.body.parameters.keys();
        let extra: Vec<String> = held.filter(|name| !wanted.contains_key(*name)).cloned().collect();
        if extra.is_empty() {
            return Ok(());
        }
        let named = (state.document.clone(), state.body.document_version.clone());
        if !self.defaults.contains_key(&named) {
            let defaults = reads::defaults(self.reads, &named.0, &named.1).await?;
            self.defaults.insert(named.clone(), defaults);
        }
        let defaults = &self.defaults[&named];
        for name in extra {
            let default = defaults.get(&name);
            let held = state.body.parameters.get(&name);
            if default.zip(held).is_some_and(|(default, held)| says(held, default)) {
                state.body.parameters.remove(&name);
            }
        }
        Ok(())
    }

    fn unreadable(&mut self, address: Address, error: ApiError) {
        let kind = Association::NAME;
        self.inventory.unreadable.push(Unreadable { address: Some(address), kind, error });
    }
}

/// Whether values say what a document's default says: a text, or JSON of several.
fn says(Values(held): &Values, default: &str) -> bool {
    match &held[..] {
        [one] if one == default => true,
        [] => default.is_empty() || default == "[]",
        several => serde_json::from_str::<Vec<String>>(default).is_ok_and(|default| default == several),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_is_known_in_either_form() {
        let values = |values: &[&str]| Values(values.iter().map(|value| (*value).to_owned()).collect());
        assert!(says(&values(&["3600"]), "3600") && says(&values(&["a", "b"]), "[\"a\",\"b\"]"));
        assert!(says(&values(&[""]), "") && says(&values(&[]), "[]"));
        assert!(!says(&values(&["a"]), "b") && !says(&values(&["a", "b"]), "a"));
    }
}
