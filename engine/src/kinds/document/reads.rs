//! Reads of documents: one list, and what the list does not carry singly.

use aws_sdk_ssm::operation::describe_document::builders::DescribeDocumentInputBuilder;
use aws_sdk_ssm::operation::describe_document_permission::builders::DescribeDocumentPermissionInputBuilder;
use aws_sdk_ssm::operation::get_document::builders::GetDocumentInputBuilder;
use aws_sdk_ssm::operation::list_document_versions::builders::ListDocumentVersionsInputBuilder;
use aws_sdk_ssm::operation::list_documents::builders::ListDocumentsInputBuilder;
use aws_sdk_ssm::types::{
    AccountSharingInfo, DocumentDescription, DocumentFormat, DocumentIdentifier, DocumentKeyValuesFilter,
    DocumentPermissionType,
};

use super::state::Version;
use super::waiting::MISSING;
use crate::ports::{ApiError, Reads};

const PAGE: i32 = 50;
const PERMISSION_PAGE: i32 = 200;

/// Every document of the account's own, or those of a type only, their tags among what is told.
pub(super) async fn own(reads: &Reads, only: Option<&str>) -> Result<Vec<DocumentIdentifier>, ApiError> {
    let filter = |key: &str, value: &str| DocumentKeyValuesFilter::builder().key(key).values(value).build();
    let mut input = ListDocumentsInputBuilder::default().filters(filter("Owner", "Self")).max_results(PAGE);
    if let Some(only) = only {
        input = input.filters(filter("DocumentType", only));
    }
    let pages = reads.pages(input).await?;
    Ok(pages.into_iter().flat_map(|page| page.document_identifiers.unwrap_or_default()).collect())
}

/// One document as the list tells it; `None` where there is none.
pub(super) async fn identity(reads: &Reads, name: &str) -> Result<Option<DocumentIdentifier>, ApiError> {
    let look = reads.call(DescribeDocumentInputBuilder::default().name(name)).await;
    let document = match look {
        Ok(answer) => answer.document,
        Err(error) if error.code == MISSING => None,
        Err(error) => return Err(error),
    };
    Ok(document.map(|document| {
        DocumentIdentifier::builder()
            .set_name(document.name)
            .set_document_type(document.document_type)
            .set_document_format(document.document_format)
            .set_target_type(document.target_type)
            .set_schema_version(document.schema_version)
            .set_tags(document.tags)
            .build()
    }))
}

/// One version's content, in a format: AWS gives the very text only in the one in which it came.
pub(super) async fn version(
    reads: &Reads,
    name: &str,
    version: &str,
    format: Option<&DocumentFormat>,
) -> Result<Version, ApiError> {
    let input = GetDocumentInputBuilder::default()
        .name(name)
        .document_version(version)
        .set_document_format(format.cloned());
    reads.call(input).await.map(Version::of)
}

/// What is known of a version beside its content.
pub(super) async fn description(
    reads: &Reads,
    name: &str,
    version: &str,
) -> Result<DocumentDescription, ApiError> {
    let input = DescribeDocumentInputBuilder::default().name(name).document_version(version);
    let answer = reads.call(input).await?;
    Ok(answer.document.unwrap_or_else(|| DocumentDescription::builder().build()))
}

/// The numbers of a document's versions, the newest first.
pub(super) async fn versions(reads: &Reads, name: &str) -> Result<Vec<i64>, ApiError> {
    let input = ListDocumentVersionsInputBuilder::default().name(name).max_results(PAGE);
    let pages = reads.pages(input).await?;
    let all = pages.into_iter().flat_map(|page| page.document_versions.unwrap_or_default());
    let mut numbers: Vec<i64> = all.filter_map(|version| version.document_version?.parse().ok()).collect();
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    Ok(numbers)
}

/// With whom a document is shared.
pub(super) async fn share(reads: &Reads, name: &str) -> Result<Vec<AccountSharingInfo>, ApiError> {
    let input = DescribeDocumentPermissionInputBuilder::default()
        .name(name)
        .permission_type(DocumentPermissionType::Share)
        .max_results(PERMISSION_PAGE);
    let pages = reads.pages(input).await?;
    Ok(pages.into_iter().flat_map(|page| page.account_sharing_info_list.unwrap_or_default()).collect())
}
