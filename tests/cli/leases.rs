//! Two runs at once.

use std::time::Duration;

use sandbox::{Effect, Rule, When};
use serde_json::json;

use crate::common::{AtTerminal, Server, Signal, World, has_form};

/// A run of somebody else that holds the site.
fn held(server: &Server, until: &str) {
    let lease = json!({
        "version": 1, "run": "0a1b", "owner": "ada (https://ci.example/42)", "purpose": "apply of 4f2c1aa",
        "until": until,
    });
    server.put("/trueup/shop/production/lease-7", &lease.to_string());
}

const LATER: &str = "2999-01-01T00:00:00Z";
const EARLIER: &str = "2020-01-01T00:00:00Z";

/// A run before which another one takes the site while somebody is asked.
fn overtaken(server: &Server, world: &World, until: &str) -> AtTerminal {
    // The number that the next one gets.
    held(server, EARLIER);
    let arguments = ["apply", "--lock-timeout", "60s", "--result", "result.json"];
    let mut apply = AtTerminal::start(world.command(&arguments));
    apply.until("Only `yes` goes on: ");
    let lease = json!({ "version": 1, "run": "2c3d", "owner": "bob", "purpose": "apply", "until": until });
    server.put("/trueup/shop/production/lease-8", &lease.to_string());
    apply.types("yes\n");
    apply.until("planning again");
    apply
}

#[test]
fn a_site_that_another_run_holds_is_left_alone() {
    let (server, world) = Server::shop();
    held(&server, LATER);
    let before = server.writes();
    world
        .run(&["apply", "--yes"])
        .exits(6)
        .says("is held by ada (https://ci.example/42), apply of 4f2c1aa, until 2999-01-01T00:00:00Z")
        .says("--break-lock REASON");
    world.run(&["destroy", "-e", "production", "--yes"]).exits(6);
    assert_eq!(server.writes(), before, "nothing was written");
    world.run(&["plan"]).exits(0).says("3 to create");
    world.run(&["apply", "--yes", "--lock-timeout", "1s"]).exits(6).says("waiting for production/us-east-1");
}

#[test]
fn a_lease_is_broken_with_a_reason() {
    let (server, world) = Server::shop();
    held(&server, LATER);
    world.run(&["apply", "--yes", "--break-lock", " "]).exits(64).says("needs a reason");
    world.run(&["apply", "--yes", "--break-lock", "its runner is gone"]).exits(0);
    let name = "/trueup/shop/production/lease-8";
    let lease = server.call("GetParameter", &json!({ "Name": name }))["Parameter"]["Value"].to_string();
    assert!(lease.contains("its runner is gone") && !lease.contains("until"), "{lease}");
    world.run(&["apply", "--yes"]).exits(0).says("Nothing to do");
}

#[test]
fn a_lease_that_ended_keeps_nobody_out() {
    let (server, world) = Server::shop();
    held(&server, EARLIER);
    world.run(&["apply", "--yes"]).exits(0);
    world.run(&["destroy", "-e", "production", "--yes"]).exits(0);
    let left = server.call("DescribeParameters", &json!({}));
    assert_eq!(left["Parameters"], json!([]), "a destroyed site leaves nothing");
}

/// Only Linux tells that a process is gone.
#[cfg(target_os = "linux")]
#[test]
fn a_run_that_was_killed_keeps_nobody_out() {
    let (server, world) = Server::shop();
    let hour = Effect::Delay(Duration::from_secs(3600));
    server.sandbox.add_fault(Rule::new("PutParameter", When::After(2), hour));
    let mut killed = world.start(&["apply", "--yes"]);
    killed.until("created");
    killed.kill();
    server.sandbox.clear_faults();
    world.run(&["apply", "--yes"]).exits(0).says("going on where that run ended");
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn of_two_runs_at_once_one_writes() {
    let (server, world) = Server::shop();
    let slow = Effect::Delay(Duration::from_millis(300));
    server.sandbox.add_fault(Rule::new("PutParameter", When::Every, slow));
    let runs: Vec<_> = (0..4).map(|_| world.start(&["apply", "--yes"])).collect();
    let mut codes: Vec<i32> = runs.into_iter().map(|run| run.end().0).collect();
    codes.sort_unstable();
    assert_eq!(codes[0], 0, "{codes:?}");
    assert!(codes[1..].iter().all(|code| [0, 4, 6].contains(code)), "{codes:?}");
    let history = server.call("GetParameterHistory", &json!({ "Name": "/shop/production/port" }));
    assert_eq!(history["Parameters"].as_array().expect("a list").len(), 1, "it was written once");
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

/// Also where another one comes after a run has looked and planned.
#[test]
fn of_runs_that_may_wait_all_end_well() {
    let (server, world) = Server::shop();
    let slow = Effect::Delay(Duration::from_millis(100));
    server.sandbox.add_fault(Rule::new("PutParameter", When::Every, slow));
    let runs: Vec<_> = (0..4).map(|_| world.start(&["apply", "--yes", "--lock-timeout", "60s"])).collect();
    let ended: Vec<_> = runs.into_iter().map(|run| run.end()).collect();
    assert!(ended.iter().all(|end| end.0 == 0), "{ended:#?}");
    let history = server.call("GetParameterHistory", &json!({ "Name": "/shop/production/port" }));
    assert_eq!(history["Parameters"].as_array().expect("a list").len(), 1, "it was written once");
}

#[test]
fn what_is_planned_again_is_told_of_once() {
    let (server, world) = Server::shop();
    let (code, shown) = overtaken(&server, &world, EARLIER).end();
    assert_eq!((code, shown.matches("goes on: ").count()), (0, 1), "{shown}");
    let result = has_form("result", &world.read("result.json"));
    let sites = result["sites"].as_array().expect("sites");
    assert_eq!((sites.len(), &sites[0]["summary"]["done"]), (1, &json!(3)), "{result}");
}

#[test]
fn what_plans_again_has_changed_nothing() {
    let (server, world) = Server::shop();
    let mut apply = overtaken(&server, &world, LATER);
    apply.until("waiting for production/us-east-1");
    apply.signal(Signal::TERM);
    let (code, shown) = apply.end();
    assert_eq!(code, 143, "{shown}");
    assert!(shown.contains("stopped; nothing was changed"), "{shown}");
    assert!(!shown.contains("again to end at once"), "nothing is in flight: {shown}");
}

#[test]
fn a_run_can_wait_for_as_long_as_there_is() {
    let (_server, world) = Server::shop();
    world.run(&["apply", "--yes", "--lock-timeout", "18446744073709551615s"]).exits(0);
}
