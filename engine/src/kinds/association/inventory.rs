//! What AWS holds of associations at a site: what is declared there, and what carries its tag.

use std::collections::BTreeMap;

use aws_sdk_ssm::types::{AssociationDescription, ResourceTypeForTagging};
use schema::kinds::association::Association;
use schema::kinds::values::Values;
use schema::shape::Shape;

use super::reads;
use super::state::state;
use crate::address::Address;
use crate::contract::{Found, Inventory, Owner, Resource, Scope, Unreadable};
use crate::kinds::places::Places;
use crate::kinds::whose::{Tagged, Whose};
use crate::ports::{ApiError, Reads};

static TAGGED: Tagged =
    Tagged { kind: Association::NAME, ssm: ResourceTypeForTagging::Association, tagging: "ssm:association" };

/// AWS's code for an association that is not there.
pub(super) const MISSING: &str = "AssociationDoesNotExist";

/// # Flow
/// The list tells which associations there are, tags tell whose they are; then each that is ours
/// or in a manifest's place is read whole. Where one has parameters that nobody declares, its
/// document tells whether these are but the document's own defaults.
pub(super) async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
    let listed = match reads::names(reads).await {
        Ok(listed) => listed,
        Err(error) => {
            let whole = Unreadable { address: None, kind: Association::NAME, error };
            return Inventory { unreadable: vec![whole], ..Inventory::default() };
        }
    };
    let whose = Whose::find(reads, &TAGGED, scope, &listed).await;
    let Places { at, inventory } = Places::of(&whose);
    let ids = at.iter().map(|(_, id)| id.clone()).collect();
    let mut answers: BTreeMap<String, _> = reads::whole(reads, ids).await.into_iter().collect();
    let mut look = Look { reads, whose: &whose, inventory, defaults: BTreeMap::new() };
    for (address, id) in at {
        match (answers.remove(&id), whose.failed.get(&id)) {
            (_, Some(error)) => look.unreadable(address, error.clone()),
            (Some(Err(error)), None) if error.code == MISSING && listed.contains_key(&id) => {}
            (Some(Err(error)), None) => look.unreadable(address, error),
            (Some(Ok(got)), None) => look.found(address, id, &got).await,
            (None, None) => {}
        }
    }
    look.inventory
}

/// A document and its version.
type Named = (String, String);

struct Look<'a> {
    reads: &'a Reads,
    whose: &'a Whose<'a>,
    inventory: Inventory,
    /// The defaults of documents that were asked for.
    defaults: BTreeMap<Named, BTreeMap<String, String>>,
}

impl Look<'_> {
    async fn found(&mut self, address: Address, id: String, got: &AssociationDescription) {
        let mut state = state(self.whose.scope.site, got, self.whose.declared_tags(&id));
        if let Err(error) = self.forget_defaults(&address, &mut state).await {
            return self.unreadable(address, error);
        }
        let owner = match self.whose.owner(&id) {
            Owner::Ours if self.whose.lost_its_name(&id) => Owner::Nobody,
            owner => owner,
        };
        let holds = state.only_when_open.iter().cloned().chain([state.document.clone()]);
        self.inventory.found.push(Found {
            address,
            owner,
            version: state.version.0.map(|version| version.to_string()),
            holds: holds.collect(),
            tree: state.tree(),
            id,
        });
    }

    /// Takes out parameters that nobody declares and that only say what the document says anyway.
    async fn forget_defaults(&mut self, address: &Address, state: &mut Association) -> Result<(), ApiError> {
        let declared = self.whose.declared.iter().find(|declared| declared.address == *address);
        let Some(declared) = declared else { return Ok(()) };
        let wanted =
            Association::from_tree(Some(&declared.tree)).expect("a state's tree reads back as that state");
        let extra: Vec<String> = state
            .body
            .parameters
            .keys()
            .filter(|name| !wanted.body.parameters.contains_key(*name))
            .cloned()
            .collect();
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
