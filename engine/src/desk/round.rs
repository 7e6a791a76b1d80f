//! One round at the desk of a site: what has drifted gets its OpsItem, what is mended is resolved.

use std::collections::BTreeMap;

use aws_sdk_ssm::operation::create_ops_item::builders::CreateOpsItemInputBuilder;
use aws_sdk_ssm::operation::update_ops_item::builders::UpdateOpsItemInputBuilder;
use aws_sdk_ssm::types::OpsItemStatus;

use super::case::{Case, SOURCE, Written};
use super::held::{Held, held, one};
use crate::plan::{Conflict, Plan};
use crate::ports::{ApiError, Desk};
use crate::site::Site;

/// What a round did.
#[derive(Debug, Default)]
pub struct Outcome {
    /// OpsItems that were opened.
    pub opened: usize,
    /// Those that said something else before.
    pub updated: usize,
    /// Those whose address does not differ any more.
    pub resolved: usize,
    /// Those that said it already.
    pub kept: usize,
    /// Those whose address this run has not read whole.
    pub unread: usize,
    /// What could not be done.
    pub troubles: Vec<Trouble>,
}

/// Something that could not be done at the desk.
#[derive(Debug)]
pub struct Trouble {
    /// For which address; `None` where the OpsItems could not be listed, and nothing was done.
    pub address: Option<String>,
    /// Why.
    pub error: ApiError,
}

/// Says at the desk what a plan's run has found.
///
/// # Guarantees
/// An address has one OpsItem that is not resolved at most: AWS refuses a second one, and where somebody has
/// opened one again, the older stays. One that says all that is to be said is not written. One whose address
/// was not read whole is left as it is.
pub async fn round(desk: &Desk, plan: &Plan, cases: &[Case]) -> Outcome {
    let site = &plan.site().clone();
    let mut outcome = Outcome::default();
    let held = match held(desk, site).await {
        Ok(held) => held,
        Err(error) => {
            outcome.troubles.push(Trouble { address: None, error });
            return outcome;
        }
    };
    // Whose the site is at all is not settled: another stack's OpsItems would be told of.
    if plan.conflicts().iter().any(Conflict::of_record) {
        outcome.unread = held.len();
        return outcome;
    }
    let mut by_address: BTreeMap<&str, Vec<&Held>> = BTreeMap::new();
    for item in &held {
        by_address.entry(&item.address).or_default().push(item);
    }
    for case in cases {
        let mut items = by_address.remove(case.address.as_str()).unwrap_or_default().into_iter();
        // A run that has not compared all of it knows less than the one that said so.
        let said = match items.next() {
            Some(_) if withheld(plan, case.address.as_str()) => Ok(Done::Kept),
            there => say(desk, site, case, there).await,
        };
        note(&mut outcome, case.address.as_str(), said);
        for more in items {
            let resolved = resolve(desk, more).await;
            note(&mut outcome, case.address.as_str(), resolved);
        }
    }
    for (address, items) in by_address {
        if !read_whole(plan, address) {
            outcome.unread += items.len();
            continue;
        }
        for item in items {
            let resolved = resolve(desk, item).await;
            note(&mut outcome, address, resolved);
        }
    }
    outcome
}

enum Done {
    Opened,
    Updated,
    Resolved,
    Kept,
}

fn note(outcome: &mut Outcome, address: &str, done: Result<Done, ApiError>) {
    match done {
        Ok(Done::Opened) => outcome.opened += 1,
        Ok(Done::Updated) => outcome.updated += 1,
        Ok(Done::Resolved) => outcome.resolved += 1,
        Ok(Done::Kept) => outcome.kept += 1,
        Err(error) => outcome.troubles.push(Trouble { address: Some(address.to_owned()), error }),
    }
}

async fn say(desk: &Desk, site: &Site, case: &Case, there: Option<&Held>) -> Result<Done, ApiError> {
    let written = Written::of(case, site, desk.masks());
    if let Some(there) = there {
        return update(desk, written, there).await;
    }
    let (key, dedup) = Written::dedup(case, site);
    let data = written.data.clone().into_iter().chain([(key, dedup)]).collect();
    let input = CreateOpsItemInputBuilder::default()
        .source(SOURCE)
        .title(&written.title)
        .description(&written.description)
        .severity(written.severity)
        .category(written.category)
        .set_operational_data(Some(data));
    match desk.call(input).await {
        Ok(_) => Ok(Done::Opened),
        // The list lags, or an answer was lost: the same is there, and AWS says which.
        Err(error) if error.code == EXISTS => match named(&error.message) {
            Some(id) => update(desk, written, &one(desk, &id, case.address.as_str()).await?).await,
            None => Err(error),
        },
        Err(error) => Err(error),
    }
}

const EXISTS: &str = "OpsItemAlreadyExistsException";

/// The id that a refusal names.
fn named(message: &str) -> Option<String> {
    const LENGTH: usize = 15;
    let at = message.find("oi-")?;
    let id = message.get(at..at + LENGTH)?;
    id[3..].bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| id.to_owned())
}

async fn update(desk: &Desk, written: Written, there: &Held) -> Result<Done, ApiError> {
    let told = written.who.is_none() || written.who == there.who;
    if told && there.digest.as_deref() == Some(&*written.digest) {
        return Ok(Done::Kept);
    }
    let input = UpdateOpsItemInputBuilder::default()
        .ops_item_id(&there.id)
        .title(written.title)
        .description(written.description)
        .severity(written.severity)
        .category(written.category)
        .set_operational_data(Some(written.data.into_iter().collect()));
    desk.call(input).await?;
    Ok(Done::Updated)
}

async fn resolve(desk: &Desk, there: &Held) -> Result<Done, ApiError> {
    let input = UpdateOpsItemInputBuilder::default().ops_item_id(&there.id).status(OpsItemStatus::Resolved);
    desk.call(input).await?;
    Ok(Done::Resolved)
}

/// Whether a secret of an address was not compared.
fn withheld(plan: &Plan, address: &str) -> bool {
    plan.not_compared().iter().any(|(one, _)| one.as_str() == address)
}

/// Whether a plan's run has read whatever may be at an address, so that what it does not tell of is in order.
fn read_whole(plan: &Plan, address: &str) -> bool {
    let inside = |outer: &str| {
        let rest = address.strip_prefix(outer);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let unknown = plan.unreadable().iter().chain(plan.unlisted()).any(|one| match &one.address {
        Some(unread) => inside(unread.as_str()),
        None => inside(one.kind),
    });
    let awaited = plan.waiting().iter().any(|one| one.address.as_str() == address);
    !unknown && !withheld(plan, address) && !awaited && plan.partial().is_none()
}
