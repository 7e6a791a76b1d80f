//! How output looks and where it goes.

use serde_json::Value;

use crate::common::{Server, World};

#[test]
fn data_is_on_standard_output_and_the_rest_on_standard_error() {
    let world = World::shop();
    let ended = world.sandboxed(&["apply", "--yes"]).exits(0);
    assert!(ended.out.contains("3 to create") && ended.out.contains("Applied 3 changes"), "{}", ended.out);
    assert!(ended.err.contains("Applying 3 changes"), "{}", ended.err);
    let quiet = world.sandboxed(&["destroy", "-e", "production", "--yes", "-q"]).exits(0);
    assert_eq!(quiet.err, "");
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let mut world = World::shop();
    let escape = "\u{1b}[";
    world.sandboxed(&["plan"]).exits(0).never_says(escape);
    world.sandboxed(&["plan", "--color", "always"]).exits(0).says(escape);
    world.set("CLICOLOR_FORCE", "1");
    world.sandboxed(&["plan"]).exits(0).says(escape);
    world.sandboxed(&["plan", "--color", "never"]).exits(0).never_says(escape);
    world.set("NO_COLOR", "1");
    world.sandboxed(&["plan"]).exits(0).never_says(escape);
    world.set("TRUEUP_COLOR", "always");
    world.sandboxed(&["plan"]).exits(0).says(escape);
}

#[test]
fn calls_are_logged_without_bodies() {
    let (_server, world) = Server::shop();
    let ended = world.run(&["apply", "--yes", "-v"]).exits(0);
    for call in ["GetCallerIdentity 200 in ", "DescribeParameters 200 in ", "PutParameter 200 in "] {
        assert!(ended.err.contains(call), "{}", ended.err);
    }
    assert!(!ended.err.contains("db.internal"), "{}", ended.err);
}

#[test]
fn a_stream_is_lines_of_json_from_the_first_to_the_last() {
    let world = World::shop();
    let lines = world.sandboxed(&["apply", "--yes", "--format", "json"]).exits(0).lines();
    let types: Vec<&str> = lines.iter().filter_map(|line| line["type"].as_str()).collect();
    assert_eq!(types.first(), Some(&"version"));
    assert_eq!(types.last(), Some(&"change_summary"));
    let count = |name| types.iter().filter(|known| **known == name).count();
    assert_eq!((count("planned_change"), count("apply_start"), count("apply_complete")), (3, 3, 3));
    let outcome = lines.iter().find(|line| line["type"] == "outcome").expect("an outcome");
    assert_eq!(outcome["outcome"]["whole"], Value::Bool(true));
    let said = |line: &Value| {
        ["@level", "@message", "@module", "@timestamp"].iter().all(|key| line[key].is_string())
    };
    assert!(lines.iter().all(said), "{lines:#?}");
}

#[test]
fn a_refusal_is_in_the_stream_too() {
    let (server, world) = Server::shop();
    server.put("/shop/production/port", "1");
    let lines = world.run(&["apply", "--yes", "--format", "json"]).exits(3).lines();
    let refusal = lines.iter().find(|line| line["type"] == "diagnostic").expect("a diagnostic");
    assert_eq!(refusal["refusal"]["objections"][0]["code"], "conflict", "{refusal:#}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let world = World::shop();
    let mut child = world.start(&["schema"]).hang_up();
    assert_eq!(child.wait(), 0);
    let apply = world.start(&["apply", "--yes", "--format", "json", "--sandbox"]);
    let mut child = apply.hang_up();
    assert_eq!(child.wait(), 0);
    world.sandboxed(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn plans_are_json_in_terraforms_shape_and_markdown() {
    let world = World::shop();
    let plan = world.sandboxed(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(plan["resource_changes"][0]["type"], "aws_ssm_parameter");
    assert_eq!(plan["resource_changes"][0]["change"]["actions"][0], "create");
    world.sandboxed(&["plan", "--format", "markdown"]).exits(0).says("<!-- trueup:plan v=1");
    world.sandboxed(&["drift", "--format", "markdown"]).exits(2).says("<!-- trueup:drift v=1");
    let drift = world.sandboxed(&["drift", "--format", "json"]).exits(2).json();
    assert_eq!(drift["summary"]["missing"], 3, "{drift:#}");
}

#[test]
fn drift_leaves_metrics() {
    let (server, world) = Server::shop();
    world.run(&["apply", "--yes"]).exits(0);
    world.run(&["drift", "--prometheus", "trueup.prom"]).exits(0);
    let first = world.read("trueup.prom");
    let success = |text: &str| {
        let line = text.lines().find(|line| line.starts_with("trueup_drift_last_success_timestamp_seconds{"));
        line.map(str::to_owned).expect("a last success")
    };
    let denied = sandbox::Effect::error("AccessDeniedException", "no");
    server.sandbox.add_fault(sandbox::Rule::new("DescribeParameters", sandbox::When::Every, denied));
    world.run(&["drift", "--prometheus", "trueup.prom"]).exits(7);
    assert_eq!(success(&world.read("trueup.prom")), success(&first));
}
