//! Maintenance windows. AWS invents their ids, so tags say which manifest's one is; targets and
//! tasks carry no tags and go with their window.

mod absorb;
mod calls;
mod declare;
mod documents;
mod gist;
mod grants;
mod inventory;
mod keys;
mod opening;
mod parts;
mod reads;
mod state;
mod target;
mod task;
mod window;
pub(super) mod worded;
mod write;

use schema::Finding;

use crate::contract::{
    Asked, Declared, Inventory, Kind, Names, Resource, ResourceLine, Scope, Stray, Unsaid, Written,
};
use crate::ports::Reads;

pub use schema::kinds::maintenance_window::{
    MaintenanceWindow, MaintenanceWindowTarget, MaintenanceWindowTask,
};

/// Maintenance windows with their targets and tasks.
pub struct MaintenanceWindows;

impl Kind for MaintenanceWindows {
    const NAME: &'static str = "MaintenanceWindow";
    const RESOURCES: &'static [&'static ResourceLine] =
        &[MaintenanceWindow::LINE, MaintenanceWindowTarget::LINE, MaintenanceWindowTask::LINE];
    const SCRIPTS: &'static [&'static str] = &["tasks"];

    fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
        declare::declare(asked)
    }

    async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
        inventory::observe(reads, scope).await
    }

    fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>> {
        write::write(strays, names)
    }
}
