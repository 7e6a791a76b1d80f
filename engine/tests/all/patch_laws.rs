//! Laws of patch baselines over generated specs.

use engine::Action;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use crate::patch_baselines::{baseline, own};
use crate::world::{STACK, World, summary};
use crate::{one_line, order};

/// A spec as lines, each a field with what it may be on its operating system.
pub fn spec() -> impl Strategy<Value = Vec<String>> {
    select(vec!["AMAZON_LINUX_2", "SUSE", "WINDOWS", "DEBIAN"]).prop_flat_map(|system| {
        let rules = match system {
            "WINDOWS" => vec![
                "{filters: {CLASSIFICATION: [SecurityUpdates, Updates], MSRC_SEVERITY: [Low]}, approveAfterDays: 7}",
                "{filters: {PATCH_SET: [APPLICATION], PRODUCT_FAMILY: [Office], PRODUCT: [\"*\"]}, approveUntilDate: 2027-01-31}",
            ],
            "DEBIAN" => vec!["{filters: {PRIORITY: [Required, Extra]}}", "{filters: {SECTION: [web]}, approveAfterDays: 0, complianceLevel: LOW}"],
            _ => vec![
                "{filters: {CLASSIFICATION: [Security, Recommended], SEVERITY: [Low, Critical]}, approveAfterDays: 0}",
                "{filters: {}, approveAfterDays: 360, complianceLevel: CRITICAL, enableNonSecurity: true}",
                "{filters: {PRODUCT: [\"*\"]}, approveUntilDate: 2027-01-31}",
            ],
        };
        let patches = match system {
            "WINDOWS" => vec!["KB1", "MS17-010", "KB2"],
            _ => vec!["vim", "emacs-*", "nano"],
        };
        let products = match system {
            "WINDOWS" => "WindowsServer2019, WindowsServer2022",
            "DEBIAN" => "Debian11, Debian12",
            "SUSE" => "Suse12.0, Suse15.0",
            _ => "AmazonLinux2, AmazonLinux2.0",
        };
        let mut fields = vec![
            "description: a description".to_owned(),
            "name: other-name".to_owned(),
            format!("globalFilters: {{PRODUCT: [{products}]}}"),
            "approvedPatchesComplianceLevel: HIGH".to_owned(),
            "rejectedPatchesAction: BLOCK".to_owned(),
            "tags: {Team: shop, Cost: \"1\"}".to_owned(),
        ];
        match system {
            "WINDOWS" => fields.push("availableSecurityUpdatesComplianceStatus: NON_COMPLIANT".to_owned()),
            _ => fields.extend([
                "approvedPatchesEnableNonSecurity: true".to_owned(),
                "sources: {one: {products: [p, q], configuration: \"[one]\"}, two: {products: [p], configuration: \"[two]\"}}".to_owned(),
            ]),
        }
        let many = fields.len();
        (
            subsequence(fields, 0..=many),
            proptest::option::of(any::<bool>()),
            subsequence(rules.clone(), 0..=rules.len()),
            subsequence(patches.clone(), 0..=patches.len()),
            subsequence(patches.clone(), 0..=patches.len()),
        )
            .prop_map(move |(fields, default, rules, approved, rejected)| {
                let mut lines = vec![format!("operatingSystem: {system}")];
                lines.extend(fields);
                lines.extend(default.map(|value| format!("default: {value}")));
                for (name, items) in [("approvalRules", rules), ("approvedPatches", approved), ("rejectedPatches", rejected)] {
                    if !items.is_empty() {
                        lines.push(format!("{name}: [{}]", items.join(", ")));
                    }
                }
                lines
            })
    })
}

pub fn manifest(lines: &[String]) -> String {
    baseline("web", &lines.join("\n"))
}

/// The same said in the opposite order: fields, and what is in the lists of patches.
fn turned(lines: &[String]) -> String {
    let turn = |line: &String| match line.split_once("Patches: [") {
        Some((name, items)) => {
            let items: Vec<_> = items.trim_end_matches(']').split(", ").collect();
            let items: Vec<_> = items.into_iter().rev().collect();
            format!("{name}Patches: [{}]", items.join(", "))
        }
        None => line.clone(),
    };
    baseline("web", &lines.iter().rev().map(turn).collect::<Vec<_>>().join("\n"))
}

/// Runs a world on a paused clock.
pub fn told(run: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(run);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn from_any_spec_to_any_other_and_then_nothing(first in spec(), second in spec()) {
        told(async {
            let world = World::new();
            world.converge(&world.desired(STACK, &[&manifest(&first)]).await).await;
            let desired = world.desired(STACK, &[&manifest(&second)]).await;
            let plan = world.plan(&desired).await;
            let same = first[0] == second[0];
            assert!(plan.changes().iter().all(|change| (change.action() == Action::Update) == same), "{:?}", summary(&plan));
            world.converge(&desired).await;
            assert_eq!(own(&world).await.len(), 1);
            assert!(world.destroy(&desired).await.outcome.whole());
            assert!(own(&world).await.is_empty());
        });
    }

    #[test]
    fn order_means_nothing(lines in spec()) {
        told(async {
            let world = World::new();
            let (one, two) = (manifest(&lines), turned(&lines));
            let one = world.desired(STACK, &[&one]).await;
            let two = world.desired(STACK, &[&two]).await;
            order::means_nothing(&world, &one, &two).await;
        });
    }

    #[test]
    fn a_line_alone(lines in spec(), at in any::<Index>()) {
        prop_assume!(lines.len() > 1);
        let at = 1 + at.index(lines.len() - 1);
        told(async {
            let manifest = |lines: &[String]| vec![manifest(lines)];
            let decided = ["default", "availableSecurityUpdatesComplianceStatus"];
            one_line::holds(&World::new(), &manifest, &lines, at, &decided).await;
        });
    }
}
