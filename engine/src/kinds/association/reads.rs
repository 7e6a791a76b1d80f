//! Reads of associations: one list, and each whole.

use std::collections::BTreeMap;

use aws_sdk_ssm::operation::describe_association::builders::DescribeAssociationInputBuilder;
use aws_sdk_ssm::operation::describe_document::builders::DescribeDocumentInputBuilder;
use aws_sdk_ssm::operation::list_associations::builders::ListAssociationsInputBuilder;
use aws_sdk_ssm::types::AssociationDescription;

use crate::kinds::whose::Names;
use crate::ports::{ApiError, Reads, spread};

const PAGE: i32 = 50;

/// The names of all associations, by id. One without a name has an empty one.
pub(super) async fn names(reads: &Reads) -> Result<Names, ApiError> {
    let pages = reads.pages(ListAssociationsInputBuilder::default().max_results(PAGE)).await?;
    let all = pages.into_iter().flat_map(|page| page.associations.unwrap_or_default());
    Ok(all.filter_map(|one| Some((one.association_id?, one.association_name.unwrap_or_default()))).collect())
}

/// Associations whole: the list does not carry their parameters.
pub(super) async fn whole(
    reads: &Reads,
    ids: Vec<String>,
) -> Vec<(String, Result<AssociationDescription, ApiError>)> {
    spread(ids, |id| {
        let reads = reads.clone();
        async move {
            let input = DescribeAssociationInputBuilder::default().association_id(&id);
            let answer = reads.call(input).await.map(|answer| {
                answer.association_description.unwrap_or_else(|| AssociationDescription::builder().build())
            });
            (id, answer)
        }
    })
    .await
}

/// The defaults that a document gives its parameters, as it writes them.
pub(super) async fn defaults(
    reads: &Reads,
    document: &str,
    version: &str,
) -> Result<BTreeMap<String, String>, ApiError> {
    let input = DescribeDocumentInputBuilder::default().name(document).document_version(version);
    let answer = reads.call(input).await?;
    let parameters = answer.document.and_then(|document| document.parameters).unwrap_or_default();
    Ok(parameters.into_iter().filter_map(|one| Some((one.name?, one.default_value?))).collect())
}
