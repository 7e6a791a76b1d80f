//! LabelParameterVersion and UnlabelParameterVersion. A label lies on one version at most and moves by itself.

use super::{name, not_found, version};
use crate::handler::{Answer, Call, Refusal};
use crate::store::{Table, Tx};
use crate::tree::{Record, Tree};

const MOST: usize = 10;

/// LabelParameterVersion. Bad labels do not fail; they are told.
pub(super) fn label(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let name = said.required("Name");
    let key = name::key(name).ok_or_else(not_found)?;
    let (valid, invalid): (Vec<&str>, Vec<&str>) =
        said.texts("Labels").into_iter().partition(|label| is_valid(label));
    let target = target(tx, &key, name, said.integer("ParameterVersion"))?;
    let number = version::number(&target);
    let mut labels: Vec<String> = version::labels(&target).map(str::to_owned).collect();
    for label in &valid {
        if !labels.iter().any(|own| own == label) {
            labels.push((*label).to_owned());
        }
    }
    if labels.len() > MOST {
        return Err(Refusal::new(
            "ParameterVersionLabelLimitExceeded",
            "A parameter version can have maximum 10 labels. Move one or more labels to another version and try again.",
        ));
    }
    take_away(tx, &key, &valid, number);
    put_labels(tx, &key, target, &labels);
    let reply = Record::new().with("InvalidLabels", Tree::texts(invalid));
    Ok(reply.with("ParameterVersion", number))
}

/// UnlabelParameterVersion. Labels that the version does not have are told.
pub(super) fn unlabel(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let name = said.required("Name");
    let key = name::key(name).ok_or_else(not_found)?;
    let target = target(tx, &key, name, said.integer("ParameterVersion"))?;
    let held: Vec<String> = version::labels(&target).map(str::to_owned).collect();
    let (removed, invalid): (Vec<&str>, Vec<&str>) =
        said.texts("Labels").into_iter().partition(|label| held.iter().any(|own| own == label));
    let left: Vec<String> = held.iter().filter(|own| !removed.contains(&own.as_str())).cloned().collect();
    put_labels(tx, &key, target, &left);
    let reply = Record::new().with("RemovedLabels", Tree::texts(removed));
    Ok(reply.with("InvalidLabels", Tree::texts(invalid)))
}

fn is_valid(label: &str) -> bool {
    let formed = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
    let lower = label.to_ascii_lowercase();
    let reserved = lower.starts_with("aws") || lower.starts_with("ssm");
    formed && !reserved && !label.starts_with(|first: char| first.is_ascii_digit())
}

/// The version that is named, or else the current one.
fn target(tx: &Tx<'_>, key: &str, name: &str, number: Option<i64>) -> Result<Record, Refusal> {
    let view = tx.view();
    let current = view.get(Table::Parameter, key).ok_or_else(not_found)?;
    let Some(number) = number else { return Ok(current.clone()) };
    version::numbered(&view, key, number).cloned().ok_or_else(|| {
        Refusal::new(
            "ParameterVersionNotFound",
            format!(
                "Systems Manager could not find version {number} of {name}. Verify the version and try again."
            ),
        )
    })
}

/// Takes labels from every version but one.
fn take_away(tx: &mut Tx<'_>, key: &str, labels: &[&str], except: i64) {
    let others: Vec<Record> = version::all(&tx.view(), key)
        .into_iter()
        .filter(|row| version::number(row) != except)
        .filter(|row| version::labels(row).any(|own| labels.contains(&own)))
        .cloned()
        .collect();
    for row in others {
        let left = version::labels(&row).filter(|own| !labels.contains(own)).map(str::to_owned);
        let left: Vec<String> = left.collect();
        put_labels(tx, key, row, &left);
    }
}

fn put_labels(tx: &mut Tx<'_>, key: &str, mut row: Record, labels: &[String]) {
    if labels.is_empty() {
        row.remove("Labels");
    } else {
        row.set("Labels", Tree::texts(labels));
    }
    version::put_back(tx, key, row);
}
