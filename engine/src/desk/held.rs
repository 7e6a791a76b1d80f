//! The OpsItems of a site that are not resolved.

use aws_sdk_ssm::operation::describe_ops_items::builders::DescribeOpsItemsInputBuilder;
use aws_sdk_ssm::operation::get_ops_item::builders::GetOpsItemInputBuilder;
use aws_sdk_ssm::types::{OpsItemDataValue, OpsItemFilter, OpsItemFilterKey, OpsItemFilterOperator};
use serde_json::json;

use super::case::{ADDRESS, DIGEST, SITE, SOURCE, WHO, site_key};
use crate::ports::{ApiError, Desk};
use crate::site::Site;

/// Pages that are read at most: 10,000 OpsItems, more than an account may make in a month.
const PAGES: usize = 200;
const PAGE: i32 = 50;

/// One that is there.
pub(super) struct Held {
    pub(super) id: String,
    /// The address that it is about.
    pub(super) address: String,
    /// What it said when it was written last; nothing where that is not known.
    pub(super) digest: Option<String>,
    pub(super) who: Option<String>,
}

/// Every OpsItem of a site that is not resolved, in the order of ids.
///
/// # Errors
/// They cannot be listed, or there is no end of them.
pub(super) async fn held(desk: &Desk, site: &Site) -> Result<Vec<Held>, ApiError> {
    let filter = |key, values: Vec<String>| {
        let filter = OpsItemFilter::builder().key(key).operator(OpsItemFilterOperator::Equal);
        filter.set_values(Some(values)).build().expect("it has a key, an operator and values")
    };
    let place = json!({ "key": SITE, "value": site_key(site) }).to_string();
    let input = DescribeOpsItemsInputBuilder::default()
        .ops_item_filters(filter(OpsItemFilterKey::Source, vec![SOURCE.into()]))
        .ops_item_filters(filter(OpsItemFilterKey::Status, vec!["Open".into(), "InProgress".into()]))
        .ops_item_filters(filter(OpsItemFilterKey::OperationalData, vec![place]))
        .max_results(PAGE);
    let (mut all, mut token) = (Vec::new(), None);
    for _ in 0..PAGES {
        let page = desk.call(input.clone().set_next_token(token)).await?;
        for one in page.ops_item_summaries() {
            let data = |key: &str| one.operational_data()?.get(key).and_then(OpsItemDataValue::value);
            if let (Some(id), Some(address)) = (one.ops_item_id(), data(ADDRESS)) {
                let own = |key| data(key).map(str::to_owned);
                let (digest, who) = (own(DIGEST), own(WHO));
                all.push(Held { id: id.to_owned(), address: address.to_owned(), digest, who });
            }
        }
        token = page.next_token.filter(|token| !token.is_empty());
        if token.is_none() {
            break;
        }
    }
    all.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(all)
}

/// One that the list has not shown yet.
///
/// # Errors
/// It cannot be read.
pub(super) async fn one(desk: &Desk, id: &str, address: &str) -> Result<Held, ApiError> {
    let answer = desk.call(GetOpsItemInputBuilder::default().ops_item_id(id)).await?;
    let item = answer.ops_item();
    let data = |key: &str| {
        let value = item?.operational_data()?.get(key)?.value()?;
        Some(value.to_owned())
    };
    Ok(Held { id: id.to_owned(), address: address.to_owned(), digest: data(DIGEST), who: data(WHO) })
}
