//! AWS's words → a baseline's state, and back.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::operation::get_patch_baseline::GetPatchBaselineOutput;
use aws_sdk_ssm::types::{
    PatchComplianceLevel, PatchFilter, PatchFilterGroup, PatchFilterKey, PatchRule, PatchRuleGroup,
    PatchSource as AwsSource,
};
use schema::kinds::patch_baseline::{
    Approval, ApprovalRule, Date, Days, Family, Filters, OperatingSystem, PatchBaseline, PatchSource,
};
use schema::shape::{AwsDecides, Volatile, Word};

use crate::kinds::tags::Tags;

/// Whether a baseline is the default for its operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Default,
    Other,
}

/// The state of a baseline, from its reading, its standing and the tags that manifests decide.
pub(super) fn state(got: &GetPatchBaselineOutput, standing: Standing, tags: Tags) -> PatchBaseline {
    let system: Word<OperatingSystem> =
        Word::of(got.operating_system().map_or("WINDOWS", |system| system.as_str()));
    let rules = got.approval_rules().map(|group| group.patch_rules()).unwrap_or_default();
    PatchBaseline {
        name: got.name().map(str::to_owned),
        description: got.description().filter(|text| !text.is_empty()).map(str::to_owned),
        default: AwsDecides(Some(standing == Standing::Default)),
        global_filters: filters(got.global_filters()),
        approval_rules: rules.iter().map(|rule| approval_rule(rule, &system)).collect(),
        approved_patches: got.approved_patches().iter().cloned().collect(),
        approved_patches_compliance_level: level(got.approved_patches_compliance_level()),
        approved_patches_enable_non_security: got.approved_patches_enable_non_security().unwrap_or_default(),
        rejected_patches: got.rejected_patches().iter().cloned().collect(),
        rejected_patches_action: Word::of(
            got.rejected_patches_action().map_or("ALLOW_AS_DEPENDENCY", |action| action.as_str()),
        ),
        sources: keyed(got.sources().iter().map(source)),
        available_security_updates_compliance_status: AwsDecides(
            got.available_security_updates_compliance_status().map(|status| Word::of(status.as_str())),
        ),
        patch_groups: Volatile(Some(got.patch_groups().iter().cloned().collect())),
        operating_system: system,
        tags,
    }
}

fn approval_rule(rule: &PatchRule, system: &Word<OperatingSystem>) -> ApprovalRule {
    let days = rule.approve_after_days().map(|days| Approval::AfterDays(Days(days.into())));
    let date = rule.approve_until_date().filter(|date| !date.is_empty());
    // AWS's own tools send no days for a system without release dates; to AWS both mean the same.
    let undated = system.known().is_some_and(|system| system.family() == Family::Debian);
    let at_once = undated.then_some(Approval::AfterDays(Days(0)));
    ApprovalRule {
        filters: filters(rule.patch_filter_group()),
        approval: days.or(date.map(|date| Approval::UntilDate(Date(date.to_owned())))).or(at_once),
        compliance_level: level(rule.compliance_level()),
        enable_non_security: rule.enable_non_security().unwrap_or_default(),
    }
}

fn level<E: schema::shape::Words>(level: Option<&PatchComplianceLevel>) -> Word<E> {
    Word::of(level.map_or("UNSPECIFIED", |level| level.as_str()))
}

fn filters(group: Option<&PatchFilterGroup>) -> Filters {
    let filters = group.map(|group| group.patch_filters()).unwrap_or_default();
    let pair = |filter: &PatchFilter| {
        (filter.key().as_str().to_owned(), filter.values().iter().cloned().collect::<BTreeSet<_>>())
    };
    Filters(keyed(filters.iter().map(pair)))
}

fn source(source: &AwsSource) -> (String, PatchSource) {
    let products = source.products().iter().cloned().collect();
    (source.name().to_owned(), PatchSource { products, configuration: source.configuration().to_owned() })
}

/// A list as a map by its natural key. Should AWS hold a key twice, the second is told apart, so
/// that it is a difference and not lost.
fn keyed<T>(pairs: impl Iterator<Item = (String, T)>) -> BTreeMap<String, T> {
    let mut map = BTreeMap::new();
    for (key, value) in pairs {
        let mut free = key.clone();
        let mut count = 2;
        while map.contains_key(&free) {
            free = format!("{key} ({count})");
            count += 1;
        }
        map.insert(free, value);
    }
    map
}

/// Whether a state is of a system on which Linux's fields mean something.
pub(super) fn is_linux(state: &PatchBaseline) -> bool {
    state.operating_system.known().is_none_or(|system| system.family().is_linux())
}

/// Filters as AWS takes them.
pub(super) fn filters_to_aws(filters: &Filters) -> PatchFilterGroup {
    let filter = |(key, values): (&String, &BTreeSet<String>)| {
        PatchFilter::builder()
            .key(PatchFilterKey::from(key.as_str()))
            .set_values(Some(values.iter().cloned().collect()))
            .build()
            .expect("key and values are set")
    };
    PatchFilterGroup::builder()
        .set_patch_filters(Some(filters.0.iter().map(filter).collect()))
        .build()
        .expect("the filters are set")
}

/// Approval rules as AWS takes them.
pub(super) fn rules_to_aws(state: &PatchBaseline) -> PatchRuleGroup {
    let linux = is_linux(state);
    let rule = |rule: &ApprovalRule| {
        let ApprovalRule { filters, approval, compliance_level, enable_non_security } = rule;
        let builder = PatchRule::builder()
            .patch_filter_group(filters_to_aws(filters))
            .compliance_level(PatchComplianceLevel::from(compliance_level.as_str()))
            .set_enable_non_security(linux.then_some(*enable_non_security));
        match approval {
            Some(Approval::AfterDays(Days(days))) => {
                builder.approve_after_days(i32::try_from(*days).expect("AWS's days and ours fit"))
            }
            Some(Approval::UntilDate(Date(date))) => builder.approve_until_date(date),
            None => builder,
        }
        .build()
    };
    PatchRuleGroup::builder()
        .set_patch_rules(Some(state.approval_rules.iter().map(rule).collect()))
        .build()
        .expect("the rules are set")
}

/// Sources as AWS takes them.
pub(super) fn sources_to_aws(sources: &BTreeMap<String, PatchSource>) -> Vec<AwsSource> {
    let source = |(name, source): (&String, &PatchSource)| {
        let PatchSource { products, configuration } = source;
        AwsSource::builder()
            .name(name)
            .set_products(Some(products.iter().cloned().collect()))
            .configuration(configuration)
            .build()
            .expect("name, products and configuration are set")
    };
    sources.iter().map(source).collect()
}
