//! The secret that a request names, and AWS's words where there is none.

use crate::handler::{Call, Refusal};
use crate::store::{Table, View};
use crate::tree::Record;

/// Characters that AWS puts behind a name in an ARN, with the hyphen before them.
const SUFFIX: usize = 7;

/// The secret that a name, an ARN, or an ARN without its last characters means. One whose recovery is over is
/// there no more.
pub(super) fn find<'a>(call: &Call<'_>, view: &View<'a>, id: &str) -> Option<&'a Record> {
    let prefix = arn(call, "");
    let row = match id.strip_prefix(&prefix) {
        None => view.get(Table::Secret, id),
        Some(rest) => {
            let short = rest.len().checked_sub(SUFFIX).and_then(|at| rest.get(..at)).unwrap_or_default();
            let whole = view.get(Table::Secret, short).filter(|row| row.text("ARN") == Some(id));
            whole.or_else(|| view.get(Table::Secret, rest))
        }
    };
    row.filter(|row| row.integer("DeletionDate").is_none_or(|gone| gone > call.now))
}

/// The same, or that it cannot be found.
pub(super) fn any<'a>(call: &Call<'_>, view: &View<'a>, id: &str) -> Result<&'a Record, Refusal> {
    find(call, view, id).ok_or_else(missing)
}

/// The same, or that it is to be deleted.
pub(super) fn live<'a>(call: &Call<'_>, view: &View<'a>, id: &str) -> Result<&'a Record, Refusal> {
    let row = any(call, view, id)?;
    if row.get("DeletedDate").is_some() {
        let message = "You can't perform this operation on the secret because it was marked for deletion.";
        return Err(invalid_request(message));
    }
    Ok(row)
}

pub(super) fn missing() -> Refusal {
    Refusal::new("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
}

pub(super) fn invalid_request(message: impl Into<String>) -> Refusal {
    Refusal::new("InvalidRequestException", message)
}

pub(super) fn invalid_parameter(message: impl Into<String>) -> Refusal {
    Refusal::new("InvalidParameterException", message)
}

/// The ARN of a name with its last characters.
pub(super) fn arn(call: &Call<'_>, name: &str) -> String {
    format!("arn:aws:secretsmanager:{}:{}:secret:{name}", call.scope.region(), call.scope.account())
}

/// What every reply begins with.
pub(super) fn named(row: &Record) -> Record {
    let text = |member| row.text(member).unwrap_or_default().to_owned();
    Record::new().with("ARN", text("ARN")).with("Name", text("Name"))
}
