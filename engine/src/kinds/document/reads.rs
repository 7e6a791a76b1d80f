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
use crate::ports::{ApiError, Reads};

const PAGE: i32 = 50;
const PERMISSION_PAGE: i32 = 200;

/// Every document of the account's own, its tags among what is told.
pub(super) async fn own(reads: &Reads) -> Result<Vec<DocumentIdentifier>, ApiError> {
    let own = DocumentKeyValuesFilter::builder().key("Owner").values("Self").build();
    let input = ListDocumentsInputBuilder::default().filters(own).max_results(PAGE);
    let pages = reads.pages(input).await?;
    Ok(pages.into_iter().flat_map(|page| page.document_identifiers.unwrap_or_default()).collect())
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
