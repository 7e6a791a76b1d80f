//! Drift tells what git has changed since the last apply from what somebody changed in AWS.

use std::process::Command;

use serde_json::Value;

use crate::common::{Ended, MANIFEST, STACK, Server, World};

/// Runs git in the stack's folder, with nothing of this machine's settings.
pub fn git(world: &World, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(world.stack())
        .env_clear()
        .env("HOME", world.path().join("home"))
        .env("PATH", "/usr/bin:/bin")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .envs(["AUTHOR", "COMMITTER"].iter().flat_map(|who| {
            [
                (format!("GIT_{who}_NAME"), "somebody"),
                (format!("GIT_{who}_EMAIL"), "somebody@example.com"),
                (format!("GIT_{who}_DATE"), "2026-11-21T12:00:00Z"),
            ]
        }))
        .output()
        .expect("git runs");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
}

pub fn commit(world: &World) -> String {
    git(world, &["add", "--all", "."]);
    git(world, &["commit", "--quiet", "--message", "change"]);
    git(world, &["rev-parse", "HEAD"])
}

/// The stack that most tests are about, committed and applied.
pub fn applied() -> (Server, World, String) {
    let (server, world) = Server::shop();
    git(&world, &["init", "--quiet"]);
    let first = commit(&world);
    world.run(&["apply", "--yes"]).exits(0);
    (server, world, first)
}

/// Every difference as its class and the last part of its address.
fn classes(ended: &Ended) -> Vec<String> {
    let drift = ended.json();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let all = drift["findings"].as_array().expect("a list").iter().map(|finding| {
        let address = text(finding, "address");
        format!("{} {}", text(finding, "class"), address.rsplit('/').next().unwrap_or_default())
    });
    all.collect()
}

const JSON: [&str; 3] = ["drift", "--format", "json"];

#[test]
fn what_git_changed_is_pending_and_no_drift() {
    let (server, world, first) = applied();
    let record = server.call("GetParameter", &serde_json::json!({ "Name": "/trueup/shop/production" }));
    let record: Value =
        serde_json::from_str(record["Parameter"]["Value"].as_str().expect("text")).expect("JSON");
    assert_eq!(record["last"]["commit"], first);
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: 3307"));
    commit(&world);
    assert_eq!(classes(&world.run(&JSON).exits(0)), ["pending port"]);
    world.run(&["drift"]).exits(0).says("Pending, git changed and nobody has applied it yet:");

    server.put("/shop/production/url", "by hand");
    let ended = world.run(&JSON).exits(2);
    assert_eq!(classes(&ended), ["drifted url", "pending port"]);
    assert_eq!(ended.json()["pending_known"], true);

    world.run(&["apply", "--yes"]).exits(0);
    server.put("/shop/production/port", "3399");
    let ended = world.run(&JSON).exits(2);
    assert_eq!(classes(&ended), ["drifted port"]);
    assert_eq!(ended.json()["pending_known"], true);
}

#[test]
fn what_follows_from_a_change_pends_with_it_and_what_comes_or_goes_does_too() {
    let (server, world, _) = applied();
    let changed = MANIFEST
        .replace("host: db.internal", "host: db.example")
        .replace("    port: 3306\n", "    user: web\n");
    world.write("manifests/shop.yaml", changed);
    assert_eq!(
        classes(&world.run(&JSON).exits(0)),
        ["pending port", "pending host", "pending url", "pending user"],
        "a working tree that is not committed counts as git"
    );
    server.call("DeleteParameter", &serde_json::json!({ "Name": "/shop/production/port" }));
    assert_eq!(classes(&world.run(&JSON).exits(0)), ["pending host", "pending url", "pending user"]);
}

#[test]
fn a_stack_below_the_repository_and_files_are_read_from_git_too() {
    let server = Server::start(sandbox::Settings::default());
    let mut world = World::of(STACK, &[("shop.yaml", MANIFEST)]);
    server.reach(&mut world, "123456789012");
    let document = "apiVersion: trueup/v1\nkind: Document\nmetadata: {name: restart}\nspec:\n  type: Command\n  content: {file: scripts/restart.yaml}\n";
    let script = |what: &str| {
        format!(
            "schemaVersion: '2.2'\nmainSteps:\n  - action: aws:runShellScript\n    name: run\n    inputs: {{runCommand: [{what}]}}\n"
        )
    };
    world.write("manifests/deep/document.yaml", document).write("scripts/restart.yaml", script("one"));
    world.write("manifests/.hidden.yaml", "not yaml: [");
    let mut up = Command::new("git");
    up.args(["init", "--quiet"]).current_dir(world.path()).env("HOME", world.path().join("home"));
    assert!(up.status().expect("git runs").success());
    commit(&world);
    world.run(&["apply", "--yes"]).exits(0);
    world.write("scripts/restart.yaml", script("two"));
    assert_eq!(classes(&world.run(&JSON).exits(0)), ["pending restart"]);
    server.put("/shop/production/host", "by hand");
    assert_eq!(classes(&world.run(&JSON).exits(2)), ["drifted host", "pending restart"]);
}

#[test]
fn where_nothing_tells_all_is_drift_and_said_so() {
    let one_class = |world: &World| {
        let ended = world.run(&JSON).exits(2);
        assert_eq!(classes(&ended), ["drifted port"]);
        assert_eq!(ended.json()["pending_known"], false);
        world.run(&["drift"]).exits(2).says("Nothing tells what git has changed since the last apply");
    };
    let changed = MANIFEST.replace("port: 3306", "port: 3307");

    // The record is lost.
    let (server, world, _) = applied();
    world.write("manifests/shop.yaml", &changed);
    server.call("DeleteParameter", &serde_json::json!({ "Name": "/trueup/shop/production" }));
    one_class(&world);

    // The commit is not in git.
    let (_server, world, _) = applied();
    std::fs::remove_dir_all(world.stack().join(".git")).expect("removed");
    git(&world, &["init", "--quiet"]);
    world.write("manifests/shop.yaml", &changed);
    commit(&world);
    one_class(&world);

    // What was applied was never committed.
    let (_server, world, _) = applied();
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: 3308"));
    world.run(&["apply", "--yes"]).exits(0);
    world.write("manifests/shop.yaml", &changed);
    one_class(&world);
}

#[test]
fn an_apply_that_finds_git_true_already_says_so() {
    let (server, world, _) = applied();
    server.put("/shop/production/port", "3307");
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: 3307"));
    commit(&world);
    let before = server.writes();
    world.run(&["apply", "--yes"]).exits(0);
    assert_eq!(server.writes(), before + 3, "only the record, under a lease");
    server.put("/shop/production/port", "3399");
    assert_eq!(classes(&world.run(&JSON).exits(2)), ["drifted port"]);
}

#[test]
fn a_copied_stack_is_refused_by_name() {
    let (server, world) = Server::shop();
    let with = |origin: &str| {
        STACK.replace("{name: shop, origin: 0a1b2c3d}", &format!("{{name: shop, origin: {origin}}}"))
    };
    world.write("trueup.yaml", with("0a1b"));
    world.run(&["apply", "--yes"]).exits(0);
    world.write("trueup.yaml", with("ffff"));
    world.write("manifests/shop.yaml", MANIFEST.replace("    port: 3306\n", ""));
    let before = server.writes();
    let plan = world.run(&["plan", "--out", "plan.json"]).exits(0).says("origin: 0a1b");
    assert!(!plan.out.contains("to delete"), "{}", plan.out);
    world.run(&["apply", "--yes"]).exits(3).says("`Stack/shop` is not this stack by its record");
    world.run(&["apply", "plan.json"]).exits(3);
    world.run(&["destroy", "-e", "production", "--yes"]).exits(3);
    assert_eq!(server.writes(), before);
}

#[test]
fn a_reviewed_destroy_takes_the_record_too() {
    let (server, world) = Server::shop();
    world.run(&["apply", "--yes"]).exits(0);
    world.run(&["plan", "--destroy", "--out", "plan.json"]).exits(0).says("3 to delete");
    world.run(&["apply", "plan.json"]).exits(0);
    let left = server.call("DescribeParameters", &serde_json::json!({}));
    assert_eq!(left["Parameters"], serde_json::json!([]));
}

/// A repository brings no program of its own, whatever `PATH` says of the folder at hand.
#[test]
fn git_is_not_taken_from_a_relative_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_server, mut world, _) = applied();
    world.write("git", "#!/bin/sh\necho run > ran\n");
    let program = world.stack().join("git");
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).expect("set");
    world.write("manifests/shop.yaml", MANIFEST.replace("3306", "3307"));
    for path in [":/usr/bin:/bin", ".:/usr/bin:/bin", "../stack:/usr/bin:/bin"] {
        world.set("PATH", path);
        world.run(&["drift"]).exits(0).says("Pending");
        assert!(!world.stack().join("ran").exists(), "{path}");
    }
}

/// What a repository holds as files may look like one of git's own folders, and name programs.
#[test]
fn a_repository_among_the_files_is_none() {
    let (_server, world, _) = applied();
    let inner = world.stack().join(".git");
    for name in ["HEAD", "objects", "refs", "config"] {
        std::fs::rename(inner.join(name), world.stack().join(name)).expect("moved");
    }
    std::fs::remove_dir_all(inner).expect("removed");
    world.write("manifests/shop.yaml", MANIFEST.replace("3306", "3307"));
    world.run(&["drift"]).exits(2).says("Nothing tells what git has changed since the last apply");
}

#[test]
fn what_is_not_committed_is_said_wherever_the_commit_is() {
    let (_server, mut world, first) = applied();
    let header = |committed: bool| {
        let said = format!("commit {}{}", &first[..7], if committed { "" } else { " + uncommitted" });
        world.run(&["plan"]).exits(0).says(&format!("{said}\n"));
        world.run(&["drift"]).exits(0).says(&format!("{said}\n"));
        let markdown = world.run(&["plan", "--format", "markdown"]).exits(0);
        markdown.says(&format!("{said}, planned"));
        let json = world.run(&["plan", "--format", "json"]).exits(0).json();
        assert_eq!(json["x"]["git"]["uncommitted"], !committed);
    };
    header(true);
    // What the stack is not made of makes no difference.
    world.write("notes.txt", "a note");
    header(true);
    world.write("manifests/shop.yaml", MANIFEST.replace("3306", "3307"));
    header(false);
    git(&world, &["add", "--all", "."]);
    header(false);
    git(&world, &["reset", "--quiet", "--hard"]);
    header(true);
    world.write("manifests/more.yaml", MANIFEST.replace("shop", "more"));
    header(false);
    commit(&world);
    // A manifest that is gone is the edit that takes most away.
    std::fs::remove_file(world.stack().join("manifests/more.yaml")).expect("removed");
    let first = &git(&world, &["rev-parse", "HEAD"])[..7];
    world.run(&["plan"]).exits(0).says(&format!("commit {first} + uncommitted\n"));
    // Without git nobody knows.
    world.set("PATH", "nowhere");
    world.run(&["plan"]).exits(0).says(&format!("commit {first}, perhaps edited: git does not tell\n"));
    let json = world.run(&["plan", "--format", "json"]).exits(0).json();
    assert!(json["x"]["git"]["uncommitted"].is_null());
}
