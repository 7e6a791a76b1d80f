//! DescribeSecret.

use crate::handler::{Answer, Call};
use crate::store::View;

use super::held::any;
use super::version;

/// DescribeSecret, also of one that is to be deleted.
pub(super) fn describe(call: &Call<'_>, view: &View<'_>) -> Answer {
    let row = any(call, view, call.said().required("SecretId"))?;
    let shape = call.operation.output.expect("the operation has a reply");
    let versions = version::staged(view, row.text("Name").unwrap_or_default());
    Ok(row.seen(shape).with_some("VersionIdsToStages", versions))
}
