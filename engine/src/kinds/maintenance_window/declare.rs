//! A window's manifest → the window that it asks for, its targets and its tasks.

use schema::Finding;
use schema::Span;
use schema::Tree;
use schema::kinds::maintenance_window::{
    self, MaintenanceWindow, MaintenanceWindowTarget, MaintenanceWindowTask, Surroundings,
};
use schema::shape::Shape;

use super::documents;
use crate::address::Address;
use crate::contract::{Adopt, Asked, Declared, Presence, Resource};

pub(super) fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
    let metadata = &asked.manifest.metadata;
    let name = metadata.name.value.as_str();
    let around = Surroundings { name: &metadata.name, tags: asked.tags };
    let (found, mut findings) = maintenance_window::read(asked.spec, around);
    let Some(maintenance_window::Declared { window, targets, tasks }) = found else {
        return (Vec::new(), findings);
    };
    let presence = Presence::of(metadata);
    let mut declared = vec![Declared {
        adopt: Adopt::of(asked.manifest, asked.site),
        moved_from: metadata.moved_from.as_ref().map(|name| name.value.clone()),
        ..part::<MaintenanceWindow>(
            maintenance_window::address(name),
            window.tree(),
            presence,
            metadata.name.span,
        )
    }];
    declared.extend(targets.into_iter().map(|target| {
        let address = maintenance_window::target_address(name, &target.name);
        part::<MaintenanceWindowTarget>(address, target.state.tree(), presence, target.span)
    }));
    findings.extend(documents::check(asked, &tasks));
    declared.extend(tasks.into_iter().map(|task| {
        let address = maintenance_window::task_address(name, &task.name);
        part::<MaintenanceWindowTask>(address, task.state.tree(), presence, task.span)
    }));
    (declared, findings)
}

/// Targets and tasks are taken over, moved and let go with their window.
fn part<R: Resource>(address: String, tree: Tree, presence: Presence, span: Span) -> Declared {
    Declared {
        address: Address::from(address.as_str()),
        resource: R::LINE,
        id: None,
        tree,
        presence,
        adopt: Adopt::No,
        under: None,
        moved_from: None,
        span,
    }
}
