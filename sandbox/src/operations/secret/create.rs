//! CreateSecret.

use crate::facts::Name;
use crate::handler::{Answer, Call, Refusal, hex};
use crate::operations::tags;
use crate::store::{Table, Tx};
use crate::tree::Record;

use super::held::{arn, find, invalid_parameter, invalid_request, named};
use super::version;

const TEXTS: [Name; 3] = ["Description", "KmsKeyId", "Type"];
const MARKS: &str = "-/_+=.@!";

/// CreateSecret, with a first version where a value is said.
pub(super) fn create(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let name = said.required("Name");
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || MARKS.contains(c)) {
        let message = format!(
            "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: {MARKS}"
        );
        return Err(invalid_parameter(message));
    }
    if said.whole("AddReplicaRegions").is_some() || said.flag("ForceOverwriteReplicaSecret") {
        return Err(invalid_parameter("This sandbox keeps no replicas of secrets"));
    }
    let value = version::value(&said)?;
    let id = version::new_id(call, &said);
    if let Some(held) = find(call, &tx.view(), name) {
        if held.get("DeletedDate").is_some() {
            return Err(invalid_request(
                "You can't create this secret because a secret with this name is already scheduled for deletion.",
            ));
        }
        let same = value.as_ref().is_some_and(|(member, value)| {
            version::by_id(&tx.view(), name, &id).is_some_and(|held| held.get(member) == Some(value))
        });
        if same {
            // The same again, as far as the value and its token say; the rest is passed over.
            for member in TEXTS.into_iter().chain(["Tags"]) {
                let _ = said.whole(member);
            }
            return Ok(named(held).with("VersionId", id));
        }
        let message = format!("The operation failed because the secret {name} already exists.");
        return Err(Refusal::new("ResourceExistsException", message));
    }
    // What is left of one whose recovery is over.
    version::remove_all(tx, name);
    let suffix = &hex(&call.ids.draw(call.now))[..6];
    let mut row = Record::new()
        .with("ARN", arn(call, &format!("{name}-{suffix}")))
        .with("Name", name)
        .with("CreatedDate", call.now)
        .with("LastChangedDate", call.now);
    for member in TEXTS {
        row = row.with_some(member, said.text(member));
    }
    let tags = tags::said(&said, "Tags")?;
    if !tags.is_empty() {
        let tags: Vec<_> = tags.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
        row.set("Tags", tags::shown(&tags));
    }
    let reply = named(&row);
    tx.put(Table::Secret, name, row);
    match value {
        None => Ok(reply),
        Some(value) => {
            version::put(call, tx, name, &id, value, &[version::CURRENT])?;
            Ok(reply.with("VersionId", id))
        }
    }
}
