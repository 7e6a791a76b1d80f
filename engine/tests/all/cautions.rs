//! What a plan cautions of: what a change makes true that was not so before, each by its rule.

use engine::caution::{RULES, Risk};
use engine::plan::Plan;
use engine::policy::cautions;

use crate::world::{STACK, World, hierarchy};

fn manifest(kind: &str, name: &str, spec: &str) -> String {
    format!(
        "apiVersion: trueup/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n  {}\n",
        spec.replace('\n', "\n  ")
    )
}

fn codes(plan: &Plan) -> Vec<&'static str> {
    cautions(plan).into_iter().map(|(_, caution)| caution.rule.code).collect()
}

const CONTENT: &str = "type: Command\ncontent: {schemaVersion: '2.2', mainSteps: [{action: aws:runShellScript, name: run, inputs: {runCommand: [RUN]}}]}\n";

fn document(run: &str, more: &str) -> String {
    manifest("Document", "restart", &format!("{}{more}", CONTENT.replace("RUN", run)))
}

fn association(more: &str) -> String {
    manifest("Association", "agent", &format!("document: AWS-UpdateSSMAgent\n{more}"))
}

fn task(more: &str) -> String {
    let run = "runCommand:\n      document: AWS-RunShellScript\n      parameters: {commands: [id]}";
    manifest(
        "MaintenanceWindow",
        "weekly",
        &format!(
            "schedule: cron(0 2 ? * SUN *)\nduration: 3h\ncutoff: 1h\ntargets:\n  web: {{where: {{\"tag:Role\": web}}}}\ntasks:\n  run:\n    targets: [web]\n    {run}{more}"
        ),
    )
}

fn setting(name: &str, value: &str) -> String {
    manifest("ServiceSetting", "setting", &format!("setting: {name}\nvalue: {value}"))
}

#[tokio::test(start_paused = true)]
async fn each_rule_holds_where_it_says_and_nowhere_else() {
    let limits = "maxConcurrency: 10%\nmaxErrors: 5%";
    let limited = format!("where: {{\"tag:Role\": web}}\n{limits}");
    let within = "\n    maxConcurrency: 10%\n    maxErrors: 5%";
    for (quiet, loud, code) in [
        (document("id", "share: ['210987654321']"), document("id", "share: [all]"), "public-document"),
        (
            document("aws s3 cp s3://b/k .", ""),
            document("curl -O https://b.s3.amazonaws.com/k", ""),
            "public-address",
        ),
        (association(&limited), association(&format!("instances: ['*']\n{limits}")), "every-node"),
        (association(&limited), association("where: {\"tag:Role\": web}\nmaxConcurrency: 100%"), "no-limits"),
        (association(&limited), association(&format!("{limited}\ndocumentVersion: '4'")), "pinned-version"),
        (task(within), task("\n    maxConcurrency: 100%\n    maxErrors: 100%"), "no-limits"),
        (
            task(within),
            task(&format!("\n      documentHash: {{value: {}}}{within}", "a1".repeat(32))),
            "pinned-digest",
        ),
        (task(within), task(within).replace("cron(0 2 ? * SUN *)", "at(2020-01-01T00:00:00)"), "never-runs"),
        (
            setting("documents.publicSharing", "Disable"),
            setting("documents.publicSharing", "Enable"),
            "public-sharing",
        ),
    ] {
        let world = World::new();
        let (quiet, loud) = (world.desired(STACK, &[&quiet]).await, world.desired(STACK, &[&loud]).await);
        assert_eq!(codes(&world.plan(&quiet).await), [""; 0], "{code}");
        world.converge(&quiet).await;
        let plan = world.plan(&loud).await;
        assert_eq!(codes(&plan), [code]);
        // AWS takes not all of these.
        world.apply(&loud).await;
        assert_eq!(codes(&world.plan(&quiet).await), [""; 0], "what is mended is no caution: {code}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_default_brings_back_is_a_caution_too() {
    let world = World::new();
    let kept = hierarchy("own: 1");
    for (name, value, code) in [
        ("documents.publicSharing", "Disable", "public-sharing"),
        ("automation.logDestination", "CloudWatch", "automation-unlogged"),
    ] {
        world.converge(&world.desired(STACK, &[&setting(name, value), &kept]).await).await;
        let gone = world.desired(STACK, &[&kept]).await;
        assert_eq!(codes(&world.plan(&gone).await), [code]);
        world.converge(&gone).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_as_it_was_is_cautioned_of_no_more() {
    let world = World::new();
    let public = document("id", "share: [all]");
    world.converge(&world.desired(STACK, &[&public]).await).await;
    let other = world.desired(STACK, &[&document("uname", "share: [all]")]).await;
    assert_eq!(codes(&world.plan(&other).await), [""; 0]);
}

#[test]
fn rules_have_pages_and_stand_in_order() {
    assert!(RULES.is_sorted_by(|a, b| a.code < b.code));
    for rule in RULES {
        assert!(rule.page.starts_with("# ") && rule.page.lines().count() > 3, "{}", rule.code);
        assert!(rule.page.lines().all(|line| line.len() <= 112), "{}", rule.code);
    }
    assert!(Risk::Low < Risk::Medium && Risk::Medium < Risk::High);
}
