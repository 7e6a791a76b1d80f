//! Protection outlives its manifest: it is also a tag on the resource.

use aws_sdk_ssm::types::{ResourceTypeForTagging, Tag};
use engine::Action;
use engine::approve::{Consent, Empty, Objection, Protector};
use engine::contract::Effect as PlanEffect;
use engine::guardrails::{Guardrails, Limit};
use engine::plan::{Mover, Plan};
use sandbox::{Effect, Rule, When};
use schema::Severity;

use crate::world::{ESTATE, STACK, World, hierarchy, judged, reloaded, summary};

const PARAMETER: &str = "Parameter/webshop/a";

/// The stack, with patterns that protect and whatever else.
fn stack(protect: &str, more: &str) -> String {
    STACK.replace("tags: {Application: webshop}", &format!("guardrails: {{protect: [{protect}]}}{more}"))
}

async fn tags(world: &World, kind: ResourceTypeForTagging, id: &str) -> Vec<(String, String)> {
    let asked = world.outside().list_tags_for_resource().resource_type(kind).resource_id(id);
    let found = asked.send().await.expect("it is there");
    let mut tags: Vec<_> =
        found.tag_list().iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect();
    tags.sort();
    tags
}

async fn keys(world: &World, name: &str) -> Vec<String> {
    tags(world, ResourceTypeForTagging::Parameter, name).await.into_iter().map(|(key, _)| key).collect()
}

fn refused(world: &World, plan: Plan) -> Vec<Objection> {
    world.approve(plan).err().expect("refused").objections
}

fn by_tag(address: &str) -> Objection {
    Objection::Protected(address.into(), Action::Delete, Protector::Tag)
}

#[tokio::test(start_paused = true)]
async fn whatever_can_carry_tags_carries_it_and_the_plan_after_is_empty() {
    let world = World::new();
    let calendar = "\
apiVersion: trueup/v1
kind: ChangeCalendar
metadata: {name: freeze}
spec: {default: open, timezone: UTC, events: [{summary: x, start: 2026-11-27T00:00, end: 2026-12-01T00:00}]}
";
    let parameters = hierarchy("a: 1\ns: {value: [x]}");
    let manifests = [&*parameters, ESTATE, calendar];
    let open = world.desired(&stack("", ""), &manifests).await;
    world.converge(&open).await;
    let closed = world.desired(&stack("'*'", ", ignoreTags: ['*']"), &manifests).await;
    let applied = world.converge(&closed).await;
    insta::assert_snapshot!(summary(&applied.plan).join("\n"), @r#"
    ~ Association/agent [tags.trueup:protect]
    ~ ChangeCalendar/freeze [tags.trueup:protect]
    ~ Document/run [tags.trueup:protect]
    ~ MaintenanceWindow/weekly [tags.trueup:protect]
    ~ Parameter/webshop/a [tags.trueup:protect]
    ~ Parameter/webshop/s [tags.trueup:protect]
    ~ PatchBaseline/web [tags.trueup:protect]
    "#);
    let said = applied.plan.changes().iter().all(|change| change.effects.contains(&PlanEffect::Protects));
    assert!(said, "{:#?}", applied.plan.changes().iter().map(|change| &change.effects).collect::<Vec<_>>());

    let gone = world.desired(&stack("", ""), &["apiVersion: trueup/v1\nkind: PatchGroup\nmetadata: {name: other}\nspec: {name: Other, baselines: [AWS-DefaultPatchBaseline]}\n"]).await;
    let held: Vec<String> = refused(&world, world.plan(&gone).await)
        .into_iter()
        .map(|objection| match objection {
            Objection::Protected(address, Action::Delete, Protector::Tag) => address.to_string(),
            other => panic!("{other:?}"),
        })
        .collect();
    insta::assert_snapshot!(held.join("\n"), @r#"
    Association/agent
    ChangeCalendar/freeze
    Document/run
    MaintenanceWindow/weekly
    Parameter/webshop/a
    Parameter/webshop/s
    PatchBaseline/web
    "#);

    let again = world.desired(&stack("", ""), &manifests).await;
    let plan = world.plan(&again).await;
    assert!(plan.changes().iter().all(|change| change.effects.contains(&PlanEffect::Unprotects)));
    world.carry_out(plan).await;
    world.converge(&gone).await;
}

#[tokio::test(start_paused = true)]
async fn what_is_made_protected_stays_until_git_or_somebody_says_otherwise() {
    let world = World::new();
    let manifest = hierarchy("a: 1\nb: 2");
    world.converge(&world.desired(&stack(PARAMETER, ""), &[&manifest]).await).await;
    assert_eq!(keys(&world, "/webshop/a").await, ["trueup:protect", "trueup:stack"]);
    assert_eq!(keys(&world, "/webshop/b").await, ["trueup:stack"]);

    let without = world.desired(&stack("", ""), &[&hierarchy("b: 2")]).await;
    let plan = world.plan(&without).await;
    assert!(plan.changes()[0].protected);
    assert_eq!(refused(&world, plan), [by_tag(PARAMETER)]);
    assert_eq!(refused(&world, world.plan_to_destroy(&without).await), [by_tag(PARAMETER)]);

    let outside = world.outside();
    let off = outside.remove_tags_from_resource().resource_type(ResourceTypeForTagging::Parameter);
    off.resource_id("/webshop/a").tag_keys("trueup:protect").send().await.expect("allowed");
    world.converge(&without).await;
}

#[tokio::test(start_paused = true)]
async fn what_takes_the_pattern_out_and_the_thing_away_at_once_is_held_by_the_tag() {
    let world = World::new();
    let kept = hierarchy("a: 1\nb: 2");
    world.converge(&world.desired(&stack(PARAMETER, ""), &[&kept]).await).await;
    let held = |plan: &Plan| {
        let held = plan.changes().iter().filter(|change| change.protected);
        held.map(|change| change.address.to_string()).collect::<Vec<_>>()
    };
    let absent = kept.replace("{name: webshop}", "{name: webshop, absent: true}");
    let plan = world.plan(&world.desired(&stack("", ""), &[&absent]).await).await;
    assert_eq!(held(&plan), [PARAMETER]);
    assert_eq!(refused(&world, plan), [by_tag(PARAMETER)]);
    let open = world.desired(&stack("", ""), &[&kept]).await;
    assert_eq!(held(&world.plan_to_destroy(&open).await), [PARAMETER]);
    // Once an apply has taken the tag off, git alone speaks.
    world.converge(&open).await;
    assert!(held(&world.plan(&world.desired(&stack("", ""), &[&absent]).await).await).is_empty());
    assert!(held(&world.plan_to_destroy(&open).await).is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_tag_taken_off_by_hand_is_drift_and_comes_back() {
    let world = World::new();
    let desired = world.desired(&stack(PARAMETER, ""), &[&hierarchy("a: 1")]).await;
    world.converge(&desired).await;
    let outside = world.outside();
    let off = outside.remove_tags_from_resource().resource_type(ResourceTypeForTagging::Parameter);
    off.resource_id("/webshop/a").tag_keys("trueup:protect").send().await.expect("allowed");
    let plan = world.plan(&desired).await;
    assert_eq!(summary(&plan), ["~ Parameter/webshop/a [tags.trueup:protect]"]);
    assert_eq!(plan.cost().calls.keys().collect::<Vec<_>>(), ["AddTagsToResource"]);
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn forgetting_takes_it_off_and_adopting_shows_it() {
    let world = World::new();
    let manifest = hierarchy("a: 1");
    world.converge(&world.desired(&stack(PARAMETER, ""), &[&manifest]).await).await;
    let forget = manifest.replace("{name: webshop}", "{name: webshop, forget: true}");
    world.converge(&world.desired(&stack(PARAMETER, ""), &[&forget]).await).await;
    assert_eq!(keys(&world, "/webshop/a").await, Vec::<String>::new());

    let tag = Tag::builder().key("trueup:protect").value("true").build().expect("whole");
    let outside = world.outside();
    let put = outside.add_tags_to_resource().resource_type(ResourceTypeForTagging::Parameter);
    put.resource_id("/webshop/a").tags(tag).send().await.expect("allowed");
    let adopt = manifest.replace("{name: webshop}", "{name: webshop, adopt: true}");
    let desired = world.desired(&stack("", ""), &[&adopt]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(summary(&plan), ["@ Parameter/webshop/a [tags.trueup:protect]"]);
    assert_eq!(plan.changes()[0].effects, [PlanEffect::Unprotects]);
    world.converge(&desired).await;
    assert_eq!(keys(&world, "/webshop/a").await, ["trueup:stack"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_another_stacks_is_none_of_ours() {
    let world = World::new();
    world.converge(&world.desired(&stack("'*'", ""), &[&hierarchy("a: 1")]).await).await;
    let other = stack("", "").replace("{name: webshop}", "{name: other}");
    let elsewhere = hierarchy("a: 1").replace("/webshop", "/other");
    let desired = world.desired(&other, &[&elsewhere]).await;
    let applied = world.converge(&desired).await;
    assert_eq!(summary(&applied.plan).len(), 1);
    assert_eq!(keys(&world, "/webshop/a").await, ["trueup:protect", "trueup:stack"]);
}

#[tokio::test(start_paused = true)]
async fn a_replace_that_did_not_end_is_not_held_up_by_it() {
    let world = World::new();
    let baseline = |system: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: PatchBaseline\nmetadata: {{name: web}}\nspec: {{operatingSystem: {system}}}\n"
        )
    };
    world.converge(&world.desired(&stack("", ""), &[&baseline("SUSE")]).await).await;
    let desired = world.desired(&stack("", ""), &[&baseline("UBUNTU")]).await;
    world.sandbox.add_fault(Rule::new(
        "DeletePatchBaseline",
        When::Every,
        Effect::error("InternalServerError", "x"),
    ));
    assert!(!world.apply(&desired).await.outcome.whole());
    world.sandbox.clear_faults();
    let live = world.live(&desired, engine::contract::Depth::Owned).await;
    let left = live.found.get(&"PatchBaseline/web@old".into()).expect("left over");
    let tag = Tag::builder().key("trueup:protect").value("true").build().expect("whole");
    let put = world.outside().add_tags_to_resource().resource_type(ResourceTypeForTagging::PatchBaseline);
    put.resource_id(&left.id).tags(tag).send().await.expect("allowed");
    let plan = world.plan(&desired).await;
    assert_eq!(summary(&plan), ["- PatchBaseline/web@old []"]);
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn what_has_no_room_for_it_is_a_finding() {
    let world = World::new();
    let tags: Vec<String> = (0..48).map(|at| format!("k{at}: v")).collect();
    let with = |more: &str| hierarchy(&format!("a: {{value: x, tags: {{{}{more}}}}}", tags.join(", ")));
    let (_, findings) = world.resolve(&stack("'*'", ""), &[&with("")]);
    assert!(findings.is_empty(), "48, ours and that one: {findings:#?}");
    let (_, findings) = world.resolve(&stack("", ""), &[&with(", more: v")]);
    assert!(findings.is_empty(), "{findings:#?}");
    let (_, findings) = world.resolve(&stack("'*'", ""), &[&with(", more: v")]);
    let [finding] = &findings[..] else { panic!("{findings:#?}") };
    assert_eq!((finding.code, finding.severity), ("tag", Severity::Error));
    assert!(finding.message.contains("trueup:protect"), "{}", finding.message);
}

#[tokio::test(start_paused = true)]
async fn each_rule_of_deletions_holds() {
    let mut world = World::new();
    let ten: String = (0..10).map(|at| format!("p{at}: x\n")).collect();
    world.converge(&world.desired(STACK, &[&hierarchy(&ten)]).await).await;
    let desired = world.desired(STACK, &[&hierarchy(&ten.replacen("p0: x\np1: x\n", "", 1))]).await;
    let plan = world.plan(&desired).await;
    let allowed = |limit: Limit| {
        let guardrails = Guardrails { max_deletes: limit, ..Guardrails::default() };
        engine::approve::approve(judged(plan.clone()), &guardrails, Default::default()).is_ok()
    };
    assert!(allowed(Limit::Count(2)) && !allowed(Limit::Count(1)));
    // Of the ten that the site owns before; parts of a resource are rounded down.
    assert!(allowed(Limit::Percent(20)) && allowed(Limit::Percent(29)) && !allowed(Limit::Percent(19)));
    world.guardrails = Guardrails::default();
    assert_eq!(world.guardrails.max_deletes, Limit::Count(10));
}

#[tokio::test(start_paused = true)]
async fn a_replace_counts_and_what_goes_with_its_window_does_not() {
    let world = World::new();
    let baseline = |system: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: PatchBaseline\nmetadata: {{name: web}}\nspec: {{operatingSystem: {system}}}\n"
        )
    };
    let window = "apiVersion: trueup/v1\nkind: MaintenanceWindow\nmetadata: {name: weekly}\nspec:\n  schedule: rate(7 days)\n  duration: 4h\n  cutoff: 1h\n  targets: {web: {where: {\"tag:Role\": web}}, dbs: {where: {\"tag:Role\": db}}}\n";
    world.converge(&world.desired(STACK, &[&baseline("SUSE"), window]).await).await;
    let plan = world.plan(&world.desired(STACK, &[&baseline("UBUNTU")]).await).await;
    assert_eq!(plan.changes().len(), 4, "{:?}", summary(&plan));
    assert_eq!(plan.deletions(), 2, "the replace, and the window with its two targets");
    let fewer = window.replace(", dbs: {where: {\"tag:Role\": db}}", "");
    let part = world.desired(STACK, &[&baseline("SUSE"), &fewer]).await;
    assert_eq!(world.plan(&part).await.deletions(), 1, "a target that goes alone");
}

#[tokio::test(start_paused = true)]
async fn a_destroy_is_bound_by_protection_alone_and_an_empty_stack_says_so() {
    let world = World::new();
    let manifest = hierarchy("a: 1\nb: 2");
    world.converge(&world.desired(STACK, &[&manifest]).await).await;
    let none = Guardrails { max_deletes: Limit::Count(0), ..Guardrails::default() };
    let judge = |plan: &Plan, consent: Consent| match engine::approve::approve(
        judged(plan.clone()),
        &none,
        consent,
    ) {
        Ok(_) => Vec::new(),
        Err(refusal) => refusal.objections,
    };
    let destroy = world.plan_to_destroy(&world.desired(STACK, &[&manifest]).await).await;
    assert_eq!(judge(&destroy, Consent::default()), []);
    let too_many = Objection::TooManyDeletes { deletes: 2, allowed: 0, limit: Limit::Count(0) };
    let elsewhere = manifest.replace("{name: webshop}", "{name: webshop, environments: [other]}");
    let empty = world.plan(&world.desired(STACK, &[&elsewhere]).await).await;
    assert_eq!(judge(&empty, Consent::default()), [too_many.clone(), Objection::Empty(2)]);
    assert_eq!(judge(&empty, Consent { empty: Empty::Allow, ..Consent::default() }), [too_many]);
}

/// A plan from a file, by whichever guardrails: what carries no tag was held by a pattern.
#[tokio::test(start_paused = true)]
async fn what_carries_no_tag_is_never_held_by_one() {
    let mut world = World::new();
    let window = "apiVersion: trueup/v1\nkind: MaintenanceWindow\nmetadata: {name: weekly}\nspec: {schedule: rate(7 days), duration: 4h, cutoff: 1h, targets: {web: {where: {'tag:Role': web}}}}\n";
    world.converge(&world.desired(STACK, &[window, &hierarchy("a: 1")]).await).await;
    let globs = globset::GlobSetBuilder::new().add(globset::Glob::new("*/target/*").expect("one")).build();
    world.guardrails.protect = globs.expect("a set");
    let gone = world.desired(STACK, &[&hierarchy("a: 1")]).await;
    let reviewed = reloaded(world.plan(&gone).await);
    let held = |by| {
        let address = "MaintenanceWindow/weekly/target/web".into();
        vec![Objection::Protected(address, Action::Delete, by)]
    };
    let open = Guardrails { max_deletes: Limit::Count(10), ..Guardrails::default() };
    let refusal = engine::approve::approve(reviewed.clone(), &open, Consent::default()).err();
    assert_eq!(refusal.expect("refused").objections, held(Protector::Guardrail));
    // Whoever has taken the pattern out since plans again.
    world.guardrails.protect = Default::default();
    let moved = world.met(&reviewed, &gone).await.err().expect("it moved");
    assert_eq!((moved.len(), moved[0].by), (1, Mover::Git), "{moved:?}");
    assert!(moved[0].what.contains("no longer protected"), "{moved:?}");
}
