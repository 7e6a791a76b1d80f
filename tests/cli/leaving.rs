//! What leaves a stack: to another stack, to nobody, or with its site.

use serde_json::json;

use crate::common::{Server, World};
use crate::drift::{commit, git};

fn stack(name: &str, regions: &str) -> String {
    format!(
        "apiVersion: trueup/v1\nkind: Stack\nmetadata: {{name: {name}, origin: {name}0}}\nspec:\n  environments:\n    \
           production: {{account: \"123456789012\", regions: [{regions}]}}\n"
    )
}

fn hierarchy(metadata: &str) -> String {
    format!(
        "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {{name: api{metadata}}}\nspec:\n  path: /shop/api\n  \
           parameters: {{host: db.internal, port: 3306}}\n"
    )
}

/// A stack that reaches a server as the account.
fn reaching(server: &Server, stack: &str, manifest: &str) -> World {
    let mut world = World::of(stack, &[("api.yaml", manifest)]);
    server.reach(&mut world, "123456789012");
    world
}

#[test]
fn a_part_of_a_stack_becomes_another_and_neither_deletes() {
    let server = Server::start(sandbox::Settings::default());
    let shop = reaching(&server, &stack("shop", "us-east-1"), &hierarchy(""));
    shop.run(&["apply", "--yes"]).exits(0);
    let api = reaching(&server, &stack("api", "us-east-1"), &hierarchy(", adopt: true"));
    let puts = server.count("PutParameter");

    // As long as the one has it, the other is refused.
    api.run(&["apply", "--yes"]).exits(3).says("belongs to `shop/production");

    shop.write("manifests/api.yaml", hierarchy(", forget: true"));
    shop.run(&["plan"]).exits(0).says("2 to forget").never_says("to delete");
    shop.run(&["apply", "--yes"]).exits(0);
    api.run(&["plan"]).exits(0).says("2 to adopt").never_says("to create").never_says("to change");
    api.run(&["apply", "--yes"]).exits(0);

    // The manifest may go now: what is the other's is nobody's to delete here.
    std::fs::remove_file(shop.stack().join("manifests/api.yaml")).expect("removed");
    shop.write(
        "manifests/other.yaml",
        hierarchy("").replace("name: api", "name: web").replace("/api", "/web"),
    );
    shop.run(&["plan"]).exits(0).never_says("to delete").says("2 to create");
    shop.run(&["apply", "--yes"]).exits(0);
    api.run(&["plan", "--detailed-exitcode"]).exits(0);
    shop.run(&["plan", "--detailed-exitcode"]).exits(0);
    assert_eq!(server.count("DeleteParameter") + server.count("DeleteParameters"), 0);
    let port = server.call("GetParameter", &json!({"Name": "/shop/api/port"}));
    assert_eq!((&port["Parameter"]["Value"], &port["Parameter"]["Version"]), (&json!("3306"), &json!(1)));
    assert!(server.count("PutParameter") > puts, "the records alone, and what is new");
}

#[test]
fn a_site_is_destroyed_by_the_commit_that_still_has_it() {
    let server = Server::start(sandbox::Settings::default());
    let world = reaching(&server, &stack("shop", "us-east-1, eu-west-1"), &hierarchy(""));
    git(&world, &["init", "--quiet"]);
    let before = commit(&world);
    world.run(&["apply", "--all", "--yes"]).exits(0);

    world.write("trueup.yaml", stack("shop", "us-east-1"));
    commit(&world);
    world.run(&["plan", "--all", "--detailed-exitcode"]).exits(0);
    git(&world, &["worktree", "add", "--quiet", "../before", &before]);
    let there = ["-C", "../before", "-e", "production", "--region", "eu-west-1"];
    world.run(&[&["destroy"], &there[..], &["--yes"]].concat()).exits(0).says("deleted");
    world.run(&[&["plan"], &there[..]].concat()).exits(0).says("2 to create");
    world.run(&["plan", "--all", "--detailed-exitcode"]).exits(0);
}
