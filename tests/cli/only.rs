//! `--only`: a plan of a part says so wherever it is shown.

use crate::common::{MANIFEST, Server, World};

#[test]
fn a_part_says_so_in_every_format() {
    let world = World::shop();
    let only = ["plan", "--only", "Parameter/shop/production/url"];
    let human = world.sandboxed(&[&only[..], &["--out", "plan.json"]].concat()).exits(0);
    let banner =
        "PARTIAL PLAN: only `Parameter/shop/production/url` and what that needs; 1 other change is left out";
    assert_eq!(human.out.lines().next(), Some(banner), "{}", human.out);
    for format in ["markdown", "html"] {
        let shown = world.sandboxed(&[&only[..], &["--format", format]].concat()).exits(0);
        assert!(shown.out.contains("PARTIAL PLAN"), "{}", shown.out);
        let saved = world.run(&["show", "plan.json", "--format", format]).exits(0);
        assert!(saved.out.contains("PARTIAL PLAN"), "{}", saved.out);
    }
    let json = world.run(&["show", "plan.json", "--format", "json"]).exits(0).json();
    assert_eq!(json["complete"], false);
    assert_eq!(json["x"]["partial"]["changes_left_out"], 1);
    let applied = world.sandboxed(&["apply", "plan.json"]).exits(0).says("Applied 2 changes");
    assert_eq!(applied.out.matches(banner).count(), 2, "{}", applied.out);
    world.sandboxed(&["plan", "--detailed-exitcode"]).exits(2).says("1 to create");
}

#[test]
fn what_is_not_there_is_a_mistake_of_usage() {
    let world = World::shop();
    world
        .sandboxed(&["plan", "--only", "Parameter/shop/production/prot"])
        .exits(64)
        .says("did you mean `Parameter/shop/production/port`?");
    world.sandboxed(&["apply", "--yes", "--only", "Document/*"]).exits(64).says("nothing is declared");
    world.sandboxed(&["plan", "--only", "Parameter/[a"]).exits(64).says("--only");
    world.sandboxed(&["plan", "--out", "plan.json"]).exits(0);
    world.sandboxed(&["apply", "plan.json", "--only", "Parameter/*"]).exits(64);
}

#[test]
fn an_apply_of_a_part_leaves_the_rest_alone() {
    let (server, world) = Server::shop();
    world.run(&["apply", "--yes"]).exits(0);
    world.write(
        "manifests/shop.yaml",
        MANIFEST.replace("port: 3306", "port: 3307").replace("    url", "    uri"),
    );
    let only = ["apply", "--yes", "--only", "Parameter/*/port"];
    let ended = world.run(&only).exits(0).says("1 other change and 1 deletion are left out");
    assert!(ended.out.contains("Applied 1 change"), "{}", ended.out);
    assert_eq!(server.count("DeleteParameters"), 0);
    world.run(&["plan", "--detailed-exitcode"]).exits(2).says("1 to create, 1 to delete");
    world.run(&["drift"]).exits(2);
}

#[test]
fn a_part_can_be_destroyed_after_review() {
    let (server, world) = Server::shop();
    world.run(&["apply", "--yes"]).exits(0);
    world
        .run(&["plan", "--destroy", "--only", "*/port", "--out", "plan.json"])
        .exits(0)
        .says("2 deletions are left out");
    world.run(&["apply", "plan.json"]).exits(0).says("1 deleted");
    assert_eq!(server.count("DeleteParameters"), 1, "the record stays");
    world.run(&["plan", "--detailed-exitcode"]).exits(2).says("1 to create; 2 unchanged");
}
