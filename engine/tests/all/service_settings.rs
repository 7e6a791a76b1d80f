//! Service settings: always there, ours by the record alone, and AWS's again when their manifest goes.

use engine::contract::{Depth, Effect as PlanEffect, Role};
use engine::permissions::policy;
use engine::ports::Pace;
use sandbox::{Effect, Rule, When};
use schema::kinds::service_setting::{KNOWN, Values};

use crate::world::{STACK, World, hierarchy, now, settings, summary, unread};

const TIER: &str = "/ssm/parameter-store/default-parameter-tier";
const SHARING: &str = "/ssm/documents/console/public-sharing-permission";
const RECORD: &str = "/trueup/webshop/default";

fn setting(metadata: &str, name: &str, value: &str) -> String {
    format!(
        "apiVersion: trueup/v1\nkind: ServiceSetting\nmetadata: {{{metadata}}}\nspec: {{setting: {name}, value: {value}}}\n"
    )
}

/// What our stack declares beside: an empty one may take nothing away.
fn other() -> String {
    hierarchy("port: 1")
}

fn tier(value: &str) -> String {
    setting("name: tier", "parameterStore.defaultTier", value)
}

async fn held(world: &World, id: &str) -> (String, String) {
    let answer = world.outside().get_service_setting().setting_id(id).send().await.expect("allowed");
    let setting = answer.service_setting.expect("given");
    (setting.setting_value.expect("given"), setting.status.expect("given"))
}

async fn console(world: &World, id: &str, value: &str) {
    let update = world.outside().update_service_setting().setting_id(id).setting_value(value);
    update.send().await.expect("allowed");
}

async fn lose_the_record(world: &World) {
    world.outside().delete_parameter().name(RECORD).send().await.expect("there");
}

fn of(value: &str, status: &str) -> (String, String) {
    (value.into(), status.into())
}

#[tokio::test(start_paused = true)]
async fn one_at_its_default_is_given_a_value_and_gets_its_default_back() {
    let world = World::with(settings(), Pace::Unlimited);
    let desired = world.desired(STACK, &[&other(), &tier("Advanced")]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(summary(&plan)[1..], ["~ ServiceSetting/tier [value]"]);
    assert_eq!(plan.changes()[1].effects, [PlanEffect::Costs]);
    world.converge(&desired).await;
    assert_eq!(held(&world, TIER).await, of("Advanced", "Customized"));

    let plan = world.plan(&world.desired(STACK, &[&other(), &tier("Standard")]).await).await;
    assert_eq!(summary(&plan), ["~ ServiceSetting/tier [value]"]);
    let by = format!("arn:aws:iam::{}:user/sandbox", crate::world::ACCOUNT);
    let changed = engine::contract::LastChange { by: Some(by), at: Some(now()) };
    assert_eq!(plan.changes()[0].effects, [PlanEffect::LastChanged(changed.clone())]);

    let none = world.desired(STACK, &[&other()]).await;
    let plan = world.plan(&none).await;
    assert_eq!(summary(&plan), ["- ServiceSetting/tier []"]);
    let resets = PlanEffect::Resets { to: "Standard".into() };
    assert_eq!(plan.changes()[0].effects, [resets, PlanEffect::LastChanged(changed)]);
    world.converge(&none).await;
    assert_eq!(held(&world, TIER).await, of("Standard", "Default"));
    world.calls();
    assert!(world.plan(&none).await.empty());
    assert_eq!(world.calls().get("GetServiceSetting"), None, "it knows none any more");
}

#[tokio::test(start_paused = true)]
async fn one_that_is_declared_at_its_default_is_nothing_to_do_and_nothing_to_destroy() {
    let world = World::new();
    let desired = world.desired(STACK, &[&tier("Standard")]).await;
    assert_eq!(summary(&world.plan(&desired).await), [""; 0]);
    world.converge(&desired).await;
    assert_eq!(summary(&world.plan_to_destroy(&desired).await), [""; 0]);
    let absent = setting("name: tier, absent: true", "parameterStore.defaultTier", "Advanced");
    assert!(world.plan(&world.desired(STACK, &[&absent]).await).await.empty());
}

#[tokio::test(start_paused = true)]
async fn reads_are_one_for_each_that_is_declared_and_none_else() {
    let world = World::new();
    let sharing = setting("name: sharing", SHARING, "Disable");
    let desired = world.desired(STACK, &[&tier("Advanced"), &sharing]).await;
    world.converge(&desired).await;
    world.calls();
    assert!(world.plan(&desired).await.empty());
    assert_eq!(world.calls().get("GetServiceSetting"), Some(&2));
    let world = World::new();
    world.plan(&world.desired(STACK, &[]).await).await;
    let calls = world.calls();
    assert_eq!((calls.get("GetServiceSetting"), calls.get("ListResourceDataSync")), (None, None));
}

#[tokio::test(start_paused = true)]
async fn drift_of_one_that_is_ours_is_mended() {
    let world = World::new();
    let desired = world.desired(STACK, &[&tier("Advanced")]).await;
    world.converge(&desired).await;
    console(&world, TIER, "Intelligent-Tiering").await;
    assert_eq!(summary(&world.plan(&desired).await), ["~ ServiceSetting/tier [value]"]);
    world.converge(&desired).await;
    world.outside().reset_service_setting().setting_id(TIER).send().await.expect("allowed");
    assert_eq!(summary(&world.plan(&desired).await), ["~ ServiceSetting/tier [value]"]);
    world.converge(&desired).await;
    assert_eq!(held(&world, TIER).await, of("Advanced", "Customized"));
}

#[tokio::test(start_paused = true)]
async fn somebody_elses_is_a_conflict_until_it_is_adopted() {
    let world = World::new();
    console(&world, TIER, "Intelligent-Tiering").await;
    let said = summary(&world.plan(&world.desired(STACK, &[&tier("Advanced")]).await).await);
    assert!(said[0].starts_with("! ServiceSetting/tier Somebody(LastChange { by: Some("), "{said:?}");
    let adopting = setting("name: tier, adopt: true", "parameterStore.defaultTier", "Advanced");
    let desired = world.desired(STACK, &[&adopting]).await;
    assert_eq!(summary(&world.plan(&desired).await), ["@ ServiceSetting/tier [value]"]);
    world.converge(&desired).await;
    assert_eq!(held(&world, TIER).await, of("Advanced", "Customized"));
    // What was adopted is ours from then on, whatever the manifest says.
    let desired = world.desired(STACK, &[&tier("Standard")]).await;
    assert_eq!(summary(&world.plan(&desired).await), ["~ ServiceSetting/tier [value]"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_as_declared_is_managed_and_goes_with_its_manifest() {
    let world = World::new();
    console(&world, TIER, "Advanced").await;
    world.converge(&world.desired(STACK, &[&tier("Advanced")]).await).await;
    let none = world.desired(STACK, &[]).await;
    assert_eq!(summary(&world.plan(&none).await), ["- ServiceSetting/tier []"]);
}

#[tokio::test(start_paused = true)]
async fn what_somebody_gave_another_value_since_is_theirs_when_the_manifest_is_gone() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&tier("Advanced")]).await).await;
    console(&world, TIER, "Intelligent-Tiering").await;
    let none = world.desired(STACK, &[]).await;
    let plan = world.plan(&none).await;
    assert_eq!((summary(&plan), plan.unmanaged()), (vec![], &["ServiceSetting/tier".into()][..]));
    world.carry_out(plan).await;
    assert_eq!(held(&world, TIER).await, of("Intelligent-Tiering", "Customized"));
    assert_eq!(world.plan(&none).await.unmanaged(), [], "the record has let it go");
}

#[tokio::test(start_paused = true)]
async fn without_the_record_one_stays_and_what_is_as_declared_is_no_conflict() {
    let world = World::new();
    let desired = world.desired(STACK, &[&tier("Advanced")]).await;
    world.converge(&desired).await;
    lose_the_record(&world).await;
    assert!(world.plan(&desired).await.empty(), "{:?}", summary(&world.plan(&desired).await));
    let none = world.desired(STACK, &[]).await;
    assert!(world.plan(&none).await.empty());
    let absent = setting("name: tier, absent: true", "parameterStore.defaultTier", "Advanced");
    let absent = world.desired(STACK, &[&absent]).await;
    assert_eq!(summary(&world.plan(&absent).await), ["- ServiceSetting/tier []"]);
    world.converge(&absent).await;
    assert_eq!(held(&world, TIER).await, of("Standard", "Default"));
}

#[tokio::test(start_paused = true)]
async fn where_no_record_is_kept_each_new_value_needs_adopt() {
    let none = STACK.replace("tags:", "record: none, tags:");
    let world = World::new();
    let desired = world.desired(&none, &[&tier("Advanced")]).await;
    let applied = world.converge(&desired).await;
    assert_eq!(applied.plan.changes()[0].effects, [PlanEffect::Costs, PlanEffect::Unremembered]);
    let other = world.desired(&none, &[&tier("Intelligent-Tiering")]).await;
    assert!(summary(&world.plan(&other).await)[0].starts_with("! ServiceSetting/tier Somebody("));
    let adopting = setting("name: tier, adopt: true", "parameterStore.defaultTier", "Intelligent-Tiering");
    let adopting = world.desired(&none, &[&adopting]).await;
    assert_eq!(summary(&world.plan(&adopting).await), ["~ ServiceSetting/tier [value]"]);
    world.converge(&adopting).await;
    assert!(world.plan(&world.desired(&none, &[]).await).await.empty(), "nothing remembers it");
}

#[tokio::test(start_paused = true)]
async fn one_that_is_let_go_stays_as_it_is() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&tier("Advanced")]).await).await;
    let forgotten = setting("name: tier, forget: true", "parameterStore.defaultTier", "Advanced");
    world.converge(&world.desired(STACK, &[&forgotten]).await).await;
    world.converge(&world.desired(STACK, &[]).await).await;
    assert_eq!(held(&world, TIER).await, of("Advanced", "Customized"));
}

#[tokio::test(start_paused = true)]
async fn a_manifest_that_names_another_setting_lets_the_first_go() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&tier("Advanced")]).await).await;
    let moved = world.desired(STACK, &[&setting("name: tier", SHARING, "Disable")]).await;
    assert_eq!(
        summary(&world.plan(&moved).await),
        [
            "~ ServiceSetting/tier [value]",
            "- ServiceSetting/tier/ssm/parameter-store/default-parameter-tier []"
        ]
    );
    world.converge(&moved).await;
    assert_eq!(held(&world, TIER).await, of("Standard", "Default"));
    assert_eq!(held(&world, SHARING).await, of("Disable", "Customized"));
    // Another name of the manifest is nothing to AWS.
    let renamed = world.desired(STACK, &[&setting("name: sharing", SHARING, "Disable")]).await;
    world.converge(&renamed).await;
    let none = world.desired(STACK, &[]).await;
    assert_eq!(summary(&world.plan(&none).await), ["- ServiceSetting/sharing []"]);
}

#[tokio::test(start_paused = true)]
async fn two_manifests_of_one_setting_are_a_finding() {
    let world = World::new();
    let again = setting("name: again", TIER, "Standard");
    let (_, findings) = world.resolve(STACK, &[&tier("Advanced"), &again]);
    let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
    assert!(codes.contains(&"duplicate-resource"), "{codes:?}");
}

#[tokio::test(start_paused = true)]
async fn one_that_cannot_be_read_is_not_guessed_at() {
    let world = World::new();
    let desired = world.desired(STACK, &[&tier("Advanced")]).await;
    world.converge(&desired).await;
    let denied = Effect::error("AccessDeniedException", "no");
    world.sandbox.add_fault(Rule::new("GetServiceSetting", When::Every, denied));
    for desired in [desired, world.desired(STACK, &[]).await] {
        let live = world.live(&desired, Depth::Owned).await;
        assert_eq!(unread(&live), ["ServiceSetting/tier"]);
        assert!(world.plan(&desired).await.changes().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn one_answer_is_not_enough_to_let_go_what_the_record_knows() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&other(), &tier("Advanced")]).await).await;
    let none = world.desired(STACK, &[&other()]).await;
    let unknown = Effect::error("ServiceSettingNotFound", "");
    world.sandbox.add_fault(Rule::new("GetServiceSetting", When::Nth(1), unknown.clone()));
    assert_eq!(summary(&world.plan(&none).await), ["- ServiceSetting/tier []"]);
    world.sandbox.clear_faults();
    world.sandbox.add_fault(Rule::new("GetServiceSetting", When::Every, unknown));
    let plan = world.plan(&none).await;
    assert!(plan.empty() && plan.complete(), "AWS knows it no more");
}

#[tokio::test(start_paused = true)]
async fn a_change_whose_answer_is_lost_is_made_again_and_done() {
    for operation in ["UpdateServiceSetting", "ResetServiceSetting"] {
        for effect in [Effect::LoseAnswer, Effect::error("TooManyUpdates", "another one")] {
            let world = World::new();
            let desired = world.desired(STACK, &[&other(), &tier("Advanced")]).await;
            world.sandbox.add_fault(Rule::new(operation, When::Nth(1), effect));
            world.converge(&desired).await;
            world.converge(&world.desired(STACK, &[&other()]).await).await;
            assert_eq!(held(&world, TIER).await, of("Standard", "Default"));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_known_of_settings_is_what_aws_says() {
    let world = World::new();
    for known in &KNOWN {
        assert_eq!(held(&world, known.id).await, of(known.default, "Default"), "{}", known.name);
        let values = match known.values {
            Values::Words(words) => words,
            Values::LogGroup | Values::Role => &["service-role/estate"],
        };
        for value in values {
            let manifest = setting("name: one, adopt: true", known.name, &format!("\"{value}\""));
            world.converge(&world.desired(STACK, &[&manifest]).await).await;
            assert_eq!(held(&world, known.id).await.0, *value);
        }
        assert!(known.charged.iter().all(|value| values.contains(value)), "{}", known.name);
    }
}

#[test]
fn two_environments_of_one_account_cannot_both_have_one() {
    let stack = "apiVersion: trueup/v1\nkind: Stack\nmetadata: {name: webshop}\nspec:\n  manifests: [manifests/*.yaml]\n  environments:\n    blue: {account: \"123456789012\", regions: [us-east-1]}\n    green: {account: \"123456789012\", regions: [us-east-1]}\n";
    let sites = World::sites(stack, &[&tier("Advanced")]);
    let findings = engine::resolve::check_overlaps(&sites);
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["site-overlap"]);
}

#[tokio::test(start_paused = true)]
async fn a_role_is_passed_on_by_whoever_may_set_it() {
    let world = World::new();
    let role = setting("name: role", "managedInstance.defaultRole", "service-role/Nodes");
    let desired = world.desired(STACK, &[&role, &tier("Advanced")]).await;
    let said = |role| policy(&[&desired], role, &[]).to_string();
    let passes = "arn:aws:iam::123456789012:role/service-role/Nodes";
    assert!(said(Role::Apply).contains(passes));
    assert!(said(Role::Apply).contains(&format!("arn:aws:ssm:us-east-1:123456789012:servicesetting{TIER}")));
    assert!(!said(Role::Plan).contains(passes) && !said(Role::Plan).contains("ssm:UpdateServiceSetting"));
}

#[tokio::test(start_paused = true)]
async fn one_that_another_stacks_record_has_is_theirs_too_and_neither_takes_it() {
    let world = World::new();
    let billing = STACK.replace("name: webshop", "name: billing");
    let ours = world.desired(STACK, &[&tier("Advanced")]).await;
    world.converge(&ours).await;
    let adopting = setting("name: tier, adopt: true", "parameterStore.defaultTier", "Intelligent-Tiering");
    for manifest in [tier("Advanced"), tier("Standard"), adopting] {
        let plan = world.plan(&world.desired(&billing, &[&manifest]).await).await;
        let taken = format!(
            "! ServiceSetting/tier Taken {{ what: \"the setting `{TIER}`\", owner: \"webshop/default\" }}"
        );
        assert_eq!(summary(&plan), [taken]);
    }
    // It is handed on: the one lets it go, and the other has it.
    let record = r#"{"version":2,"kept":{"ServiceSetting":{"/ssm/parameter-store/default-parameter-tier":{"name":"tier"}}}}"#;
    let put =
        world.outside().put_parameter().name("/trueup/billing/default").value(record).r#type("String".into());
    put.send().await.expect("taken");
    let none = world.desired(STACK, &[]).await;
    let plan = world.plan(&none).await;
    assert_eq!((summary(&plan), plan.unmanaged()), (vec![], &["ServiceSetting/tier".into()][..]));
    world.carry_out(plan).await;
    assert!(world.plan(&world.desired(&billing, &[&tier("Advanced")]).await).await.empty());
    // A role that may not look finds nothing.
    world.outside().delete_parameter().name("/trueup/billing/default").send().await.expect("there");
    world.converge(&ours).await;
    let denied = Effect::error("AccessDeniedException", "no");
    world.sandbox.add_fault(Rule::new("GetParametersByPath", When::Every, denied));
    assert!(world.plan(&world.desired(&billing, &[&tier("Advanced")]).await).await.empty());
}

#[tokio::test(start_paused = true)]
async fn while_the_record_cannot_be_read_nobody_knows_whose_one_is() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&tier("Advanced")]).await).await;
    let desired = world.desired(STACK, &[&tier("Intelligent-Tiering")]).await;
    assert_eq!(world.plan(&desired).await.changes().len(), 1);
    let denied = Effect::error("AccessDeniedException", "no");
    world.sandbox.add_fault(Rule::new("GetParameter", When::Every, denied));
    let plan = world.plan(&desired).await;
    assert!(plan.empty() && plan.conflicts().is_empty(), "{:?}", crate::world::summary(&plan));
    let unread = plan.unreadable().iter().filter_map(|one| one.address.as_ref());
    assert!(unread.into_iter().any(|address| address.as_str() == "ServiceSetting/tier"));
}
