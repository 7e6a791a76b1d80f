//! Everything else that AWS asks of an association.

use super::execution;
use crate::handler::{Call, Refusal};
use crate::operations::document::Held;
use crate::store::View;
use crate::tree::{Record, Tree};

pub(super) fn check(
    call: &Call<'_>,
    view: &View<'_>,
    row: &Record,
    document: &Held<'_>,
) -> Result<(), Refusal> {
    let location =
        row.get("OutputLocation").and_then(Tree::as_record).and_then(|output| output.get("S3Location"));
    if let Some(location) = location.and_then(Tree::as_record)
        && location.text("OutputS3BucketName").is_none()
    {
        let message = "An output location in S3 has a bucket";
        return Err(Refusal::new("InvalidOutputLocation", message));
    }
    if row.get("TargetLocations").is_some() && document.document_type() != "Automation" {
        let message = "TargetLocations can be used with Automation documents only";
        return Err(Refusal::validation(message));
    }
    if row.get("TargetMaps").is_some() && document.document_type() != "Automation" {
        let message = "TargetMaps can be used with Automation documents only";
        return Err(Refusal::new("InvalidTargetMaps", message));
    }
    execution::calendars(call, view, row).map(|_| ())
}
