//! RegisterPatchBaselineForPatchGroup and its opposite.

use super::{key, registered_with};
use crate::handler::{Answer, Call, Refusal};
use crate::operations::patch_baseline::named;
use crate::settings::Quotas;
use crate::store::{Table, Tx};
use crate::tree::Record;

/// Groups of one baseline.
const MOST: usize = 25;

/// RegisterPatchBaselineForPatchGroup. The same pair again succeeds; another baseline for the same operating
/// system must be let go first.
pub(super) fn register(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let Meant { group, shown, system, key } = meant(call, tx)?;
    let held = tx.view().get(Table::PatchGroup, &key).and_then(|row| row.text("BaselineId"));
    match held {
        Some(held) if held == shown => return Ok(reply(shown, group)),
        Some(_) => {
            let message = format!(
                "Patch Group baseline already has a baseline registered for OperatingSystem {system}."
            );
            return Err(Refusal::new("AlreadyExistsException", message));
        }
        None => {}
    }
    if call.quotas == Quotas::Published && registered_with(&tx.view(), &shown).len() >= MOST {
        let message = format!("A patch baseline can be registered with at most {MOST} patch groups.");
        return Err(Refusal::new("ResourceLimitExceededException", message));
    }
    tx.put(Table::PatchGroup, &key, Record::new().with("BaselineId", &*shown));
    Ok(reply(shown, group))
}

/// DeregisterPatchBaselineForPatchGroup.
pub(super) fn deregister(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let Meant { group, shown, system: _, key } = meant(call, tx)?;
    let held = tx.view().get(Table::PatchGroup, &key).and_then(|row| row.text("BaselineId"));
    if held != Some(shown.as_str()) {
        let message = format!("Patch Baseline {shown} is not registered with Patch Group {group}.");
        return Err(Refusal::new("DoesNotExistException", message));
    }
    tx.delete(Table::PatchGroup, &key);
    Ok(reply(shown, group))
}

/// The registration that a call is about.
struct Meant<'a> {
    group: &'a str,
    /// The baseline's id as AWS shows it.
    shown: String,
    system: String,
    key: String,
}

fn meant<'a>(call: &'a Call<'_>, tx: &Tx<'_>) -> Result<Meant<'a>, Refusal> {
    let said = call.said();
    let group = said.required("PatchGroup");
    let view = tx.view();
    let baseline = named(call, &view, said.required("BaselineId"))?;
    let system = baseline.system().to_owned();
    Ok(Meant { group, shown: baseline.shown(call), key: key(group, &system), system })
}

fn reply(baseline: String, group: &str) -> Record {
    Record::new().with("BaselineId", baseline).with("PatchGroup", group)
}
