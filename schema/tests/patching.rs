//! Laws of patch baselines and groups as states, and the rules of their fields.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, btree_set};
use proptest::option;
use proptest::prelude::*;
use schema::kinds::patch_baseline::{
    Approval, ApprovalRule, AvailableSecurityUpdates, ComplianceLevel, Date, Days, Family, FilterKey,
    Filters, OperatingSystem, PatchBaseline, PatchSource, RejectedPatchesAction, predefined_names, read,
    system_of_predefined,
};
use schema::kinds::patch_group::{Instances, PatchGroup, TagKey};
use schema::kinds::values::ValueSet;
use schema::shape::{AwsDecides, Shape, Volatile, Word, Words, field_table};
use schema::{Sources, Spanned, Tree, read_manifests};

fn text() -> impl Strategy<Value = String> {
    "[ -~é\n]{0,12}"
}

/// A known word or one that only AWS knows.
fn word<E: Words + std::fmt::Debug>() -> impl Strategy<Value = Word<E>> {
    let known = (0..E::ALL.len()).prop_map(|at| Word::Known(E::ALL[at].1));
    prop_oneof![9 => known, 1 => "[A-Z]{9}_NEW".prop_map(Word::Other)]
}

fn filters() -> impl Strategy<Value = Filters> {
    btree_map("[A-Z_]{1,8}", btree_set(text(), 0..3), 0..3).prop_map(Filters)
}

prop_compose! {
    fn rule()(
        filters in filters(),
        approval in option::of(prop_oneof![
            any::<i64>().prop_map(|days| Approval::AfterDays(Days(days))),
            text().prop_map(|date| Approval::UntilDate(Date(date))),
        ]),
        compliance_level in word::<ComplianceLevel>(),
        enable_non_security in any::<bool>(),
    ) -> ApprovalRule {
        ApprovalRule { filters, approval, compliance_level, enable_non_security }
    }
}

fn sources() -> impl Strategy<Value = BTreeMap<String, PatchSource>> {
    let source = (btree_set(text(), 0..3), text())
        .prop_map(|(products, configuration)| PatchSource { products, configuration });
    btree_map(text(), source, 0..3)
}

prop_compose! {
    fn baseline()(
        (name, description) in (option::of(text()), option::of(text())),
        operating_system in word::<OperatingSystem>(),
        default in option::of(any::<bool>()).prop_map(AwsDecides),
        global_filters in filters(),
        approval_rules in btree_set(rule(), 0..4),
        (approved_patches, rejected_patches) in (btree_set(text(), 0..4), btree_set(text(), 0..4)),
        approved_patches_compliance_level in word::<ComplianceLevel>(),
        approved_patches_enable_non_security in any::<bool>(),
        rejected_patches_action in word::<RejectedPatchesAction>(),
        sources in sources(),
        available in option::of(word::<AvailableSecurityUpdates>()).prop_map(AwsDecides),
        patch_groups in option::of(btree_set(text(), 0..3)).prop_map(Volatile),
        tags in btree_map(text(), text(), 0..3),
    ) -> PatchBaseline {
        PatchBaseline {
            name,
            operating_system,
            description,
            default,
            global_filters,
            approval_rules,
            approved_patches,
            approved_patches_compliance_level,
            approved_patches_enable_non_security,
            rejected_patches,
            rejected_patches_action,
            sources,
            available_security_updates_compliance_status: available,
            patch_groups,
            tags,
        }
    }
}

/// A tree as a saved plan could hold it: sets are lists there.
fn saved(tree: Tree) -> Tree {
    match tree {
        Tree::Set(items) | Tree::List(items) => Tree::List(items.into_iter().map(saved).collect()),
        Tree::Map(map) => Tree::Map(map.into_iter().map(|(key, tree)| (key, saved(tree))).collect()),
        other => other,
    }
}

proptest! {
    #[test]
    fn a_baselines_tree_reads_back(state in baseline()) {
        let shown = format!("{:?}", state.tree());
        let again = PatchBaseline::from_tree(Some(&state.tree())).expect("its own tree fits");
        prop_assert_eq!(format!("{:?}", again.tree()), &*shown);
        prop_assert_eq!(again.approval_rules, state.approval_rules.clone());
        let loaded = PatchBaseline::from_tree(Some(&saved(state.tree()))).expect("a saved tree fits");
        prop_assert_eq!(format!("{:?}", loaded.tree()), shown);
    }

    #[test]
    fn a_groups_tree_reads_back(
        name in text(),
        baselines in btree_map(text(), text(), 0..4),
        instances in option::of(instances()),
    ) {
        let state = PatchGroup { name, baselines, instances };
        prop_assert_eq!(PatchGroup::from_tree(Some(&state.tree())), Ok(state));
    }
}

prop_compose! {
    fn instances()(
        tag_key in proptest::sample::select(vec![TagKey::Spaced, TagKey::Joined]),
        filters in btree_map(text(), btree_set(text(), 0..3).prop_map(ValueSet), 0..3),
    ) -> Instances {
        Instances { tag_key, filters }
    }
}

/// The codes of what is found in a baseline's spec.
fn codes(spec: &str) -> Vec<&'static str> {
    let text = format!(
        "apiVersion: trueup/v1\nkind: PatchBaseline\nmetadata: {{name: web-critical}}\nspec:\n{spec}"
    );
    let mut sources = Sources::default();
    let id = sources.add("m.yaml", text);
    let (manifests, findings) = read_manifests(&sources, [id]);
    assert_eq!(findings, []);
    let name: &Spanned<String> = &manifests[0].metadata.name;
    let (_, findings) = read(name, &manifests[0].spec, &Default::default());
    findings.into_iter().map(|finding| finding.code).collect()
}

#[test]
fn every_system_takes_its_own_keys_and_values_and_no_others() {
    for (system, value) in OperatingSystem::ALL {
        let family = value.family();
        for (key, filter) in FilterKey::ALL {
            let own = FilterKey::of_family(family).contains(filter);
            let values = filter.values(family).unwrap_or(&["anything at all"]);
            for value in values.iter().chain(&["*"]).filter(|value| **value != "APPLICATION") {
                let spec =
                    format!("  operatingSystem: {system}\n  globalFilters: {{{key}: [\"{value}\"]}}\n");
                let expected: &[&str] = if own { &[] } else { &["baseline-filter"] };
                assert_eq!(codes(&spec), expected, "{system} {key} {value}");
            }
            if own && filter.values(family).is_some() {
                let spec = format!("  operatingSystem: {system}\n  globalFilters: {{{key}: [Nonsense]}}\n");
                assert_eq!(codes(&spec), ["baseline-filter-value"], "{system} {key}");
            }
        }
    }
}

#[test]
fn a_rule_says_from_when_on_wherever_releases_have_dates() {
    for (system, value) in OperatingSystem::ALL {
        let of = |approval: &str| {
            codes(&format!(
                "  operatingSystem: {system}\n  approvalRules: [{{filters: {{PRODUCT: [\"*\"]}}{approval}}}]\n"
            ))
        };
        let undated = value.family() == Family::Debian;
        assert_eq!(of(""), if undated { vec![] } else { vec!["baseline-approval"] }, "{system}");
        assert_eq!(of(", approveAfterDays: 0"), Vec::<&str>::new(), "{system}");
        let warned = if undated { vec!["baseline-undated"] } else { vec![] };
        assert_eq!(of(", approveAfterDays: 360"), warned, "{system}");
        assert_eq!(of(", approveUntilDate: 2027-01-31"), warned, "{system}");
        assert_eq!(of(", approveAfterDays: 361")[0], "number-range", "{system}");
        assert_eq!(of(", approveAfterDays: 7, approveUntilDate: 2027-01-31")[0], "one-of", "{system}");
    }
}

#[test]
fn limits_are_those_of_aws() {
    let list = |count: usize| (0..count).map(|at| format!("KB{at}")).collect::<Vec<_>>().join(", ");
    assert_eq!(codes(&format!("  approvedPatches: [{}]\n", list(50))), Vec::<&str>::new());
    assert_eq!(codes(&format!("  approvedPatches: [{}]\n", list(51))), ["baseline-limit"]);
    assert_eq!(codes(&format!("  rejectedPatches: [{}]\n", list(51))), ["baseline-limit"]);
    assert_eq!(codes(&format!("  globalFilters: {{PRODUCT: [{}]}}\n", list(20))), Vec::<&str>::new());
    assert_eq!(codes(&format!("  globalFilters: {{PRODUCT: [{}]}}\n", list(21))), ["baseline-limit"]);
    assert_eq!(codes(&format!("  globalFilters: {{PRODUCT: [{}]}}\n", "x".repeat(65))), ["baseline-limit"]);
    assert_eq!(codes(&format!("  description: {}\n", "x".repeat(1024))), Vec::<&str>::new());
    assert_eq!(codes(&format!("  description: {}\n", "x".repeat(1025))), ["baseline-limit"]);
    assert_eq!(codes(&format!("  name: {}\n", "x".repeat(129))), ["baseline-name"]);
    let sources: Vec<_> =
        (0..21).map(|at| format!("my-{at:03}: {{products: [p], configuration: c}}")).collect();
    assert_eq!(
        codes(&format!("  operatingSystem: SUSE\n  sources: {{{}}}\n", sources.join(", "))),
        ["baseline-limit"]
    );
    let tags: Vec<_> = (0..49).map(|at| format!("k{at}: v")).collect();
    assert_eq!(codes(&format!("  tags: {{{}}}\n", tags.join(", "))), ["tag"]);
    assert_eq!(codes(&format!("  tags: {{{}}}\n", tags[1..].join(", "))), Vec::<&str>::new());
}

#[test]
fn every_system_has_a_baseline_of_awss_own() {
    for (word, system) in OperatingSystem::ALL {
        assert!(predefined_names().any(|name| system_of_predefined(name) == Some(*system)), "{word}");
    }
}

#[test]
fn only_the_operating_system_forces_a_replacement() {
    let rows = field_table::<PatchBaseline>();
    let replacing: Vec<_> = rows
        .iter()
        .filter(|row| row.change == schema::shape::Change::Replace)
        .map(|row| row.path.as_str())
        .collect();
    assert_eq!(replacing, ["operatingSystem"]);
    assert_eq!(rows.iter().find(|row| row.path == "default").expect("a field").class.words(), "AWS decides");
}
