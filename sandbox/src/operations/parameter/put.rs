//! PutParameter: what is left out of an overwrite keeps its value; every put makes a version.

use super::{count, due, expiry, image, name, policies, tier, value, version};
use crate::facts::Name;
use crate::handler::{Answer, Call, Refusal};
use crate::operations::tags;
use crate::store::{Table, Tx, View};
use crate::tree::{Record, Tree};

/// PutParameter.
pub(super) fn put(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let new_tags = tags::said(&said, "Tags")?;
    if said.flag("Overwrite") && !new_tags.is_empty() {
        return Err(Refusal::validation(
            "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, \
             please remove overwrite flag. To update tags for an existing parameter, please use \
             AddTagsToResource or RemoveTagsFromResource.",
        ));
    }
    let (name, key) = name::checked(call, said.required("Name"))?;
    let before = tx.view().get(Table::Parameter, &key).cloned();
    if before.is_some() && !said.flag("Overwrite") {
        return Err(Refusal::new(
            "ParameterAlreadyExists",
            "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
        ));
    }
    let waiting = image::waiting(&tx.view(), &key).filter(|_| said.flag("Overwrite")).cloned();
    let row = next(call, tx, name, waiting.as_ref().or(before.as_ref()))?;
    let reply = Record::new().with("Version", version::number(&row)).with_some("Tier", row.text("Tier"));
    if image::is_checked(&row) {
        let new_tags: Vec<_> =
            new_tags.into_iter().map(|(key, value)| (key.into(), Tree::from(value))).collect();
        if let Some(before) = &before {
            room(&tx.view(), &key, before)?;
        }
        image::wait(tx, call.settled(call.now), &key, row, Tree::Map(new_tags));
        due::work(tx, call.now);
        return Ok(reply);
    }
    if before.is_none() {
        image::forget(tx, &key);
    }
    become_current(tx, &key, before.as_ref(), row)?;
    if !new_tags.is_empty() {
        tags::add(tx, &format!("ssm:{}", name::resource(&key)), new_tags)?;
    }
    Ok(reply)
}

fn become_current(tx: &mut Tx<'_>, key: &str, before: Option<&Record>, row: Record) -> Result<(), Refusal> {
    if let Some(before) = before {
        retire(tx, key, before)?;
    }
    count::moved(tx, before.and_then(|before| before.text("Tier")), row.text("Tier"));
    expiry::note(tx, key, &row);
    tx.put(Table::Parameter, key, row);
    Ok(())
}

/// Lets a version that was answered before become the current one, where the account has its image.
/// What cannot be is told to nobody: its answer was given.
pub(super) fn appear(tx: &mut Tx<'_>, key: &str, mut row: Record, new_tags: &[(Box<str>, Tree)]) {
    if !image::exists(&tx.view(), row.text("Value").unwrap_or_default()) {
        return;
    }
    let before = tx.view().get(Table::Parameter, key).cloned();
    row.set("Version", before.as_ref().map_or(0, version::number) + 1);
    let text = |tree: &Tree| tree.as_text().unwrap_or_default().to_owned();
    let new_tags: Vec<_> = new_tags.iter().map(|(key, value)| (key.to_string(), text(value))).collect();
    if become_current(tx, key, before.as_ref(), row).is_ok() && before.is_none() && !new_tags.is_empty() {
        let _ = tags::add(tx, &format!("ssm:{}", name::resource(key)), new_tags);
    }
}

/// The new current version.
fn next(call: &Call<'_>, tx: &Tx<'_>, name: &str, before: Option<&Record>) -> Result<Record, Refusal> {
    let said = call.said();
    let own_name = before.and_then(|before| before.text("Name")).unwrap_or(name);
    let mut row = Record::new().with("Name", own_name);
    row.set("Version", before.map_or(0, version::number) + 1);
    let kind = said.text("Type").or(before.and_then(|before| before.text("Type")));
    let kind =
        kind.ok_or_else(|| Refusal::validation("A parameter type is required when you create a parameter."))?;
    row.set("Type", kind);
    row.set("Value", said.required("Value"));
    for kept in ["Description", "AllowedPattern"] {
        keep(&mut row, kept, said.text(kept), before);
    }
    let key_id = said.text("KeyId");
    if kind == "SecureString" {
        keep(&mut row, "KeyId", key_id, before);
        value::check_key(&mut row)?;
    }
    if let Some((said, held)) = said.text("DataType").zip(before.and_then(|before| before.text("DataType")))
        && said != held
    {
        return Err(value::another_data_type(held, said));
    }
    keep(&mut row, "DataType", said.text("DataType"), before);
    if row.get("DataType").is_none() {
        row.set("DataType", "text");
    }
    let policies = match said.text("Policies") {
        Some(text) => policies::read(text, call.now)?,
        None => before.map(policies::of).unwrap_or_default().to_vec(),
    };
    let tier = tier::choose(call, &tx.view(), said.text("Tier"), before, &row, &policies)?;
    row.set("Tier", tier.name());
    row.set("Policies", policies);
    value::check(&row)?;
    row.set("LastModifiedDate", call.now);
    row.set("LastModifiedUser", &*call.caller.arn);
    Ok(row)
}

/// Takes what was said, or else what was there; an empty text takes it away.
fn keep(row: &mut Record, member: Name, said: Option<&str>, before: Option<&Record>) {
    let value = said.or(before.and_then(|before| before.text(member)));
    match value {
        Some("") => row.remove(member),
        Some(value) => row.set(member, value),
        None => {}
    }
}

/// Puts the version that was current beside the earlier ones, and drops the oldest of too many.
fn retire(tx: &mut Tx<'_>, key: &str, before: &Record) -> Result<(), Refusal> {
    if let Some(oldest) = room(&tx.view(), key, before)? {
        tx.delete(Table::ParameterVersion, &version::key(key, oldest));
    }
    tx.put(Table::ParameterVersion, &version::key(key, version::number(before)), before.clone());
    Ok(())
}

/// The version that has to go for one more, where there are as many as AWS keeps; one with a label stays.
fn room(view: &View<'_>, key: &str, before: &Record) -> Result<Option<i64>, Refusal> {
    let earlier = version::earlier(view, key).count();
    if earlier + 1 < version::KEPT {
        return Ok(None);
    }
    let oldest = version::earlier(view, key).next().unwrap_or(before);
    if version::labels(oldest).next().is_some() {
        return Err(too_many(oldest));
    }
    Ok(Some(version::number(oldest)))
}

fn too_many(oldest: &Record) -> Refusal {
    let name = oldest.text("Name").unwrap_or_default();
    let number = version::number(oldest);
    Refusal::new(
        "ParameterMaxVersionLimitExceeded",
        format!(
            "You attempted to create a new version of {name} by calling the PutParameter API with the overwrite \
             flag. Version {number}, the oldest version, can't be deleted because it has a label associated with \
             it. Move the label to another version of the parameter, and try again."
        ),
    )
}
