//! Token buckets for the published rates, on tokio's clock.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;

use crate::facts::{Operation, Quota, quotas};
use crate::store::Scope;

/// One bucket per account, region and published rate.
#[derive(Default)]
pub(crate) struct Buckets(Mutex<BTreeMap<(Scope, usize), Bucket>>);

struct Bucket {
    /// What may be taken, at most one second's worth.
    tokens: f64,
    at: Instant,
}

/// Whether the account has bought more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Throughput {
    Default,
    High,
}

impl Buckets {
    /// Takes one request from the operation's bucket, or says that it is empty.
    pub(crate) fn take(&self, scope: Scope, operation: &Operation, throughput: Throughput) -> bool {
        let Some((number, quota)) = quota_of(operation, throughput) else { return true };
        let now = Instant::now();
        let full = f64::from(quota.per_second);
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets.entry((scope, number)).or_insert(Bucket { tokens: full, at: now });
        let gone = now.saturating_duration_since(bucket.at).as_secs_f64();
        bucket.tokens = full.min(bucket.tokens + gone * full);
        bucket.at = now;
        let enough = bucket.tokens >= 1.0;
        if enough {
            bucket.tokens -= 1.0;
        }
        enough
    }
}

fn quota_of(operation: &Operation, throughput: Throughput) -> Option<(usize, &'static Quota)> {
    let find = |high_throughput: bool| {
        quotas().iter().enumerate().find(|(_, quota)| {
            quota.service == operation.service
                && quota.high_throughput == high_throughput
                && quota.operations.contains(&operation.name)
        })
    };
    match throughput {
        Throughput::High => find(true).or_else(|| find(false)),
        Throughput::Default => find(false),
    }
}
