//! Reads of baselines: the account's own in pages, and one by one where lists do not carry the fields.

use aws_sdk_ssm::operation::describe_patch_baselines::builders::DescribePatchBaselinesInputBuilder;
use aws_sdk_ssm::operation::get_patch_baseline::GetPatchBaselineOutput;
use aws_sdk_ssm::operation::get_patch_baseline::builders::GetPatchBaselineInputBuilder;
use aws_sdk_ssm::types::{PatchBaselineIdentity, ResourceTypeForTagging};
use schema::Tree;
use schema::kinds::patch_baseline::PatchBaseline;

use super::default::{filter, wants_default};
use super::state::Standing;
use crate::contract::{Declared, Resource};
use crate::kinds::owned::{Line, Listed, Place};
use crate::ports::{ApiError, Reads};

const PAGE: i32 = 100;

/// A baseline as the list shows it.
pub(super) struct ListedBaseline {
    id: String,
    name: String,
    system: String,
    pub(super) standing: Standing,
}

impl Listed for ListedBaseline {
    const LINE: Line = Line {
        kind: PatchBaseline::NAME,
        ssm: ResourceTypeForTagging::PatchBaseline,
        tagging: "ssm:patchbaseline",
        list: "DescribePatchBaselines",
        missing: "DoesNotExistException",
    };
    type Whole = GetPatchBaselineOutput;

    async fn list(reads: &Reads) -> Result<Vec<Self>, ApiError> {
        let input =
            DescribePatchBaselinesInputBuilder::default().filters(filter("OWNER", "Self")).max_results(PAGE);
        let pages = reads.pages(input).await?.into_iter();
        Ok(pages.flat_map(|page| page.baseline_identities.unwrap_or_default()).filter_map(listed).collect())
    }

    async fn read(reads: Reads, place: Place) -> Result<GetPatchBaselineOutput, ApiError> {
        reads.call(GetPatchBaselineInputBuilder::default().baseline_id(place.id)).await
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn name(&self) -> &str {
        &self.name
    }

    /// One of another operating system is made anew.
    fn is_expected(&self, declared: &Declared) -> bool {
        declared.tree.get("operatingSystem").and_then(Tree::as_text) == Some(&self.system)
    }

    fn loses(&self, declared: &Declared) -> Option<String> {
        let loses = self.standing == Standing::Default && wants_default(declared, &self.system);
        loses.then(|| format!("the default for {}", self.system))
    }
}

fn listed(identity: PatchBaselineIdentity) -> Option<ListedBaseline> {
    Some(ListedBaseline {
        name: identity.baseline_name().unwrap_or_default().to_owned(),
        system: identity.operating_system().map_or("WINDOWS", |system| system.as_str()).to_owned(),
        standing: if identity.default_baseline() { Standing::Default } else { Standing::Other },
        id: identity.baseline_id?,
    })
}
