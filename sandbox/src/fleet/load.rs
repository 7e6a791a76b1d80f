//! A fleet's nodes into the store.

use std::collections::BTreeSet;

use super::file::{Fleet, FleetError, Nodes};
use super::rows::{self, Node};
use crate::operations::{NO_OTHER_IMAGES, instance, managed_node};
use crate::store::{Scope, Table, Tx};
use crate::tree::{Record, Tree};

/// Everything of a fleet, checked before any of it is held. Nodes that are there already stay as they
/// are, tags and all, so that a fleet can be loaded at every start.
pub(crate) fn load(fleet: &Fleet, tx: &mut Tx<'_>, now: i64) -> Result<(), FleetError> {
    let mut seen = BTreeSet::new();
    for nodes in &fleet.nodes {
        for node in each(fleet, nodes)? {
            if !seen.insert((node.scope.account(), node.scope.region(), node.id.clone())) {
                return Err(FleetError::Node { node: node.id, why: "the fleet has this node twice" });
            }
            put(tx, nodes, &node, now)?;
        }
    }
    if let Some(images) = &fleet.images {
        let scope = Scope::new(&fleet.account, &fleet.region);
        for image in images.iter().map(String::as_str).chain([NO_OTHER_IMAGES]) {
            tx.put_at(scope, Table::Image, image, Record::new());
        }
    }
    Ok(())
}

/// The nodes that an entry means.
fn each(fleet: &Fleet, nodes: &Nodes) -> Result<Vec<Node>, FleetError> {
    let account = nodes.account.as_ref().unwrap_or(&fleet.account);
    let region = nodes.region.as_ref().unwrap_or(&fleet.region);
    let scope = Scope::new(account, region);
    let wrong = |node: &str, why| FleetError::Node { node: node.to_owned(), why };
    let name = nodes.name.as_deref();
    match (&nodes.id, nodes.count) {
        (Some(id), Some(_)) => Err(wrong(id, "an id is that of one node: leave `count` out")),
        (Some(id), None) if !instance::is_id(id) && !managed_node::is_hybrid(id) => {
            Err(wrong(id, "an id is `i-` or `mi-` and 17 hexadecimal digits"))
        }
        (Some(id), None) => Ok(vec![Node { scope, id: id.clone() }]),
        (None, count) => {
            let name =
                name.ok_or_else(|| wrong("a node", "it needs an `id`, or a `name` to invent one from"))?;
            let count = count.unwrap_or(1);
            Ok((0..count).map(|at| Node::invented(scope, name, at)).collect())
        }
    }
}

fn put(tx: &mut Tx<'_>, nodes: &Nodes, node: &Node, now: i64) -> Result<(), FleetError> {
    let hybrid = node.is_hybrid();
    let table = if hybrid { Table::ManagedNode } else { Table::Instance };
    if tx.view().at(node.scope).get(table, &node.id).is_some() {
        return Ok(());
    }
    if !hybrid {
        tx.put_at(node.scope, Table::Instance, &node.id, rows::instance(nodes, node, now));
        // An instance runs from nothing else.
        tx.put_at(node.scope, Table::Image, &nodes.instance.image, Record::new());
    }
    if rows::is_managed(nodes) {
        tx.put_at(node.scope, Table::ManagedNode, &node.id, rows::managed(nodes, node, now));
    }
    if let Some(patches) = &nodes.patches {
        let row = rows::patch_state(nodes, patches, node, now).ok_or_else(|| FleetError::Node {
            node: node.id.clone(),
            why: "AWS has no baseline of this name",
        })?;
        tx.put_at(node.scope, Table::PatchState, &node.id, row);
    }
    let tags = nodes.tags.iter().map(|(key, value)| (key.as_str().into(), Tree::from(value.as_str())));
    tx.put_at(node.scope, Table::Tag, &node.tagged(), Record::new().with("Tags", Tree::Map(tags.collect())));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{State, View};

    fn loaded(text: &str) -> Result<usize, String> {
        let mut state = State::default();
        let fleet = Fleet::read(text).map_err(|error| error.to_string())?;
        let scope = Scope::new("123456789012", "us-east-1");
        let mut tx = Tx::new(&mut state, scope);
        load(&fleet, &mut tx, 0).map_err(|error| error.to_string())?;
        drop(tx.finish());
        Ok(View::new(&state, scope).under(Table::Instance, "").count())
    }

    #[test]
    fn every_fleet_of_the_repository_loads() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/fleets");
        let mut files = 0;
        for file in std::fs::read_dir(folder).expect("the folder is there") {
            let path = file.expect("it is read").path();
            let text = std::fs::read_to_string(&path).expect("it is a text");
            assert!(loaded(&text).is_ok_and(|instances| instances > 0), "{}", path.display());
            files += 1;
        }
        assert!(files > 0);
    }

    #[test]
    fn what_cannot_be_is_refused_by_name() {
        let said = |text: &str| loaded(text).expect_err("it is wrong");
        assert!(said("nodes: [{id: i-0123456789abcdef0, colour: red}]").contains("colour"));
        assert_eq!(said("nodes: [{id: i-12}]"), "i-12: an id is `i-` or `mi-` and 17 hexadecimal digits");
        assert_eq!(said("nodes: [{count: 2}]"), "a node: it needs an `id`, or a `name` to invent one from");
        let twice = "nodes: [{id: i-0123456789abcdef0}, {id: i-0123456789abcdef0}]";
        assert_eq!(said(twice), "i-0123456789abcdef0: the fleet has this node twice");
        let baseline = "nodes: [{name: web, patches: {baseline: AWS-Nothing}}]";
        assert!(said(baseline).ends_with("AWS has no baseline of this name"));
        assert_eq!(loaded("nodes: [{name: web, count: 3}, {name: db}]"), Ok(4));
    }
}
