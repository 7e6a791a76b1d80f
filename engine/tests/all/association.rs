//! Associations: convergence, what an update sends, what runs now, identity, lost answers.

use aws_sdk_ssm::types::{AssociationDescription, ResourceTypeForTagging, Tag, Target};
use engine::Action;
use engine::contract::Depth;
use engine::contract::{Effect as PlanEffect, Gate};
use engine::plan::{Plan, Rival};
use sandbox::{Effect, Rule, When};

use crate::world::{STACK, World, summary};

/// A manifest of an association that patches, with more fields of its spec.
fn patch(more: &str) -> String {
    let more: String = more.lines().map(|line| format!("  {line}\n")).collect();
    format!(
        "apiVersion: trueup/v1\nkind: Association\nmetadata: {{name: patch-web}}\nspec:\n  document: AWS-RunPatchBaseline\n{more}"
    )
}

const BASE: &str = "where: {\"tag:Patch Group\": [Production, Staging]}\nparameters: {Operation: Scan}\n";

async fn live(world: &World) -> Vec<AssociationDescription> {
    let outside = world.outside();
    let listed = outside.list_associations().send().await.expect("a list").associations.unwrap_or_default();
    let mut found = Vec::new();
    for one in listed {
        let id = one.association_id.expect("an id");
        let answer = outside.describe_association().association_id(id).send().await.expect("there");
        found.push(answer.association_description.expect("described"));
    }
    found
}

/// Each field with a value and another one.
const FIELDS: [(&str, &str, &str); 18] = [
    ("documentVersion", "$LATEST", "\"1\""),
    ("schedule", "rate(1 day)", "cron(0 2 ? * SUN *)"),
    ("complianceSeverity", "HIGH", "CRITICAL"),
    ("syncCompliance", "MANUAL", "AUTO"),
    ("maxConcurrency", "50%", "10"),
    ("maxErrors", "25%", "0"),
    ("output", "{s3: {bucket: logs, prefix: a}}", "{s3: {bucket: logs, prefix: b}}"),
    ("alarmConfiguration", "{alarms: [stop]}", "{alarms: [stop], ignorePollAlarmFailure: true}"),
    ("dispatchAssumeRole", "arn:aws:iam::123456789012:role/a", "arn:aws:iam::123456789012:role/b"),
    ("tags", "{Team: web}", "{Team: ops}"),
    ("name", "patch-one", "patch-two"),
    ("parameters", "{Operation: Scan}", "{Operation: Install, RebootOption: NoReboot}"),
    ("where", "{\"tag:a\": [x, y]}", "{\"tag:a\": [x]}"),
    ("instances", "[\"*\"]", "[i-0123456789abcdef0]"),
    ("resourceGroup", "web", "{name: web, types: [\"AWS::EC2::Instance\"]}"),
    ("applyOnlyAtCronInterval", "true", "false"),
    ("duration", "4h", "5h"),
    ("scheduleOffset", "1 day", "2 days"),
];

/// The other fields that a field needs beside it.
fn around(field: &str) -> &'static str {
    match field {
        "parameters" => "where: {\"tag:a\": b}\n",
        "where" | "instances" | "resourceGroup" => "parameters: {Operation: Scan}\n",
        "applyOnlyAtCronInterval" => {
            "where: {\"tag:a\": b}\nparameters: {Operation: Scan}\nschedule: cron(0 2 ? * SUN *)\n"
        }
        "duration" | "scheduleOffset" => {
            "where: {\"tag:a\": b}\nparameters: {Operation: Scan}\nschedule: cron(0 2 ? * SUN#1 *)\napplyOnlyAtCronInterval: true\n"
        }
        _ => BASE,
    }
}

#[tokio::test(start_paused = true)]
async fn every_field_changed_alone_is_one_change_and_converges() {
    for (field, before, after) in FIELDS {
        let world = World::new();
        let manifest = |value: &str| patch(&format!("{}{field}: {value}", around(field)));
        world.converge(&world.desired(STACK, &[&manifest(before)]).await).await;
        let second = world.desired(STACK, &[&manifest(after)]).await;
        let plan = world.plan(&second).await;
        let [change] = plan.changes() else { panic!("{field}: {:?}", summary(&plan)) };
        assert_eq!(change.action(), Action::Update, "{field}");
        assert!(change.differences.iter().all(|difference| difference.path.field() == field), "{field}");
        world.converge(&second).await;
        if !matches!(field, "parameters" | "where" | "instances" | "resourceGroup" | "name") {
            let without = world.desired(STACK, &[&patch(around(field))]).await;
            world.converge(&without).await;
        }
    }
}

/// What the one change of a plan brings about, but for the times of its schedule.
fn runs(plan: &Plan) -> Vec<&PlanEffect> {
    let times = |effect: &&PlanEffect| matches!(effect, PlanEffect::Reschedules { .. });
    plan.changes()[0].effects.iter().filter(|effect| !times(effect)).collect()
}

#[tokio::test(start_paused = true)]
async fn an_update_sends_the_whole_and_runs_now() {
    let world = World::new();
    let whole = format!("{BASE}schedule: rate(1 day)\nmaxErrors: 10%\ncomplianceSeverity: HIGH\n");
    let first = world.desired(STACK, &[&patch(&whole)]).await;
    let plan = world.plan(&first).await;
    assert_eq!(runs(&plan), [&PlanEffect::RunsNow { gate: Gate::Open }]);
    world.converge(&first).await;
    let second = world.desired(STACK, &[&patch(&whole.replace("1 day", "2 days"))]).await;
    let plan = world.plan(&second).await;
    assert_eq!(summary(&plan), ["~ Association/patch-web [schedule]"]);
    assert_eq!(runs(&plan), [&PlanEffect::RunsNow { gate: Gate::Open }]);
    world.converge(&second).await;
    let [held] = &live(&world).await[..] else { panic!("one") };
    assert_eq!((held.max_errors(), held.association_version()), (Some("10%"), Some("2")));
    // Tags are no part of it: nothing runs for them.
    let tagged = world
        .desired(STACK, &[&patch(&format!("{}tags: {{Team: web}}", whole.replace("1 day", "2 days")))])
        .await;
    let plan = world.plan(&tagged).await;
    assert_eq!(plan.changes()[0].effects, []);
    world.converge(&tagged).await;
    assert_eq!(live(&world).await[0].association_version(), Some("2"));
    let waiting = format!("{BASE}schedule: cron(0 2 ? * SUN *)\napplyOnlyAtCronInterval: true\n");
    let plan = world.plan(&world.desired(STACK, &[&patch(&waiting)]).await).await;
    assert_eq!(runs(&plan), [&PlanEffect::RunsLater]);
}

#[tokio::test(start_paused = true)]
async fn a_runbook_may_act_on_nothing_and_be_changed() {
    let world = World::new();
    let manifest = |more: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: Association\nmetadata: {{name: nightly}}\nspec:\n  document: AWS-Noop\n{more}"
        )
    };
    world.converge(&world.desired(STACK, &[&manifest("")]).await).await;
    world.converge(&world.desired(STACK, &[&manifest("  schedule: rate(1 day)\n")]).await).await;
    let places = "  targetLocations:\n  - {accounts: [\"210987654321\", \"123456789012\"], regions: [us-east-1], maxErrors: 10%}\n  - {accounts: [\"310987654321\"], regions: [eu-west-1]}\n";
    world.converge(&world.desired(STACK, &[&manifest(places)]).await).await;
    let turned = "  targetLocations:\n  - {regions: [eu-west-1], accounts: [\"310987654321\"]}\n  - {regions: [us-east-1], accounts: [\"123456789012\", \"210987654321\"], maxErrors: 10%}\n";
    assert!(world.plan(&world.desired(STACK, &[&manifest(turned)]).await).await.empty());
    let stop = "apiVersion: trueup/v1\nkind: Association\nmetadata: {name: stop}\nspec: {document: AWS-StopEC2Instance, automationTargetParameterName: InstanceId, targetMaps: [{InstanceId: i-1}, {InstanceId: i-2}]}\n";
    world.converge(&world.desired(STACK, &[&manifest(turned), stop]).await).await;
    let values =
        stop.replace("targetMaps: [{InstanceId: i-1}, {InstanceId: i-2}]", "parameterValues: [i-2, i-1]");
    world.converge(&world.desired(STACK, &[&manifest(turned), &values]).await).await;
}

#[tokio::test(start_paused = true)]
async fn spellings_that_aws_rewrites_are_no_difference() {
    let world = World::new();
    let desired = world
        .desired(
            STACK,
            &[&patch("where: {\"tag:a\": [y, x]}\nparameters: {Operation: [Scan]}\ncomplianceSeverity: UNSPECIFIED\nsyncCompliance: AUTO\ndocumentVersion: $DEFAULT\n")
                .replace("AWS-RunPatchBaseline", "arn:aws:ssm:us-east-1::document/AWS-RunPatchBaseline")],
        )
        .await;
    world.converge(&desired).await;
    let told = patch("instances: [\"*\"]\nparameters: {Operation: Scan}\n")
        .replace("AWS-RunPatchBaseline", "AWS-RunPatchBaselineAssociation")
        .replace("patch-web", "told");
    let desired = world.desired(STACK, &[&told]).await;
    world.converge(&desired).await;
    let [held] = &live(&world).await[..] else { panic!("one") };
    assert!(held.parameters().expect("some").contains_key("AssociationId"));
}

#[tokio::test(start_paused = true)]
async fn parameters_that_only_repeat_the_document_are_no_difference_and_others_are() {
    let world = World::new();
    let desired = world.desired(STACK, &[&patch(BASE)]).await;
    world.converge(&desired).await;
    let [held] = &live(&world).await[..] else { panic!("one") };
    let update = |reboot: &str| {
        world
            .outside()
            .update_association()
            .association_id(held.association_id().expect("an id"))
            .association_name("patch-web")
            .set_targets(Some(held.targets().to_vec()))
            .parameters("Operation", vec!["Scan".into()])
            .parameters("RebootOption", vec![reboot.into()])
    };
    update("RebootIfNeeded").send().await.expect("taken");
    assert!(world.plan(&desired).await.empty());
    update("NoReboot").send().await.expect("taken");
    assert_eq!(summary(&world.plan(&desired).await), ["~ Association/patch-web [parameters.RebootOption]"]);
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn what_somebody_did_in_the_console_is_found() {
    let world = World::new();
    let desired = world.desired(STACK, &[&patch(BASE)]).await;
    world.converge(&desired).await;
    let [held] = &live(&world).await[..] else { panic!("one") };
    let target = Target::builder().key("InstanceIds").values("*").build();
    let update = world.outside().update_association().association_id(held.association_id().expect("an id"));
    let update = update.targets(target).parameters("Operation", vec!["Install".into()]).max_errors("5");
    update.schedule_expression("rate(1 day)").send().await.expect("taken");
    let plan = world.plan(&desired).await;
    assert_eq!(
        summary(&plan),
        ["~ Association/patch-web [name parameters.Operation where instances maxErrors schedule]"]
    );
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn a_document_of_the_stack_comes_first_and_goes_last() {
    let world = World::new();
    let document = "apiVersion: trueup/v1\nkind: Document\nmetadata: {name: restart}\nspec:\n  name: shop-restart\n  content: {schemaVersion: \"2.2\", mainSteps: [{name: run, action: \"aws:runShellScript\"}]}\n";
    let association = patch("instances: [\"*\"]\n").replace("AWS-RunPatchBaseline", "restart");
    let desired = world.desired(STACK, &[&association, document]).await;
    let applied = world.converge(&desired).await;
    assert_eq!(applied.plan.changes()[0].needs, ["Document/restart".into()]);
    assert_eq!(live(&world).await[0].name(), Some("shop-restart"));
    // Another name is another document: the association moves to it before the old one goes.
    let renamed = document.replace("shop-restart", "shop-restart-all");
    let desired = world.desired(STACK, &[&association, &renamed]).await;
    let applied = world.converge(&desired).await;
    let told = summary(&applied.plan);
    assert!(told.iter().any(|line| line == "± Association/patch-web [document]"), "{told:?}");
    assert!(told.iter().any(|line| line == "- Document/shop-restart []"), "{told:?}");
    assert_eq!(live(&world).await.len(), 1);
    assert!(world.destroy(&desired).await.outcome.whole());
    assert_eq!(live(&world).await.len(), 0);
    let (_, findings) = world.resolve(STACK, &[&association]);
    assert_eq!(findings[0].message, "nothing here declares `Document/restart`");
}

#[tokio::test(start_paused = true)]
async fn names_are_not_unique_and_tags_tell_whose_it_is() {
    let world = World::new();
    let outside = world.outside();
    let by_hand = || {
        let target = Target::builder().key("InstanceIds").values("*").build();
        let create = outside.create_association().name("AWS-RunPatchBaseline").association_name("patch-web");
        create.targets(target).parameters("Operation", vec!["Scan".into()])
    };
    let made = by_hand().send().await.expect("taken").association_description.expect("described");
    let id = made.association_id().expect("an id");
    let plan = world.plan(&world.desired(STACK, &[&patch(BASE)]).await).await;
    assert_eq!(plan.conflicts()[0].rival, Rival::Lookalike(id.to_owned()));
    let adopting = patch(BASE).replace("{name: patch-web}", &format!("{{name: patch-web, adopt: {id}}}"));
    let applied = world.converge(&world.desired(STACK, &[&adopting]).await).await;
    assert_eq!(applied.plan.changes()[0].action(), Action::Adopt);
    assert_eq!(live(&world).await.len(), 1);
    // One of another stack is no hindrance.
    let theirs =
        by_hand().tags(Tag::builder().key("trueup:stack").value("billing/default").build().expect("whole"));
    theirs.send().await.expect("taken");
    world.converge(&world.desired(STACK, &[&patch(BASE)]).await).await;
    // Two holders of one name tag are refused, both named.
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().expect("whole");
    let twin = by_hand().tags(tag("trueup:stack", "webshop/default")).tags(tag("trueup:name", "patch-web"));
    twin.send().await.expect("taken");
    let plan = world.plan(&world.desired(STACK, &[&patch(BASE)]).await).await;
    assert!(matches!(&plan.conflicts()[0].rival, Rival::Twins(ids) if ids.len() == 2));
}

#[tokio::test(start_paused = true)]
async fn a_moved_manifest_keeps_its_association() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&patch(BASE)]).await).await;
    let before = live(&world).await[0].association_id().map(str::to_owned);
    let moved = patch(BASE).replace("{name: patch-web}", "{name: patch-all, movedFrom: patch-web}");
    let applied = world.converge(&world.desired(STACK, &[&moved]).await).await;
    assert_eq!(applied.plan.changes()[0].action(), Action::Move);
    let after = live(&world).await;
    assert_eq!((after.len(), after[0].association_id().map(str::to_owned)), (1, before));
    assert_eq!(after[0].association_name(), Some("patch-all"));
    let forgetting = patch(BASE).replace("{name: patch-web}", "{name: patch-all, forget: true}");
    world.converge(&world.desired(STACK, &[&forgetting]).await).await;
    let tags = world.outside().list_tags_for_resource().resource_type(ResourceTypeForTagging::Association);
    let tags = tags.resource_id(after[0].association_id().expect("an id")).send().await.expect("there");
    assert!(tags.tag_list().iter().all(|tag| !tag.key().starts_with("trueup:")));
}

#[tokio::test(start_paused = true)]
async fn another_document_or_node_is_another_association() {
    let world = World::new();
    let shell = |node: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: Association\nmetadata: {{name: shell}}\nspec: {{document: AWS-RunShellScript, instanceId: {node}, parameters: {{commands: [one, two]}}}}\n"
        )
    };
    world.converge(&world.desired(STACK, &[&shell("i-0123456789abcdef0")]).await).await;
    let desired = world.desired(STACK, &[&shell("i-0123456789abcdef1")]).await;
    let applied = world.converge(&desired).await;
    let change = &applied.plan.changes()[0];
    assert_eq!(
        (change.action(), change.reason.as_deref()),
        (Action::Replace, Some("instanceId cannot change in place"))
    );
    assert_eq!(change.effects, [PlanEffect::RunsNow { gate: Gate::Open }]);
    let [held] = &live(&world).await[..] else { panic!("one") };
    assert_eq!(held.instance_id(), Some("i-0123456789abcdef1"));
    assert_eq!(held.parameters().expect("some")["commands"], ["one", "two"]);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_makes_no_twin() {
    for effect in [Effect::LoseAnswer, Effect::LoseRequest] {
        for operation in ["CreateAssociation", "UpdateAssociation", "DeleteAssociation"] {
            let world = World::new();
            let first = world.desired(STACK, &[&patch(BASE)]).await;
            let second = world.desired(STACK, &[&patch(&format!("{BASE}maxErrors: 10%\n"))]).await;
            world.sandbox.add_fault(Rule::new(operation, When::First(2), effect.clone()));
            world.converge(&first).await;
            world.converge(&second).await;
            assert_eq!(live(&world).await.len(), 1, "{operation}");
            assert!(world.destroy(&second).await.outcome.whole());
            assert_eq!(live(&world).await.len(), 0);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_unchanged_plan_reads_pages_and_one_answer_for_each() {
    let world = World::new();
    let manifests: Vec<String> =
        (0..60).map(|at| patch(BASE).replace("patch-web", &format!("patch-{at}"))).collect();
    let texts: Vec<&str> = manifests.iter().map(String::as_str).collect();
    let desired = world.desired(STACK, &texts).await;
    world.converge(&desired).await;
    world.calls();
    assert!(world.plan(&desired).await.empty());
    let calls = world.calls();
    assert_eq!((calls["ListAssociations"], calls["DescribeAssociation"]), (2, 60));
    assert!(
        !calls.contains_key("ListTagsForResource") && !calls.contains_key("DescribeDocument"),
        "{calls:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn calendars_gate_it() {
    let world = World::new();
    let calendar = "BEGIN:VCALENDAR\r\nPRODID:-//AWS//Change Calendar 1.0//EN\r\nVERSION:2.0\r\nX-CALENDAR-TYPE:DEFAULT_OPEN\r\nEND:VCALENDAR\r\n";
    for name in ["freeze", "closed"] {
        let create = world.outside().create_document().name(name).content(calendar);
        let create = create.document_type("ChangeCalendar".into()).document_format("TEXT".into());
        create.send().await.expect("taken");
    }
    let manifest = |calendars: &str| patch(&format!("{BASE}onlyWhenOpen: {calendars}\n"));
    let both = "[{external: freeze}, {external: \"arn:aws:ssm:us-east-1:123456789012:document/closed\"}]";
    let desired = world.desired(STACK, &[&manifest(both)]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(plan.changes()[0].effects, [PlanEffect::RunsNow { gate: Gate::Calendars }]);
    world.converge(&desired).await;
    let turned = world.desired(STACK, &[&manifest("[{external: closed}, {external: freeze}]")]).await;
    assert!(world.plan(&turned).await.empty());
    world.converge(&world.desired(STACK, &[&patch(BASE)]).await).await;
    assert!(live(&world).await[0].calendar_names().is_empty());
    assert!(world.live(&desired, Depth::Owned).await.unreadable.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_document_that_is_made_anew_takes_its_associations_along() {
    let document = |more: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: Document\nmetadata: {{name: tool}}\nspec:\n  {more}content: {{schemaVersion: \"2.2\", mainSteps: [{{name: run, action: \"aws:runShellScript\", inputs: {{runCommand: [uptime]}}}}]}}\n"
        )
    };
    let runs = |name: &str, more: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: Association\nmetadata: {{name: {name}}}\nspec: {{document: tool, where: {{\"tag:Role\": [{name}]}}{more}}}\n"
        )
    };
    let of_instances = document("targetType: /AWS::EC2::Instance\n  ");
    let all = [of_instances, runs("as-it-is", ""), runs("changed", ""), runs("gone", "")];
    for killed in [None, Some("DeleteDocument"), Some("CreateDocument"), Some("CreateAssociation")] {
        let world = World::new();
        world.converge(&world.desired(STACK, &all.each_ref().map(String::as_str)).await).await;
        let after = [document(""), runs("as-it-is", ""), runs("changed", ", schedule: rate(1 day)")];
        let desired = world.desired(STACK, &after.each_ref().map(String::as_str)).await;
        let plan = world.plan(&desired).await;
        assert_eq!(
            summary(&plan),
            [
                "± Association/as-it-is []",
                "± Association/changed [schedule]",
                "- Association/gone []",
                "± Document/tool [targetType]"
            ]
        );
        assert_eq!(plan.changes()[0].reason.as_deref(), Some("`Document/tool`, which it runs, is made anew"));
        if let Some(operation) = killed {
            let refused = Effect::error("AccessDeniedException", "not now");
            world.sandbox.add_fault(Rule::new(operation, When::Every, refused));
            assert!(!world.carry_out(plan).await.outcome.whole());
            world.sandbox.clear_faults();
        }
        world.converge(&desired).await;
        let held = world.outside().list_associations().send().await.expect("allowed");
        let mut names: Vec<_> = held.associations().iter().filter_map(|one| one.association_name()).collect();
        names.sort_unstable();
        assert_eq!(names, ["as-it-is", "changed"], "{killed:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_has_used_its_versions_up_is_made_anew_when_it_changes() {
    let world = World::new();
    let runs = |rate: u8| {
        format!(
            "apiVersion: trueup/v1\nkind: Association\nmetadata: {{name: runs}}\nspec: {{document: AWS-UpdateSSMAgent, where: {{\"tag:Role\": [web]}}, schedule: rate({rate} hours)}}\n"
        )
    };
    let desired = world.desired(STACK, &[&runs(5)]).await;
    world.converge(&desired).await;
    let outside = world.outside();
    let held = outside.list_associations().send().await.expect("allowed").associations()[0].clone();
    let id = held.association_id.expect("given");
    let target = Target::builder().key("tag:Role").values("web").build();
    for version in 2..=1000 {
        let rate = if version % 2 == 0 { "rate(6 hours)" } else { "rate(7 hours)" };
        let update = outside.update_association().association_id(&id).association_name("runs");
        let update = update.targets(target.clone()).schedule_expression(rate);
        update.send().await.expect("taken");
    }
    let six = world.desired(STACK, &[&runs(6)]).await;
    assert!(world.plan(&six).await.empty(), "as it is, it stays");
    let applied = world.converge(&desired).await;
    assert_eq!(applied.plan.changes()[0].action(), Action::Replace);
    assert_eq!(outside.list_associations().send().await.expect("allowed").associations().len(), 1);
}

#[test]
fn two_of_one_document_on_one_node_are_a_finding() {
    let world = World::new();
    let manifest = |name: &str, id: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: Association\nmetadata: {{name: {name}}}\nspec:\n  document: {{external: older}}\n  instanceId: {id}\n"
        )
    };
    let codes = |ids: [&str; 2]| -> Vec<_> {
        let [one, two] = [manifest("one-of-two", ids[0]), manifest("two-of-two", ids[1])];
        world.resolve(STACK, &[&one, &two]).1.iter().map(|finding| finding.code).collect()
    };
    assert_eq!(codes(["i-0123456789abcdef0", "i-0123456789abcdef1"]), Vec::<&str>::new());
    assert_eq!(codes(["i-0123456789abcdef0", "i-0123456789abcdef0"]), ["duplicate-resource"]);
}
