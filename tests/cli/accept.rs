//! Drift found at night is accepted or reverted by one command each.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use crate::common::{CANARY, MANIFEST, STACK, Server, World};
use crate::drift::{applied, commit, git};

const PORT: &str = "Parameter/shop/production/port";

#[test]
fn what_aws_holds_is_written_where_it_stands() {
    let (server, world, _) = applied();
    server.put("/shop/production/port", "99");
    server.put("/shop/production/host", "by hand");
    world.run(&["accept", PORT]).exits(64).says("nobody can be asked");
    world
        .run(&["accept", PORT, "--yes"])
        .exits(0)
        .says("--- a/manifests/shop.yaml\n+++ b/manifests/shop.yaml\n")
        .says("-    port: 3306\n+    port: 99\n")
        .says("1 place accepted in 1 file");
    assert_eq!(world.read("manifests/shop.yaml"), MANIFEST.replace("port: 3306", "port: 99"));
    world.run(&["drift"]).exits(2).never_says("production/port").says("production/host");
    world.run(&["accept", PORT, "--yes"]).exits(0).says("nothing is to be written");
    commit(&world);
    world.run(&["accept", "Parameter/shop/production/host.value", "--yes"]).exits(0);
    world.run(&["drift"]).exits(0);
}

#[test]
fn a_patch_is_what_git_applies_and_nothing_is_written() {
    let (server, world, _) = applied();
    server.put("/shop/production/port", "99");
    let patch = world.run(&["accept", PORT, "--format", "patch"]).exits(0).out;
    assert_eq!(world.read("manifests/shop.yaml"), MANIFEST);
    world.write("accept.patch", &patch);
    git(&world, &["apply", "accept.patch"]);
    assert_eq!(world.read("manifests/shop.yaml"), MANIFEST.replace("port: 3306", "port: 99"));
}

#[test]
fn a_file_keeps_its_permissions_and_its_link() {
    let (server, world, _) = applied();
    let (there, linked) = (world.stack().join("real.yaml"), world.stack().join("manifests/shop.yaml"));
    std::fs::rename(&linked, &there).expect("moved");
    std::os::unix::fs::symlink("../real.yaml", &linked).expect("linked");
    std::fs::set_permissions(&there, std::fs::Permissions::from_mode(0o640)).expect("set");
    server.put("/shop/production/port", "99");
    world.run(&["accept", PORT, "--yes"]).exits(0);
    assert!(linked.symlink_metadata().expect("there").is_symlink());
    assert_eq!(there.metadata().expect("there").permissions().mode() & 0o777, 0o640);
    assert_eq!(world.read("real.yaml"), MANIFEST.replace("port: 3306", "port: 99"));
}

#[test]
fn what_git_has_changed_too_is_somebody_s_decision() {
    let (server, world, _) = applied();
    let pending = MANIFEST.replace("port: 3306", "port: 3307");
    world.write("manifests/shop.yaml", &pending);
    commit(&world);
    world.run(&["accept", PORT, "--yes"]).exits(3).says("git alone has changed it");
    world.run(&["revert", PORT, "--yes"]).exits(3).says("git has changed it too");
    server.put("/shop/production/port", "99");
    let refused = world.run(&["accept", PORT, "--yes"]).exits(3);
    refused.says("git has changed it too").says("--theirs").says("nothing was written");
    assert_eq!(world.read("manifests/shop.yaml"), pending);
    world.run(&["revert", PORT, "--yes"]).exits(3).says("git has changed it too");
    world.run(&["accept", PORT, "--yes", "--theirs"]).exits(0);
    assert_eq!(world.read("manifests/shop.yaml"), MANIFEST.replace("port: 3306", "port: 99"));
    world.run(&["plan"]).exits(0).says("Nothing to do");
}

#[test]
fn revert_puts_back_what_is_named_and_no_more() {
    let (server, world, _) = applied();
    server.put("/shop/production/port", "99");
    server.put("/shop/production/host", "by hand");
    world.run(&["revert", PORT, "--yes"]).exits(0);
    world.run(&["drift"]).exits(2).never_says("production/port").says("production/host");
    world.run(&["revert", "Parameter/shop/production/no", "--yes"]).exits(64);
    server.put("/shop/production/port", "98");
    world.run(&["revert", "Parameter/shop/production/p*", "--yes"]).exits(0);
    world.run(&["drift"]).exits(2).never_says("production/port");
    // What refers to it needs it, and that differs too.
    server.put("/shop/production/url", "by hand");
    world
        .run(&["revert", "Parameter/shop/production/url", "--yes"])
        .exits(3)
        .says("Parameter/shop/production/host: it goes with what is named, and differs too");
    world
        .run(&["revert", "Parameter/shop/production/url", "Parameter/shop/production/host", "--yes"])
        .exits(0);
    world.run(&["drift"]).exits(0);
}

#[test]
fn another_site_is_refused_and_named() {
    let stack = format!("{STACK}    staging:\n      account: \"210987654321\"\n      regions: [us-east-1]\n");
    let manifest =
        MANIFEST.replace("/shop/${site.environment}", "/shop").replace("/shop/production", "/shop");
    let server = Server::start(sandbox::Settings::default());
    let mut world = World::of(&stack, &[("shop.yaml", &manifest)]);
    server.reach(&mut world, "123456789012");
    world.run(&["apply", "-e", "production", "--yes"]).exits(0);
    server.put("/shop/port", "99");
    let accept = ["accept", "-e", "production", "Parameter/shop/port", "--yes"];
    world.run(&accept).exits(3).says("the same place speaks for `staging/us-east-1`").says("--all-sites");
    assert_eq!(world.read("manifests/shop.yaml"), manifest);
    world.run(&[&accept[..], &["--variable", "port"]].concat()).exits(0);
    assert_eq!(world.read("manifests/shop.yaml"), manifest.replace("port: 3306", "port: ${var.port}"));
    world.run(&["plan", "-e", "production"]).exits(0).says("Nothing to do");
}

#[test]
fn a_secret_and_what_a_mask_hides_are_in_no_file() {
    let (server, mut world, _) = applied();
    server.put("/shop/production/port", "hush-hush");
    world.set("HUSH", "hush-hush").set("TRUEUP_MASKS", "env:HUSH");
    for how in [&["--yes"][..], &["--format", "patch"]] {
        let refused = world.run(&[&["accept", PORT], how].concat()).exits(3);
        let refused = refused.says("(manifests/shop.yaml:8): it is a secret").says("nothing was written");
        assert_eq!(refused.out, "");
    }
    // A mask that something else of the file meets would be another text there.
    world.set("HUSH", "db.internal");
    server.put("/shop/production/port", "99");
    for how in [&["--yes"][..], &["--format", "patch"]] {
        let refused = world.run(&[&["accept", PORT], how].concat()).exits(1);
        let refused = refused.says("would hold what `TRUEUP_MASKS` hides");
        assert_eq!(refused.out, "");
    }
    assert_eq!(world.read("manifests/shop.yaml"), MANIFEST);
}

/// What the run has decrypted is known, wherever somebody has copied it.
#[test]
fn a_secret_of_the_stack_is_in_no_other_place() {
    let (server, mut world) = Server::shop();
    git(&world, &["init", "--quiet"]);
    let key = "    key: {type: SecureString, valueFrom: {env: KEY}}\n";
    world.write("manifests/shop.yaml", format!("{MANIFEST}{key}"));
    world.set("KEY", CANARY);
    commit(&world);
    world.run(&["apply", "--yes"]).exits(0);
    server.put("/shop/production/port", &format!("it is {CANARY}"));
    for how in [&["--yes"][..], &["--format", "patch"]] {
        let refused = world.run(&[&["accept", PORT], how].concat()).exits(3);
        refused.says("it is a secret").never_says(CANARY);
    }
}

/// A link is another name of a file, in the working tree and in git.
#[test]
fn links_hide_nothing() {
    let server = Server::start(sandbox::Settings::default());
    let document = "apiVersion: trueup/v1\nkind: Document\nmetadata: {name: restart}\nspec:\n  type: Command\n  content: {file: restart.yaml}\n";
    let script = |what: &str| {
        format!(
            "schemaVersion: '2.2'\nmainSteps:\n  - action: aws:runShellScript\n    name: run\n    inputs: {{runCommand: [{what}]}}\n"
        )
    };
    let mut world = World::of(STACK, &[("document.yaml", document)]);
    server.reach(&mut world, "123456789012");
    world.write("real/shop.yaml", MANIFEST).write("real/restart.yaml", script("one"));
    let link = |to: &str, at: &str| {
        std::os::unix::fs::symlink(to, world.stack().join(at)).expect("linked");
    };
    link("../real/shop.yaml", "manifests/shop.yaml");
    link("real/restart.yaml", "restart.yaml");
    git(&world, &["init", "--quiet"]);
    commit(&world);
    world.run(&["apply", "--yes"]).exits(0);
    let pending = MANIFEST.replace("port: 3306", "port: 3307");
    world.write("real/shop.yaml", &pending).write("real/restart.yaml", script("two"));
    commit(&world);
    world.run(&["drift"]).exits(0).says("Pending");
    for address in [PORT, "Document/restart"] {
        world.run(&["accept", address, "--yes"]).exits(3).says("git alone has changed it");
        world.run(&["revert", address, "--yes"]).exits(3).says("git has changed it too");
    }
    assert_eq!(world.read("real/shop.yaml"), pending);
    // The patch is of the file itself.
    server.put("/shop/production/url", "mysql://db.internal:99");
    let patch = world.run(&["accept", "Parameter/shop/production/url", "--format", "patch"]).exits(0).out;
    world.write("accept.patch", &patch);
    git(&world, &["apply", "accept.patch"]);
    assert!(world.read("real/shop.yaml").contains("host.value}:99\n"));
}

/// Without the commit that was applied nothing tells what has been merged since.
#[test]
fn what_nothing_tells_of_is_somebody_s_decision() {
    let (server, world, first) = applied();
    server.put("/shop/production/port", "99");
    let pending = MANIFEST.replace("db.internal", "db.example");
    world.write("manifests/shop.yaml", &pending);
    std::fs::remove_dir_all(world.stack().join(".git")).expect("gone");
    git(&world, &["init", "--quiet"]);
    assert_ne!(commit(&world), first);
    world.run(&["drift"]).exits(2).says("not in git here").never_says("keep it:").never_says("put it back:");
    let said = "nothing tells whether git has changed it too";
    world.run(&["accept", PORT, "--yes"]).exits(3).says(said).says("shallow clone").says("--theirs");
    world.run(&["revert", PORT, "--yes"]).exits(3).says(said).says("shallow clone");
    assert_eq!(world.read("manifests/shop.yaml"), pending);
    world.run(&["accept", PORT, "--yes", "--theirs"]).exits(0);
    assert_eq!(world.read("manifests/shop.yaml"), pending.replace("port: 3306", "port: 99"));
}

/// A file that two sites or two manifests read under names of their own is one file.
#[test]
fn a_file_of_several_names_is_one() {
    let stack = format!("{STACK}    staging:\n      account: \"210987654321\"\n      regions: [us-east-1]\n");
    let document = |name: &str, file: &str| {
        format!(
            "apiVersion: trueup/v1\nkind: Document\nmetadata: {{name: {name}}}\nspec:\n  type: Command\n  content: {{file: \"{file}\"}}\n"
        )
    };
    let script = |what: &str| {
        json!({ "schemaVersion": "2.2", "mainSteps": [
            { "action": "aws:runShellScript", "name": "run", "inputs": { "runCommand": [what] } },
        ] })
    };
    for (second, says, exit) in [
        (None, "the same place speaks for `staging/us-east-1`", 3),
        (Some("./scripts/production.json"), "the same place speaks for `Document/second`", 1),
    ] {
        let server = Server::start(sandbox::Settings::default());
        let file =
            if second.is_some() { "scripts/production.json" } else { "scripts/${site.environment}.json" };
        let mut world = World::of(&stack, &[("first.yaml", &document("first", file))]);
        server.reach(&mut world, "123456789012");
        if let Some(file) = second {
            world.write("manifests/second.yaml", document("second", file));
        }
        world.write("scripts/staging.json", script("one").to_string());
        let link = world.stack().join("scripts/production.json");
        std::os::unix::fs::symlink("staging.json", link).expect("linked");
        world.run(&["apply", "-e", "production", "--yes"]).exits(0);
        let update = json!({
            "Name": "first", "Content": script("two").to_string(), "DocumentVersion": "$LATEST", "DocumentFormat": "JSON",
        });
        server.call("UpdateDocument", &update);
        server.call("UpdateDocumentDefaultVersion", &json!({ "Name": "first", "DocumentVersion": "2" }));
        let before = world.read("scripts/staging.json");
        world.run(&["accept", "-e", "production", "Document/first", "--yes"]).exits(exit).says(says);
        assert_eq!(world.read("scripts/staging.json"), before);
    }
}

#[test]
fn an_alias_is_refused_with_its_place() {
    let server = Server::start(sandbox::Settings::default());
    let manifest = MANIFEST.replace("port: 3306", "port: &port 3306\n    other: *port");
    let mut world = World::of(STACK, &[("shop.yaml", &manifest)]);
    server.reach(&mut world, "123456789012");
    world.run(&["apply", "--yes"]).exits(0);
    server.put("/shop/production/other", "99");
    let refused = world.run(&["accept", "Parameter/shop/production/other", "--yes"]).exits(1);
    refused.says("(manifests/shop.yaml:8): it came through an alias or `<<`").says("nothing was written");
    server.put("/shop/production/port", "98");
    world.run(&["accept", PORT, "--yes"]).exits(1).says("`Parameter/shop/production/other`");
    assert_eq!(world.read("manifests/shop.yaml"), manifest);
}

#[test]
fn what_is_missing_in_aws_goes_from_git() {
    let (server, world, _) = applied();
    server.call("DeleteParameter", &json!({ "Name": "/shop/production/port" }));
    world.run(&["accept", PORT, "--yes"]).exits(0).says(&format!("{PORT} is not declared any more"));
    assert_eq!(world.read("manifests/shop.yaml"), MANIFEST.replace("    port: 3306\n", ""));
    world.run(&["accept", "Parameter/shop/production/prt", "--yes"]).exits(64);
}

/// Nobody can tell who has changed a secret whose source is the same; `drift` names the way back, and that is one.
#[test]
fn a_secret_that_was_changed_in_aws_is_put_back() {
    let (server, mut world) = Server::shop();
    git(&world, &["init", "--quiet"]);
    let key = "    key: {type: SecureString, valueFrom: {env: KEY}}\n";
    world.write("manifests/shop.yaml", format!("{MANIFEST}{key}"));
    world.set("KEY", "hunter2");
    commit(&world);
    world.run(&["apply", "--yes"]).exits(0);
    let put = json!({ "Name": "/shop/production/key", "Value": "other", "Type": "SecureString", "Overwrite": true });
    server.call("PutParameter", &put);
    world.run(&["drift"]).exits(2).says("put it back: trueup revert");
    world.run(&["revert", "Parameter/shop/production/key", "--yes"]).exits(0);
    world.run(&["drift"]).exits(0);
}

/// What is gone in AWS, or taken out of git, can be changed on the other side too.
#[test]
fn what_is_missing_and_pending_is_somebody_s_decision() {
    let (server, world, _) = applied();
    let pending = MANIFEST.replace("port: 3306", "port: 3307").replace("    host: db.internal\n", "");
    let pending = pending.replace("${Parameter/shop/production/host.value}", "db.internal");
    world.write("manifests/shop.yaml", &pending);
    commit(&world);
    server.call("DeleteParameter", &json!({ "Name": "/shop/production/port" }));
    let described = json!({ "Name": "/shop/production/host", "Value": "db.internal", "Description": "d", "Overwrite": true });
    server.call("PutParameter", &described);
    let host = "Parameter/shop/production/host";
    let drift = world.run(&["drift"]).exits(2);
    drift
        .says("git has changed it too since it was applied")
        .says("git has taken it out since it was applied")
        .never_says("trueup revert")
        .says("trueup accept --theirs");
    for address in [PORT, host] {
        world.run(&["accept", address, "--yes"]).exits(3);
        world.run(&["revert", address, "--yes"]).exits(3).says("git has changed it too");
    }
    assert_eq!(world.read("manifests/shop.yaml"), pending);
    world.run(&["accept", PORT, "--yes", "--theirs"]).exits(0);
    assert_eq!(world.read("manifests/shop.yaml"), pending.replace("    port: 3307\n", ""));
}
