//! How far a plan reaches: nodes that something runs on at once, what a selection means, who uses a document.

use aws_sdk_ssm::types::Target;
use engine::approve::{Objection, Refusal, approve};
use engine::contract::Depth;
use engine::guardrails::{Guardrails, Limit};
use engine::look::look;
use engine::plan::{Notes, Plan, Unseen};
use engine::policy::cautions;
use engine::reach::{Ask, USUAL, measure};
use engine::resolve::Desired;
use sandbox::{Effect, Fleet, Rule, When};

use crate::world::{STACK, World, judged};

const FLEET: &str = "\
nodes:
  - {name: web, count: 60, tags: {Role: web}}
  - {name: old, count: 3, tags: {Role: web, Ring: old}, platform: {type: Windows, name: Windows, version: '10'}, agent: {ping: ConnectionLost}}
  - {name: db, count: 2, tags: {Role: db}}
";

fn world() -> World {
    let world = World::new();
    world.sandbox.load_fleet(&Fleet::read(FLEET).expect("a fleet")).expect("it loads");
    world
}

fn association(aim: &str) -> String {
    format!(
        "apiVersion: trueup/v1\nkind: Association\nmetadata: {{name: agent}}\nspec:\n  document: AWS-ConfigureAWSPackage\n  parameters: {{action: [Install], name: [AmazonCloudWatchAgent]}}\n  {aim}\n"
    )
}

const DOCUMENT: &str = "\
apiVersion: trueup/v1
kind: Document
metadata: {name: restart}
spec:
  type: Command
  content:
    schemaVersion: '2.2'
    mainSteps:
      - {action: aws:runShellScript, name: run, inputs: {runCommand: [one]}}
";

const FOLLOWER: &str = "\
apiVersion: trueup/v1
kind: Association
metadata: {name: follower}
spec: {document: restart, where: {\"tag:Role\": db}}
";

async fn measured(world: &World, desired: &Desired, ask: Ask) -> Plan {
    let (plan, live) =
        look(desired, &world.reads(), engine::contract::Exposure::Compare, Depth::Owned, &world.frame())
            .await;
    let mut notes = Notes::default();
    measure(&plan, desired, &live, &world.reads(), ask, &mut notes).await;
    plan.noted(notes)
}

fn usual() -> Ask {
    Ask { calls: USUAL, most: None }
}

#[tokio::test(start_paused = true)]
async fn what_runs_at_once_tells_on_how_many_nodes_and_which_come_and_go() {
    let world = world();
    let desired = world.desired(STACK, &[&association("where: {\"tag:Role\": web}")]).await;
    let plan = measured(&world, &desired, usual()).await;
    let reached = &plan.notes().reaches[&"Association/agent".into()];
    let nodes = reached.nodes.as_ref().expect("read");
    let platforms: Vec<(&str, usize)> =
        nodes.platforms.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    assert_eq!((nodes.count, nodes.whole, nodes.offline), (63, true, 3));
    assert_eq!(platforms, [("Linux", 60), ("Windows", 3)]);
    assert_eq!(plan.notes().at_once, Some(Ok(63)));
    world.calls();
    world.converge(&desired).await;

    let other =
        world.desired(STACK, &[&association("where: {\"tag:Role\": [web, db], \"tag:Ring\": old}")]).await;
    let reached =
        measured(&world, &other, usual()).await.notes().reaches[&"Association/agent".into()].clone();
    assert_eq!((reached.nodes.expect("read").count, reached.comes, reached.goes), (3, 0, 60));
    assert_eq!(world.calls()["DescribeInstanceInformation"], 3, "pages of fifty, of two selections");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_asked_or_told_is_said_and_no_number() {
    let world = world();
    let desired = world.desired(STACK, &[&association("instances: ['*']")]).await;
    let none = measured(&world, &desired, Ask { calls: 0, most: None }).await;
    assert_eq!(none.notes().reaches[&"Association/agent".into()].nodes, Err(Unseen::Unasked));
    assert_eq!(none.notes().at_once, None);
    let one = measured(&world, &desired, Ask { calls: 1, most: None }).await;
    let nodes = one.notes().reaches[&"Association/agent".into()].nodes.clone().expect("a page");
    assert_eq!((nodes.count, nodes.whole), (50, false));
    assert_eq!(one.notes().at_once, Some(Err(Unseen::Unasked)));
    let group = world.desired(STACK, &[&association("resourceGroup: web")]).await;
    let group = measured(&world, &group, usual()).await;
    assert_eq!(group.notes().at_once, Some(Err(Unseen::Group)));
    world.sandbox.add_fault(Rule::new(
        "DescribeInstanceInformation",
        When::Every,
        Effect::error("AccessDeniedException", "no"),
    ));
    let denied = measured(&world, &desired, usual()).await;
    assert!(matches!(denied.notes().at_once, Some(Err(Unseen::Refused(_)))));
}

#[tokio::test(start_paused = true)]
async fn a_documents_users_are_told_ours_and_others() {
    let world = world();
    world.converge(&world.desired(STACK, &[DOCUMENT, FOLLOWER]).await).await;
    let outside = world.outside();
    let strange = outside.create_association().name("restart").association_name("nightly");
    let strange = strange.targets(Target::builder().key("tag:Role").values("web").build());
    strange.send().await.expect("allowed");
    let changed = DOCUMENT.replace("[one]", "[two]");
    let desired = world.desired(STACK, &[&changed, FOLLOWER]).await;
    let plan = measured(&world, &desired, usual()).await;
    let users = &plan.notes().users[&"Document/restart".into()];
    assert_eq!(users.here, ["Association/follower".into()]);
    let elsewhere: Vec<&str> = users.elsewhere.iter().map(|one| one.name.as_str()).collect();
    assert_eq!((elsewhere, &users.unseen), (vec!["nightly"], &None));
    assert!(users.elsewhere[0].runs, "it follows the default version, as ours does");
    // What follows the document runs with its new version.
    assert_eq!(plan.notes().reaches[&"Association/follower".into()].nodes.as_ref().expect("read").count, 2);
    assert_eq!(plan.notes().at_once, Some(Ok(2 + 63)));
    // Whoever applies a plan has less at hand, and tells the same.
    let live = engine::observe::Live::default();
    let mut notes = Notes::default();
    measure(&plan, &desired, &live, &world.reads(), usual(), &mut notes).await;
    assert_eq!(notes.users, plan.notes().users);
}

/// What runs on something else than nodes that anybody could count is never told as a number.
#[tokio::test(start_paused = true)]
async fn what_a_runbook_acts_on_is_not_counted() {
    let world = world();
    for aim in [
        "automationTargetParameterName: InstanceId\n  parameterValues: [i-0aaaabbbbccccdddd]",
        "automationTargetParameterName: InstanceId\n  where: {\"tag:Role\": web}",
        "parameters: {InstanceId: [i-0aaaabbbbccccdddd]}",
    ] {
        let runbook = format!(
            "apiVersion: trueup/v1\nkind: Association\nmetadata: {{name: agent}}\nspec:\n  document: AWS-RestartEC2Instance\n  {aim}\n"
        );
        let counted = association("where: {\"tag:Role\": db}").replace("name: agent", "name: counted");
        let desired = world.desired(STACK, &[&runbook, &counted]).await;
        let limit = Limit::Count(1000);
        let plan = measured(&world, &desired, Ask { calls: USUAL, most: Some(limit) }).await;
        assert_eq!(plan.notes().reaches[&"Association/agent".into()].nodes, Err(Unseen::Runbook), "{aim}");
        assert_eq!(plan.notes().at_once, Some(Err(Unseen::Runbook)), "{aim}");
        let guardrails = Guardrails { max_nodes: Some(limit), ..Guardrails::default() };
        let Err(Refusal { objections }) = approve(judged(plan), &guardrails, Default::default()) else {
            panic!("{aim}")
        };
        assert_eq!(
            objections,
            [Objection::TooManyNodes { nodes: Err(Unseen::Runbook), allowed: Ok(1000), limit }]
        );
    }
}

/// A window of ours that runs a document by its name alone is no reference, and breaks all the same.
#[tokio::test(start_paused = true)]
async fn what_uses_a_document_by_its_name_alone_is_told_when_that_goes() {
    let world = world();
    let window = "\
apiVersion: trueup/v1
kind: MaintenanceWindow
metadata: {name: weekly}
spec:
  schedule: cron(0 2 ? * SUN *)
  duration: 3h
  cutoff: 1h
  targets:
    web: {where: {\"tag:Role\": web}}
  tasks:
    run:
      targets: [web]
      maxConcurrency: 10%
      maxErrors: 5%
      runCommand: {document: {external: restart}}
";
    world.converge(&world.desired(STACK, &[DOCUMENT, window]).await).await;
    let gone = world.desired(STACK, &[window]).await;
    let plan = measured(&world, &gone, usual()).await;
    let said: Vec<(&str, String)> =
        cautions(&plan).into_iter().map(|(_, caution)| (caution.rule.code, caution.message)).collect();
    assert_eq!(
        said,
        [("still-used", "goes, and is still used by `MaintenanceWindow/weekly/task/run`".to_owned())]
    );
}

#[tokio::test(start_paused = true)]
async fn more_nodes_than_the_guardrail_allows_are_refused() {
    let world = world();
    let desired = world.desired(STACK, &[&association("where: {\"tag:Role\": web}")]).await;
    for (limit, allowed) in [
        (Limit::Count(63), None),
        (Limit::Count(62), Some(62)),
        (Limit::Percent(50), Some(32)),
        (Limit::Percent(97), None),
    ] {
        let guardrails = Guardrails { max_nodes: Some(limit), ..Guardrails::default() };
        let refused = |plan: Plan| match approve(judged(plan), &guardrails, Default::default()) {
            Ok(_) => None,
            Err(Refusal { objections }) => Some(objections),
        };
        let plan = measured(&world, &desired, Ask { calls: usize::MAX, most: Some(limit) }).await;
        let expected = allowed
            .map(|allowed| vec![Objection::TooManyNodes { nodes: Ok(63), allowed: Ok(allowed), limit }]);
        assert_eq!(refused(plan), expected, "{limit:?}");
        // What nobody counted is too much.
        let unseen = Err(Unseen::Unasked);
        let blind = Objection::TooManyNodes { nodes: unseen.clone(), allowed: unseen, limit };
        assert_eq!(refused(world.plan(&desired).await), Some(vec![blind]));
    }
}

#[tokio::test(start_paused = true)]
async fn one_question_that_aws_refuses_leaves_the_others() {
    let world = world();
    let other = association("where: {\"tag:Role\": db}").replace("name: agent", "name: other");
    let desired = world.desired(STACK, &[&association("where: {\"tag:Role\": web}"), &other]).await;
    let counts = async |code: &str| {
        let refused = Rule::new("DescribeInstanceInformation", When::Nth(1), Effect::error(code, "no"));
        world.sandbox.add_fault(refused);
        let plan = measured(&world, &desired, usual()).await;
        world.sandbox.clear_faults();
        let nodes =
            plan.notes().reaches.values().map(|reached| reached.nodes.as_ref().ok().map(|nodes| nodes.count));
        nodes.collect::<Vec<_>>()
    };
    assert_eq!(counts("InvalidInstanceInformationFilterValue").await, [None, Some(2)]);
    assert_eq!(counts("AccessDeniedException").await, [None, None]);
}
