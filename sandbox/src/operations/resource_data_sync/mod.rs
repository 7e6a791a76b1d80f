//! Resource data syncs: inventory that goes to a bucket, or operations data that comes from other accounts.

mod create;
mod delete;
mod list;
mod rules;
mod update;

use crate::check::Said;
use crate::handler::{Kind, Refusal, read, write};
use crate::store::{Table, View};
use crate::tree::Record;

/// Resource data syncs.
pub(super) const KIND: Kind = Kind {
    service: "ssm",
    entries: &[
        write("CreateResourceDataSync", create::create),
        write("UpdateResourceDataSync", update::update),
        write("DeleteResourceDataSync", delete::delete),
        read("ListResourceDataSync", list::list),
    ],
    upkeep: &[],
};

const TO_DESTINATION: &str = "SyncToDestination";
const FROM_SOURCE: &str = "SyncFromSource";

/// The row of a sync: each type has names of its own.
fn key(kind: &str, name: &str) -> String {
    format!("{kind}\n{name}")
}

/// The type that a request says; the one to a destination where it says none.
fn kind(said: &Said<'_>) -> Result<&'static str, Refusal> {
    match said.text("SyncType") {
        None | Some(TO_DESTINATION) => Ok(TO_DESTINATION),
        Some(FROM_SOURCE) => Ok(FROM_SOURCE),
        Some(other) => Err(invalid(format!("{other} is no type of resource data sync"))),
    }
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new("ResourceDataSyncInvalidConfigurationException", message)
}

/// The sync of a type and a name, or AWS's refusal.
fn held<'a>(view: &View<'a>, kind: &str, name: &str) -> Result<&'a Record, Refusal> {
    view.get(Table::ResourceDataSync, &key(kind, name)).ok_or_else(|| {
        let message = format!("The resource data sync {name} does not exist");
        let refusal = Refusal::new("ResourceDataSyncNotFoundException", message);
        refusal.naming("SyncName", name).naming("SyncType", kind)
    })
}
