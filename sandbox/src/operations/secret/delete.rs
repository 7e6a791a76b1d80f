//! DeleteSecret.

use crate::handler::{Answer, Call};
use crate::store::{Table, Tx};
use crate::tree::Record;

use super::held::{arn, find, invalid_parameter, live, missing, named};
use super::version;

const DAY: i64 = 24 * 60 * 60 * 1000;
const RECOVERY: std::ops::RangeInclusive<i64> = 7..=30;

/// DeleteSecret: after a time in which it can be had back, or at once.
pub(super) fn delete(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let id = said.required("SecretId");
    match (said.integer("RecoveryWindowInDays"), said.flag("ForceDeleteWithoutRecovery")) {
        (Some(_), true) => Err(invalid_parameter(
            "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
        )),
        (Some(days), false) if !RECOVERY.contains(&days) => Err(invalid_parameter(
            "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
        )),
        (days, false) => later(call, tx, id, days.unwrap_or(*RECOVERY.end())),
        (None, true) => at_once(call, tx, id),
    }
}

fn later(call: &Call<'_>, tx: &mut Tx<'_>, id: &str, days: i64) -> Answer {
    let mut row = live(call, &tx.view(), id)?.clone();
    let gone = call.now + days * DAY;
    row.set("DeletedDate", call.now);
    row.set("DeletionDate", gone);
    let reply = named(&row).with("DeletionDate", gone);
    let name = row.text("Name").unwrap_or_default().to_owned();
    tx.put(Table::Secret, &name, row);
    Ok(reply)
}

/// One that is not there is deleted already.
fn at_once(call: &Call<'_>, tx: &mut Tx<'_>, id: &str) -> Answer {
    let Some(row) = find(call, &tx.view(), id) else {
        if id.starts_with("arn:") {
            return Err(missing());
        }
        return Ok(Record::new().with("ARN", arn(call, id)).with("Name", id).with("DeletionDate", call.now));
    };
    let reply = named(row).with("DeletionDate", call.now);
    let name = row.text("Name").unwrap_or_default().to_owned();
    version::remove_all(tx, &name);
    tx.delete(Table::Secret, &name);
    Ok(reply)
}
