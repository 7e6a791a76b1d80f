//! EC2: the instances of a loaded fleet, and their tags.

mod filter;
mod list;
mod tags;

use crate::handler::{self, Call, Kind, Refusal, read, write};
use crate::store::{Table, View};

/// EC2.
pub(super) const KIND: Kind = Kind {
    service: "ec2",
    entries: &[
        read("DescribeInstances", list::instances),
        read("DescribeTags", list::tags),
        write("CreateTags", tags::create),
        write("DeleteTags", tags::delete),
    ],
    upkeep: &[],
};

/// Whether a text is `i-` and the digits of an id.
pub(crate) fn is_id(text: &str) -> bool {
    handler::is_id(text, "i-", &[8, 17])
}

/// The key of an instance's tags.
pub(super) fn tagged(id: &str) -> String {
    format!("ec2:instance/{id}")
}

/// The key of the tags of the resource of an ARN's last part, where it is an instance that exists.
pub(super) fn resource(view: &View<'_>, resource: &str) -> Option<String> {
    let id = resource.strip_prefix("instance/")?;
    view.get(Table::Instance, id).map(|_| tagged(id))
}

/// Where a call only asks whether it might be made.
fn not_dry(call: &Call<'_>) -> Result<(), Refusal> {
    if call.said().flag("DryRun") {
        let message = "Request would have succeeded, but DryRun flag is set.";
        return Err(Refusal::new("DryRunOperation", message).with_status(412));
    }
    Ok(())
}

/// Ids that are well formed and exist.
fn known<'a>(view: &View<'_>, ids: &[&'a str]) -> Result<Vec<&'a str>, Refusal> {
    if let Some(wrong) = ids.iter().find(|id| !is_id(id)) {
        let malformed = Refusal::new("InvalidInstanceID.Malformed", format!("Invalid id: \"{wrong}\""));
        return Err(malformed);
    }
    let unknown: Vec<&str> =
        ids.iter().copied().filter(|id| view.get(Table::Instance, id).is_none()).collect();
    let message = match unknown[..] {
        [] => return Ok(ids.to_vec()),
        [one] => format!("The instance ID '{one}' does not exist"),
        _ => format!("The instance IDs '{}' do not exist", unknown.join(", ")),
    };
    Err(Refusal::new("InvalidInstanceID.NotFound", message))
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new("InvalidParameterValue", message)
}
