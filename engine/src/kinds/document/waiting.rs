//! Documents take their time: what must be so before the next call leaves.

use aws_sdk_ssm::operation::describe_document::DescribeDocumentOutput;
use aws_sdk_ssm::operation::describe_document::builders::DescribeDocumentInputBuilder;
use aws_sdk_ssm::types::DocumentStatus;

use crate::contract::{Call, EVERY, LOOKS, Sight};

/// AWS's code for a document that is not there.
pub(super) const MISSING: &str = "InvalidDocument";

/// Waits after a call until the newest version can be used.
pub(super) fn until_active(call: Call, id: &str) -> Call {
    call.until(describe(id), EVERY, LOOKS, |_, look: Result<&DescribeDocumentOutput, _>| match look {
        Ok(seen) => match seen.document().and_then(|document| Some((document, document.status()?))) {
            Some((_, DocumentStatus::Active)) => Sight::Ready,
            Some((document, DocumentStatus::Failed)) => {
                let why = document.status_information().unwrap_or("AWS does not say why");
                Sight::Never(format!("AWS could not make it: {why}"))
            }
            Some((_, DocumentStatus::Deleting)) => Sight::Never("somebody deletes it meanwhile".into()),
            Some(_) | None => Sight::NotYet,
        },
        // Reads lag behind writes.
        Err(error) if error.code == MISSING => Sight::NotYet,
        Err(error) => Sight::Never(error.to_string()),
    })
}

/// Waits after a deletion until the name is free.
pub(super) fn until_gone(call: Call, id: &str) -> Call {
    call.until(describe(id), EVERY, LOOKS, |_, look: Result<&DescribeDocumentOutput, _>| match look {
        Err(error) if error.code == MISSING => Sight::Ready,
        Ok(_) => Sight::NotYet,
        Err(error) => Sight::Never(error.to_string()),
    })
}

/// Looks at the newest version.
pub(super) fn describe(id: &str) -> DescribeDocumentInputBuilder {
    DescribeDocumentInputBuilder::default().name(id).document_version("$LATEST")
}
