//! What holds for a whole account: settings and syncs, their trees and what their readers say.

use std::collections::BTreeSet;

use proptest::collection::btree_set;
use proptest::option;
use proptest::prelude::*;
use schema::kinds::resource_data_sync::{
    AwsOrganizationsSource, OrganizationSourceType, ResourceDataSync, S3Destination, SourceType, SyncSource,
    SyncType,
};
use schema::kinds::service_setting::{self, KNOWN, ServiceSetting, SettingId, known};
use schema::shape::{Shape, Timestamp, Volatile, Word, Words};
use schema::{Sources, read_manifests};

fn text() -> impl Strategy<Value = String> {
    "[a-z/${}. -]{0,8}"
}

/// One of AWS's words, those that only AWS knows yet among them.
fn word<E: Words + std::fmt::Debug + Clone>() -> impl Strategy<Value = Word<E>> {
    prop_oneof![
        (0..E::ALL.len()).prop_map(|at| Word::Known(E::ALL[at].1)),
        "[0-9]{1,4}".prop_map(Word::Other)
    ]
}

prop_compose! {
    fn destination()(
        bucket_name in text(),
        prefix in option::of(text()),
        sync_format in word(),
        region in text(),
        aws_kms_key_arn in option::of(text()),
        destination_data_sharing in option::of(word()),
    ) -> S3Destination {
        S3Destination { bucket_name, prefix, sync_format, region, aws_kms_key_arn, destination_data_sharing }
    }
}

prop_compose! {
    fn accounts()(
        organization_source_type in word::<OrganizationSourceType>(),
        organizational_units in btree_set(text(), 0..3),
    ) -> AwsOrganizationsSource {
        AwsOrganizationsSource { organization_source_type, organizational_units }
    }
}

prop_compose! {
    fn source()(
        source_type in word::<SourceType>(),
        aws_organizations_source in option::of(accounts()),
        source_regions in btree_set(text(), 0..3),
        include_future_regions: bool,
        enable_all_ops_data_sources: bool,
    ) -> SyncSource {
        SyncSource {
            source_type,
            aws_organizations_source,
            source_regions,
            include_future_regions,
            enable_all_ops_data_sources,
        }
    }
}

proptest! {
    #[test]
    fn a_syncs_tree_reads_back(
        name in option::of(text()),
        sync_type in word::<SyncType>(),
        s3_destination in option::of(destination()),
        sync_source in option::of(source()),
        (source_state, last_status) in (option::of(text()).prop_map(Volatile), option::of(text()).prop_map(Volatile)),
    ) {
        let state = ResourceDataSync { name, sync_type, s3_destination, sync_source, source_state, last_status };
        prop_assert_eq!(ResourceDataSync::from_tree(Some(&state.tree())), Ok(state));
    }

    #[test]
    fn a_settings_tree_reads_back(
        setting in text().prop_map(SettingId),
        value in text(),
        status in option::of(text()).prop_map(Volatile),
        last_modified_user in option::of(text()).prop_map(Volatile),
        at in option::of(0..2_000_000_000_i64),
    ) {
        let date = at.map(|at| Timestamp(jiff::Timestamp::from_second(at).expect("in range")));
        let last_modified_date = Volatile(date);
        let state = ServiceSetting { setting, value, status, last_modified_user, last_modified_date };
        prop_assert_eq!(ServiceSetting::from_tree(Some(&state.tree())), Ok(state));
    }
}

/// What is found in a setting's spec: messages and ways out.
fn told(spec: &str) -> Vec<(String, Option<String>)> {
    let text =
        format!("apiVersion: trueup/v1\nkind: ServiceSetting\nmetadata: {{name: one}}\nspec: {{{spec}}}\n");
    let mut sources = Sources::default();
    let id = sources.add("m.yaml", text);
    let (manifests, findings) = read_manifests(&sources, [id]);
    assert!(findings.is_empty(), "{findings:#?}");
    let found = service_setting::read(&manifests[0].spec).1;
    found.into_iter().map(|finding| (finding.message, finding.help)).collect()
}

fn helps(spec: &str) -> String {
    let told = told(spec);
    assert_eq!(told.len(), 1, "{told:?}");
    told[0].1.clone().unwrap_or_default()
}

#[test]
fn a_setting_is_known_by_its_id_and_by_its_name() {
    let all: BTreeSet<&str> = KNOWN.iter().flat_map(|known| [known.id, known.name]).collect();
    assert_eq!(all.len(), 2 * KNOWN.len(), "each is told from all others");
    assert!(KNOWN.is_sorted_by_key(|known| known.id));
    for setting in &KNOWN {
        assert_eq!(known(setting.id), Some(setting));
        assert_eq!(known(setting.name), Some(setting));
    }
}

#[test]
fn what_is_meant_is_said() {
    assert_eq!(
        helps("setting: parameterStore.defaultTeir, value: Advanced"),
        "did you mean `parameterStore.defaultTier`?"
    );
    assert_eq!(
        helps("setting: /ssm/parameter-store/default-parameter-tire, value: Advanced"),
        "did you mean `/ssm/parameter-store/default-parameter-tier`?"
    );
    assert!(helps("setting: something, value: Advanced").starts_with("write one of `appManager.enabled`, "));
    assert_eq!(helps("setting: parameterStore.defaultTier, value: advanced"), "did you mean `Advanced`?");
    assert_eq!(helps("setting: automation.adaptiveConcurrency, value: true"), "did you mean `True`?");
    assert_eq!(helps("setting: opsInsights.opsCenter, value: yes"), "write `Disabled` or `Enabled`");
    assert_eq!(
        helps("setting: automation.logDestination, value: None"),
        "for AWS's own, `None`, write `absent: true` into the metadata"
    );
    assert_eq!(
        helps(
            "setting: managedInstance.defaultRole, value: 'arn:aws:iam::123456789012:role/service-role/Nodes'"
        ),
        "write its name with its path: `service-role/Nodes`"
    );
    assert_eq!(told("setting: managedInstance.defaultRole, value: service-role/Nodes"), []);
    assert_eq!(told("setting: parameterStore.highThroughput, value: true"), []);
}
