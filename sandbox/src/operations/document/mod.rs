//! Documents.
//!
//! A document's row is what holds for all its versions; each version is a row of its own, named like the members
//! of AWS's replies, so that a reply is a row seen through its shape.

mod amazon;
mod attachments;
mod content;
mod create;
mod default;
mod definition;
mod delete;
mod describe;
mod get;
mod held;
mod json;
mod list;
mod name;
mod permission;
mod permissions;
mod platforms;
mod references;
mod steps;
mod update;
mod version;
mod versions;

use crate::handler::{Kind, Refusal, read, write};
use crate::store::{Table, View};

pub(super) use definition::Definition;
pub(super) use held::Held;
pub(super) use name::means;

/// Documents.
pub(super) const KIND: Kind = Kind {
    service: "ssm",
    entries: &[
        write("CreateDocument", create::create),
        read("GetDocument", get::get),
        read("DescribeDocument", describe::describe),
        write("UpdateDocument", update::update),
        write("UpdateDocumentDefaultVersion", default::update),
        write("DeleteDocument", delete::delete),
        read("ListDocuments", list::list),
        read("ListDocumentVersions", versions::list),
        read("DescribeDocumentPermission", permissions::describe),
        write("ModifyDocumentPermission", permission::modify),
    ],
    upkeep: &[],
};

/// The resource part of the ARN of the own document of this name, where it exists.
pub(super) fn resource(view: &View<'_>, name: &str) -> Option<String> {
    view.get(Table::Document, name)?;
    Some(name::resource(name))
}

fn missing() -> Refusal {
    Refusal::new("InvalidDocument", "The specified document does not exist.")
}

fn no_version() -> Refusal {
    Refusal::new("InvalidDocumentVersion", "The document version is not valid or does not exist.")
}
