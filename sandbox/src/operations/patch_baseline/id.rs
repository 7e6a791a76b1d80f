//! What an id in a request names.

use super::predefined::{self, Predefined};
use crate::handler::{self, Call, Refusal};
use crate::store::{Table, View};
use crate::tree::Record;

/// A baseline that exists.
pub(in crate::operations) enum Baseline<'a> {
    /// One of the account.
    Own(&'a Record),
    /// One of AWS's.
    Aws(&'static Predefined),
}

/// What an id can be read as, whether it exists or not.
pub(super) enum Asked<'a> {
    /// The id of one of the account's.
    Own(&'a str),
    /// The ARN of one of AWS's.
    Aws(&'static Predefined),
    /// An ARN of elsewhere, or of nothing.
    Nowhere,
}

impl Baseline<'_> {
    /// The id as replies show it: an own baseline's id, the ARN of one of AWS's.
    pub(in crate::operations) fn shown(&self, call: &Call<'_>) -> String {
        match self {
            Baseline::Own(row) => row.text("BaselineId").unwrap_or_default().to_owned(),
            Baseline::Aws(predefined) => predefined.arn(call.scope.region()),
        }
    }

    /// The operating system that it is for.
    pub(in crate::operations) fn system(&self) -> &str {
        match self {
            Baseline::Own(row) => row.text("OperatingSystem").unwrap_or_default(),
            Baseline::Aws(predefined) => predefined.system,
        }
    }
}

/// Reads an id or an ARN; none where it is neither.
pub(super) fn asked<'a>(call: &Call<'_>, text: &'a str) -> Option<Asked<'a>> {
    let Some(arn) = text.strip_prefix("arn:") else {
        return is_id(text).then_some(Asked::Own(text));
    };
    let parts: Vec<&str> = arn.splitn(5, ':').collect();
    let [_partition, "ssm", region, account, resource] = parts[..] else { return None };
    let id = resource.strip_prefix("patchbaseline/").filter(|id| is_id(id))?;
    if region == call.scope.region() && account == call.scope.account() {
        return Some(Asked::Own(id));
    }
    let predefined = predefined::all().iter().find(|one| one.arn(call.scope.region()) == text);
    Some(predefined.map_or(Asked::Nowhere, Asked::Aws))
}

/// Whether a text is `pb-` and the digits of an id.
fn is_id(text: &str) -> bool {
    handler::is_id(text, "pb-", &[17])
}

/// The baseline that an id names: malformed ids and those of nothing are refused differently.
pub(in crate::operations) fn named<'a>(
    call: &Call<'_>,
    view: &View<'a>,
    text: &str,
) -> Result<Baseline<'a>, Refusal> {
    match asked(call, text).ok_or_else(invalid)? {
        Asked::Own(id) => own(view, id).map(Baseline::Own),
        Asked::Aws(predefined) => Ok(Baseline::Aws(predefined)),
        Asked::Nowhere => Err(does_not_exist(text)),
    }
}

/// The account's own baseline of an id.
pub(super) fn own<'a>(view: &View<'a>, id: &str) -> Result<&'a Record, Refusal> {
    view.get(Table::PatchBaseline, id).ok_or_else(|| does_not_exist(id))
}

/// The text is no baseline's id.
fn invalid() -> Refusal {
    let message = "The resource ID is not valid. Verify that you entered the correct ID and try again.";
    Refusal::new("InvalidResourceId", message)
}

/// No such baseline.
pub(in crate::operations) fn does_not_exist(id: &str) -> Refusal {
    Refusal::new("DoesNotExistException", format!("Patch Baseline {id} does not exist."))
}

/// AWS's own baselines are not the account's to change.
pub(super) fn not_yours(id: &str) -> Refusal {
    Refusal::validation(format!("Patch Baseline {id} is provided by AWS and can't be changed or deleted."))
}
