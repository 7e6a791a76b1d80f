//! Resource data syncs: inventory that goes to a bucket, or operations data that comes from other accounts.

use crate::check::Said;
use crate::facts::Name;
use crate::handler::{Answer, Call, Kind, Refusal, read, write};
use crate::operations::page::{Page, reply};
use crate::settings::Quotas;
use crate::store::{Table, Tx, View};
use crate::tree::{Record, Tree};

/// Resource data syncs.
pub(super) const KIND: Kind = Kind {
    service: "ssm",
    entries: &[
        write("CreateResourceDataSync", create),
        write("UpdateResourceDataSync", update),
        write("DeleteResourceDataSync", delete),
        read("ListResourceDataSync", list),
    ],
    upkeep: None,
};

const TO_DESTINATION: &str = "SyncToDestination";
const FROM_SOURCE: &str = "SyncFromSource";
const MOST: usize = 5;
const LARGEST: i64 = 50;

/// CreateResourceDataSync.
fn create(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let name = said.required("SyncName");
    let kind = kind(&said)?;
    if tx.view().get(Table::ResourceDataSync, name).is_some() {
        let refusal = Refusal::bare("ResourceDataSyncAlreadyExistsException");
        return Err(refusal.naming("SyncName", name));
    }
    if call.quotas == Quotas::Published && tx.view().under(Table::ResourceDataSync, "").count() >= MOST {
        let message = format!("You have reached the limit of {MOST} resource data syncs.");
        return Err(Refusal::new("ResourceDataSyncCountExceededException", message));
    }
    let row = Record::new().with("SyncName", name).with("SyncType", kind).with("SyncCreatedTime", call.now);
    let row = with_body(row, &said, kind)?;
    tx.put(Table::ResourceDataSync, name, row.with("SyncLastModifiedTime", call.now));
    Ok(Record::new())
}

/// UpdateResourceDataSync. Of the two types only the one from a source can be changed.
fn update(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let (name, kind) = (said.required("SyncName"), kind(&said)?);
    if kind != FROM_SOURCE {
        return Err(invalid(format!("A resource data sync of type {kind} cannot be updated")));
    }
    let mut row = held(&tx.view(), name, Some(kind))?.clone();
    row.set("SyncSource", source(&said)?);
    row.set("SyncLastModifiedTime", call.now);
    tx.put(Table::ResourceDataSync, name, row);
    Ok(Record::new())
}

/// DeleteResourceDataSync.
fn delete(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let name = said.required("SyncName");
    let kind = said.text("SyncType").map(|_| kind(&said)).transpose()?;
    held(&tx.view(), name, kind)?;
    tx.delete(Table::ResourceDataSync, name);
    Ok(Record::new())
}

/// ListResourceDataSync, of one type or of both.
fn list(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let kind = said.text("SyncType").map(|_| kind(&said)).transpose()?;
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let page = Page::new(call, said.text("NextToken"), size, &format!("{kind:?}"));
    let page = page.map_err(|_| Refusal::new("InvalidNextToken", "The specified token isn't valid."))?;
    let shape = call.reply_shape("ResourceDataSyncItems");
    let after = page.after.as_deref();
    let rows =
        view.under(Table::ResourceDataSync, "").filter(|(name, _)| after.is_none_or(|after| *name > after));
    let (items, token) = page.take(rows.map(|(name, row)| {
        let passes = kind.is_none_or(|kind| row.text("SyncType") == Some(kind));
        let synced = row.integer("SyncLastModifiedTime");
        let item = || {
            row.seen(shape)
                .with("LastStatus", "Successful")
                .with("LastSyncStatusMessage", "The sync was successful")
                .with_some("LastSyncTime", synced)
                .with_some("LastSuccessfulSyncTime", synced)
        };
        (name, passes.then(|| Tree::Record(item())))
    }));
    Ok(reply("ResourceDataSyncItems", items, token))
}

/// The type that a request says; the one to a destination where it says none.
fn kind(said: &Said<'_>) -> Result<&'static str, Refusal> {
    match said.text("SyncType") {
        None | Some(TO_DESTINATION) => Ok(TO_DESTINATION),
        Some(FROM_SOURCE) => Ok(FROM_SOURCE),
        Some(other) => Err(invalid(format!("{other} is no type of resource data sync"))),
    }
}

fn with_body(row: Record, said: &Said<'_>, kind: &str) -> Result<Record, Refusal> {
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

fn source(said: &Said<'_>) -> Result<Tree, Refusal> {
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

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new("ResourceDataSyncInvalidConfigurationException", message)
}

/// The sync of a name, and of a type where one is said, or AWS's refusal.
fn held<'a>(view: &View<'a>, name: &str, kind: Option<&str>) -> Result<&'a Record, Refusal> {
    let row = view.get(Table::ResourceDataSync, name);
    let row = row.filter(|row| kind.is_none_or(|kind| row.text("SyncType") == Some(kind)));
    row.ok_or_else(|| {
        let message = format!("The resource data sync {name} does not exist");
        let refusal = Refusal::new("ResourceDataSyncNotFoundException", message).naming("SyncName", name);
        match kind {
            Some(kind) => refusal.naming("SyncType", kind),
            None => refusal,
        }
    })
}
