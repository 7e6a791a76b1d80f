//! CreateOpsItem.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::data::{self, DATA};
use super::{OPEN, events, invalid, part, rules, too_many};
use crate::check::Said;
use crate::handler::{Answer, Call, Refusal, hex};
use crate::operations::tags;
use crate::settings::Quotas;
use crate::store::{Table, Tx, View};
use crate::tree::{Record, Tree};

const ISSUE: &str = "/aws/issue";
const MOST: usize = 500_000;
const MOST_A_MONTH: usize = 10_000;
/// Digits of an id.
const DIGITS: usize = 12;

/// CreateOpsItem.
pub(super) fn create(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    if said.text("AccountId").is_some_and(|account| account != call.scope.account()) {
        let message = "This account is not set up to work with OpsItems across accounts";
        return Err(Refusal::new("OpsItemAccessDeniedException", message));
    }
    let kind = said.text("OpsItemType").unwrap_or(ISSUE);
    if kind != ISSUE {
        return Err(invalid("OpsItemType", format!("OpsItems of the type {kind} cannot be made")));
    }
    let source = source(&said)?;
    let data = data::said(said.whole(DATA))?;
    rules::not_twice(&tx.view(), &data, None)?;
    if call.quotas == Quotas::Published {
        within_quotas(&tx.view(), call.now)?;
    }
    let id = format!("oi-{}", &hex(&call.ids.draw(call.now))[..DIGITS]);
    let tags = tags::said(&said, "Tags")?;
    let row = Record::new()
        .with("OpsItemId", &*id)
        .with("OpsItemArn", call.arn(&part(&id)))
        .with("OpsItemType", kind)
        .with("Status", OPEN)
        .with("Source", source)
        .with("Notifications", Vec::new())
        .with("RelatedOpsItems", Vec::new())
        .with(DATA, Tree::Map(data))
        .with("CreatedBy", &*call.caller.arn)
        .with("CreatedTime", call.now)
        .with("LastModifiedBy", &*call.caller.arn)
        .with("LastModifiedTime", call.now)
        .with("Version", "1");
    let row = rules::body(row, &said)?;
    events::note(call, tx, &id, events::CREATE, &row);
    tx.put(Table::OpsItem, &id, row);
    if !tags.is_empty() {
        tags::add(tx, &format!("ssm:{}", part(&id)), tags)?;
    }
    Ok(Record::new().with("OpsItemArn", call.arn(&part(&id))).with("OpsItemId", id))
}

fn source<'a>(said: &Said<'a>) -> Result<&'a str, Refusal> {
    let source = said.required("Source");
    let lower = source.to_ascii_lowercase();
    if ["aws", "amazon", "amzn"].iter().any(|name| lower.contains(name)) {
        return Err(invalid("Source", "The source can't contain aws, amazon or amzn"));
    }
    Ok(source)
}

fn within_quotas(view: &View<'_>, now: i64) -> Result<(), Refusal> {
    let month = |instant: i64| {
        let date = Timestamp::from_millisecond(instant).unwrap_or(Timestamp::UNIX_EPOCH);
        let date = date.to_zoned(TimeZone::UTC);
        (date.year(), date.month())
    };
    let (mut all, mut lately) = (0, 0);
    for (_, row) in view.under(Table::OpsItem, "") {
        all += 1;
        lately += usize::from(row.integer("CreatedTime").map(month) == Some(month(now)));
    }
    match (all >= MOST, lately >= MOST_A_MONTH) {
        (true, _) => Err(too_many("OpsItem", MOST)),
        (false, true) => Err(too_many("OpsItem", MOST_A_MONTH)),
        (false, false) => Ok(()),
    }
}
