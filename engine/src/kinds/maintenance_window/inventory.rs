//! What AWS holds of windows at a site: what is declared there, and what carries its tag.

use std::collections::BTreeMap;

use schema::Tree;
use schema::kinds::maintenance_window::{MaintenanceWindow, target_address, task_address};
use schema::shape::Shape;

use super::parts::{self, Asked, Held};
use super::reads::{ListedWindow, Task, Whole};
use super::state;
use crate::address::Address;
use crate::contract::{Declared, Found, Inventory, LastChange, Owner, Resource, Scope, Unreadable};
use crate::kinds::owned::{Place, Standing, Survey, Whose, survey};
use crate::ports::{ApiError, Reads};
use crate::tree::bind;

/// # Flow
/// That of [`survey`]. A window that is ours or to be is read with its targets and tasks.
pub(super) async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
    let Survey { whose, read, inventory } = survey(reads, scope).await;
    let mut look = Look { whose: &whose, inventory };
    for (place, whole) in read {
        look.found(place, &whole);
    }
    look.inventory
}

struct Look<'a> {
    whose: &'a Whose<'a, ListedWindow>,
    inventory: Inventory,
}

impl Look<'_> {
    fn found(&mut self, place: Place, whole: &Whole) {
        let state = state::window(&whole.window, self.whose.declared_tags(&place.id));
        if let Some(owner) = parts_owner(&place) {
            let window = Window { name: self.home(&place.address), id: &place.id, owner };
            let ids = self.targets(&window, whole);
            self.tasks(&window, whole, &ids);
        }
        let Place { address, id, owner, standing: _ } = place;
        self.inventory.found.push(Found {
            tree: state.tree(),
            owner,
            version: whole.window.modified_date().map(ToString::to_string),
            changed: LastChange::at(whole.window.modified_date()),
            heard: self.whose.heard(&id),
            holds: Vec::new(),
            id,
            address,
        });
    }

    /// The name of the manifest that a window's targets and tasks belong to: of a window that a
    /// manifest renames, the new one, since what hangs on it stays.
    fn home(&self, address: &Address) -> String {
        let own = address.name();
        let renamed = |declared: &&Declared| declared.moved_from.as_deref() == Some(own);
        let heir = match self.whose.declared_at(address) {
            Some(_) => None,
            None => self.whose.declared().find(renamed),
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
            changed: None,
            holds,
            heard: None,
        });
    }

    fn unreadable(&mut self, address: Address, error: ApiError) {
        let kind = MaintenanceWindow::NAME;
        self.inventory.unreadable.push(Unreadable { address: Some(address), kind, error });
    }
}

/// Who owns what hangs on a window, once what its manifest asks for is done; `None` where it is in the
/// way of one.
fn parts_owner(place: &Place) -> Option<Owner> {
    match place.standing {
        Standing::Kept => Some(Owner::Ours),
        Standing::LetGo => Some(Owner::Nobody),
        Standing::InTheWay => None,
        Standing::Stray => Some(place.owner.clone()),
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
