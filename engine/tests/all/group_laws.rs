//! Laws of patch groups over generated specs.

use proptest::prelude::*;
use proptest::sample::select;

use crate::order;
use crate::patch_baselines::baseline;
use crate::patch_laws::told;
use crate::world::{STACK, World};

/// For each of three operating systems a baseline of the stack, one of AWS's own, or none; one at
/// least.
fn chosen() -> impl Strategy<Value = Vec<&'static str>> {
    let suse = select(vec!["suse-one", "suse-two", "AWS-SuseDefaultPatchBaseline", ""]);
    let debian = select(vec!["debian-one", "AWS-DebianDefaultPatchBaseline", ""]);
    let ubuntu = select(vec!["AWS-UbuntuDefaultPatchBaseline", "ubuntu-one"]);
    (suse, debian, ubuntu)
        .prop_map(|(suse, debian, ubuntu)| {
            [suse, debian, ubuntu].into_iter().filter(|one| !one.is_empty()).collect()
        })
        .prop_shuffle()
}

fn manifests(chosen: &[&str]) -> Vec<String> {
    let own =
        [("suse-one", "SUSE"), ("suse-two", "SUSE"), ("debian-one", "DEBIAN"), ("ubuntu-one", "UBUNTU")];
    let mut all: Vec<String> =
        own.iter().map(|(name, system)| baseline(name, &format!("operatingSystem: {system}"))).collect();
    all.push(format!(
        "apiVersion: trueup/v1\nkind: PatchGroup\nmetadata: {{name: nodes}}\nspec: {{name: Nodes, baselines: [{}]}}\n",
        chosen.join(", ")
    ));
    all
}

fn texts(manifests: &[String]) -> Vec<&str> {
    manifests.iter().map(String::as_str).collect()
}

/// The names of the baselines that the group has.
async fn registered(world: &World) -> Vec<String> {
    let found = world.outside().describe_patch_groups().send().await.expect("allowed");
    let name = |mapping: aws_sdk_ssm::types::PatchGroupPatchBaselineMapping| {
        mapping.baseline_identity.and_then(|baseline| baseline.baseline_name).expect("given")
    };
    found.mappings.unwrap_or_default().into_iter().map(name).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn from_any_baselines_to_any_others_and_then_nothing(first in chosen(), second in chosen()) {
        told(async {
            let world = World::new();
            for chosen in [&first, &second] {
                let manifests = manifests(chosen);
                world.converge(&world.desired(STACK, &texts(&manifests)).await).await;
                let registered = registered(&world).await;
                assert!(chosen.iter().all(|name| registered.iter().any(|own| own == name)), "{registered:?}");
            }
            // What is no longer declared in any way goes with the group, where it is known.
            world.converge(&world.desired(STACK, &texts(&manifests(&first))).await).await;
        });
    }

    #[test]
    fn order_means_nothing(chosen in chosen()) {
        told(async {
            let world = World::new();
            let turned: Vec<&str> = chosen.iter().rev().copied().collect();
            let (one, mut two) = (manifests(&chosen), manifests(&turned));
            two.reverse();
            let one = world.desired(STACK, &texts(&one)).await;
            let two = world.desired(STACK, &texts(&two)).await;
            order::means_nothing(&world, &one, &two).await;
        });
    }

    #[test]
    fn what_somebody_registers_instead_is_found(chosen in chosen()) {
        told(async {
            let world = World::new();
            let desired = world.desired(STACK, &texts(&manifests(&chosen))).await;
            world.converge(&desired).await;
            let outside = world.outside();
            let ubuntu = outside.describe_patch_groups().send().await.expect("allowed");
            let of = |mapping: &&aws_sdk_ssm::types::PatchGroupPatchBaselineMapping| {
                mapping.baseline_identity().and_then(|baseline| baseline.operating_system())
                    == Some(&aws_sdk_ssm::types::OperatingSystem::Ubuntu)
            };
            let mapping = ubuntu.mappings().iter().find(of).expect("always one");
            let id = mapping.baseline_identity().and_then(|baseline| baseline.baseline_id()).expect("given");
            let let_go = outside.deregister_patch_baseline_for_patch_group();
            let_go.patch_group("Nodes").baseline_id(id).send().await.expect("there");
            let plan = world.plan(&desired).await;
            assert_eq!(plan.changes().len(), 1);
            world.converge(&desired).await;
        });
    }
}
