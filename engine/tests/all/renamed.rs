//! What goes since its manifest describes another one is protected as its manifest was.

use aws_sdk_ssm::types::Tag;
use engine::approve::{Objection, Protector};
use engine::contract::Effect;
use engine::plan::Plan;
use engine::resolve::Desired;
use engine::{Action, Address};
use globset::{Glob, GlobSetBuilder};

use crate::world::{STACK, World, summary};

/// A manifest of each kind whose name in AWS may change, under two names, and the address of the first once
/// the manifest has the second.
const RENAMED: [(&str, &str, &str, &str); 5] = [
    (
        "kind: Document\nmetadata: {name: one}\nspec: {NAMEtype: Command, content: {schemaVersion: '2.2', mainSteps: [{action: 'aws:runShellScript', name: run, inputs: {runCommand: [id]}}]}}\n",
        "",
        "name: second, ",
        "Document/one@old",
    ),
    (
        "kind: ChangeCalendar\nmetadata: {name: one}\nspec: {NAMEdefault: open, timezone: UTC, events: [{summary: x, start: 2026-11-27T00:00, end: 2026-12-01T00:00}]}\n",
        "",
        "name: second, ",
        "ChangeCalendar/one@old",
    ),
    (
        "kind: ServiceSetting\nmetadata: {name: one}\nspec: {NAME}\n",
        "setting: parameterStore.defaultTier, value: Advanced",
        "setting: /ssm/documents/console/public-sharing-permission, value: Disable",
        "ServiceSetting/one/ssm/parameter-store/default-parameter-tier",
    ),
    (
        "kind: ResourceDataSync\nmetadata: {name: one}\nspec: {NAMEs3Destination: {bucketName: example-inventory, region: eu-central-1}}\n",
        "name: first, ",
        "name: second, ",
        "ResourceDataSync/one/SyncToDestination/first",
    ),
    (
        "kind: PatchGroup\nmetadata: {name: one}\nspec: {NAMEbaselines: [AWS-AmazonLinux2023DefaultPatchBaseline]}\n",
        "name: First, ",
        "name: Second, ",
        "PatchGroup/one/First",
    ),
];

/// The manifest under a name, of a stack that protects its address or nothing.
async fn desired(world: &mut World, protects: bool, manifest: &str, name: &str) -> Desired {
    let manifest = format!("apiVersion: trueup/v1\n{}", manifest.replace("NAME", name));
    let kind = manifest.split("kind: ").nth(1).and_then(|rest| rest.lines().next()).expect("a kind");
    let pattern = protects.then(|| format!("{kind}/one"));
    let mut globs = GlobSetBuilder::new();
    if let Some(pattern) = &pattern {
        globs.add(Glob::new(pattern).expect("a pattern"));
    }
    world.guardrails.protect = globs.build().expect("patterns");
    let guardrails = format!("guardrails: {{protect: [{}]}}", pattern.unwrap_or_default());
    world.desired(&STACK.replace("tags: {Application: webshop}", &guardrails), &[&manifest]).await
}

fn refused(world: &World, plan: Plan) -> Vec<Objection> {
    world.approve(plan).err().map(|refusal| refusal.objections).unwrap_or_default()
}

#[tokio::test(start_paused = true)]
async fn the_pattern_of_its_manifest_holds_it() {
    for (manifest, first, second, old) in RENAMED {
        let mut world = World::new();
        let before = desired(&mut world, true, manifest, first).await;
        world.converge(&before).await;
        let after = desired(&mut world, true, manifest, second).await;
        for plan in [world.plan(&after).await, world.plan_to_destroy(&after).await] {
            let gone = plan.change(&old.into()).unwrap_or_else(|| panic!("{old}: {:?}", summary(&plan)));
            assert_eq!(gone.action(), Action::Delete);
            let own = format!("{}/one", gone.address.kind());
            assert_eq!(gone.effects[0], Effect::Beside { address: Address::from(&*own) }, "{old}");
            let held = Objection::Protected(old.into(), Action::Delete, Protector::Guardrail);
            assert!(refused(&world, plan).contains(&held), "{old}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn its_tag_holds_it_where_the_pattern_goes_in_the_same_edit() {
    for (manifest, first, second, old) in RENAMED {
        let mut world = World::new();
        let before = desired(&mut world, true, manifest, first).await;
        world.converge(&before).await;
        let after = desired(&mut world, false, manifest, second).await;
        let tagged = ["Document", "ChangeCalendar"].contains(&Address::from(old).kind());
        let held = Objection::Protected(old.into(), Action::Delete, Protector::Tag);
        let held = if tagged { vec![held] } else { Vec::new() };
        assert_eq!(refused(&world, world.plan(&after).await), held, "{old}");
    }
}

/// One of several that carry a manifest's name once that is gone, and what hangs on it.
#[tokio::test(start_paused = true)]
async fn one_of_several_is_held_by_the_pattern_of_them_all() {
    let mut world = World::new();
    let other = "apiVersion: trueup/v1\nkind: PatchBaseline\nmetadata: {name: other}\nspec: {operatingSystem: SUSE}\n";
    let window = "apiVersion: trueup/v1\nkind: MaintenanceWindow\nmetadata: {name: one}\nspec: {schedule: rate(7 days), duration: 4h, cutoff: 1h, targets: {web: {where: {'tag:Role': web}}}}\n";
    world.converge(&world.desired(STACK, &[other, window]).await).await;
    let twin = world.outside().create_maintenance_window().name("one").schedule("rate(7 days)").duration(4);
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().expect("whole");
    let twin = twin
        .cutoff(1)
        .allow_unassociated_targets(true)
        .set_tags(Some(vec![tag("trueup:stack", "webshop/default"), tag("trueup:name", "one")]));
    twin.send().await.expect("allowed");
    let gone = world.desired(STACK, &[other]).await;
    for (pattern, count) in [("MaintenanceWindow/one", 2), ("MaintenanceWindow/one/target/*", 1)] {
        let globs = GlobSetBuilder::new().add(Glob::new(pattern).expect("a pattern")).build();
        world.guardrails.protect = globs.expect("a set");
        let plan = world.plan(&gone).await;
        assert_eq!(refused(&world, plan.clone()).len(), count, "{pattern}: {:?}", summary(&plan));
    }
    world.guardrails.protect = Default::default();
    world.converge(&gone).await;
}
