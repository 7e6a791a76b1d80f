//! A saved plan is a promise: exactly what it lists, or a refusal with the name of what moved.

use crate::common::{MANIFEST, STACK, Server, World};

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
    insta::assert_snapshot!(ended.err, @r"
    refused: the plan no longer matches AWS; nothing was changed

      ! Parameter/shop/production/port
        `value` is no longer what the plan saw
      help: plan again, have that reviewed, and apply it
    ");
    assert_eq!(server.writes(), before);
}

#[test]
fn what_moved_in_git_is_named() {
    let world = World::shop();
    world.sandboxed(&["plan", "--out", "plan.json"]).exits(0);
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: 3307"));
    world.sandboxed(&["apply", "plan.json"]).exits(4).says("Parameter/shop/production/port");
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
    world.write("trueup.yaml", STACK.replace("{name: shop}", "{name: other}"));
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
    world.write("later.json", text.replacen("\"format\": \"1.0\"", "\"format\": \"2.0\"", 1));
    world.write("edited.json", text.replace("3306", "3307"));
    for file in ["text.json", "other.json", "empty.json", "gone.json", "manifests"] {
        world.sandboxed(&["apply", file]).exits(1);
        world.run(&["show", file]).exits(1);
    }
    world.sandboxed(&["apply", "later.json"]).exits(1).says("format 2.0");
    world.sandboxed(&["apply", "edited.json"]).exits(1).says("the plan is damaged");
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
