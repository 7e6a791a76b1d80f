//! A group's instances on a fleet: what scales out by itself is pending, and no drift.

use crate::common::{STACK, World};

const GROUP: &str = r#"apiVersion: trueup/v1
kind: PatchGroup
metadata: {name: production}
spec:
  baselines: [AWS-UbuntuDefaultPatchBaseline]
  instances: {where: {"tag:Role": web, instance-state-name: running}}
"#;

fn nodes(count: usize) -> String {
    format!("nodes: [{{name: web, count: {count}, tags: {{Role: web}}}}]\n")
}

#[test]
fn a_new_instance_is_pending_and_no_drift() {
    let world = World::of(STACK, &[("group.yaml", GROUP)]);
    world.write("nodes.yaml", nodes(2));
    let fleet = ["--sandbox=shop.redb", "--fleet", "nodes.yaml"];
    let run = |command: &[&str], exit| world.run(&[command, &fleet].concat()).exits(exit);
    run(&["apply", "--yes"], 0);
    run(&["drift"], 0).says("3 in sync");
    world.write("nodes.yaml", nodes(3));
    run(&["drift"], 0).says("1 pending");
    run(&["plan", "--detailed-exitcode"], 2).says("1 to create");
    run(&["apply", "--yes"], 0);
    run(&["plan", "--detailed-exitcode"], 0);
}

#[test]
fn a_saved_plan_leaves_instances_that_came_later_alone() {
    let world = World::of(STACK, &[("group.yaml", GROUP)]);
    world.write("nodes.yaml", nodes(2));
    let fleet = ["--sandbox=shop.redb", "--fleet", "nodes.yaml"];
    let run = |command: &[&str], exit| world.run(&[command, &fleet].concat()).exits(exit);
    run(&["plan", "--out", "plan.json"], 0);
    world.write("nodes.yaml", nodes(5));
    run(&["apply", "plan.json"], 0).says("3 created");
    run(&["plan"], 0).says("3 to create");
}
