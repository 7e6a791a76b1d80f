//! UpdateSecretVersionStage.

use crate::handler::{Answer, Call, Refusal};
use crate::store::Tx;

use super::held::{invalid_parameter, live, named};
use super::version;

/// UpdateSecretVersionStage: moves a label, or takes it off.
pub(super) fn update(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let row = live(call, &tx.view(), said.required("SecretId"))?;
    let (name, reply) = (row.text("Name").unwrap_or_default().to_owned(), named(row));
    let stage = said.required("VersionStage");
    let (from, to) = (said.text("RemoveFromVersionId"), said.text("MoveToVersionId"));
    let holder = version::by_stage(&tx.view(), &name, stage).map(|row| version::id(row).to_owned());
    if let Some(to) = to
        && version::by_id(&tx.view(), &name, to).is_none()
    {
        let message = format!("Secrets Manager can't find the specified secret value for VersionId: {to}");
        return Err(Refusal::new("ResourceNotFoundException", message));
    }
    match (from, &holder) {
        (Some(from), holder) if holder.as_deref() != Some(from) => {
            return Err(invalid_parameter(format!(
                "The version {from} does not have the staging label {stage}."
            )));
        }
        (None, Some(holder)) if Some(&**holder) != to => {
            return Err(invalid_parameter(format!(
                "The parameter RemoveFromVersionId can't be empty. Staging label {stage} is currently attached to \
                 version {holder}, so you must explicitly reference that version in RemoveFromVersionId."
            )));
        }
        _ => {}
    }
    match (to, from) {
        (Some(to), _) => version::attach(tx, &name, to, stage)?,
        (None, Some(_)) if stage == version::CURRENT => {
            return Err(invalid_parameter(format!(
                "You can only move staging label {stage} to a different secret version. It can't be completely removed."
            )));
        }
        (None, Some(from)) => version::detach(tx, &name, from, stage),
        (None, None) => {
            return Err(invalid_parameter("You must say which version a staging label leaves or goes to."));
        }
    }
    Ok(reply)
}
