//! Policies: rules that a stack brings along, judged at every plan and every apply.

use std::fs;
use std::path::Path;

use super::examples::example;
use crate::common::{MANIFEST, STACK, Server, World};

const NO_PORTS: &str =
    "// deny no-ports: no port is opened here\nchange.name.endsWith('/port') && !change.destroys\n";
const HOSTS: &str = "// warn hosts: a host changes\nchange.name.endsWith('/host')\n";

#[test]
fn what_is_denied_is_shown_and_apply_refuses_all_of_it() {
    let (server, world) = Server::shop();
    world.write("policies/shop.cel", format!("{NO_PORTS}{HOSTS}"));
    let plan = world.run(&["plan", "--out", "plan.json"]).exits(0);
    plan.says("Denied by policy, apply refuses:")
        .says("no-ports, policies/shop.cel:1")
        .says("a host changes");
    world.run(&["plan", "--detailed-exitcode"]).exits(2);
    world.run(&["plan", "--fail-on", "deny", "--detailed-exitcode"]).exits(3);
    let json = world.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(json["applyable"], false);
    let policies = &json["x"]["targets"][0]["policies"];
    assert_eq!(policies[0]["level"], "deny");
    assert_eq!(policies[0]["address"], "Parameter/shop/production/port");
    assert_eq!(policies[1]["policy"], "hosts");
    world
        .run(&["plan", "--format", "markdown"])
        .exits(0)
        .says("denied by the policy `no-ports`: no port is opened here; apply refuses")
        .says("warned of by the policy `hosts`");

    let refused = world.run(&["apply", "--yes"]).exits(3);
    insta::assert_snapshot!(refused.err, @r#"
    refused: the plan may not be applied; nothing was changed

      ! `Parameter/shop/production/port` is denied by the policy `no-ports`: no port is opened here
        written at policies/shop.cel:1
        help: change what it objects to, or the policy if that is meant; it is judged again at every apply
    "#);
    world.run(&["apply", "plan.json"]).exits(3).says("no-ports");
    world.write("policies/shop.cel", "// nothing is forbidden any more\n");
    world.run(&["apply", "plan.json"]).exits(3).says("no-ports");
    assert_eq!(server.writes(), 0);
    world.run(&["apply", "--yes"]).exits(0);
}

#[test]
fn a_saved_plan_is_judged_again() {
    let (server, world) = Server::shop();
    world.run(&["plan", "--out", "plan.json"]).exits(0);
    world.write("policies/shop.cel", NO_PORTS);
    world.run(&["apply", "plan.json"]).exits(3).says("no-ports");
    assert_eq!(server.writes(), 0);
    world.write("policies/shop.cel", HOSTS);
    world.run(&["plan", "--fail-on", "deny"]).exits(0);
    world.run(&["plan", "--fail-on", "warn"]).exits(3);
    world.run(&["apply", "plan.json"]).exits(0);
}

#[test]
fn a_rule_of_the_plan_judges_what_is_applied() {
    let world = World::shop();
    world.write("policies/few.cel", "// deny few: one change at a time\nplan.changes > 1\n");
    world.sandboxed(&["apply", "--yes"]).exits(3).says("the plan is denied by the policy `few`");
    world.sandboxed(&["plan", "--only", "*/host", "--out", "plan.json"]).exits(0);
    world.sandboxed(&["apply", "plan.json"]).exits(0);
}

#[test]
fn other_files_can_hold_them() {
    let world = World::shop();
    world.write("rules/shop.cel", NO_PORTS);
    world.sandboxed(&["plan", "--fail-on", "deny"]).exits(0);
    world.write("trueup.yaml", STACK.replace("spec:", "spec:\n  policies: [rules/*.cel]"));
    world.sandboxed(&["plan", "--fail-on", "deny"]).exits(3);
    world.write("trueup.yaml", STACK.replace("spec:", "spec:\n  policies: [rules/gone.cel]"));
    world.run(&["validate"]).exits(1).says("cannot read `rules/gone.cel`");
}

#[test]
fn mistakes_are_found_without_aws() {
    let world = World::shop();
    world.write("policies/shop.cel", "// deny a: x\nchange.adress == 'x'\n");
    let found = world.run(&["validate"]).exits(1);
    assert!(found.out.contains("policies/shop.cel:2:7"), "{}", found.out);
    assert!(found.out.contains("did you mean `change.address`?"), "{}", found.out);
    world.run(&["plan"]).exits(1).says("policy-expression");
    world.run(&["validate", "policies/shop.cel"]).exits(1).says("policy-expression");
    world.write(
        "manifests/other.yaml",
        MANIFEST.replace("name: shop", "name: other").replace("/shop/", "/other/"),
    );
    world.run(&["validate", "manifests/other.yaml"]).never_says("policy-expression");
    world.write("draft.cel", "nothing\n");
    world.run(&["validate", "draft.cel"]).exits(1).says("policy-form").never_says("policy-expression");
}

#[test]
fn the_examples_of_the_page_say_what_it_says() {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/policies.md")).expect("a page");
    let page = page.split_once("## Four examples").expect("the examples").1;
    let blocks = |language: &str| -> Vec<String> {
        let begin = format!("```{language}\n");
        let parts = page.split(begin.as_str()).skip(1);
        parts.map(|part| part.split_once("```").expect("closed").0.to_owned()).collect()
    };
    let rules = blocks("cel");
    assert_eq!(rules.len(), 4);
    let world = World::shop();
    world.write("manifests/shop.yaml", MANIFEST.replace("    port: 3306\n", "    database/host: db\n"));
    world.sandboxed(&["apply", "--yes"]).exits(0);
    world.write("manifests/shop.yaml", MANIFEST);
    world.write("policies/shop.cel", rules.join("\n"));
    let plan = world.sandboxed(&["plan"]).exits(0);
    let said = &blocks("text")[0];
    assert!(plan.out.contains(said.trim()), "{}\n{said}", plan.out);
}

#[test]
fn the_estate_keeps_its_own() {
    let world = example("estate");
    world.sandboxed(&["plan", "-e", "production", "--fail-on", "warn"]).exits(0);
    let windows = world.read("manifests/windows.yaml");
    world.write("manifests/windows.yaml", windows.replacen("50%", "100%", 1));
    world.sandboxed(&["apply", "-e", "production", "--yes"]).exits(3).says("not-all-at-once");
    world.sandboxed(&["plan", "-e", "staging", "--fail-on", "warn"]).exits(0);
}
