//! What AWS holds of windows at a site: what is declared there, and what carries its tag.

use std::collections::BTreeMap;

use aws_sdk_ssm::types::ResourceTypeForTagging;
use schema::Tree;
use schema::kinds::maintenance_window::{MaintenanceWindow, target_address, task_address};
use schema::shape::Shape;

use super::parts::{self, Asked, Held};
use super::reads::{self, Extent, Task, Whole};
use super::{keys, state};
use crate::address::Address;
use crate::contract::{Adopt, Declared, Found, Inventory, Owner, Presence, Resource, Scope, Unreadable};
use crate::kinds::places::Places;
use crate::kinds::whose::{Tagged, Whose};
use crate::ports::{ApiError, Reads};
use crate::tree::bind;

static TAGGED: Tagged = Tagged {
    kind: MaintenanceWindow::NAME,
    ssm: ResourceTypeForTagging::MaintenanceWindow,
    tagging: "ssm:maintenancewindow",
};

/// # Flow
/// The list tells which windows there are, tags tell whose they are; then each that is ours or in
/// a manifest's place is read with its targets and tasks, all windows side by side.
pub(super) async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
    let listed = match reads::names(reads).await {
        Ok(listed) => listed,
        Err(error) => {
            let whole = Unreadable { address: None, kind: MaintenanceWindow::NAME, error };
            return Inventory { unreadable: vec![whole], ..Inventory::default() };
        }
    };
    let whose = Whose::find(reads, &TAGGED, scope, &listed).await;
    let Places { at, inventory } = Places::of(&whose);
    let mut look = Look { whose: &whose, inventory };
    let wanted = at.iter().map(|(address, id)| (id.clone(), look.extent(address, id))).collect();
    let mut answers: BTreeMap<String, _> = reads::whole(reads, wanted).await.into_iter().collect();
    for (address, id) in at {
        match (answers.remove(&id), whose.failed.get(&id)) {
            (_, Some(error)) => look.unreadable(address, error.clone()),
            (Some(Err(error)), None) if error.code == keys::MISSING && listed.contains_key(&id) => {}
            (Some(Err(error)), None) => look.unreadable(address, error),
            (Some(Ok(whole)), None) => look.found(address, &id, &whole),
            (None, None) => {}
        }
    }
    look.inventory
}

struct Look<'a> {
    whose: &'a Whose<'a>,
    inventory: Inventory,
}

impl Look<'_> {
    /// What hangs on a window matters where the window is ours, or is to be.
    fn extent(&self, address: &Address, id: &str) -> Extent {
        match self.parts_owner(address, id) {
            Some(_) => Extent::Parts,
            None => Extent::Window,
        }
    }

    fn declared(&self, address: &Address) -> Option<&Declared> {
        self.whose.declared.iter().find(|declared| declared.address == *address).copied()
    }

    fn owner(&self, id: &str) -> Owner {
        match self.whose.owner(id) {
            Owner::Ours if self.whose.lost_its_name(id) => Owner::Nobody,
            owner => owner,
        }
    }

    /// Who owns what hangs on a window: whoever owns it once the plan is carried out; `None` where
    /// it is in the way.
    fn parts_owner(&self, address: &Address, id: &str) -> Option<Owner> {
        let declared = self.declared(address);
        if declared.is_some_and(|declared| declared.presence == Presence::Forgotten) {
            return Some(Owner::Nobody);
        }
        match (self.owner(id), declared.map(|declared| &declared.adopt)) {
            (Owner::Ours, _) => Some(Owner::Ours),
            (Owner::Nobody, Some(Adopt::Unowned { .. } | Adopt::FromCloudFormation { .. })) => {
                Some(Owner::Ours)
            }
            (Owner::CloudFormation(_), Some(Adopt::FromCloudFormation { .. })) => Some(Owner::Ours),
            (Owner::Nobody | Owner::CloudFormation(_) | Owner::Other(_), _) => None,
        }
    }

    fn found(&mut self, address: Address, id: &str, whole: &Whole) {
        let state = state::window(&whole.window, self.whose.declared_tags(id));
        if let Some(owner) = self.parts_owner(&address, id) {
            let window = Window { name: self.home(&address), id, owner };
            let ids = self.targets(&window, whole);
            self.tasks(&window, whole, &ids);
        }
        self.inventory.found.push(Found {
            tree: state.tree(),
            owner: self.owner(id),
            version: whole.window.modified_date().map(ToString::to_string),
            holds: Vec::new(),
            id: id.to_owned(),
            address,
        });
    }

    /// The name of the manifest that a window's targets and tasks belong to: of a window that a
    /// manifest renames, the new one, since what hangs on it stays.
    fn home(&self, address: &Address) -> String {
        let own = address.name();
        let renamed = |declared: &&&Declared| declared.moved_from.as_deref() == Some(own);
        let heir = match self.declared(address) {
            Some(_) => None,
            None => self.whose.declared.iter().find(renamed),
        };
        heir.map_or(own, |heir| heir.address.name()).to_owned()
    }

    /// Adds a window's targets, and tells which address has which id.
    fn targets(&mut self, window: &Window<'_>, whole: &Whole) -> BTreeMap<Address, String> {
        let held = whole.targets.iter().filter_map(|target| {
            let tree = state::target(window.id, target).tree();
            Some(Held { id: target.window_target_id()?.to_owned(), name: target.name.clone(), tree })
        });
        let asked = self.asked(window, "target", &BTreeMap::new());
        let mut ids = BTreeMap::new();
        for (name, held) in parts::named(held.collect(), &asked) {
            let address = Address::from(target_address(&window.name, &name).as_str());
            ids.insert(address.clone(), held.id.clone());
            self.part(window, address, held, Vec::new());
        }
        ids
    }

    fn tasks(&mut self, window: &Window<'_>, whole: &Whole, targets: &BTreeMap<Address, String>) {
        let mut held = Vec::new();
        for Task { id, name, answer } in &whole.tasks {
            match answer {
                Ok(answer) => {
                    let tree = state::task(window.id, answer).tree();
                    held.push(Held { id: id.clone(), name: name.clone(), tree });
                }
                Err(error) => {
                    let name = name.as_deref().unwrap_or(id);
                    let address = Address::from(task_address(&window.name, name).as_str());
                    self.unreadable(address, error.clone());
                }
            }
        }
        let asked = self.asked(window, "task", targets);
        for (name, held) in parts::named(held, &asked) {
            let address = Address::from(task_address(&window.name, &name).as_str());
            let aimed = match held.tree.get("targets") {
                Some(Tree::Set(ids)) => ids.iter().filter_map(Tree::as_text).map(str::to_owned).collect(),
                _ => Vec::new(),
            };
            self.part(window, address, held, aimed);
        }
    }

    /// What the manifest asks for of one kind of part, references to the window and to its targets
    /// replaced by ids.
    fn asked(&self, window: &Window<'_>, part: &str, targets: &BTreeMap<Address, String>) -> Vec<Asked> {
        let home = Address::new(MaintenanceWindow::NAME, &window.name);
        let inside = format!("{home}/{part}/");
        let known = |address: &Address, attribute: &str| match attribute {
            "id" if *address == home => Some(Tree::text(window.id)),
            "id" => targets.get(address).map(|id| Tree::text(id.as_str())),
            _ => None,
        };
        let declared = self.whose.scope.declared.iter();
        declared
            .filter_map(|declared| {
                let name = declared.address.as_str().strip_prefix(&inside)?.to_owned();
                // Ids are short: what refers to nothing longer has room.
                let bound = bind(&declared.tree, &mut { usize::MAX }, &known);
                Some(Asked { name, tree: bound.unwrap_or_else(|_| declared.tree.clone()) })
            })
            .collect()
    }

    fn part(&mut self, window: &Window<'_>, address: Address, held: Held, mut holds: Vec<String>) {
        holds.push(window.id.to_owned());
        self.inventory.found.push(Found {
            address,
            id: held.id,
            tree: held.tree,
            owner: window.owner.clone(),
            version: None,
            holds,
        });
    }

    fn unreadable(&mut self, address: Address, error: ApiError) {
        let kind = MaintenanceWindow::NAME;
        self.inventory.unreadable.push(Unreadable { address: Some(address), kind, error });
    }
}

/// A window whose parts are placed.
struct Window<'a> {
    /// The name in its parts' addresses.
    name: String,
    id: &'a str,
    /// Who owns its parts.
    owner: Owner,
}
