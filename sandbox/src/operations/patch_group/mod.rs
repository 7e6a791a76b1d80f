//! Patch groups: no objects, only rows that register one baseline for a group and an operating system.

mod describe;
mod register;

use crate::handler::{Kind, read, write};
use crate::store::{Table, View};

/// Patch groups.
pub(super) const KIND: Kind = Kind {
    service: "ssm",
    entries: &[
        write("RegisterPatchBaselineForPatchGroup", register::register),
        write("DeregisterPatchBaselineForPatchGroup", register::deregister),
        read("DescribePatchGroups", describe::describe),
        read("GetPatchBaselineForPatchGroup", describe::get),
    ],
    upkeep: &[],
};

/// The row of a group and an operating system; no group's name holds a line feed.
fn key(group: &str, system: &str) -> String {
    format!("{group}\n{system}")
}

/// The groups that are registered with a baseline, by its id as replies show it.
pub(super) fn registered_with<'a>(view: &View<'a>, baseline: &str) -> Vec<&'a str> {
    let rows = view.under(Table::PatchGroup, "");
    let theirs = rows.filter(|(_, row)| row.text("BaselineId") == Some(baseline));
    theirs.map(|(key, _)| key.split_once('\n').map_or(key, |(group, _)| group)).collect()
}
