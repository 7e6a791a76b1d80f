//! Reads of baselines: the account's own in pages, and one by one where lists do not carry the fields.

use aws_sdk_ssm::operation::describe_patch_baselines::builders::DescribePatchBaselinesInputBuilder;
use aws_sdk_ssm::operation::get_patch_baseline::GetPatchBaselineOutput;
use aws_sdk_ssm::operation::get_patch_baseline::builders::GetPatchBaselineInputBuilder;
use aws_sdk_ssm::types::PatchBaselineIdentity;

use super::default::filter;
use super::state::Standing;
use crate::ports::{ApiError, Reads, spread};

const PAGE: i32 = 100;

/// A baseline as the list shows it.
pub(super) struct Listed {
    pub(super) id: String,
    /// AWS's name for it, which is not unique.
    pub(super) name: String,
    pub(super) system: String,
    pub(super) standing: Standing,
}

/// The account's own baselines.
pub(super) async fn own(reads: &Reads) -> Result<Vec<Listed>, ApiError> {
    let input =
        DescribePatchBaselinesInputBuilder::default().filters(filter("OWNER", "Self")).max_results(PAGE);
    let pages = reads.pages(input).await?.into_iter();
    let identities = pages.flat_map(|page| page.baseline_identities.unwrap_or_default());
    Ok(identities.filter_map(listed).collect())
}

fn listed(identity: PatchBaselineIdentity) -> Option<Listed> {
    Some(Listed {
        name: identity.baseline_name().unwrap_or_default().to_owned(),
        system: identity.operating_system().map_or("WINDOWS", |system| system.as_str()).to_owned(),
        standing: if identity.default_baseline() { Standing::Default } else { Standing::Other },
        id: identity.baseline_id?,
    })
}

/// Whole baselines, by id.
pub(super) async fn whole(
    reads: &Reads,
    ids: Vec<String>,
) -> Vec<(String, Result<GetPatchBaselineOutput, ApiError>)> {
    spread(ids, |id| {
        let reads = reads.clone();
        async move {
            let answer = reads.call(GetPatchBaselineInputBuilder::default().baseline_id(&id)).await;
            (id, answer)
        }
    })
    .await
}
