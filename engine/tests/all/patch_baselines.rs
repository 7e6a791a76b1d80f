//! Patch baselines: every field, ids that AWS invents, defaults, and what a replace does.

use aws_sdk_ssm::types::{OperatingSystem, PatchOrchestratorFilter, ResourceTypeForTagging, Tag};
use engine::Action;
use engine::contract::Effect as PlanEffect;
use engine::plan::{Plan, Rival, change_digest};
use sandbox::{Effect, Rule, When};

use crate::world::{STACK, World, summary};

/// A baseline's manifest with these lines as its spec.
pub fn baseline(name: &str, spec: &str) -> String {
    let lines: String = spec.lines().map(|line| format!("  {line}\n")).collect();
    format!("apiVersion: trueup/v1\nkind: PatchBaseline\nmetadata: {{name: {name}}}\nspec:\n{lines}")
}

const RULES: &str = "\
operatingSystem: AMAZON_LINUX_2023
approvalRules:
  - filters: {CLASSIFICATION: [Security, Bugfix], SEVERITY: [Critical, Important]}
    approveAfterDays: 7
    complianceLevel: CRITICAL
rejectedPatches: [\"kernel-livepatch*\"]
rejectedPatchesAction: BLOCK";

/// Every field, and its other value.
const WHOLE: [(&str, &str, &str); 12] = [
    ("name", "web-one", "web-two"),
    ("description", "critical fixes", "other fixes"),
    ("default", "true", "false"),
    ("globalFilters", "{PRODUCT: [AmazonLinux2]}", "{PRODUCT: [AmazonLinux2, AmazonLinux2.0]}"),
    (
        "approvalRules",
        "[{filters: {CLASSIFICATION: [Security]}, approveAfterDays: 7}, {filters: {}, approveUntilDate: 2027-01-31}]",
        "[{filters: {CLASSIFICATION: [Security]}, approveAfterDays: 3, complianceLevel: HIGH, enableNonSecurity: true}]",
    ),
    ("approvedPatches", "[CVE-2027-1, openssl]", "[openssl]"),
    ("approvedPatchesComplianceLevel", "HIGH", "LOW"),
    ("approvedPatchesEnableNonSecurity", "true", "false"),
    ("rejectedPatches", "[kernel*]", "[kernel*, vim]"),
    ("rejectedPatchesAction", "BLOCK", "ALLOW_AS_DEPENDENCY"),
    (
        "sources",
        "{mine: {products: [AmazonLinux2], configuration: \"[mine]\"}}",
        "{mine: {products: [AmazonLinux2], configuration: \"[other]\"}}",
    ),
    ("tags", "{Team: shop}", "{Team: ops}"),
];

fn whole(changed: &str) -> String {
    let fields = WHOLE
        .iter()
        .map(|(name, before, after)| format!("{name}: {}\n", if *name == changed { after } else { before }));
    baseline("web", &format!("operatingSystem: AMAZON_LINUX_2\n{}", fields.collect::<String>()))
}

/// The account's own baselines: id and name.
pub async fn own(world: &World) -> Vec<(String, String)> {
    let filter = PatchOrchestratorFilter::builder().key("OWNER").values("Self").build();
    let found = world.outside().describe_patch_baselines().filters(filter).send().await.expect("allowed");
    let found = found.baseline_identities.unwrap_or_default().into_iter();
    found.map(|one| (one.baseline_id.expect("given"), one.baseline_name.expect("given"))).collect()
}

pub async fn default_for(world: &World, system: OperatingSystem) -> String {
    let found = world.outside().get_default_patch_baseline().operating_system(system).send().await;
    found.expect("always there").baseline_id.expect("given")
}

async fn tags(world: &World, id: &str) -> Vec<(String, String)> {
    let found = world.outside().list_tags_for_resource().resource_type(ResourceTypeForTagging::PatchBaseline);
    let found = found.resource_id(id).send().await.expect("there").tag_list.unwrap_or_default();
    found.into_iter().map(|tag| (tag.key, tag.value)).collect()
}

async fn only(world: &World) -> String {
    let own = own(world).await;
    let [(id, _)] = &own[..] else { panic!("not one baseline: {own:?}") };
    id.clone()
}

async fn console(world: &World, name: &str) -> String {
    let made = world.outside().create_patch_baseline().name(name).send().await.expect("allowed");
    made.baseline_id.expect("given")
}

fn fields(plan: &Plan) -> Vec<&str> {
    let [change] = plan.changes() else { panic!("not one change: {:?}", summary(plan)) };
    change.differences.iter().map(|difference| difference.path.field()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_baseline_is_made_kept_and_destroyed() {
    let world = World::new();
    let desired = world.desired(STACK, &[&baseline("web-critical", RULES)]).await;
    let applied = world.converge(&desired).await;
    assert_eq!(applied.plan.changes()[0].action(), Action::Create);
    let id = only(&world).await;
    let mut tags = tags(&world, &id).await;
    tags.sort();
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(
        tags,
        [
            pair("Application", "webshop"),
            pair("trueup:name", "web-critical"),
            pair("trueup:stack", "webshop/default")
        ]
    );
    let gone = world.destroy(&desired).await;
    assert!(gone.outcome.whole());
    assert!(own(&world).await.is_empty());
    assert!(world.plan(&world.desired(STACK, &[]).await).await.empty());
}

#[tokio::test(start_paused = true)]
async fn every_field_changed_alone_is_one_change_and_converges() {
    for (changed, _, _) in &WHOLE {
        let world = World::new();
        world.converge(&world.desired(STACK, &[&whole("nothing")]).await).await;
        let after = world.desired(STACK, &[&whole(changed)]).await;
        let plan = world.plan(&after).await;
        assert_eq!((plan.changes()[0].action(), fields(&plan)), (Action::Update, vec![*changed]));
        world.converge(&after).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_line_taken_out_clears_it_in_aws() {
    for (cleared, _, _) in &WHOLE {
        let world = World::new();
        world.converge(&world.desired(STACK, &[&whole("nothing")]).await).await;
        let without: String = whole("nothing")
            .lines()
            .filter(|line| !line.starts_with(&format!("  {cleared}: ")))
            .map(|line| format!("{line}\n"))
            .collect();
        let after = world.desired(STACK, &[&without]).await;
        let plan = world.plan(&after).await;
        // A default that nobody writes is not compared.
        let expected = if *cleared == "default" { vec![] } else { vec![*cleared] };
        let found: Vec<_> = plan.changes().iter().flat_map(|change| &change.differences).collect();
        assert_eq!(found.iter().map(|difference| difference.path.field()).collect::<Vec<_>>(), expected);
        world.converge(&after).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_somebody_set_in_the_console_is_found() {
    let world = World::new();
    let desired = world.desired(STACK, &[&baseline("web", "operatingSystem: SUSE")]).await;
    world.converge(&desired).await;
    let id = only(&world).await;
    let outside = world.outside();
    let update = || outside.update_patch_baseline().baseline_id(&id);
    update().description("slipped in").send().await.expect("allowed");
    assert_eq!(fields(&world.plan(&desired).await), ["description"]);
    update().approved_patches("vim").rejected_patches("emacs").send().await.expect("allowed");
    assert_eq!(fields(&world.plan(&desired).await), ["approvedPatches", "rejectedPatches", "description"]);
    let tag = Tag::builder().key("Team").value("mine").build().expect("whole");
    let add = outside.add_tags_to_resource().resource_type(ResourceTypeForTagging::PatchBaseline);
    add.resource_id(&id).tags(tag).send().await.expect("allowed");
    world.converge(&desired).await;
    outside.delete_patch_baseline().baseline_id(&id).send().await.expect("allowed");
    assert_eq!(world.plan(&desired).await.changes()[0].action(), Action::Create);
}

#[tokio::test(start_paused = true)]
async fn spellings_and_orders_are_no_difference() {
    let world = World::new();
    let first = baseline(
        "debian",
        "operatingSystem: DEBIAN\napprovedPatches: [b, a]\napprovalRules:\n  - filters: {PRIORITY: [Required, Extra], SECTION: [web]}\n  - filters: {PRODUCT: [Debian11]}",
    );
    world.converge(&world.desired(STACK, &[&first]).await).await;
    let second = baseline(
        "debian",
        "approvalRules:\n  - filters: {PRODUCT: [Debian11]}\n    approveAfterDays: 0\n    complianceLevel: UNSPECIFIED\n  - filters: {SECTION: [web], PRIORITY: [Extra, Required]}\napprovedPatches: [a, b]\nrejectedPatchesAction: ALLOW_AS_DEPENDENCY\nglobalFilters: {}\noperatingSystem: DEBIAN",
    );
    let desired = world.desired(STACK, &[&second]).await;
    assert!(world.plan(&desired).await.empty());
    let fresh = World::new();
    let digest = |plan: Plan| change_digest(&plan);
    let one = fresh.plan(&fresh.desired(STACK, &[&first]).await).await;
    let two = fresh.plan(&fresh.desired(STACK, &[&second]).await).await;
    assert_eq!(digest(one), digest(two));
}

#[tokio::test(start_paused = true)]
async fn nobody_writes_what_windows_makes_of_open_security_updates() {
    let world = World::new();
    let bare = world.desired(STACK, &[&baseline("win", "description: d")]).await;
    world.converge(&bare).await;
    let id = only(&world).await;
    let status = aws_sdk_ssm::types::PatchComplianceStatus::NonCompliant;
    let update = world.outside().update_patch_baseline().baseline_id(&id);
    update.available_security_updates_compliance_status(status.clone()).send().await.expect("allowed");
    assert!(world.plan(&bare).await.empty());
    let other = world.desired(STACK, &[&baseline("win", "description: e")]).await;
    world.converge(&other).await;
    let live = world.outside().get_patch_baseline().baseline_id(&id).send().await.expect("there");
    assert_eq!(live.available_security_updates_compliance_status(), Some(&status));
    let said = baseline("win", "description: e\navailableSecurityUpdatesComplianceStatus: COMPLIANT");
    world.converge(&world.desired(STACK, &[&said]).await).await;
}

#[tokio::test(start_paused = true)]
async fn the_default_is_taken_and_given_back() {
    let world = World::new();
    let of_aws = default_for(&world, OperatingSystem::Suse).await;
    let with = |line: &str| baseline("suse", &format!("operatingSystem: SUSE\n{line}"));
    let wants = world.desired(STACK, &[&with("default: true")]).await;
    let applied = world.converge(&wants).await;
    assert_eq!(applied.plan.changes()[0].effects, [PlanEffect::TakesDefault { of: "SUSE".into() }]);
    let id = only(&world).await;
    assert_eq!(default_for(&world, OperatingSystem::Suse).await, id);

    let silent = world.desired(STACK, &[&with("")]).await;
    assert!(world.plan(&silent).await.empty());

    let refuses = world.desired(STACK, &[&with("default: false")]).await;
    let applied = world.converge(&refuses).await;
    assert_eq!(applied.plan.changes()[0].effects, [PlanEffect::GivesDefaultBack { of: "SUSE".into() }]);
    assert_eq!(default_for(&world, OperatingSystem::Suse).await, of_aws);

    world.converge(&wants).await;
    let nothing = world.desired(STACK, &[&baseline("other", "operatingSystem: SUSE")]).await;
    let applied = world.converge(&nothing).await;
    assert_eq!(summary(&applied.plan).len(), 2);
    assert_eq!(default_for(&world, OperatingSystem::Suse).await, of_aws);
    let register = world.outside().register_default_patch_baseline().baseline_id(only(&world).await);
    register.send().await.expect("allowed");
    assert!(world.destroy(&nothing).await.outcome.whole());
    assert_eq!(default_for(&world, OperatingSystem::Suse).await, of_aws);
}

#[tokio::test(start_paused = true)]
async fn the_default_of_windows_is_given_back_to_the_right_one_of_three() {
    let world = World::new();
    let of_aws = default_for(&world, OperatingSystem::Windows).await;
    let desired = world.desired(STACK, &[&baseline("win", "default: true")]).await;
    world.converge(&desired).await;
    assert_ne!(default_for(&world, OperatingSystem::Windows).await, of_aws);
    assert!(world.destroy(&desired).await.outcome.whole());
    assert_eq!(default_for(&world, OperatingSystem::Windows).await, of_aws);
}

#[tokio::test(start_paused = true)]
async fn a_default_of_another_stack_is_a_conflict_and_one_of_nobodys_is_not() {
    let world = World::new();
    let wants = baseline("suse", "operatingSystem: SUSE\ndefault: true");
    let stray = world.outside().create_patch_baseline().name("console");
    let stray = stray.operating_system(OperatingSystem::Suse).send().await.expect("allowed");
    let stray = stray.baseline_id.expect("given");
    world.outside().register_default_patch_baseline().baseline_id(&stray).send().await.expect("allowed");
    world.converge(&world.desired(STACK, &[&wants]).await).await;
    let other = STACK.replace("webshop", "billing");
    let plan = world.plan(&world.desired(&other, &[&wants]).await).await;
    let taken = Rival::Taken { what: "the default for SUSE".into(), owner: "webshop/default".into() };
    assert_eq!(plan.conflicts()[0].rival, taken);
    assert!(plan.changes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn two_that_want_one_default_are_a_finding() {
    let world = World::new();
    let wants =
        |name: &str, system: &str| baseline(name, &format!("operatingSystem: {system}\ndefault: true"));
    let stack = STACK.replace("tags:", "variables: {system: SUSE}, tags:");
    let (_, findings) = world.resolve(&stack, &[&wants("one", "SUSE"), &wants("two", "${var.system}")]);
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["baseline-default"]);
    let (_, findings) = world.resolve(&stack, &[&wants("one", "DEBIAN"), &wants("two", "${var.system}")]);
    assert_eq!(findings, []);
}

#[tokio::test(start_paused = true)]
async fn one_of_the_same_name_is_a_conflict_until_it_is_adopted_by_id() {
    let world = World::new();
    let id = console(&world, "web").await;
    let manifest = baseline("web", "description: d");
    let plan = world.plan(&world.desired(STACK, &[&manifest]).await).await;
    assert_eq!(plan.conflicts()[0].rival, Rival::Lookalike(id.clone()));
    let adopting = manifest.replace("{name: web}", &format!("{{name: web, adopt: {id}}}"));
    let desired = world.desired(STACK, &[&adopting]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(plan.changes()[0].action(), Action::Adopt);
    assert_eq!(fields(&plan), ["description", "tags"]);
    world.converge(&desired).await;
    assert_eq!(only(&world).await, id);
    let owned = world.desired(STACK, &[&manifest]).await;
    assert!(world.plan(&owned).await.empty());
    let other = STACK.replace("webshop", "billing");
    let plan = world.plan(&world.desired(&other, &[&adopting]).await).await;
    assert_eq!(plan.conflicts()[0].rival, Rival::Taken { what: id, owner: "webshop/default".into() });
}

#[tokio::test(start_paused = true)]
async fn an_id_that_is_not_there_is_no_reason_to_make_a_twin() {
    let world = World::new();
    let manifest =
        baseline("web", "description: d").replace("{name: web}", "{name: web, adopt: pb-0123456789abcdef0}");
    let plan = world.plan(&world.desired(STACK, &[&manifest]).await).await;
    assert!(!plan.complete() && plan.changes().is_empty());
    assert_eq!(plan.unreadable()[0].error.code, "DoesNotExistException");
}

#[tokio::test(start_paused = true)]
async fn another_stacks_of_the_same_name_is_no_hindrance() {
    let world = World::new();
    let manifest = baseline("web", "description: d");
    let first = world.desired(STACK, &[&manifest]).await;
    world.converge(&first).await;
    let second = world.desired(&STACK.replace("webshop", "billing"), &[&manifest]).await;
    world.converge(&second).await;
    assert_eq!(own(&world).await.len(), 2);
    assert!(world.plan(&first).await.empty());
    assert!(world.destroy(&second).await.outcome.whole());
    assert!(world.plan(&first).await.empty());
}

#[tokio::test(start_paused = true)]
async fn lost_tags_make_no_twins() {
    for (lost, lookalike) in [("trueup:stack", true), ("trueup:name", true)] {
        let world = World::new();
        let desired = world.desired(STACK, &[&baseline("web", "description: d")]).await;
        world.converge(&desired).await;
        let id = only(&world).await;
        let remove = world.outside().remove_tags_from_resource();
        let remove = remove.resource_type(ResourceTypeForTagging::PatchBaseline).resource_id(&id);
        remove.tag_keys(lost).send().await.expect("allowed");
        let plan = world.plan(&desired).await;
        assert!(plan.changes().is_empty(), "{:?}", summary(&plan));
        assert_eq!(matches!(plan.conflicts()[0].rival, Rival::Lookalike(_)), lookalike);
    }
}

#[tokio::test(start_paused = true)]
async fn two_holders_of_one_name_tag_are_refused_by_their_ids() {
    let world = World::new();
    let desired = world.desired(STACK, &[&baseline("web", "description: d")]).await;
    world.converge(&desired).await;
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().expect("whole");
    let twin = world.outside().create_patch_baseline().name("copy");
    let twin = twin.tags(tag("trueup:stack", "webshop/default")).tags(tag("trueup:name", "web"));
    twin.send().await.expect("allowed");
    let plan = world.plan(&desired).await;
    let Rival::Twins(ids) = &plan.conflicts()[0].rival else { panic!("{:?}", summary(&plan)) };
    assert_eq!(ids.len(), 2);
    let nothing = world.desired(STACK, &[&baseline("other", "description: d")]).await;
    world.converge(&nothing).await;
    assert_eq!(own(&world).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_new_operating_system_replaces_and_the_old_goes_last() {
    let world = World::new();
    let of = |system: &str| baseline("web", &format!("operatingSystem: {system}\ndefault: true"));
    world.converge(&world.desired(STACK, &[&of("SUSE")]).await).await;
    let old = only(&world).await;
    let desired = world.desired(STACK, &[&of("DEBIAN")]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(plan.changes()[0].action(), Action::Replace);
    assert_eq!(plan.changes()[0].reason.as_deref(), Some("operatingSystem cannot change in place"));
    world.calls();
    let applied = world.converge(&desired).await;
    let operations: Vec<_> = applied.outcome.results[0].calls.iter().map(|call| call.operation).collect();
    assert_eq!(
        operations,
        [
            "AddTagsToResource",
            "CreatePatchBaseline",
            "RegisterDefaultPatchBaseline",
            "DescribePatchBaselines",
            "RegisterDefaultPatchBaseline",
            "GetPatchBaseline",
            "DeletePatchBaseline"
        ]
    );
    assert_ne!(only(&world).await, old);
    assert_eq!(default_for(&world, OperatingSystem::Debian).await, only(&world).await);
    assert!(default_for(&world, OperatingSystem::Suse).await.starts_with("arn:"));
}

#[tokio::test(start_paused = true)]
async fn a_replace_that_was_cut_short_is_finished_and_makes_no_twin() {
    let of = |system: &str| baseline("web", &format!("operatingSystem: {system}"));
    for operation in ["CreatePatchBaseline", "GetPatchBaseline", "DeletePatchBaseline"] {
        let world = World::new();
        world.converge(&world.desired(STACK, &[&of("SUSE")]).await).await;
        let desired = world.desired(STACK, &[&of("DEBIAN")]).await;
        let plan = world.plan(&desired).await;
        let refused = Effect::error("ValidationException", "not now");
        world.sandbox.add_fault(Rule::new(operation, When::Every, refused));
        let applied = world.carry_out(plan).await;
        assert_eq!(applied.outcome.failed(), 1, "{operation}");
        world.sandbox.clear_faults();
        let plan = world.plan(&desired).await;
        let (address, effects) = match plan.changes() {
            [left] => (&left.address, &left.effects),
            [_, left] => (&left.address, &left.effects),
            _ => panic!("{operation}: {:?}", summary(&plan)),
        };
        assert_eq!(address.as_str(), "PatchBaseline/web@old", "{operation}");
        assert_eq!(effects[0], PlanEffect::LeftOver);
        world.converge(&desired).await;
        only(&world).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_replace_that_is_asked_for_moves_the_default_along() {
    let world = World::new();
    let desired = world.desired(STACK, &[&baseline("web", "operatingSystem: SUSE")]).await;
    world.converge(&desired).await;
    let old = only(&world).await;
    world.outside().register_default_patch_baseline().baseline_id(&old).send().await.expect("allowed");
    let live = world.live(&desired, engine::contract::Depth::Owned).await;
    let frame = engine::plan::Frame { replace: ["PatchBaseline/web".into()].into(), ..world.frame() };
    let applied = world.carry_out(engine::plan::plan(&desired, &live, frame)).await;
    assert!(applied.outcome.whole(), "{:#?}", applied.outcome);
    assert_ne!(only(&world).await, old);
    assert_eq!(default_for(&world, OperatingSystem::Suse).await, only(&world).await);
    assert!(world.plan(&desired).await.empty());
}

#[tokio::test(start_paused = true)]
async fn a_rename_of_the_manifest_is_a_new_tag_and_one_in_aws_is_in_place() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&baseline("web", "description: d")]).await).await;
    let id = only(&world).await;
    let moved = baseline("shop", "description: d").replace("{name: shop}", "{name: shop, movedFrom: web}");
    let desired = world.desired(STACK, &[&moved]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(summary(&plan), ["→ PatchBaseline/shop [name]"]);
    world.converge(&desired).await;
    assert_eq!(own(&world).await, [(id, "shop".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn forgotten_means_our_tags_come_off_and_the_baseline_stays() {
    let world = World::new();
    let manifest = baseline("web", "description: d");
    world.converge(&world.desired(STACK, &[&manifest]).await).await;
    let forgetting = manifest.replace("{name: web}", "{name: web, forget: true}");
    let applied = world.converge(&world.desired(STACK, &[&forgetting]).await).await;
    assert_eq!(applied.plan.changes()[0].action(), Action::Forget);
    let id = only(&world).await;
    assert_eq!(tags(&world, &id).await, [("Application".to_owned(), "webshop".to_owned())]);
    let absent = manifest.replace("{name: web}", "{name: web, absent: true}");
    assert!(world.plan(&world.desired(STACK, &[&absent]).await).await.empty());
}

#[tokio::test(start_paused = true)]
async fn lost_answers_make_no_twins_and_no_false_failures() {
    let faults = [
        ("CreatePatchBaseline", 1),
        ("UpdatePatchBaseline", 1),
        ("AddTagsToResource", 1),
        ("RegisterDefaultPatchBaseline", 1),
        ("DeletePatchBaseline", 1),
    ];
    for (operation, nth) in faults {
        let world = World::new();
        let first = [baseline("web-a", "description: d\ntags: {T: x}"), baseline("web-b", "description: d")];
        world.converge(&world.desired(STACK, &[&first[0], &first[1]]).await).await;
        let second = [
            baseline("web-a", "description: e\ntags: {T: y}"),
            baseline("web-c", "operatingSystem: SUSE\ndefault: true"),
        ];
        let desired = world.desired(STACK, &[&second[0], &second[1]]).await;
        world.sandbox.add_fault(Rule::new(operation, When::Nth(nth), Effect::LoseAnswer));
        world.converge(&desired).await;
        assert_eq!(own(&world).await.len(), 2, "{operation}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_tagging_api_that_lags_or_is_denied_only_costs_calls() {
    for lagging in [true, false] {
        let world = World::new();
        if lagging {
            world.sandbox.set_tag_lag(sandbox::Lag::For(std::time::Duration::from_secs(600)));
        } else {
            let denied = Effect::error("AccessDeniedException", "no");
            world.sandbox.add_fault(Rule::new("GetResources", When::Every, denied));
        }
        let two = [baseline("web-a", "operatingSystem: SUSE"), baseline("web-b", "operatingSystem: SUSE")];
        world.converge(&world.desired(STACK, &[&two[0], &two[1]]).await).await;
        let renamed = baseline("web-a", "name: something-else\noperatingSystem: DEBIAN");
        let desired = world.desired(STACK, &[&renamed, &two[1]]).await;
        world.converge(&desired).await;
        assert_eq!(own(&world).await.len(), 2);
        // What is no longer declared is found once the tagging API knows of it.
        tokio::time::advance(std::time::Duration::from_secs(600)).await;
        world.converge(&world.desired(STACK, &[&two[1]]).await).await;
        assert_eq!(own(&world).await.len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_is_neither_made_nor_deleted() {
    for operation in ["DescribePatchBaselines", "GetPatchBaseline", "ListTagsForResource"] {
        let world = World::new();
        let two = [baseline("web-a", "operatingSystem: SUSE"), baseline("web-b", "operatingSystem: SUSE")];
        world.converge(&world.desired(STACK, &[&two[0], &two[1]]).await).await;
        let three = [
            baseline("web-a", "operatingSystem: SUSE\ndescription: d"),
            baseline("web-c", "operatingSystem: SUSE"),
        ];
        let desired = world.desired(STACK, &[&three[0], &three[1]]).await;
        let denied = || Effect::error("AccessDeniedException", "User is not authorized");
        if operation == "ListTagsForResource" {
            world.sandbox.add_fault(Rule::new("GetResources", When::Every, denied()));
        }
        world.sandbox.add_fault(Rule::new(operation, When::Every, denied()));
        let plan = world.plan(&desired).await;
        assert!(!plan.complete(), "{operation}: {:?}", summary(&plan));
        let touched = |name: &str| plan.changes().iter().any(|change| change.address.name() == name);
        assert!(!touched("web-a") && !touched("web-b"), "{operation}: {:?}", summary(&plan));
        assert!(operation == "GetPatchBaseline" || !touched("web-c"), "{operation}: {:?}", summary(&plan));
    }
}

#[tokio::test(start_paused = true)]
async fn an_unchanged_plan_costs_two_pages_and_one_read_each() {
    let world = World::new();
    let manifests: Vec<String> =
        (0..20).map(|at| baseline(&format!("web-{at}"), "operatingSystem: SUSE")).collect();
    let texts: Vec<&str> = manifests.iter().map(String::as_str).collect();
    let desired = world.desired(STACK, &texts).await;
    for _ in 0..5 {
        console(&world, "theirs").await;
    }
    let plan = world.plan(&desired).await;
    world.calls();
    let applied = world.carry_out(plan).await;
    assert!(applied.outcome.whole());
    let record = ("PutParameter".to_owned(), 1);
    assert_eq!(
        world.calls().into_iter().collect::<Vec<_>>(),
        [("CreatePatchBaseline".to_owned(), 20), record]
    );
    assert!(world.plan(&desired).await.empty());
    let calls = world.calls();
    let of = |name: &str| calls.get(name).copied().unwrap_or_default();
    assert_eq!((of("DescribePatchBaselines"), of("GetPatchBaseline"), of("ListTagsForResource")), (1, 20, 0));
}
