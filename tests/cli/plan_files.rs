//! A saved plan is a promise: exactly what it lists, or a refusal with the name of what moved.

use serde_json::json;

use super::examples::example;
use crate::common::{MANIFEST, STACK, Server, World, has_form};

#[test]
fn a_saved_plan_is_shown_and_applied() {
    let (server, world) = Server::shop();
    world.run(&["plan", "--out", "plan.json"]).exits(0).says("trueup apply plan.json");
    let planned = world.run(&["show", "plan.json"]).exits(0);
    assert!(planned.out.contains("3 to create"), "{}", planned.out);
    assert_eq!(world.run(&["show", "plan.json", "--format", "json"]).exits(0).json()["applyable"], true);
    world.run(&["apply", "plan.json"]).exits(0).says("Applied 3 changes");
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    assert_eq!(server.count("PutParameter"), 6, "three, the record, and the lease taken and let go");
    world.run(&["apply", "plan.json"]).exits(4).says("Parameter/shop/production/port");
}

#[test]
fn what_moved_in_aws_is_named_and_nothing_is_changed() {
    let (server, world) = Server::shop();
    world.run(&["apply", "--yes"]).exits(0);
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: 3307"));
    world.run(&["plan", "--out", "plan.json"]).exits(0);
    server.put("/shop/production/port", "3399");
    let before = server.writes();
    let ended = world.run(&["apply", "plan.json"]).exits(4);
    insta::assert_snapshot!(ended.err, @r#"
    refused: the plan no longer matches AWS; nothing was changed

      ! Parameter/shop/production/port  manifests/shop.yaml:8
        `value` is no longer what the plan saw
      help: plan again, have that reviewed, and apply it: `trueup plan --out FILE`
    "#);
    assert_eq!(server.writes(), before);
}

#[test]
fn what_moved_in_git_is_named() {
    let world = World::shop();
    world.sandboxed(&["plan", "--out", "plan.json"]).exits(0);
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: 3307"));
    let ended = world.sandboxed(&["apply", "plan.json"]).exits(4);
    insta::assert_snapshot!(ended.err, @r#"
    refused: the plan no longer matches the manifests; nothing was changed

      ! Parameter/shop/production/port  manifests/shop.yaml:8
        `value` is no longer what the plan was to write: its manifest was changed
      help: plan again, have that reviewed, and apply it: `trueup plan --out FILE`
    "#);
}

#[test]
fn what_moved_on_either_side_is_told_by_field_and_file() {
    let (server, world) = Server::shop();
    world.run(&["apply", "--yes"]).exits(0);
    let changed =
        MANIFEST.replace("port: 3306", "port: 3307").replace("host: db.internal", "host: db.external");
    world.write("manifests/shop.yaml", &changed);
    world.run(&["plan", "--out", "plan.json"]).exits(0);
    server.put("/shop/production/host", "by hand");
    world.write("manifests/shop.yaml", changed.replace("port: 3307", "port: 3308"));
    let writes = server.writes();
    let ended = world.run(&["apply", "plan.json", "--result", "result.json"]).exits(4);
    insta::assert_snapshot!(ended.err, @r#"
    refused: the plan no longer matches AWS and the manifests; nothing was changed

      ! Parameter/shop/production/host  manifests/shop.yaml:7
        `value` is no longer what the plan saw
      ! Parameter/shop/production/port  manifests/shop.yaml:8
        `value` is no longer what the plan was to write: its manifest was changed
      help: plan again, have that reviewed, and apply it: `trueup plan --out FILE`
    "#);
    assert_eq!(server.writes(), writes);
    let result = has_form("result", &world.read("result.json"));
    assert_eq!((&result["exit_code"], &result["end"]), (&json!(4), &json!("moved")));
    assert_eq!(result["moved"][0]["by"], "aws");
    assert_eq!(result["moved"][1]["by"], "git");
    assert_eq!(result["moved"][1]["field"], "value");
    assert_eq!(result["moved"][1]["source"]["line"], 8);
    assert_eq!(result["sites"][0]["summary"]["not_tried"], 3);
}

#[test]
fn a_plan_that_is_applied_is_not_applied_twice() {
    let (server, world) = Server::shop();
    world.run(&["plan", "--out", "plan.json"]).exits(0);
    world.run(&["apply", "plan.json"]).exits(0);
    let writes = server.writes();
    let ended = world.run(&["apply", "plan.json"]).exits(4);
    insta::assert_snapshot!(ended.err, @r#"
    refused: AWS is as the plan asks already, perhaps since it was applied; nothing was changed

      ! Parameter/shop/production/host
        there is nothing left to create
      ! Parameter/shop/production/port
        there is nothing left to create
      ! Parameter/shop/production/url
        there is nothing left to create
      help: nothing, if it was applied; else plan again: `trueup plan --out FILE`
    "#);
    assert_eq!(server.writes(), writes);
}

#[test]
fn plan_files_have_their_form_and_are_their_owners_alone() {
    let world = World::shop();
    world.write("plan.json", "what was there before");
    world.sandboxed(&["plan", "--out", "plan.json"]).exits(0);
    let plan = has_form("plan", &world.read("plan.json"));
    assert_eq!(plan["plans"][0]["site"]["environment"], "production");
    world.sandboxed(&["plan", "--only", "*/port", "--out", "part.json"]).exits(0);
    has_form("plan", &world.read("part.json"));
    world.sandboxed(&["plan", "--destroy", "--out", "destroy.json"]).exits(0);
    has_form("plan", &world.read("destroy.json"));
    let printed = world.run(&["schema", "plan"]).exits(0).json();
    jsonschema::meta::validate(&printed).expect("a schema");
    jsonschema::meta::validate(&world.run(&["schema", "result"]).exits(0).json()).expect("a schema");
    let files: Vec<String> = std::fs::read_dir(world.stack())
        .expect("a folder")
        .map(|entry| entry.expect("listed").file_name().to_string_lossy().into_owned())
        .collect();
    assert!(!files.iter().any(|name| name.contains("draft")), "{files:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(world.stack().join("plan.json")).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    world.sandboxed(&["plan", "--out", "no/such/folder/plan.json"]).exits(1).says("cannot write");
}

#[test]
fn a_plan_file_of_the_estate_has_its_form() {
    let world = example("estate");
    for environment in ["production", "staging", "development"] {
        world.sandboxed(&["plan", "-e", environment, "--out", "plan.json"]).exits(0);
        has_form("plan", &world.read("plan.json"));
        world.sandboxed(&["apply", "plan.json", "--result", "result.json"]).exits(0);
        let result = has_form("result", &world.read("result.json"));
        assert_eq!(result["sites"][0]["whole"], true);
        world.sandboxed(&["plan", "-e", environment, "--destroy", "--out", "plan.json"]).exits(0);
        has_form("plan", &world.read("plan.json"));
    }
}

#[test]
fn what_the_plan_does_not_list_may_move() {
    let (server, world) = Server::shop();
    world.run(&["apply", "--yes"]).exits(0);
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: 3307"));
    world.run(&["plan", "--out", "plan.json"]).exits(0);
    server.put("/shop/production/host", "by hand");
    world.run(&["apply", "plan.json"]).exits(0).says("Applied 1 change");
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    let addresses: Vec<&str> = plan["resource_changes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["address"].as_str())
        .collect();
    assert!(addresses.iter().any(|address| address.ends_with("/host")), "{addresses:?}");
}

#[test]
fn a_plan_of_something_else_is_refused() {
    let (server, mut world) = Server::shop();
    world.run(&["plan", "--out", "plan.json"]).exits(0);
    world.run(&["apply", "plan.json", "-e", "staging"]).exits(64);
    world.run(&["apply", "plan.json", "--region", "eu-west-1"]).exits(64);
    world.write("trueup.yaml", STACK.replace("{name: shop", "{name: other"));
    world.run(&["apply", "plan.json"]).exits(1).says("the stack `shop`");
    world.write("trueup.yaml", STACK.replace("us-east-1", "eu-west-1"));
    world.run(&["apply", "plan.json"]).exits(4).says("production/us-east-1");
    world.write("trueup.yaml", STACK.replace("123456789012", "210987654321"));
    server.reach(&mut world, "210987654321");
    world.run(&["apply", "plan.json"]).exits(1).says("123456789012").says("210987654321");
    assert_eq!(server.writes(), 0);
}

#[test]
fn what_is_no_plan_is_refused() {
    let world = World::shop();
    world.sandboxed(&["plan", "--out", "plan.json"]).exits(0);
    let text = world.read("plan.json");
    world.write("text.json", "hello").write("other.json", "{}").write("empty.json", "");
    world.write("later.json", text.replacen("\"format\": \"1.", "\"format\": \"2.", 1));
    world.write("newer.json", text.replacen("\"toolVersion\": \"0.", "\"toolVersion\": \"7.", 1));
    world.write("edited.json", text.replace("3306", "3307"));
    for file in ["text.json", "other.json", "empty.json", "gone.json", "manifests"] {
        world.sandboxed(&["apply", file]).exits(1);
        world.run(&["show", file]).exits(1);
    }
    world.sandboxed(&["apply", "later.json"]).exits(1).says("format 2.");
    world.sandboxed(&["apply", "newer.json"]).exits(1).says("made by version 7.").says("plan again");
    world.sandboxed(&["apply", "edited.json"]).exits(1).says("the plan is damaged");
    for (name, from) in [("format", "\"format\": \""), ("goal", "\"goal\": \"")] {
        world.write("evil.json", text.replacen(from, &format!("{from}\\u001b[31m\\n::error::boom"), 1));
        let said = world.run(&["show", "evil.json"]).exits(1).err;
        assert!(said.contains("boom"), "{name} is repeated: {said:?}");
        assert!(!said.contains("\u{1b}[31m") && !said.contains("\n::error"), "{name}: {said:?}");
    }
    world.sandboxed(&["apply", "plan.json"]).exits(0);
}

#[test]
fn a_plan_without_secrets_is_for_reading() {
    let world = World::shop();
    world.sandboxed(&["plan", "--without-secrets", "--out", "plan.json"]).exits(0);
    world.sandboxed(&["apply", "plan.json"]).exits(3).says("secret");
}

#[test]
fn what_a_plan_says_against_itself_still_holds() {
    let (server, world) = Server::shop();
    server.put("/shop/production/port", "3306");
    world.run(&["plan", "--out", "plan.json"]).exits(0);
    let before = server.writes();
    world.run(&["apply", "plan.json"]).exits(3).says("metadata.adopt");
    server.call("DeleteParameter", &serde_json::json!({ "Name": "/shop/production/port" }));
    world.run(&["apply", "plan.json"]).exits(3);
    assert_eq!(server.writes(), before + 1);
}

#[test]
fn a_destroy_can_be_reviewed() {
    let world = World::shop();
    world.sandboxed(&["apply", "--yes"]).exits(0);
    world.sandboxed(&["plan", "--destroy", "--out", "plan.json"]).exits(0).says("3 to delete");
    world.sandboxed(&["apply", "plan.json"]).exits(0).says("3 deleted");
    world.sandboxed(&["plan", "--detailed-exitcode"]).exits(2).says("3 to create");
}

#[test]
fn a_replace_is_planned_by_name() {
    let world = World::shop();
    world.sandboxed(&["apply", "--yes"]).exits(0);
    let replace = ["plan", "--replace", "Parameter/shop/production/port", "--out", "plan.json"];
    world.sandboxed(&replace).exits(0).says("1 to replace").says("asked for with `--replace`");
    world.run(&["show", "plan.json"]).exits(0).says("1 to replace");
}

#[test]
fn only_the_approved_changes_go_on() {
    let world = World::shop();
    let plan = world.sandboxed(&["plan", "--format", "json", "--without-secrets"]).exits(0).json();
    let digest = plan["x"]["change_digest"].as_str().expect("a digest").to_owned();
    world.sandboxed(&["apply", "--approved", "0123"]).exits(4).says(&digest);
    world.sandboxed(&["apply", "--approved", &digest]).exits(0).says("Applied 3 changes");
}

/// The stack's guardrails tell what holds something, when the plan is applied: the plan was made by others.
#[test]
fn what_is_protected_is_told_by_what_holds_it() {
    let (server, world) = Server::shop();
    let protect = "spec:\n  guardrails: {protect: ['Parameter/shop/production/*'], maxDeletes: 10}";
    world.write("trueup.yaml", STACK.replace("spec:", protect));
    world.run(&["apply", "--yes"]).exits(0);
    world.write("manifests/shop.yaml", MANIFEST.replace("    port: 3306\n", ""));
    world.run(&["plan", "--out", "plan.json"]).exits(0).says("protected");
    let before = server.writes();
    let ended = world.run(&["apply", "plan.json"]).exits(3).says("take its pattern out");
    assert!(!ended.err.contains("trueup:protect"), "{}", ended.err);
    world.write("trueup.yaml", STACK.replace("spec:", "spec:\n  guardrails: {maxDeletes: 10}"));
    world.run(&["apply", "plan.json"]).exits(3).says("trueup:protect");
    assert_eq!(server.writes(), before);
}
