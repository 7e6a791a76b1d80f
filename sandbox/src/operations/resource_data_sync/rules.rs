//! What a sync of each type has, and has not.

use super::{FROM_SOURCE, invalid};
use crate::check::Said;
use crate::facts::Name;
use crate::handler::Refusal;
use crate::tree::{Record, Tree};

/// The row with the place that its type has.
pub(super) fn with_body(row: Record, said: &Said<'_>, kind: &str) -> Result<Record, Refusal> {
    let (destination, from): (Name, Name) = ("S3Destination", "SyncSource");
    if kind == FROM_SOURCE {
        refuse(said, destination, kind)?;
        return Ok(row.with(from, source(said)?));
    }
    refuse(said, from, kind)?;
    let place = said.whole(destination).ok_or_else(|| invalid(format!("{destination} is required")))?;
    Ok(row.with(destination, place.clone()))
}

fn refuse(said: &Said<'_>, member: Name, kind: &str) -> Result<(), Refusal> {
    match said.get(member) {
        Some(_) => Err(invalid(format!("{member} cannot be used with the sync type {kind}"))),
        None => Ok(()),
    }
}

/// Where operations data comes from.
pub(super) fn source(said: &Said<'_>) -> Result<Tree, Refusal> {
    let source = said.whole("SyncSource").ok_or_else(|| invalid("SyncSource is required"))?;
    let record = source.as_record().cloned().unwrap_or_default();
    match record.text("SourceType") {
        Some("SingleAccountMultiRegions") => {}
        Some("AwsOrganizations") if record.get("AwsOrganizationsSource").is_some() => {}
        Some("AwsOrganizations") => return Err(invalid("AwsOrganizationsSource is required")),
        other => return Err(invalid(format!("{} is no type of source", other.unwrap_or_default()))),
    }
    Ok(source.clone())
}

/// Whether two sources are of the same accounts: this one, all of the organization, or those of units.
pub(super) fn same_accounts(one: Option<&Tree>, other: &Tree) -> bool {
    let of = |tree: Option<&Tree>| {
        let source = tree.and_then(Tree::as_record);
        let accounts = source.and_then(|source| source.get("AwsOrganizationsSource"));
        let text =
            |record: Option<&Record>, name| record.and_then(|record| record.text(name)).map(str::to_owned);
        let units = text(accounts.and_then(Tree::as_record), "OrganizationSourceType");
        (text(source, "SourceType"), units)
    };
    of(one) == of(Some(other))
}
