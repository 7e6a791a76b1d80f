//! The kinds, and the registry that is the only list of them.

pub mod association;
pub mod change_calendar;
pub mod document;
mod given;
mod limits;
pub mod maintenance_window;
mod owned;
pub mod parameter;
pub mod patch_baseline;
pub mod patch_group;
pub mod resource_data_sync;
pub mod service_setting;
pub(crate) mod tags;
mod untagged;
pub(crate) mod worded;

use crate::address::Address;
use crate::contract::{KindLine, ResourceLine};

/// Every kind that a manifest may name.
pub static KINDS: &[KindLine] = &[
    KindLine::of::<association::Associations>(),
    KindLine::of::<change_calendar::ChangeCalendars>(),
    KindLine::of::<document::Documents>(),
    KindLine::of::<parameter::ParameterHierarchy>(),
    KindLine::of::<patch_baseline::PatchBaselines>(),
    KindLine::of::<patch_group::PatchGroups>(),
    KindLine::of::<resource_data_sync::ResourceDataSyncs>(),
    KindLine::of::<service_setting::ServiceSettings>(),
    KindLine::of::<maintenance_window::MaintenanceWindows>(),
];

/// A manifest of a kind that nothing here manages would be passed over in silence: a kind that the schema
/// reads and the registry lacks does not compile.
const _: () = {
    let mut at = 0;
    while at < schema::kinds::ALL.len() {
        assert!(is_registered(schema::kinds::ALL[at].name), "the schema reads a kind that is not in `KINDS`");
        at += 1;
    }
};

const fn is_registered(name: &str) -> bool {
    let mut at = 0;
    while at < KINDS.len() {
        if is_same(KINDS[at].name.as_bytes(), name.as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// Every resource that a manifest may describe.
pub fn resources() -> impl Iterator<Item = &'static ResourceLine> {
    KINDS.iter().flat_map(|line| line.resources).copied()
}

/// The kind that manifests name so.
pub fn kind(name: &str) -> Option<&'static KindLine> {
    KINDS.iter().find(|line| line.name == name)
}

/// The resource of a name, such as `MaintenanceWindow/task`.
pub fn resource(name: &str) -> Option<&'static ResourceLine> {
    resources().find(|line| line.name == name)
}

/// The resource that an address names: `MaintenanceWindow/weekly/task/patch` is a task.
pub fn resource_of(address: &Address) -> Option<&'static ResourceLine> {
    part(address).map(|(line, _)| line).or_else(|| resource(address.kind()))
}

/// The resource that what an address names hangs on: it comes and goes with that.
pub fn parent(address: &Address) -> Option<Address> {
    part(address).map(|(_, whole)| Address::new(address.kind(), whole))
}

/// Of something that hangs on another resource: its line, and the other's name.
fn part(address: &Address) -> Option<(&'static ResourceLine, &str)> {
    let (whole, rest) = address.name().split_once('/')?;
    let (part, _) = rest.split_once('/')?;
    let line = resources().find(|line| {
        line.name.split_once('/').is_some_and(|(kind, name)| kind == address.kind() && name == part)
    })?;
    Some((line, whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hangs_on_a_window_is_told_by_its_address() {
        let told = |text: &str| {
            let address = Address::from(text);
            (resource_of(&address).map(|line| line.name), parent(&address))
        };
        assert_eq!(told("MaintenanceWindow/weekly"), (Some("MaintenanceWindow"), None));
        let window = Some(Address::from("MaintenanceWindow/weekly"));
        assert_eq!(
            told("MaintenanceWindow/weekly/task/patch"),
            (Some("MaintenanceWindow/task"), window.clone())
        );
        assert_eq!(told("MaintenanceWindow/weekly/target/a.b"), (Some("MaintenanceWindow/target"), window));
        assert_eq!(told("Parameter/shop/task/patch"), (Some("Parameter"), None));
    }
}
