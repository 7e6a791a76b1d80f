//! GetOpsItem.

use super::held;
use crate::handler::{Answer, Call, Refusal};
use crate::store::View;
use crate::tree::Record;

/// GetOpsItem. What is not searchable is shown here alone.
pub(super) fn get(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let id = said.required("OpsItemId");
    own(call, said.text("OpsItemArn"))?;
    let row = held(view, id)?;
    Ok(Record::new().with("OpsItem", row.seen(call.reply_shape("OpsItem"))))
}

/// That an ARN is one of this account.
pub(super) fn own(call: &Call<'_>, arn: Option<&str>) -> Result<(), Refusal> {
    let account = arn.and_then(|arn| arn.split(':').nth(4));
    if account.is_some_and(|account| account != call.scope.account()) {
        let message = "This account is not set up to work with OpsItems across accounts";
        return Err(Refusal::new("OpsItemAccessDeniedException", message));
    }
    Ok(())
}
