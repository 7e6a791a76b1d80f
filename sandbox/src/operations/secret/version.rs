//! The versions of a secret, and the labels on them.

use crate::check::Said;
use crate::facts::Name;
use crate::handler::{Call, Refusal, uuid};
use crate::store::{Table, Tx, View};
use crate::tree::{Record, Tree};

use super::held::{invalid_parameter, invalid_request};

pub(super) const CURRENT: &str = "AWSCURRENT";
pub(super) const PREVIOUS: &str = "AWSPREVIOUS";
const STAGES: Name = "VersionStages";
const MOST_STAGES: usize = 20;

/// The key of a version. No name holds a blank.
fn key(name: &str, id: &str) -> String {
    format!("{name} {id}")
}

/// The versions of a secret, by id.
pub(super) fn all<'a>(view: &View<'a>, name: &str) -> impl Iterator<Item = &'a Record> + use<'a> {
    view.under(Table::SecretVersion, &key(name, "")).map(|(_, row)| row)
}

/// A version by its id.
pub(super) fn by_id<'a>(view: &View<'a>, name: &str, id: &str) -> Option<&'a Record> {
    view.get(Table::SecretVersion, &key(name, id))
}

/// The version that has a label.
pub(super) fn by_stage<'a>(view: &View<'a>, name: &str, stage: &str) -> Option<&'a Record> {
    all(view, name).find(|row| has(row, stage))
}

pub(super) fn id(row: &Record) -> &str {
    row.text("VersionId").unwrap_or_default()
}

pub(super) fn stages(row: &Record) -> Vec<&str> {
    row.items(STAGES).iter().filter_map(Tree::as_text).collect()
}

pub(super) fn has(row: &Record, stage: &str) -> bool {
    stages(row).contains(&stage)
}

/// Every version that has a label, with its labels.
pub(super) fn staged(view: &View<'_>, name: &str) -> Option<Tree> {
    let labelled = all(view, name).filter(|row| !row.items(STAGES).is_empty());
    let entries: Vec<(Box<str>, Tree)> =
        labelled.map(|row| (id(row).into(), Tree::texts(stages(row)))).collect();
    (!entries.is_empty()).then_some(Tree::Map(entries))
}

/// The value that a request gives, where it gives one.
pub(super) fn value(said: &Said<'_>) -> Result<Option<(Name, Tree)>, Refusal> {
    match (said.get("SecretString").cloned(), said.get("SecretBinary").cloned()) {
        (Some(_), Some(_)) => Err(invalid_parameter(
            "You can't specify both a binary secret value and a string secret value in the same secret.",
        )),
        (Some(text), None) => Ok(Some(("SecretString", text))),
        (None, Some(bytes)) => Ok(Some(("SecretBinary", bytes))),
        (None, None) => Ok(None),
    }
}

/// The id of the version to be made: the client's token, or one of our own where there is none.
pub(super) fn new_id(call: &Call<'_>, said: &Said<'_>) -> String {
    said.text("ClientRequestToken").map_or_else(|| uuid(call.ids.draw(call.now)), str::to_owned)
}

/// Puts a version with these labels. One of this id and value is there already and stays.
pub(super) fn put(
    call: &Call<'_>,
    tx: &mut Tx<'_>,
    name: &str,
    id: &str,
    (member, value): (Name, Tree),
    labels: &[&str],
) -> Result<(), Refusal> {
    if let Some(held) = by_id(&tx.view(), name, id) {
        if held.get(member) == Some(&value) {
            return Ok(());
        }
        let message = format!(
            "You can't use ClientRequestToken {id} because that value is already in use for a version of secret {name}."
        );
        return Err(Refusal::new("ResourceExistsException", message));
    }
    let row = Record::new()
        .with("VersionId", id)
        .with("CreatedDate", call.now)
        .with(member, value)
        .with(STAGES, Vec::new());
    tx.put(Table::SecretVersion, &key(name, id), row);
    labels.iter().try_for_each(|label| attach(tx, name, id, label))
}

/// Moves a label to a version. The version that was current becomes the previous one.
pub(super) fn attach(tx: &mut Tx<'_>, name: &str, to: &str, stage: &str) -> Result<(), Refusal> {
    let before = by_stage(&tx.view(), name, stage).map(|row| id(row).to_owned());
    if before.as_deref() == Some(to) {
        return Ok(());
    }
    if let Some(before) = &before {
        change(tx, name, before, |labels| labels.retain(|own| own != stage));
    }
    let count = change(tx, name, to, |labels| labels.push(stage.to_owned()));
    if count > MOST_STAGES {
        let message = format!("A version of a secret has at most {MOST_STAGES} staging labels.");
        return Err(Refusal::new("LimitExceededException", message));
    }
    match before {
        Some(before) if stage == CURRENT => attach(tx, name, &before, PREVIOUS),
        Some(_) | None => Ok(()),
    }
}

/// Takes a label off a version.
pub(super) fn detach(tx: &mut Tx<'_>, name: &str, from: &str, stage: &str) {
    change(tx, name, from, |labels| labels.retain(|own| own != stage));
}

/// Changes a version's labels, and tells how many it has now.
fn change(tx: &mut Tx<'_>, name: &str, id: &str, change: impl FnOnce(&mut Vec<String>)) -> usize {
    let Some(mut row) = by_id(&tx.view(), name, id).cloned() else { return 0 };
    let mut labels: Vec<String> = stages(&row).into_iter().map(str::to_owned).collect();
    change(&mut labels);
    row.set(STAGES, Tree::texts(&labels));
    tx.put(Table::SecretVersion, &key(name, id), row);
    labels.len()
}

/// Forgets every version.
pub(super) fn remove_all(tx: &mut Tx<'_>, name: &str) {
    let ids: Vec<String> = all(&tx.view(), name).map(|row| id(row).to_owned()).collect();
    ids.iter().for_each(|id| tx.delete(Table::SecretVersion, &key(name, id)));
}

/// The version that a request asks for by id, by label, or by both.
pub(super) fn asked<'a>(view: &View<'a>, name: &str, said: &Said<'_>) -> Result<&'a Record, Refusal> {
    let (wanted, stage) = (said.text("VersionId"), said.text("VersionStage"));
    let missing = |what: String| {
        let message = format!("Secrets Manager can't find the specified secret value for {what}");
        Refusal::new("ResourceNotFoundException", message)
    };
    match wanted {
        Some(wanted) => {
            let row = by_id(view, name, wanted).ok_or_else(|| missing(format!("VersionId: {wanted}")))?;
            match stage.is_none_or(|stage| has(row, stage)) {
                true => Ok(row),
                false => Err(invalid_request(
                    "You provided a VersionStage that is not associated to the provided VersionId.",
                )),
            }
        }
        None => {
            let stage = stage.unwrap_or(CURRENT);
            by_stage(view, name, stage).ok_or_else(|| missing(format!("staging label: {stage}")))
        }
    }
}
