//! Associations of State Manager.
//!
//! An association's row is its current version, whole; each version, the current one among them, is a row of its
//! own. Nothing runs on nodes: a run is a row that says how many nodes it had and that all went well.

mod body;
mod create;
mod delete;
mod describe;
mod execution;
mod list;
mod on_node;
mod parameters;
mod rules;
mod runs;
mod schedule;
mod start;
mod targets;
mod update;
mod versions;

pub(super) use execution::document_changed;
pub(super) use on_node::ran;

use crate::handler::{Call, Kind, Refusal, read, write};
use crate::operations::document;
use crate::store::{Table, View};
use crate::tree::Record;

/// Associations.
pub(super) const KIND: Kind = Kind {
    service: "ssm",
    entries: &[
        write("CreateAssociation", create::create),
        read("DescribeAssociation", describe::describe),
        write("UpdateAssociation", update::update),
        write("DeleteAssociation", delete::delete),
        read("ListAssociations", list::list),
        read("ListAssociationVersions", versions::list),
        read("DescribeAssociationExecutions", runs::describe),
        write("StartAssociationsOnce", start::start),
    ],
    upkeep: &[],
};

/// The resource part of the ARN of the association of this id, where it exists.
pub(super) fn resource(view: &View<'_>, id: &str) -> Option<String> {
    view.get(Table::Association, id)?;
    Some(tagged(id))
}

/// Whether any association runs the caller's own document of a name.
pub(super) fn uses(call: &Call<'_>, view: &View<'_>, document: &str) -> bool {
    view.under(Table::Association, "").any(|(_, row)| is_of(call, row, document))
}

/// Whether an association runs the caller's own document of a name, or names it by its ARN.
fn is_of(call: &Call<'_>, row: &Record, name: &str) -> bool {
    document::means(row.text("Name").unwrap_or_default(), call.scope, name)
}

fn tagged(id: &str) -> String {
    format!("association/{id}")
}

fn missing() -> Refusal {
    Refusal::new("AssociationDoesNotExist", "The association does not exist.")
}

/// The association that a request names by its id, or by its document and node.
fn named<'a>(
    view: &View<'a>,
    id: Option<&str>,
    document: Option<&str>,
    instance: Option<&str>,
) -> Result<&'a Record, Refusal> {
    let found = match (id, document, instance) {
        (Some(id), _, _) => view.get(Table::Association, id),
        (None, Some(document), Some(instance)) => {
            let mut rows = view.under(Table::Association, "").map(|(_, row)| row);
            rows.find(|row| row.text("Name") == Some(document) && row.text("InstanceId") == Some(instance))
        }
        (None, ..) => {
            let message = "Either AssociationId or both of Name and InstanceId must be given";
            return Err(Refusal::validation(message));
        }
    };
    found.ok_or_else(missing)
}
