//! What may be said of an OpsItem, when it is made and afterwards.

use super::data::{self, Data};
use super::{IN_PROGRESS, OPEN, RESOLVED, invalid, too_many};
use crate::check::Said;
use crate::facts::Name;
use crate::handler::Refusal;
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

const CATEGORIES: [&str; 5] = ["Availability", "Cost", "Performance", "Recovery", "Security"];
const SEVERITIES: [&str; 4] = ["1", "2", "3", "4"];
const STATUSES: [&str; 3] = [OPEN, IN_PROGRESS, RESOLVED];
const MOST_RELATED: usize = 10;
/// Of change requests only.
const TIMES: [Name; 4] = ["ActualStartTime", "ActualEndTime", "PlannedStartTime", "PlannedEndTime"];

/// Sets what a create and an update both say: title, description and so on.
pub(super) fn body(mut row: Record, said: &Said<'_>) -> Result<Record, Refusal> {
    for name in ["Title", "Description"] {
        row = row.with_some(name, said.text(name));
    }
    row = row.with_some("Priority", said.integer("Priority"));
    row = row.with_some("Category", one_of("Category", said, &CATEGORIES)?);
    row = row.with_some("Severity", one_of("Severity", said, &SEVERITIES)?);
    for name in TIMES {
        let _ = said.whole(name);
    }
    for (name, member) in [("Notifications", "Arn"), ("RelatedOpsItems", "OpsItemId")] {
        if said.get(name).is_none() {
            continue;
        }
        let items = said.each(name).into_iter();
        let items = items.map(|item| Tree::Record(Record::new().with_some(member, item.text(member))));
        row.set(name, items.collect::<Vec<_>>());
    }
    if row.items("RelatedOpsItems").len() > MOST_RELATED {
        return Err(too_many("RelatedOpsItems", MOST_RELATED));
    }
    Ok(row)
}

fn one_of<'a>(name: Name, said: &Said<'a>, words: &[&str]) -> Result<Option<&'a str>, Refusal> {
    match said.text(name) {
        Some(word) if !words.contains(&word) => {
            Err(invalid(name, format!("{name} must be one of {}", words.join(", "))))
        }
        word => Ok(word),
    }
}

/// The status of a request.
pub(super) fn status<'a>(said: &Said<'a>) -> Result<Option<&'a str>, Refusal> {
    one_of("Status", said, &STATUSES)
}

/// That no other OpsItem which is not resolved is the same.
pub(super) fn not_twice(view: &View<'_>, data: &Data, own: Option<&str>) -> Result<(), Refusal> {
    let Some(dedup) = data::dedup(data) else { return Ok(()) };
    let same = view.under(Table::OpsItem, "").find(|(id, row)| {
        Some(*id) != own
            && row.text("Status") != Some(RESOLVED)
            && data::dedup(row.entries(data::DATA)).as_deref() == Some(&*dedup)
    });
    match same {
        Some((id, _)) => {
            let message = format!("The OpsItem already exists: {id}");
            Err(Refusal::new("OpsItemAlreadyExistsException", message).naming("OpsItemId", id))
        }
        None => Ok(()),
    }
}
