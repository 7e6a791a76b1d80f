//! Patch groups: one baseline for each operating system, swapped as one step, and nothing taken
//! away that is not declared.

use aws_sdk_ssm::types::OperatingSystem;
use engine::Action;
use engine::contract::Depth;
use engine::contract::Effect as PlanEffect;
use engine::plan::Rival;
use sandbox::{Effect, Rule, When};

use crate::patch_baselines::{baseline, own};
use crate::world::{STACK, World, hierarchy, summary};

pub fn group(name: &str, baselines: &str) -> String {
    format!(
        "apiVersion: trueup/v1\nkind: PatchGroup\nmetadata: {{name: {name}}}\nspec:\n  name: Production\n  baselines: {baselines}\n"
    )
}

pub fn of(name: &str, system: &str) -> String {
    baseline(name, &format!("operatingSystem: {system}"))
}

/// Every registration: group, operating system, the baseline's name.
pub async fn registered(world: &World) -> Vec<(String, String, String)> {
    let found = world.outside().describe_patch_groups().send().await.expect("allowed");
    let row = |mapping: aws_sdk_ssm::types::PatchGroupPatchBaselineMapping| {
        let baseline = mapping.baseline_identity.expect("given");
        let system = baseline.operating_system.expect("given").as_str().to_owned();
        (mapping.patch_group.expect("given"), system, baseline.baseline_name.expect("given"))
    };
    found.mappings.unwrap_or_default().into_iter().map(row).collect()
}

pub fn rows<const N: usize>(rows: [(&str, &str, &str); N]) -> Vec<(String, String, String)> {
    rows.map(|(group, system, name)| (group.into(), system.into(), name.into())).into()
}

async fn id(world: &World, name: &str) -> String {
    own(world).await.into_iter().find(|(_, own)| own == name).expect("it is there").0
}

async fn console(world: &World, name: &str, system: OperatingSystem) -> String {
    let made = world.outside().create_patch_baseline().name(name).operating_system(system);
    made.send().await.expect("allowed").baseline_id.expect("given")
}

pub async fn register(world: &World, group: &str, baseline: &str) {
    let register = world.outside().register_patch_baseline_for_patch_group();
    register.patch_group(group).baseline_id(baseline).send().await.expect("allowed");
}

#[tokio::test(start_paused = true)]
async fn a_group_is_registered_kept_and_let_go() {
    let world = World::new();
    let manifests = [of("suse", "SUSE"), group("production", "[suse, AWS-UbuntuDefaultPatchBaseline]")];
    let desired = world.desired(STACK, &[&manifests[1], &manifests[0]]).await;
    let applied = world.converge(&desired).await;
    assert_eq!(summary(&applied.plan)[1], "+ PatchGroup/production [baselines name]");
    assert_eq!(applied.plan.changes()[1].needs[0].as_str(), "PatchBaseline/suse");
    let ubuntu = ("Production", "UBUNTU", "AWS-UbuntuDefaultPatchBaseline");
    assert_eq!(registered(&world).await, rows([("Production", "SUSE", "suse"), ubuntu]));
    let gone = world.destroy(&desired).await;
    assert!(gone.outcome.whole(), "{:#?}", gone.outcome);
    assert_eq!(registered(&world).await, []);
    assert!(own(&world).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_swap_is_one_step_and_leaves_a_gap_of_one_call() {
    let world = World::new();
    let two = [of("first", "SUSE"), of("second", "SUSE")];
    let with = |baseline: &str| group("production", &format!("[{baseline}]"));
    world.converge(&world.desired(STACK, &[&two[0], &two[1], &with("first")]).await).await;
    let desired = world.desired(STACK, &[&two[0], &two[1], &with("second")]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(summary(&plan), ["~ PatchGroup/production [baselines.SUSE]"]);
    let applied = world.converge(&desired).await;
    let operations: Vec<_> = applied.outcome.results[0].calls.iter().map(|call| call.operation).collect();
    assert_eq!(operations, ["DeregisterPatchBaselineForPatchGroup", "RegisterPatchBaselineForPatchGroup"]);
    assert_eq!(registered(&world).await, rows([("Production", "SUSE", "second")]));

    let predefined = world.desired(STACK, &[&two[0], &two[1], &with("AWS-SuseDefaultPatchBaseline")]).await;
    world.converge(&predefined).await;
    assert_eq!(registered(&world).await, rows([("Production", "SUSE", "AWS-SuseDefaultPatchBaseline")]));
    world.converge(&desired).await;
    let gone = world.desired(STACK, &[&two[0], &with("first")]).await;
    world.converge(&gone).await;
    assert_eq!(registered(&world).await, rows([("Production", "SUSE", "first")]));
}

/// AWS deletes no baseline that a group is registered with, whoever has done that.
#[tokio::test(start_paused = true)]
async fn a_baseline_that_others_use_is_not_planned_to_go() {
    let world = World::new();
    let used = of("suse", "SUSE");
    let desired = world.desired(STACK, &[&used, &group("ours", "[suse]"), &hierarchy("a: 1")]).await;
    world.converge(&desired).await;
    let less = world.desired(STACK, &[&hierarchy("a: 1")]).await;
    let reviewed = [world.plan(&less).await, world.plan_to_destroy(&desired).await];
    let reviewed = reviewed.map(|plan| {
        assert!(plan.conflicts().is_empty());
        plan
    });
    let register = world.outside().register_patch_baseline_for_patch_group();
    let register = register.baseline_id(id(&world, "suse").await).patch_group("theirs");
    register.send().await.expect("allowed");
    let rival = Rival::Holders(vec!["theirs".into()]);
    let live = world.live(&desired, Depth::Owned).await;
    let replace = ["PatchBaseline/suse".into()].into();
    let anew = engine::plan::plan(&desired, &live, engine::plan::Frame { replace, ..world.frame() });
    for plan in [world.plan(&less).await, world.plan_to_destroy(&desired).await, anew] {
        assert_eq!(plan.conflicts()[0].rival, rival, "{:?}", summary(&plan));
        assert!(world.approve(plan).is_err());
    }
    for (plan, desired) in reviewed.iter().zip([&less, &desired]) {
        let met = world.met(plan, desired).await.expect("it is told as a conflict");
        assert_eq!(met.conflicts()[0].rival, rival);
    }
}

/// Also where that group is this stack's own and stays.
#[tokio::test(start_paused = true)]
async fn a_baseline_that_stays_in_use_is_not_planned_to_go() {
    let world = World::new();
    let used = of("suse", "SUSE");
    world.converge(&world.desired(STACK, &[&used, &group("ours", "[suse]")]).await).await;
    let external = format!("[{{external: \"{}\", operatingSystem: SUSE}}]", id(&world, "suse").await);
    let plan = world.plan(&world.desired(STACK, &[&group("ours", &external)]).await).await;
    assert_eq!(plan.conflicts()[0].rival, Rival::Holders(vec!["Production".into()]), "{:?}", summary(&plan));
}

#[tokio::test(start_paused = true)]
async fn a_swap_that_was_cut_short_is_finished() {
    for (operation, effect) in [
        ("RegisterPatchBaselineForPatchGroup", Effect::error("ValidationException", "not now")),
        ("RegisterPatchBaselineForPatchGroup", Effect::LoseAnswer),
        ("DeregisterPatchBaselineForPatchGroup", Effect::LoseAnswer),
    ] {
        let world = World::new();
        let two = [of("first", "SUSE"), of("second", "SUSE")];
        let with = |baseline: &str| group("production", &format!("[{baseline}]"));
        world.converge(&world.desired(STACK, &[&two[0], &two[1], &with("first")]).await).await;
        let desired = world.desired(STACK, &[&two[0], &two[1], &with("second")]).await;
        let lost = matches!(effect, Effect::LoseAnswer);
        world.sandbox.add_fault(Rule::new(operation, When::Nth(1), effect));
        let applied = world.apply(&desired).await;
        assert_eq!(applied.outcome.whole(), lost, "{operation}");
        world.sandbox.clear_faults();
        assert_eq!(world.plan(&desired).await.empty(), lost);
        world.converge(&desired).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_group_moves_to_what_replaces_its_baseline() {
    let world = World::new();
    let group = group("production", "[web]");
    world.converge(&world.desired(STACK, &[&of("web", "SUSE"), &group]).await).await;
    let old = id(&world, "web").await;
    let desired = world.desired(STACK, &[&of("web", "DEBIAN"), &group]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(
        summary(&plan),
        [
            "± PatchBaseline/web [operatingSystem]",
            "~ PatchGroup/production [baselines.DEBIAN baselines.SUSE]"
        ]
    );
    assert_eq!(plan.changes()[0].effects, [PlanEffect::Repoints { address: "PatchGroup/production".into() }]);
    assert!(plan.changes()[1].differences[0].known_later());
    world.converge(&desired).await;
    assert_eq!(registered(&world).await, rows([("Production", "DEBIAN", "web")]));
    assert_ne!(id(&world, "web").await, old);
    assert_eq!(own(&world).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_refers_to_a_baseline_that_cannot_be_read_is_neither_changed_nor_unchanged() {
    let world = World::new();
    let manifests = [of("web", "SUSE"), group("production", "[web]")];
    let desired = world.desired(STACK, &[&manifests[0], &manifests[1]]).await;
    world.converge(&desired).await;
    let refused = Effect::error("AccessDeniedException", "no");
    world.sandbox.add_fault(Rule::new("GetPatchBaseline", When::Every, refused));
    let plan = world.plan(&desired).await;
    assert_eq!((summary(&plan), plan.unchanged(), plan.complete()), (Vec::new(), 0, false));
}

#[tokio::test(start_paused = true)]
async fn while_its_group_cannot_move_the_old_baseline_stays() {
    let world = World::new();
    let group = group("production", "[web]");
    world.converge(&world.desired(STACK, &[&of("web", "SUSE"), &group]).await).await;
    let desired = world.desired(STACK, &[&of("web", "DEBIAN"), &group]).await;
    let refused = Effect::error("ValidationException", "not now");
    world.sandbox.add_fault(Rule::new("DeregisterPatchBaselineForPatchGroup", When::Every, refused));
    let applied = world.apply(&desired).await;
    let said: Vec<String> = applied
        .outcome
        .results
        .iter()
        .map(|result| match &result.fate {
            engine::apply::Fate::Failed(failure) => failure.to_string(),
            fate => format!("{fate:?}"),
        })
        .collect();
    assert_eq!(
        said[0],
        "the new one is there, and the old one stays until the next apply, since `PatchGroup/production` failed"
    );
    assert_eq!(own(&world).await.len(), 2);
    world.sandbox.clear_faults();
    let plan = world.plan(&desired).await;
    assert_eq!(summary(&plan), ["- PatchBaseline/web@old []", "~ PatchGroup/production [baselines.SUSE]"]);
    world.converge(&desired).await;
    assert_eq!(registered(&world).await, rows([("Production", "DEBIAN", "web")]));
    assert_eq!(own(&world).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_registration_that_nobody_declares_or_remembers_is_left_and_shown() {
    let world = World::new();
    let both = [of("suse", "SUSE"), of("debian", "DEBIAN")];
    world
        .converge(&world.desired(STACK, &[&both[0], &both[1], &group("production", "[suse, debian]")]).await)
        .await;
    world.outside().delete_parameter().name("/trueup/webshop/default").send().await.expect("the record");
    let one = world.desired(STACK, &[&both[0], &both[1], &group("production", "[suse]")]).await;
    let plan = world.plan(&one).await;
    assert!(plan.empty());
    assert_eq!(plan.unmanaged(), ["PatchGroup/production/DEBIAN".into()]);

    let none = world.desired(STACK, &[&both[0], &both[1]]).await;
    assert!(world.plan(&none).await.empty());
    let live = world.live(&none, Depth::Paths).await;
    assert_eq!(live.unmanaged, []);

    let gone = world.desired(STACK, &[&both[0]]).await;
    let plan = world.plan(&gone).await;
    assert_eq!(plan.conflicts()[0].rival, Rival::Holders(vec!["Production".into()]));
    assert_eq!(plan.conflicts()[0].location.path, "trueup.yaml");

    let absent = group("production", "[suse, debian]")
        .replace("{name: production}", "{name: production, absent: true}");
    let desired = world.desired(STACK, &[&both[0], &both[1], &absent]).await;
    let applied = world.converge(&desired).await;
    assert_eq!(applied.plan.changes()[0].action(), Action::Delete);
    assert_eq!(registered(&world).await, []);
}

#[tokio::test(start_paused = true)]
async fn a_group_and_its_baseline_go_together() {
    let world = World::new();
    let manifests = [of("suse", "SUSE"), group("production", "[suse]")];
    world.converge(&world.desired(STACK, &[&manifests[0], &manifests[1]]).await).await;
    let absent = |text: &str, name: &str| {
        text.replace(&format!("{{name: {name}}}"), &format!("{{name: {name}, absent: true}}"))
    };
    let both = [absent(&manifests[0], "suse"), absent(&manifests[1], "production")];
    let desired = world.desired(STACK, &[&both[0], &both[1]]).await;
    world.converge(&desired).await;
    assert_eq!(registered(&world).await, []);
    let (_, findings) = world.resolve(STACK, &[&both[0], &manifests[1]]);
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["group-baseline"]);
}

#[tokio::test(start_paused = true)]
async fn a_registration_of_another_stack_is_a_conflict() {
    let world = World::new();
    let theirs = [of("theirs", "SUSE"), group("production", "[theirs]")];
    let other = STACK.replace("webshop", "billing");
    let first = world.desired(&other, &[&theirs[0], &theirs[1]]).await;
    world.converge(&first).await;
    let ours = [of("ours", "SUSE"), group("production", "[ours]")];
    let desired = world.desired(STACK, &[&ours[0], &ours[1]]).await;
    let plan = world.plan(&desired).await;
    let what = "the registration of `Production` for SUSE".into();
    assert_eq!(plan.conflicts()[0].rival, Rival::Taken { what, owner: "billing/default".into() });
    assert!(world.approve(plan).is_err());
    assert!(world.destroy(&desired).await.outcome.whole());
    assert!(world.plan(&first).await.empty());

    // Theirs is the registration, with whichever baseline.
    let theirs_id = id(&world, "theirs").await;
    let shared = group("production", &format!("[{{external: {theirs_id}, operatingSystem: SUSE}}]"));
    let gone = shared.replace("{name: production}", "{name: production, absent: true}");
    for manifest in [&shared, &gone] {
        let plan = world.plan(&world.desired(STACK, &[manifest]).await).await;
        let what = "the registration of `Production` for SUSE".into();
        assert_eq!(plan.conflicts()[0].rival, Rival::Taken { what, owner: "billing/default".into() });
    }
}

#[tokio::test(start_paused = true)]
async fn a_group_is_registered_with_the_baseline_of_another_stack_until_it_is_to_have_another_one() {
    let world = World::new();
    let theirs = of("theirs", "SUSE");
    let other = world.desired(&STACK.replace("webshop", "billing"), &[&theirs]).await;
    world.converge(&other).await;
    let theirs_id = id(&world, "theirs").await;
    let shared = group("production", &format!("[{{external: {theirs_id}, operatingSystem: SUSE}}]"));
    world.converge(&world.desired(STACK, &[&shared]).await).await;
    let own = [of("ours", "SUSE"), group("production", "[ours]")];
    world.converge(&world.desired(STACK, &[&own[0], &own[1]]).await).await;
    assert_eq!(registered(&world).await, rows([("Production", "SUSE", "ours")]));
}

#[tokio::test(start_paused = true)]
async fn what_nobody_owns_is_swapped_since_declared_means_managed() {
    let world = World::new();
    let stray = console(&world, "stray", OperatingSystem::Suse).await;
    register(&world, "Production", &stray).await;
    register(&world, "Staging", &stray).await;
    let manifests = [of("suse", "SUSE"), group("production", "[suse]")];
    let desired = world.desired(STACK, &[&manifests[0], &manifests[1]]).await;
    world.converge(&desired).await;
    assert_eq!(
        registered(&world).await,
        rows([("Production", "SUSE", "suse"), ("Staging", "SUSE", "stray")])
    );
    let deregister = world.outside().deregister_patch_baseline_for_patch_group();
    let deregister = deregister.patch_group("Production").baseline_id(id(&world, "suse").await);
    deregister.send().await.expect("allowed");
    assert_eq!(world.plan(&desired).await.changes()[0].action(), Action::Create);
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn an_id_and_an_arn_are_one_baseline() {
    let world = World::new();
    let stray = console(&world, "stray", OperatingSystem::Suse).await;
    let external =
        |id: &str| group("production", &format!("[{{external: \"{id}\", operatingSystem: SUSE}}]"));
    let by_id = world.desired(STACK, &[&external(&stray)]).await;
    world.converge(&by_id).await;
    let arn = format!("arn:aws:ssm:us-east-1:123456789012:patchbaseline/{stray}");
    assert!(world.plan(&world.desired(STACK, &[&external(&arn)]).await).await.empty());
    let of_aws = world.outside().get_default_patch_baseline().operating_system(OperatingSystem::Suse);
    let of_aws = of_aws.send().await.expect("there").baseline_id.expect("given");
    let desired = world.desired(STACK, &[&external(&of_aws)]).await;
    world.converge(&desired).await;
    let named = world.desired(STACK, &[&group("production", "[AWS-SuseDefaultPatchBaseline]")]).await;
    assert!(world.plan(&named).await.empty());
}

#[tokio::test(start_paused = true)]
async fn a_reference_to_the_id_is_the_name() {
    let world = World::new();
    let manifests = [of("suse", "SUSE"), group("production", "[\"${PatchBaseline/suse.id}\"]")];
    world.converge(&world.desired(STACK, &[&manifests[0], &manifests[1]]).await).await;
    let named = group("production", "[suse]");
    assert!(world.plan(&world.desired(STACK, &[&manifests[0], &named]).await).await.empty());
}

#[tokio::test(start_paused = true)]
async fn forgotten_means_let_go_of() {
    let world = World::new();
    let manifests = [of("suse", "SUSE"), group("production", "[suse]")];
    world.converge(&world.desired(STACK, &[&manifests[0], &manifests[1]]).await).await;
    let forgotten = manifests[1].replace("{name: production}", "{name: production, forget: true}");
    let desired = world.desired(STACK, &[&manifests[0], &forgotten]).await;
    assert!(world.plan(&desired).await.empty());
    assert_eq!(registered(&world).await.len(), 1);
}

#[test]
fn mistakes_among_manifests_point() {
    let world = World::new();
    let suse = [of("suse-one", "SUSE"), of("suse-two", "${var.system}")];
    let stack = STACK.replace("tags:", "variables: {system: SUSE}, tags:");
    let codes = |manifests: &[&str]| {
        let (_, findings) = world.resolve(&stack, manifests);
        findings.into_iter().map(|finding| (finding.code, finding.message)).collect::<Vec<_>>()
    };
    let found = codes(&[&suse[0], &suse[1], &group("production", "[suse-one, suse-two]")]);
    assert_eq!(found, [("group-system", "this group has two baselines for SUSE".to_owned())]);
    let found = codes(&[&suse[0], &group("production", "[suse-oen]")]);
    assert_eq!(found, [("unknown-reference", "nothing here declares `PatchBaseline/suse-oen`".to_owned())]);
    let found = codes(&[
        &suse[0],
        &group("production", "[suse-one]"),
        &group("again", "[AWS-UbuntuDefaultPatchBaseline]"),
    ]);
    assert_eq!(found, [("duplicate-resource", "the group `Production` is declared twice".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn a_list_that_cannot_be_read_changes_nothing() {
    let world = World::new();
    let manifests = [of("suse", "SUSE"), group("production", "[suse]")];
    let desired = world.desired(STACK, &[&manifests[0], &manifests[1]]).await;
    let denied = Effect::error("AccessDeniedException", "User is not authorized");
    world.sandbox.add_fault(Rule::new("DescribePatchGroups", When::Every, denied));
    let plan = world.plan(&desired).await;
    assert!(!plan.complete());
    assert_eq!(
        plan.changes().iter().map(|change| change.address.as_str()).collect::<Vec<_>>(),
        ["PatchBaseline/suse"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_stack_without_groups_reads_none() {
    let world = World::new();
    let desired = world.desired(STACK, &[&of("suse", "SUSE")]).await;
    world.converge(&desired).await;
    world.calls();
    world.plan(&desired).await;
    assert!(!world.calls().contains_key("DescribePatchGroups"));
    let grouped = world.desired(STACK, &[&of("suse", "SUSE"), &group("production", "[suse]")]).await;
    world.converge(&grouped).await;
    world.calls();
    assert!(world.plan(&grouped).await.empty());
    let mut calls = world.calls();
    assert_eq!(calls.remove("DescribeInstances"), cfg!(feature = "ec2").then_some(1));
    let calls: Vec<_> = calls.into_iter().collect();
    let expected = [
        ("DescribeMaintenanceWindows", 1),
        ("DescribeParameters", 1),
        ("DescribePatchBaselines", 1),
        ("DescribePatchGroups", 1),
        ("GetParameter", 1),
        // The records of other sites.
        ("GetParametersByPath", 1),
        ("GetPatchBaseline", 1),
        ("GetResources", 3),
        ("ListAssociations", 1),
        ("ListDocuments", 2),
    ];
    assert_eq!(calls, expected.map(|(name, count)| (name.to_owned(), count)));
}

#[test]
fn two_environments_that_want_one_registration_are_a_finding() {
    let stack = |environments: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: Stack\nmetadata: {{name: webshop}}\nspec:\n  manifests: [m.yaml]\n  environments:\n{environments}"
        )
    };
    let one = "    blue: {account: \"123456789012\", regions: [us-east-1, eu-west-1]}\n    green: {account: \"123456789012\", regions: [us-east-1]}\n";
    let apart = one.replacen("123456789012", "210987654321", 1);
    let manifest = group("production", "[AWS-SuseDefaultPatchBaseline]")
        + "---\n"
        + &baseline("suse", "operatingSystem: SUSE\ndefault: true");
    let codes = |stack: &str, manifest: &str| {
        let sites = World::sites(stack, &[manifest]);
        let findings = engine::resolve::check_overlaps(&sites);
        findings.into_iter().map(|finding| finding.message).collect::<Vec<_>>()
    };
    assert_eq!(
        codes(&stack(one), &manifest),
        [
            "`blue` and `green` both want the default for SUSE",
            "`blue` and `green` both want the registration of `Production` for SUSE"
        ]
    );
    assert_eq!(codes(&stack(&apart), &manifest), Vec::<String>::new());
    let named = group("production", "[AWS-SuseDefaultPatchBaseline]")
        .replace("name: Production", "name: Production-${site.environment}");
    assert_eq!(codes(&stack(one), &named), Vec::<String>::new());
}

#[cfg(not(feature = "ec2"))]
#[test]
fn a_build_that_cannot_tag_instances_says_so() {
    let manifest =
        group("production", "[AWS-SuseDefaultPatchBaseline]\n  instances: {where: {tag-key: [Role]}}");
    let (_, findings) = World::new().resolve(STACK, &[&manifest]);
    let found: Vec<_> = findings.iter().map(|finding| (finding.code, &*finding.message)).collect();
    assert_eq!(found, [("group-instances", "this build of trueup cannot tag instances")]);
}
