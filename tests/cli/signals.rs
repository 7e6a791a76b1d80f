//! SIGINT and SIGTERM: calls in flight are finished, and the outcome is told.

use std::fmt::Write;
use std::time::Duration;

use sandbox::{Effect, Rule, Settings, When};

use serde_json::json;

use crate::common::{STACK, Server, World, has_form};

/// More parameters than the published rate of writes lets through at once.
fn many(server: &Server) -> World {
    let mut manifest =
        "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: many}\nspec:\n  path: /many\n  parameters:\n"
            .to_owned();
    for at in 0..60 {
        writeln!(manifest, "    p{at:02}: x").expect("written");
    }
    let mut world = World::of(STACK, &[("many.yaml", &manifest)]);
    server.reach(&mut world, "123456789012");
    world
}

/// The calls that take the site's lease and let it go.
const LEASE: u64 = 2;

fn stopped_by(signal: &str) -> i32 {
    let server = Server::start(Settings::default());
    let world = many(&server);
    let mut apply = world.start(&["apply", "--yes", "--json-into", "log.json", "--result", "result.json"]);
    apply.until("created");
    apply.signal(signal);
    let (code, out, err) = apply.end();
    let written = server.count("PutParameter");
    assert!(written < 60, "it went on to the end: {err}");
    assert!(out.contains("not tried"), "{out}");
    let log = world.read("log.json");
    let done = log.lines().filter(|line| line.contains("\"apply_complete\"")).count() as u64;
    assert_eq!(done + LEASE, written, "every write that was made is in the log");
    assert!(log.contains("\"type\":\"outcome\""), "{log}");
    let result = has_form("result", &world.read("result.json"));
    assert_eq!((&result["exit_code"], &result["sites"][0]["stopped"]), (&json!(code), &json!("asked")));
    let summary = &result["sites"][0]["summary"];
    assert_eq!(summary["done"], done, "{summary}");
    assert_eq!(summary["not_tried"], 60 - done, "{summary}");
    code
}

#[test]
fn an_apply_that_is_interrupted_tells_what_it_did() {
    assert_eq!(stopped_by("INT"), 130);
}

#[test]
fn an_apply_that_is_terminated_tells_what_it_did() {
    assert_eq!(stopped_by("TERM"), 143);
}

#[test]
fn a_plan_that_is_asked_to_stop_ends_at_once() {
    let server = Server::start(Settings::default());
    let hour = Effect::Delay(Duration::from_secs(3600));
    server.sandbox.add_fault(Rule::new("DescribeParameters", When::Every, hour));
    let world = many(&server);
    let mut plan = world.start(&["plan", "-v"]);
    plan.until("GetCallerIdentity 200");
    plan.signal("INT");
    let (code, _, err) = plan.end();
    assert_eq!(code, 130);
    assert!(err.contains("nothing was changed"), "{err}");
}
