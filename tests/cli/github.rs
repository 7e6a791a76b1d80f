//! What GitHub Actions is told.

use std::collections::BTreeMap;

use crate::common::World;

fn actions() -> World {
    let mut world = World::shop();
    let (output, summary) = (world.path().join("output"), world.path().join("summary.md"));
    world
        .set("GITHUB_OUTPUT", output.to_string_lossy())
        .set("GITHUB_STEP_SUMMARY", summary.to_string_lossy());
    world
}

fn outputs(world: &World) -> BTreeMap<String, String> {
    let path = world.path().join("output");
    let text = std::fs::read_to_string(&path).expect("outputs");
    std::fs::remove_file(path).expect("removed");
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn outputs_say_what_a_plan_found() {
    let world = actions();
    world.sandboxed(&["plan", "--detailed-exitcode", "--out", "plan.json"]).exits(2);
    let said = outputs(&world);
    assert_eq!(said["exitcode"], "2");
    assert_eq!(said["has-changes"], "true");
    assert_eq!(said["create"], "3");
    assert_eq!(said["delete"], "0");
    assert_eq!(said["complete"], "true");
    assert_eq!(said["plan-path"], "plan.json");
    assert_eq!(said["change-digest"].len(), 64);
    world.sandboxed(&["apply", "plan.json"]).exits(0);
    assert_eq!(outputs(&world)["exitcode"], "0");
    world.sandboxed(&["drift"]).exits(0);
    assert_eq!(outputs(&world)["drifted"], "0");
    let summary = std::fs::read_to_string(world.path().join("summary.md")).expect("a summary");
    for title in ["## trueup plan", "## trueup apply"] {
        assert!(summary.contains(title), "{summary}");
    }
}

#[test]
fn the_exit_code_is_told_however_it_ends() {
    let world = actions();
    world.run(&["plan", "--no-such-flag"]).exits(64);
    assert_eq!(outputs(&world)["exitcode"], "64");
    world.run(&["apply"]).exits(64);
    assert_eq!(outputs(&world)["exitcode"], "64");
    world.run(&["plan", "--sandbox=manifests"]).exits(1);
    assert_eq!(outputs(&world)["exitcode"], "1");
}

#[test]
fn outputs_that_cannot_be_written_are_a_warning() {
    let mut world = World::shop();
    world.set("GITHUB_OUTPUT", "no/such/folder/output");
    world.sandboxed(&["plan"]).exits(0).says("GITHUB_OUTPUT");
}
