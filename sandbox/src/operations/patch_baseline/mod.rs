//! Patch baselines: an account's own, and AWS's own, which are the same in every account.
//!
//! An own baseline is a row by its id, whole. Which baseline is the default for an operating system is a row by
//! that operating system, absent while it is AWS's.

mod arn;
mod create;
mod default;
mod delete;
mod describe;
mod get;
mod id;
mod predefined;
mod rules;
mod update;

use crate::handler::{Kind, read, write};
use crate::store::{Table, View};

pub(super) use default::current as current_default;
pub(super) use describe::identity;
pub(super) use id::{Baseline, does_not_exist, named};

/// Patch baselines.
pub(super) const KIND: Kind = Kind {
    service: "ssm",
    entries: &[
        write("CreatePatchBaseline", create::create),
        read("GetPatchBaseline", get::get),
        write("UpdatePatchBaseline", update::update),
        write("DeletePatchBaseline", delete::delete),
        read("DescribePatchBaselines", describe::describe),
        write("RegisterDefaultPatchBaseline", default::register),
        read("GetDefaultPatchBaseline", default::get),
    ],
    upkeep: &[],
};

/// What every operating system is where none is named.
pub(super) const DEFAULT_SYSTEM: &str = "WINDOWS";

/// The ARN of one of AWS's own baselines, by its name.
pub(crate) fn predefined_arn(name: &str, region: &str) -> Option<String> {
    predefined::all().iter().find(|one| one.name == name).map(|one| one.arn(region))
}

/// The resource part of the ARN of the baseline of this id, where the account has it.
pub(super) fn resource(view: &View<'_>, id: &str) -> Option<String> {
    view.get(Table::PatchBaseline, id)?;
    Some(format!("patchbaseline/{id}"))
}
