//! A baseline as a file of another tool says it → its state.

use aws_sdk_ssm::operation::get_patch_baseline::GetPatchBaselineOutput;
use aws_sdk_ssm::types::{PatchFilter, PatchFilterGroup, PatchRule, PatchRuleGroup, PatchSource};
use schema::kinds::patch_baseline::PatchBaseline;

use super::state::{Standing, state};
use crate::contract::Fields;

/// The state of a baseline.
///
/// # Errors
/// A field that is not known, or not what it should be.
pub(in crate::kinds) fn worded(mut said: Fields) -> Result<PatchBaseline, String> {
    let mut rules = Vec::new();
    if let Some(mut group) = said.fields("ApprovalRules")? {
        rules = group.items("PatchRules")?.into_iter().map(rule).collect::<Result<_, _>>()?;
        group.done()?;
    }
    let sources = said.items("Sources")?.into_iter().map(source).collect::<Result<Vec<_>, _>>()?;
    let got = GetPatchBaselineOutput::builder()
        .set_name(said.text("Name")?)
        .set_description(said.text("Description")?)
        .set_operating_system(said.text("OperatingSystem")?.map(|word| word.as_str().into()))
        .set_global_filters(filters(said.fields("GlobalFilters")?)?)
        .approval_rules(PatchRuleGroup::builder().set_patch_rules(Some(rules)).build().map_err(lacks)?)
        .set_approved_patches(Some(said.texts("ApprovedPatches")?))
        .set_approved_patches_compliance_level(
            said.text("ApprovedPatchesComplianceLevel")?.map(|word| word.as_str().into()),
        )
        .set_approved_patches_enable_non_security(said.parsed("ApprovedPatchesEnableNonSecurity")?)
        .set_rejected_patches(Some(said.texts("RejectedPatches")?))
        .set_rejected_patches_action(said.text("RejectedPatchesAction")?.map(|word| word.as_str().into()))
        .set_sources(Some(sources))
        .set_available_security_updates_compliance_status(
            said.text("AvailableSecurityUpdatesComplianceStatus")?.map(|word| word.as_str().into()),
        )
        .build();
    let standing = match said.parsed("DefaultBaseline")? {
        Some(true) => Standing::Default,
        Some(false) | None => Standing::Other,
    };
    let tags = said.tags()?;
    said.done()?;
    Ok(state(&got, standing, tags))
}

fn rule(mut said: Fields) -> Result<PatchRule, String> {
    let date = said.text("ApproveUntilDate")?;
    let days = said.parsed("ApproveAfterDays")?;
    let rule = PatchRule::builder()
        .set_patch_filter_group(filters(said.fields("PatchFilterGroup")?)?)
        // Beside a date some tools hold none as 0.
        .set_approve_after_days(days.filter(|_| date.is_none()))
        .set_approve_until_date(date)
        .set_compliance_level(said.text("ComplianceLevel")?.map(|word| word.as_str().into()))
        .set_enable_non_security(said.parsed("EnableNonSecurity")?)
        .build();
    said.done().map(|()| rule)
}

fn filters(said: Option<Fields>) -> Result<Option<PatchFilterGroup>, String> {
    let Some(mut said) = said else { return Ok(None) };
    let filter = |mut said: Fields| {
        let filter = PatchFilter::builder()
            .key(said.must("Key")?.as_str().into())
            .set_values(Some(said.texts("Values")?))
            .build()
            .map_err(lacks)?;
        said.done().map(|()| filter)
    };
    let filters = said.items("PatchFilters")?.into_iter().map(filter).collect::<Result<_, _>>()?;
    said.done()?;
    PatchFilterGroup::builder().set_patch_filters(Some(filters)).build().map(Some).map_err(lacks)
}

fn source(mut said: Fields) -> Result<PatchSource, String> {
    let source = PatchSource::builder()
        .name(said.must("Name")?)
        .configuration(said.must("Configuration")?)
        .set_products(Some(said.texts("Products")?))
        .build()
        .map_err(lacks)?;
    said.done().map(|()| source)
}

fn lacks(error: impl std::fmt::Display) -> String {
    error.to_string()
}
