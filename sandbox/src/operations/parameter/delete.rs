//! DeleteParameter and DeleteParameters.

use super::{count, expiry, image, name, not_found, version};
use crate::handler::{Answer, Call};
use crate::operations::tags;
use crate::store::{Table, Tx};
use crate::tree::{Record, Tree};

/// DeleteParameter.
pub(super) fn delete(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let key = name::key(call.said().required("Name")).ok_or_else(not_found)?;
    if remove(tx, &key) { Ok(Record::new()) } else { Err(not_found()) }
}

/// DeleteParameters, which never fails for a name.
pub(super) fn delete_all(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let names = call.said().texts("Names");
    let (deleted, invalid): (Vec<&str>, Vec<&str>) =
        names.into_iter().partition(|name| name::key(name).is_some_and(|key| remove(tx, &key)));
    let reply = Record::new().with("DeletedParameters", Tree::texts(deleted));
    Ok(reply.with("InvalidParameters", Tree::texts(invalid)))
}

/// Takes a parameter away with all that hangs on it, and says whether it was there.
pub(super) fn remove(tx: &mut Tx<'_>, key: &str) -> bool {
    let Some(row) = tx.view().get(Table::Parameter, key).cloned() else { return false };
    expiry::forget(tx, key);
    image::forget(tx, key);
    let versions: Vec<i64> = version::earlier(&tx.view(), key).map(version::number).collect();
    for number in versions {
        tx.delete(Table::ParameterVersion, &version::key(key, number));
    }
    count::moved(tx, row.text("Tier"), None);
    tags::remove_all(tx, &format!("ssm:{}", name::resource(key)));
    tx.delete(Table::Parameter, key);
    true
}
