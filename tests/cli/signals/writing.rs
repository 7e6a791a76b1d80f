//! What writes is given the time to hear what AWS answers, and no more.

use std::time::Duration;

use sandbox::{Effect, Rule, Settings, When};
use serde_json::{Value, json};

use crate::common::{STACK, Server, Signal, World, has_form, many};

/// More parameters than the published rate of writes lets through at once.
const MANY: usize = 60;

/// The calls that take the site's lease; as many let it go.
const LEASE: u64 = 1;

/// The call that says in the record what was done.
const RECORD: u64 = 1;

fn world_of(server: &Server) -> World {
    let mut world = World::many(MANY);
    server.reach(&mut world, "123456789012");
    world
}

fn fates(result: &Value) -> Vec<&str> {
    let results = result["sites"][0]["results"].as_array().expect("results").iter();
    results.map(|one| one["fate"].as_str().expect("a word")).collect()
}

fn stopped_by(signal: Signal) -> i32 {
    let server = Server::start(Settings::default());
    let world = world_of(&server);
    let mut apply = world.start(&["apply", "--yes", "--json-into", "log.json", "--result", "result.json"]);
    apply.until("created");
    apply.signal(signal);
    let (code, out, err) = apply.end();
    let written = server.count("PutParameter");
    assert!(written < MANY as u64, "it went on to the end: {err}");
    assert!(out.contains("not tried"), "{out}");
    let log = world.read("log.json");
    let done = log.lines().filter(|line| line.contains("\"apply_complete\"")).count() as u64;
    assert_eq!(done + 2 * LEASE + RECORD, written, "every write that was made is in the log");
    assert!(log.contains("\"type\":\"outcome\""), "{log}");
    let result = has_form("result", &world.read("result.json"));
    assert_eq!((&result["exit_code"], &result["sites"][0]["stopped"]), (&json!(code), &json!("asked")));
    let summary = &result["sites"][0]["summary"];
    assert_eq!(summary["done"], done, "{summary}");
    assert_eq!(summary["not_tried"], MANY as u64 - done, "{summary}");
    code
}

#[test]
fn an_apply_that_is_interrupted_tells_what_it_did() {
    assert_eq!(stopped_by(Signal::INT), 130);
}

#[test]
fn an_apply_that_is_terminated_tells_what_it_did() {
    assert_eq!(stopped_by(Signal::TERM), 143);
}

/// The first write hangs while others are answered.
#[test]
fn the_second_signal_ends_at_once_and_tells_what_is_not_known() {
    let server = Server::start(Settings::default());
    let hour = Effect::Delay(Duration::from_secs(3600));
    server.sandbox.add_fault(Rule::new("PutParameter", When::Nth(LEASE + 1), hour));
    let mut world = world_of(&server);
    let output = world.path().join("output");
    world.set("GITHUB_OUTPUT", output.to_string_lossy());
    let mut apply = world.start(&["apply", "--yes", "--result", "result.json"]);
    apply.until("created");
    apply.signal(Signal::INT);
    apply.until(" in flight; again to end at once");
    apply.signal(Signal::TERM);
    let (code, _, err) = apply.end();
    assert_eq!(code, 130, "the first one decides: {err}");
    assert!(err.contains("what became of the calls in flight is not known"), "{err}");
    assert!(std::fs::read_to_string(output).expect("outputs").contains("exitcode=130\n"));
    let result = has_form("result", &world.read("result.json"));
    assert_eq!((&result["end"], &result["sites"][0]["begun"]), (&json!("interrupted"), &json!(true)));
    let fates = fates(&result);
    let count = |fate: &str| fates.iter().filter(|one| **one == fate).count();
    assert_eq!(count("done") + count("unknown") + count("not_tried"), MANY, "{fates:?}");
    assert!(count("unknown") >= 1 && count("done") >= 1 && count("not_tried") >= 1, "{fates:?}");
    assert_eq!(result["sites"][0]["summary"]["unknown"], count("unknown"));
}

/// Nothing of a request that AWS refuses for being one too many can have been done.
#[test]
fn what_is_throttled_when_a_signal_comes_is_not_tried_again() {
    let server = Server::start(Settings::default());
    server.sandbox.add_fault(Rule::new("PutParameter", When::Every, Effect::Throttle));
    let mut world =
        World::of(&STACK.replace("spec:", "spec:\n  record: none"), &[("many.yaml", &many(MANY))]);
    server.reach(&mut world, "123456789012");
    let mut apply = world.start(&["apply", "--yes", "-v", "--result", "result.json"]);
    apply.until("PutParameter 400");
    apply.signal(Signal::INT);
    let (code, out, err) = apply.end();
    assert_eq!(code, 130, "{err}");
    assert!(!err.contains("stopped at once"), "it ends by itself: {err}");
    assert!(out.contains("60 not tried"), "{out}");
    let result = has_form("result", &world.read("result.json"));
    assert!(fates(&result).iter().all(|fate| *fate == "not_tried"), "{result}");
}
