//! Secrets of Secrets Manager, as far as clients read and rotate them: versions, and the labels that say which
//! of them is current.

mod create;
mod delete;
mod describe;
mod held;
mod list;
mod stage;
mod value;
mod version;

use crate::handler::{Kind, read, write};

/// Secrets.
pub(super) const KIND: Kind = Kind {
    service: "secretsmanager",
    entries: &[
        write("CreateSecret", create::create),
        write("PutSecretValue", value::put),
        read("GetSecretValue", value::get),
        read("DescribeSecret", describe::describe),
        write("DeleteSecret", delete::delete),
        read("ListSecrets", list::list),
        write("UpdateSecretVersionStage", stage::update),
    ],
    upkeep: &[],
};
