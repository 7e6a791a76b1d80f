//! OpsItems: what operators are to look at, found again by what makes it the same.
//!
//! An OpsItem's row is named like the members of AWS's replies. Its tags lie with all others, what was related to
//! it and what happened to it in tables of their own.

mod create;
mod data;
mod delete;
mod describe;
mod events;
mod filter;
mod get;
mod related;
mod rules;
mod update;

use crate::facts::Name;
use crate::handler::{Kind, Refusal, read, write};
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

/// OpsItems.
pub(super) const KIND: Kind = Kind {
    service: "ssm",
    entries: &[
        write("CreateOpsItem", create::create),
        read("GetOpsItem", get::get),
        write("UpdateOpsItem", update::update),
        write("DeleteOpsItem", delete::delete),
        read("DescribeOpsItems", describe::describe),
        write("AssociateOpsItemRelatedItem", related::associate),
        write("DisassociateOpsItemRelatedItem", related::disassociate),
        read("ListOpsItemRelatedItems", related::list),
        read("ListOpsItemEvents", events::list),
    ],
    upkeep: &[],
};

const OPEN: &str = "Open";
const IN_PROGRESS: &str = "InProgress";
const RESOLVED: &str = "Resolved";

/// The largest page of every list here.
const LARGEST: i64 = 50;

/// The resource part of the ARN of an OpsItem, where it exists.
pub(super) fn resource(view: &View<'_>, id: &str) -> Option<String> {
    view.get(Table::OpsItem, id)?;
    Some(part(id))
}

fn part(id: &str) -> String {
    format!("opsitem/{id}")
}

/// The row of an OpsItem, or AWS's refusal.
fn held<'a>(view: &View<'a>, id: &str) -> Result<&'a Record, Refusal> {
    view.get(Table::OpsItem, id).ok_or_else(|| {
        let message = format!("OpsItem ID {id} does not exist");
        Refusal::new("OpsItemNotFoundException", message)
    })
}

fn invalid(parameter: Name, message: impl Into<String>) -> Refusal {
    let mut refusal = Refusal::new("OpsItemInvalidParameterException", message);
    refusal.members.set("ParameterNames", Tree::texts([parameter]));
    refusal
}

fn too_many(what: &str, limit: usize) -> Refusal {
    let message = format!("The limit of {limit} for {what} is exceeded");
    let mut refusal = Refusal::new("OpsItemLimitExceededException", message);
    refusal.members.set("ResourceTypes", Tree::texts([what]));
    refusal.members.set("Limit", i64::try_from(limit).unwrap_or(i64::MAX));
    refusal.members.set("LimitType", "QUOTA");
    refusal
}
