//! From the plan to its comment, as a job of CI goes.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use super::server::ForgeServer;
use crate::common::{MANIFEST, STACK, Server, World};

/// A job's checkout, with a `.git` that says which commit it is at.
fn shop() -> (ForgeServer, World) {
    let (server, mut world) = (ForgeServer::start(), World::shop());
    server.github(&mut world);
    world.write(".git/HEAD", "4f2c1aa90b7d4c6e8f00112233445566778899ff");
    world
        .set("GITHUB_WORKSPACE", world.stack().to_string_lossy())
        .set("GITHUB_SERVER_URL", "https://forge.example");
    (server, world)
}

/// What a job does: plan, whatever comes of it, and comment.
fn job(world: &World, arguments: &[&str], code: i32) {
    let planned = world.run(&[&["plan", "--format", "markdown"], arguments].concat()).exits(code);
    world.write("comment.md", planned.out);
    world.run(&["comment", "comment.md"]).exits(0);
}

#[test]
fn a_plan_that_fails_takes_the_place_of_the_one_before() {
    let (server, world) = shop();
    let memory = ["--sandbox=:memory:"];
    job(&world, &memory, 0);
    assert!(server.ours()[0].contains("3 to create"), "{:?}", server.ours());
    world.write("manifests/shop.yaml", MANIFEST.replace("parameters:", "paramters:"));
    job(&world, &memory, 1);
    let [failed] = &server.ours()[..] else { panic!("one comment: {:?}", server.ours()) };
    assert!(failed.contains("There is no plan") && failed.contains("paramters"), "{failed}");
    assert!(!failed.contains("to create"), "{failed}");
    world.write("trueup.yaml", "kind: Nonsense\n");
    job(&world, &memory, 1);
    world.write("trueup.yaml", STACK);
    world.write("manifests/shop.yaml", MANIFEST);
    job(&world, &memory, 0);
    let [planned] = &server.ours()[..] else { panic!("one comment: {:?}", server.ours()) };
    assert!(planned.contains("3 to create"), "{planned}");
    assert_eq!(server.count("POST"), 1);
}

#[test]
fn an_account_that_cannot_be_asked_reaches_the_same_comment() {
    let (server, mut world) = shop();
    let aws = Server::start(sandbox::Settings::default());
    aws.reach(&mut world, "123456789012");
    job(&world, &[], 0);
    aws.reach(&mut world, "999999999999");
    job(&world, &[], 1);
    let [failed] = &server.ours()[..] else { panic!("one comment: {:?}", server.ours()) };
    assert!(failed.contains("the credentials are for account 999999999999"), "{failed}");
    assert!(failed.contains("assumeRole"), "with the way out: {failed}");
}

#[test]
fn each_environment_and_folder_has_its_own() {
    let (server, world) = shop();
    world.write("other/trueup.yaml", STACK);
    world.write("other/manifests/shop.yaml", MANIFEST);
    job(&world, &["--sandbox=:memory:"], 0);
    job(&world, &["--sandbox=:memory:", "-C", "other"], 0);
    job(&world, &["--sandbox=:memory:", "-e", "production"], 0);
    assert_eq!(server.ours().len(), 3);
    job(&world, &["--sandbox=:memory:", "-C", "other"], 0);
    assert_eq!(server.ours().len(), 3);
}

#[test]
fn a_saved_plan_has_the_comment_of_its_own() {
    let (_, world) = shop();
    let planned =
        world.run(&["plan", "--sandbox=:memory:", "--format", "markdown", "--out", "plan.json"]).exits(0);
    let shown = world.run(&["show", "plan.json", "--format", "markdown"]).exits(0);
    assert_eq!(planned.out.lines().next(), shown.out.lines().next());
}

#[test]
fn changes_lead_to_their_lines_at_the_head_of_the_pull_request() {
    let (_, mut world) = shop();
    let base = "https://forge.example/acme/infra/blob/4f2c1aa90b7d4c6e8f00112233445566778899aa/";
    let plan = |world: &World, arguments: &[&str]| {
        world.run(&[&["plan", "--sandbox=:memory:", "--format", "markdown"], arguments].concat()).exits(0).out
    };
    let text = plan(&world, &[]);
    assert!(
        text.contains(&format!("<a href=\"{base}manifests/shop.yaml#L7\">manifests/shop.yaml:7</a>")),
        "{text}"
    );
    world.write("deep/down/trueup.yaml", STACK);
    world.write("deep/down/manifests/shop.yaml", MANIFEST);
    let text = plan(&world, &["-C", "deep/down"]);
    assert!(text.contains(&format!("href=\"{base}deep/down/manifests/shop.yaml#L7\"")), "{text}");
    for (name, bad) in [
        ("GITHUB_SERVER_URL", "javascript:alert(1)//"),
        ("GITHUB_SERVER_URL", "https://forge.example\"><script>"),
        ("GITHUB_REPOSITORY", "acme/infra\"><b>"),
    ] {
        let good = world.unset(name).expect("it was set");
        world.set(name, bad);
        assert!(!plan(&world, &[]).contains("href="), "{bad}");
        world.set(name, good);
    }
    world.write("../event.json", r#"{"pull_request": {"head": {"sha": "4f2c\"><b>"}}}"#);
    assert!(!plan(&world, &[]).contains("href="));
}

#[test]
fn gitlab_shows_lines_on_its_own_host_only() {
    let (server, mut world) = (ForgeServer::start(), World::shop());
    server.gitlab(&mut world);
    world.write(".git/HEAD", "4f2c1aa90b7d4c6e8f00112233445566778899ff");
    world
        .set("CI_SERVER_HOST", "forge.example")
        .set("CI_PROJECT_URL", "https://forge.example/group/deep/infra")
        .set("CI_COMMIT_SHA", "4f2c1aa90b7d4c6e8f00112233445566778899ff")
        .set("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "");
    let plan =
        |world: &World| world.run(&["plan", "--sandbox=:memory:", "--format", "markdown"]).exits(0).out;
    let base = |commit| {
        format!("href=\"https://forge.example/group/deep/infra/-/blob/{commit}/manifests/shop.yaml#L7\"")
    };
    let text = plan(&world);
    assert!(text.contains(&base("4f2c1aa90b7d4c6e8f00112233445566778899ff")), "{text}");
    world.set("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "4f2c1aa90b7d4c6e8f00112233445566778899bb");
    let text = plan(&world);
    assert!(text.contains(&base("4f2c1aa90b7d4c6e8f00112233445566778899bb")), "{text}");
    world.set("CI_PROJECT_URL", "https://evil.example/group/deep/infra");
    assert!(!plan(&world).contains("href="));
}

/// Runs a step of the action as a runner does.
fn step(world: &World, action: &Value, name: &str, variables: &[(&str, &str)]) -> Output {
    let steps = action["runs"]["steps"].as_array().expect("steps");
    let step = steps.iter().find(|step| step["name"] == name).unwrap_or_else(|| panic!("no step `{name}`"));
    let script = world.path().join("step.sh");
    std::fs::write(&script, step["run"].as_str().expect("a script")).expect("written");
    let trueup = world.command(&[]);
    let folder = Path::new(trueup.get_program()).parent().expect("a folder").display().to_string();
    let mut shell = Command::new("bash");
    shell
        .args(["--noprofile", "--norc", "-eo", "pipefail"])
        .arg(&script)
        .current_dir(world.stack())
        .env_clear();
    let kept = trueup.get_envs().filter_map(|(name, value)| Some((name, value?)));
    shell.envs(kept.filter(|(name, _)| *name != "GITHUB_TOKEN"));
    shell.env("PATH", format!("{folder}:/usr/bin:/bin")).env("RUNNER_TEMP", world.path());
    shell.envs(variables.iter().copied()).output().expect("a shell")
}

#[test]
fn the_action_comments_whatever_comes_of_the_plan() {
    let (server, world) = shop();
    let text = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ci/github/action/action.yml"),
    );
    let action: Value = serde_yaml::from_str(&text.expect("an action")).expect("YAML");
    let token = world
        .command(&[])
        .get_envs()
        .find(|(name, _)| *name == "GITHUB_TOKEN")
        .expect("set")
        .1
        .expect("set")
        .to_owned();
    let token = token.into_string().expect("text");
    let job = |arguments: &str, code: i32| {
        let planned = step(&world, &action, "Run trueup", &[("COMMAND", "plan"), ("ARGUMENTS", arguments)]);
        assert_eq!(planned.status.code(), Some(code), "{planned:?}");
        let said = step(&world, &action, "Comment on the pull request", &[("GITHUB_TOKEN", &token)]);
        assert!(said.status.success(), "{said:?}");
    };
    assert!(step(&world, &action, "Install trueup", &[]).status.success(), "it is on the PATH");
    job("--sandbox=:memory:\n--without-secrets\n\n", 0);
    assert!(server.ours()[0].contains("3 to create"), "{:?}", server.ours());
    job("--sandbox=:memory:\n--only\nParameter/shop/nobody; touch /tmp/$(id)", 64);
    let [failed] = &server.ours()[..] else { panic!("one comment: {:?}", server.ours()) };
    assert!(failed.contains("There is no plan: trueup ended with 64"), "{failed}");
    let wrong = step(&world, &action, "Run trueup", &[("COMMAND", "destroy"), ("ARGUMENTS", "")]);
    assert_eq!(wrong.status.code(), Some(1));
}
