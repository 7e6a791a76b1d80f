//! Reads of associations: one list, and each whole.

use std::collections::BTreeMap;

use aws_sdk_ssm::operation::describe_association::builders::DescribeAssociationInputBuilder;
use aws_sdk_ssm::operation::describe_document::builders::DescribeDocumentInputBuilder;
use aws_sdk_ssm::operation::list_associations::builders::ListAssociationsInputBuilder;
use aws_sdk_ssm::types::{AssociationDescription, ResourceTypeForTagging};
use schema::kinds::association::Association;

use crate::contract::Resource;
use crate::kinds::owned::{Line, Listed, Place};
use crate::ports::{ApiError, Reads};

const PAGE: i32 = 50;

/// AWS's code for an association that is not there.
pub(super) const MISSING: &str = "AssociationDoesNotExist";

/// An association as the list shows it.
pub(super) struct ListedAssociation {
    id: String,
    name: String,
}

impl Listed for ListedAssociation {
    const LINE: Line = Line {
        kind: Association::NAME,
        ssm: ResourceTypeForTagging::Association,
        tagging: "ssm:association",
        list: "ListAssociations",
        missing: MISSING,
    };
    type Whole = AssociationDescription;

    async fn list(reads: &Reads) -> Result<Vec<Self>, ApiError> {
        let pages = reads.pages(ListAssociationsInputBuilder::default().max_results(PAGE)).await?;
        let all = pages.into_iter().flat_map(|page| page.associations.unwrap_or_default());
        let named =
            all.filter_map(|one| Some((one.association_id?, one.association_name.unwrap_or_default())));
        Ok(named.map(|(id, name)| Self { id, name }).collect())
    }

    /// The list does not carry parameters.
    async fn read(reads: Reads, place: Place) -> Result<AssociationDescription, ApiError> {
        let input = DescribeAssociationInputBuilder::default().association_id(place.id);
        let answer = reads.call(input).await?.association_description;
        Ok(answer.unwrap_or_else(|| AssociationDescription::builder().build()))
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn name(&self) -> &str {
        &self.name
    }
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
