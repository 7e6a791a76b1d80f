//! What leases a site has.

use aws_sdk_ssm::operation::get_parameters_by_path::builders::GetParametersByPathInputBuilder;

use super::Tenant;
use super::content::{Grip, Lease};
use crate::ports::{ApiError, Reads};
use crate::record::RecordPlace;

/// What leases a site had when somebody looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The record's name, below which they lie.
    pub(crate) record: String,
    /// The highest number, and what it says.
    pub(crate) highest: Option<(u64, Lease)>,
    /// The numbers below it.
    pub(crate) older: Vec<u64>,
}

const PREFIX: &str = "lease-";

impl Seen {
    /// Who keeps somebody from taking the site.
    pub fn holder(&self, tenant: &Tenant) -> Option<&Lease> {
        self.highest.as_ref().map(|(_, lease)| lease).filter(|lease| tenant.kept_out_by(lease))
    }

    /// Whose lease was never let go, although it keeps nobody out any more.
    pub fn orphan(&self, tenant: &Tenant) -> Option<&Lease> {
        let lease = self.highest.as_ref().map(|(_, lease)| lease)?;
        (lease.grip != Grip::Released && !tenant.kept_out_by(lease)).then_some(lease)
    }

    /// The number that the next lease gets.
    pub(crate) fn next(&self) -> u64 {
        self.highest.as_ref().map_or(1, |(number, _)| number.saturating_add(1))
    }
}

/// The name of a lease's parameter.
pub(crate) fn name(record: &str, number: u64) -> String {
    format!("{}/{PREFIX}{number}", record.trim_end_matches('/'))
}

/// Looks what leases a site has, by `GetParametersByPath`: one call, since there are few.
///
/// # Errors
/// What AWS answered to the last attempt.
pub async fn seen(reads: &Reads, place: &RecordPlace) -> Result<Seen, ApiError> {
    let input = GetParametersByPathInputBuilder::default().path(&place.name).recursive(false);
    let mut all = Vec::new();
    for parameter in
        reads.pages(input).await?.into_iter().flat_map(|page| page.parameters.unwrap_or_default())
    {
        let last = parameter.name().and_then(|name| name.rsplit('/').next());
        let number = last.and_then(|last| last.strip_prefix(PREFIX)).and_then(|number| number.parse().ok());
        all.extend(number.map(|number: u64| (number, Lease::read(parameter.value().unwrap_or_default()))));
    }
    all.sort_by_key(|(number, _)| *number);
    let highest = all.pop();
    Ok(Seen {
        record: place.name.clone(),
        highest,
        older: all.into_iter().map(|(number, _)| number).collect(),
    })
}
