//! Documents: convergence, versions and their default, sharing, what comes back.

use engine::contract::Effect as PlanEffect;
use std::time::Duration;

use aws_sdk_ssm::types::{DocumentFormat, DocumentPermissionType};
use engine::Action;
use engine::plan::{Rival, plan};
use engine::ports::Pace;
use sandbox::{Effect, Rule, Settings, When};

use crate::world::{STACK, World, settings, summary};

/// A manifest of a Command document, with more fields of its spec.
fn command(script: &str, more: &str) -> String {
    let more: String = more.lines().map(|line| format!("  {line}\n")).collect();
    format!(
        "apiVersion: trueup/v1\nkind: Document\nmetadata: {{name: restart-web}}\nspec:\n  content:\n    schemaVersion: \"2.2\"\n    mainSteps:\n      - name: run\n        action: aws:runShellScript\n        inputs: {{runCommand: [\"{script}\"]}}\n{more}"
    )
}

async fn versions(world: &World) -> (String, String) {
    let answer = world.outside().describe_document().name("restart-web").send().await.expect("there");
    let document = answer.document.expect("described");
    (document.default_version.expect("one"), document.latest_version.expect("one"))
}

/// Each field with a value and another one.
const FIELDS: [(&str, &str, &str); 7] = [
    ("versionName", "v1", "v2"),
    ("displayName", "Restart", "Restart all"),
    ("targetType", "/AWS::EC2::Instance", "/"),
    ("share", "[\"210987654321\"]", "[\"310987654321\", \"410987654321\"]"),
    ("share", "{\"210987654321\": $DEFAULT}", "{\"210987654321\": $ALL}"),
    ("share", "[\"210987654321\"]", "[all]"),
    ("tags", "{Team: web}", "{Team: ops}"),
];

#[tokio::test(start_paused = true)]
async fn every_field_changed_alone_is_one_change_and_converges() {
    for (field, before, after) in FIELDS {
        let world = World::new();
        let manifest = |value: &str| command("one", &format!("{field}: {value}"));
        let first = world.desired(STACK, &[&manifest(before)]).await;
        world.converge(&first).await;
        let second = world.desired(STACK, &[&manifest(after)]).await;
        let plan = world.plan(&second).await;
        let [change] = plan.changes() else { panic!("{field}: {:?}", summary(&plan)) };
        assert_eq!(change.action(), Action::Update, "{field}");
        assert!(change.differences.iter().all(|difference| difference.path.field() == field), "{field}");
        world.converge(&second).await;
        let bare = world.desired(STACK, &[&command("one", "")]).await;
        world.converge(&bare).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_content_is_a_new_version_and_the_default() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&command("one", "")]).await).await;
    let second = world.desired(STACK, &[&command("two", "")]).await;
    let plan = world.plan(&second).await;
    assert_eq!(summary(&plan), ["~ Document/restart-web [content]"]);
    assert_eq!(plan.changes()[0].effects, [PlanEffect::Version { default: None }]);
    world.calls();
    let applied = world.converge(&second).await;
    let made: Vec<_> = applied.outcome.results[0].calls.iter().map(|call| call.operation).collect();
    assert_eq!(made, ["UpdateDocument", "DescribeDocument", "UpdateDocumentDefaultVersion"]);
    assert_eq!(versions(&world).await, ("2".into(), "2".into()));
}

#[tokio::test(start_paused = true)]
async fn a_content_that_comes_back_makes_its_old_version_the_default() {
    let world = World::new();
    for script in ["one", "two", "three"] {
        world.converge(&world.desired(STACK, &[&command(script, "")]).await).await;
    }
    let back = world.desired(STACK, &[&command("one", "")]).await;
    let plan = world.plan(&back).await;
    assert_eq!(plan.changes()[0].effects, [PlanEffect::Promotes { version: 1 }]);
    // The put is the record's.
    assert_eq!(
        plan.cost().calls.keys().collect::<Vec<_>>(),
        ["PutParameter", "UpdateDocumentDefaultVersion"]
    );
    world.converge(&back).await;
    assert_eq!(versions(&world).await, ("1".into(), "3".into()));
    world.converge(&world.desired(STACK, &[&command("four", "")]).await).await;
    assert_eq!(versions(&world).await, ("4".into(), "4".into()));
}

#[tokio::test(start_paused = true)]
async fn a_default_that_is_said_stays_where_it_is() {
    let world = World::new();
    let manifest = |script: &str, name: &str, default: &str| {
        command(script, &format!("versionName: {name}\ndefaultVersion: {default}"))
    };
    world.converge(&world.desired(STACK, &[&manifest("one", "v1", "v1")]).await).await;
    let second = world.desired(STACK, &[&manifest("two", "v2", "v1")]).await;
    let plan = world.plan(&second).await;
    assert_eq!(summary(&plan), ["~ Document/restart-web [content versionName]"]);
    assert_eq!(plan.changes()[0].effects, [PlanEffect::Version { default: Some("v1".into()) }]);
    world.converge(&second).await;
    assert_eq!(versions(&world).await, ("1".into(), "2".into()));
    let promoted = world.desired(STACK, &[&manifest("two", "v2", "v2")]).await;
    assert_eq!(summary(&world.plan(&promoted).await), ["~ Document/restart-web [defaultVersion]"]);
    world.converge(&promoted).await;
    assert_eq!(versions(&world).await, ("2".into(), "2".into()));
    let by_number = world.desired(STACK, &[&manifest("two", "v2", "1")]).await;
    world.converge(&by_number).await;
    assert_eq!(versions(&world).await, ("1".into(), "2".into()));
    // A content that was there before needs a version of its own where the default is said.
    let back = world.desired(STACK, &[&manifest("one", "v3", "1")]).await;
    let applied = world.converge(&back).await;
    assert_eq!(applied.outcome.results[0].notes.len(), 1);
    assert_eq!(versions(&world).await, ("1".into(), "3".into()));
}

/// What the versions cannot give is told before one is made.
#[tokio::test(start_paused = true)]
async fn a_default_that_will_not_be_there_is_a_conflict() {
    let world = World::new();
    let manifest = |script: &str, default: u32| command(script, &format!("defaultVersion: {default}"));
    world.converge(&world.desired(STACK, &[&manifest("one", 1)]).await).await;
    let made = world.desired(STACK, &[&manifest("two", 2)]).await;
    world.converge(&made).await;
    for (script, newest) in [("two", 2), ("three", 3)] {
        let plan = world.plan(&world.desired(STACK, &[&manifest(script, 99)]).await).await;
        let said = format!("there is no version 99 to be the default: the newest is {newest}");
        assert_eq!(plan.conflicts()[0].rival, Rival::Irreplaceable(said));
    }
}

/// AWS runs an association as soon as the version that it follows is another one.
#[tokio::test(start_paused = true)]
async fn what_follows_a_document_runs_with_it_and_the_plan_says_so() {
    let follower = |more: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: Association\nmetadata: {{name: fleet}}\nspec:\n  document: restart-web\n  where: {{\"tag:Role\": web}}\n{more}"
        )
    };
    let reruns = PlanEffect::Reruns { address: "Association/fleet".into() };
    let document =
        |script: &str, default: &str| command(script, &format!("versionName: v-{script}\n{default}"));
    for (more, newest, counts) in [
        ("", false, true),
        ("  documentVersion: $LATEST\n", true, true),
        ("  documentVersion: \"1\"\n", false, false),
        ("  schedule: cron(0 2 ? * SUN *)\n  applyOnlyAtCronInterval: true\n", false, false),
    ] {
        let world = World::new();
        let fleet = follower(more);
        world.converge(&world.desired(STACK, &[&document("one", ""), &fleet]).await).await;
        let second = world.desired(STACK, &[&document("two", ""), &fleet]).await;
        let plan = world.plan(&second).await;
        assert_eq!(plan.changes().len(), 1, "{:?}", summary(&plan));
        assert_eq!(plan.changes()[0].effects.contains(&reruns), counts, "{more}");
        let pinned = world.desired(STACK, &[&document("two", "defaultVersion: v-one"), &fleet]).await;
        let plan = world.plan(&pinned).await;
        assert_eq!(plan.changes()[0].effects.contains(&reruns), newest, "{more}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_meaning_in_any_spelling_is_no_difference() {
    let mut world = World::new();
    let yaml = "schemaVersion: '0.3'\n# why\nmainSteps:\n- {name: wait, action: aws:sleep, inputs: {Duration: PT1M}, isEnd: true}\n";
    let json = "{\"mainSteps\": [{\"inputs\": {\"Duration\": \"PT1M\"},\n\"isEnd\": \"true\", \"action\": \"aws:sleep\", \"name\": \"wait\"}], \"schemaVersion\": \"0.3\"}";
    let manifest = "apiVersion: trueup/v1\nkind: Document\nmetadata: {name: wait}\nspec: {type: Automation, content: {file: documents/wait.yaml}}\n";
    world.files.insert("documents/wait.yaml".into(), yaml.into());
    world.converge(&world.desired(STACK, &[manifest]).await).await;
    let held = world
        .outside()
        .get_document()
        .name("wait")
        .document_format(DocumentFormat::Yaml)
        .send()
        .await
        .expect("there");
    assert_eq!((held.content(), held.document_format()), (Some(yaml), Some(&DocumentFormat::Yaml)));
    world.files.insert("documents/wait.yaml".into(), json.into());
    assert!(world.plan(&world.desired(STACK, &[manifest]).await).await.empty());
    world.files.insert("documents/wait.yaml".into(), json.replace("PT1M", "PT2M"));
    let changed = world.desired(STACK, &[manifest]).await;
    assert_eq!(summary(&world.plan(&changed).await), ["~ Document/wait [content]"]);
    world.converge(&changed).await;
}

#[tokio::test(start_paused = true)]
async fn files_are_interpolated_where_they_say_so() {
    let mut world = World::new();
    let manifest = |more: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: Document\nmetadata: {{name: greet}}\nspec: {{content: {{file: greet.yaml{more}}}}}\n"
        )
    };
    let text = "schemaVersion: \"2.2\"\nmainSteps: [{name: run, action: \"aws:runShellScript\", inputs: {runCommand: [\"echo ${site.region} ${HOME}\"]}}]\n";
    world.files.insert("greet.yaml".into(), text.into());
    world.converge(&world.desired(STACK, &[&manifest("")]).await).await;
    let read = || async {
        world
            .outside()
            .get_document()
            .name("greet")
            .document_format(DocumentFormat::Yaml)
            .send()
            .await
            .expect("there")
            .content
            .expect("given")
    };
    assert_eq!(read().await, text);
    let desired = world.desired(STACK, &[&manifest(", interpolate: true")]).await;
    world.converge(&desired).await;
    assert_eq!(read().await, text.replace("${site.region}", "us-east-1"));
    let (_, findings) = world.resolve(STACK, &[&manifest(", interpolate: yes-no")]);
    assert!(findings.iter().any(|finding| finding.code == "wrong-type"));
}

#[tokio::test(start_paused = true)]
async fn what_somebody_did_in_the_console_is_found() {
    let world = World::new();
    let desired = world.desired(STACK, &[&command("one", "tags: {Team: web}")]).await;
    world.converge(&desired).await;
    let outside = world.outside();
    let other = "{\"schemaVersion\": \"2.2\", \"mainSteps\": [{\"name\": \"x\", \"action\": \"aws:runShellScript\"}]}";
    let update = outside.update_document().name("restart-web").content(other).document_version("$LATEST");
    update.version_name("by-hand").send().await.expect("taken");
    // A version that nobody uses is none of ours.
    assert!(world.plan(&desired).await.empty());
    let promote = outside.update_document_default_version().name("restart-web").document_version("2");
    promote.send().await.expect("taken");
    let share = outside.modify_document_permission().name("restart-web");
    let share = share.permission_type(DocumentPermissionType::Share).account_ids_to_add("210987654321");
    share.send().await.expect("taken");
    let plan = world.plan(&desired).await;
    assert_eq!(summary(&plan), ["~ Document/restart-web [content share.210987654321 versionName]"]);
    assert_eq!(plan.changes()[0].effects, [PlanEffect::Promotes { version: 1 }]);
    world.converge(&desired).await;
    assert_eq!(versions(&world).await, ("1".into(), "2".into()));
}

#[tokio::test(start_paused = true)]
async fn sharing_goes_in_batches_of_twenty() {
    let world = World::new();
    let accounts = |from: u64, to: u64| {
        let listed: Vec<_> =
            (from..to).map(|number| format!("\"{:012}\"", 100_000_000_000 + number)).collect();
        format!("share: [{}]", listed.join(", "))
    };
    world.converge(&world.desired(STACK, &[&command("one", &accounts(0, 45))]).await).await;
    assert_eq!(world.calls()["ModifyDocumentPermission"], 3);
    let moved = world.desired(STACK, &[&command("one", &accounts(30, 60))]).await;
    let plan = world.plan(&moved).await;
    world.calls();
    world.carry_out(plan).await;
    // Thirty go in two calls, fifteen come in one.
    assert_eq!(world.calls()["ModifyDocumentPermission"], 3);
    assert!(world.plan(&moved).await.empty());
    world.converge(&world.desired(STACK, &[&command("one", "share: [all]")]).await).await;
    let gone = world.destroy(&moved).await;
    let made: Vec<_> = gone.outcome.results[0].calls.iter().map(|call| call.operation).collect();
    assert_eq!(made, ["ModifyDocumentPermission", "DeleteDocument"]);
}

#[tokio::test(start_paused = true)]
async fn a_type_and_an_old_schema_cannot_change_in_place() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&command("one", "share: [\"210987654321\"]")]).await).await;
    let runbook = "apiVersion: trueup/v1\nkind: Document\nmetadata: {name: restart-web}\nspec:\n  type: Automation\n  content: {schemaVersion: \"0.3\", mainSteps: [{name: wait, action: \"aws:sleep\"}]}\n";
    let desired = world.desired(STACK, &[runbook]).await;
    let plan = world.plan(&desired).await;
    assert_eq!(plan.changes()[0].action(), Action::Replace);
    assert_eq!(plan.changes()[0].reason.as_deref(), Some("type cannot change in place"));
    world.converge(&desired).await;

    let old = |script: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: Document\nmetadata: {{name: old}}\nspec:\n  content: {{schemaVersion: \"1.2\", runtimeConfig: {{\"aws:runShellScript\": {{properties: [{{id: \"0\", runCommand: [{script}]}}]}}}}}}\n"
        )
    };
    world.converge(&world.desired(STACK, &[runbook, &old("one")]).await).await;
    let changed = world.desired(STACK, &[runbook, &old("two")]).await;
    let plan = world.plan(&changed).await;
    assert_eq!(
        plan.changes()[0].reason.as_deref(),
        Some("documents of schema version 1.2 cannot be updated")
    );
    world.converge(&changed).await;
}

#[tokio::test(start_paused = true)]
async fn another_name_is_another_document_and_the_old_one_goes_last() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&command("one", "")]).await).await;
    let renamed = world.desired(STACK, &[&command("one", "name: restart-all")]).await;
    let plan = world.plan(&renamed).await;
    assert_eq!(summary(&plan)[1], "- Document/restart-web@old []");
    assert!(summary(&plan)[0].starts_with("+ Document/restart-web ["));
    world.converge(&renamed).await;
    assert!(world.outside().describe_document().name("restart-web").send().await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_version_name_is_used_once() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&command("one", "versionName: v1")]).await).await;
    let plan = world.plan(&world.desired(STACK, &[&command("two", "versionName: v1")]).await).await;
    let Rival::Irreplaceable(reason) = &plan.conflicts()[0].rival else { panic!("{:?}", summary(&plan)) };
    assert_eq!(reason, "`v1` names the version before this change; give the new one another name");
}

#[tokio::test(start_paused = true)]
async fn a_document_that_nobody_owns_is_a_conflict_until_it_is_adopted() {
    let world = World::new();
    let content = "{\"schemaVersion\": \"2.2\", \"mainSteps\": [{\"name\": \"x\", \"action\": \"aws:runShellScript\"}]}";
    world.outside().create_document().name("restart-web").content(content).send().await.expect("taken");
    let manifest = command("one", "");
    let plan = world.plan(&world.desired(STACK, &[&manifest]).await).await;
    assert_eq!(plan.conflicts()[0].rival, Rival::Nobody);
    let adopting = manifest.replace("{name: restart-web}", "{name: restart-web, adopt: true}");
    let desired = world.desired(STACK, &[&adopting]).await;
    let applied = world.converge(&desired).await;
    assert_eq!(summary(&applied.plan), ["@ Document/restart-web [content tags.Application]"]);
    let forgetting = manifest.replace("{name: restart-web}", "{name: restart-web, forget: true}");
    world.converge(&world.desired(STACK, &[&forgetting]).await).await;
    assert!(world.outside().describe_document().name("restart-web").send().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn documents_are_waited_for() {
    let settling = |seconds| Settings { settling: Duration::from_secs(seconds), ..settings() };
    let world = World::with(settling(5), Pace::Unlimited);
    let first = world.desired(STACK, &[&command("one", "share: [\"210987654321\"]")]).await;
    let applied = world.converge(&first).await;
    let looks = |applied: &crate::world::Applied| {
        applied.outcome.results[0].calls.iter().filter(|call| call.operation == "DescribeDocument").count()
    };
    assert_eq!(looks(&applied), 4);
    let second = world.desired(STACK, &[&command("two", "")]).await;
    assert_eq!(looks(&world.converge(&second).await), 4);
    let world = World::with(settling(500), Pace::Unlimited);
    let applied = world.apply(&first).await;
    let engine::apply::Fate::Failed(failure) = &applied.outcome.results[0].fate else { panic!("not failed") };
    assert_eq!(failure.to_string(), "AWS has taken it, and it is not ready after 120 s");
}

#[tokio::test(start_paused = true)]
async fn a_content_that_comes_back_with_another_target_type_is_a_new_version() {
    let world = World::new();
    let target = "targetType: /AWS::EC2::Instance";
    for manifest in [command("one", ""), command("two", target), command("one", target)] {
        world.converge(&world.desired(STACK, &[&manifest]).await).await;
    }
    assert_eq!(versions(&world).await, ("3".into(), "3".into()));
    world.converge(&world.desired(STACK, &[&command("two", target)]).await).await;
    assert_eq!(versions(&world).await, ("2".into(), "3".into()));
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_makes_no_second_version() {
    for operation in
        ["CreateDocument", "UpdateDocument", "UpdateDocumentDefaultVersion", "ModifyDocumentPermission"]
    {
        let world = World::new();
        let first = command("one", "versionName: v1\nshare: [\"210987654321\"]");
        let first = world.desired(STACK, &[&first]).await;
        let second = world.desired(STACK, &[&command("two", "versionName: v2\nshare: [all]")]).await;
        world.sandbox.add_fault(Rule::new(operation, When::Nth(1), Effect::LoseAnswer));
        world.converge(&first).await;
        world.converge(&second).await;
        assert_eq!(versions(&world).await, ("2".into(), "2".into()), "{operation}");
        world.sandbox.clear_faults();
        world.sandbox.add_fault(Rule::new("DeleteDocument", When::Nth(1), Effect::LoseAnswer));
        assert!(world.destroy(&second).await.outcome.whole());
    }
}

#[tokio::test(start_paused = true)]
async fn an_unchanged_plan_reads_pages_and_two_answers_for_each() {
    let world = World::new();
    let manifests: Vec<String> =
        (0..60).map(|at| command("one", "").replace("restart-web", &format!("document-{at}"))).collect();
    let texts: Vec<&str> = manifests.iter().map(String::as_str).collect();
    let desired = world.desired(STACK, &texts).await;
    world.converge(&desired).await;
    world.calls();
    assert!(world.plan(&desired).await.empty());
    let calls = world.calls();
    assert_eq!(
        (calls["ListDocuments"], calls["GetDocument"], calls["DescribeDocumentPermission"]),
        (3, 60, 60)
    );
    let documents: u64 =
        calls.iter().filter(|(name, _)| name.contains("Document")).map(|(_, count)| count).sum();
    assert_eq!(documents, 123, "calendars are listed apart");
}

#[tokio::test(start_paused = true)]
async fn a_document_that_another_one_needs_comes_first_and_goes_last() {
    let world = World::new();
    let base = command("base", "").replace("restart-web", "schema");
    let user = command("one", "requires: [{name: schema, version: \"1\"}]");
    let desired = world.desired(STACK, &[&user, &base]).await;
    let applied = world.converge(&desired).await;
    let needs = |name: &str| {
        let change = applied.plan.changes().iter().find(|change| change.address.name() == name);
        change.expect("planned").needs.clone()
    };
    assert_eq!(needs("restart-web"), ["Document/schema".into()]);
    let gone = plan(
        &desired,
        &world.live(&desired, engine::contract::Depth::Owned).await,
        engine::plan::Frame { goal: engine::plan::Goal::Destroy, ..world.frame() },
    );
    let user = gone.changes().iter().find(|change| change.address.name() == "restart-web").expect("planned");
    assert_eq!(user.needs, ["Document/schema".into()]);
    assert!(world.destroy(&desired).await.outcome.whole());
}
