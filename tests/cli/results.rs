//! `--result FILE`: what a run did, call by call, however it ends.

use jiff::{SignedDuration, Timestamp};
use sandbox::{Effect, Rule, When};
use serde_json::{Value, json};

use crate::common::{MANIFEST, STACK, Server, World, has_form};

/// The call that takes the site's lease, before all others.
const LEASE: u64 = 1;

fn fails(operation: &str, when: When, code: &str) -> Rule {
    Rule::new(operation, when, Effect::error(code, "as the test wishes"))
}

fn result(world: &World) -> Value {
    has_form("result", &world.read("result.json"))
}

/// The fate of an address, and the operations that were called for it.
fn fate(result: &Value, address: &str) -> (String, Vec<String>) {
    let results = result["sites"][0]["results"].as_array().expect("results");
    let one = results.iter().find(|one| one["address"] == address).unwrap_or_else(|| panic!("{result}"));
    let calls = one["calls"].as_array().expect("calls").iter();
    let calls = calls.map(|call| {
        let refused = call["refused"].as_str().unwrap_or("ok");
        format!("{} {refused} {}", call["operation"].as_str().expect("a name"), call["attempts"])
    });
    (one["fate"].as_str().expect("a word").to_owned(), calls.collect())
}

#[test]
fn every_call_is_told_with_its_request_and_attempts() {
    let (server, world) = Server::shop();
    server.sandbox.add_fault(fails("PutParameter", When::Nth(LEASE + 1), "InternalServerError"));
    world.run(&["apply", "--yes", "--result", "result.json"]).exits(0);
    world.run(&["show", "result.json"]).exits(0).says("done (exit 0)").says("Applied 3 changes");
    world.run(&["show", "result.json", "--format", "markdown"]).exits(0).says("**Applied 3 changes.**");
    assert_eq!(world.run(&["show", "result.json", "--format", "json"]).exits(0).json(), result(&world));
    world.run(&["show", "result.json", "--format", "html"]).exits(64).says("`human`, `markdown` or `json`");
    let result = result(&world);
    assert_eq!(
        (&result["command"], &result["end"], &result["exit_code"]),
        (&json!("apply"), &json!("done"), &json!(0))
    );
    let site = &result["sites"][0];
    assert_eq!(site["summary"]["done"], 3);
    let calls = site["results"]
        .as_array()
        .expect("results")
        .iter()
        .flat_map(|one| one["calls"].as_array().expect("calls"));
    let calls: Vec<&Value> = calls.chain(site["record_calls"].as_array().expect("calls")).collect();
    assert_eq!(calls.len(), 4, "{site}");
    assert!(calls.iter().all(|call| call["request_id"].as_str().is_some_and(|id| id.len() > 8)), "{site}");
    let attempts: u64 = calls.iter().filter_map(|call| call["attempts"].as_u64()).sum();
    assert_eq!(attempts, 5, "one was tried again: {site}");
    assert_eq!(attempts + LEASE + 1, server.count("PutParameter"), "{site}");
}

#[test]
fn what_failed_was_skipped_or_not_tried_says_why() {
    let (server, world) = Server::shop();
    world.run(&["apply", "--yes"]).exits(0);
    let more = "    url: x\n    new: ${Parameter/shop/production/host.value}\n";
    let changed = MANIFEST.replace("host: db.internal", "host: db.external").replace("    port: 3306\n", "");
    let url = "    url: mysql://${Parameter/shop/production/host.value}:3306\n";
    world.write("manifests/shop.yaml", changed.replace(url, more));
    server.sandbox.add_fault(fails("PutParameter", When::Nth(LEASE + 1), "AccessDeniedException"));
    world.run(&["apply", "--yes", "--result", "result.json"]);
    let result = result(&world);
    let failed = result["sites"][0]["summary"]["failed"].as_u64();
    assert_eq!(failed, Some(1), "{result}");
    let (fate, calls) = fate(&result, "Parameter/shop/production/port");
    assert_eq!((fate.as_str(), calls), ("skipped", vec![]), "deletions wait: {result}");
    let reasons = result["sites"][0]["results"].as_array().expect("results").iter();
    let reasons: Vec<&str> = reasons.filter_map(|one| one["reason"].as_str()).collect();
    assert!(reasons.iter().any(|reason| reason.contains("AccessDeniedException")), "{reasons:?}");
    assert!(reasons.iter().any(|reason| reason.contains("deletions wait")), "{reasons:?}");
}

#[test]
fn expired_credentials_leave_a_result_and_stop_at_once() {
    let (server, world) = Server::shop();
    server.sandbox.add_fault(fails("PutParameter", When::After(LEASE + 1), "ExpiredTokenException"));
    world.run(&["apply", "--yes", "--result", "result.json"]).exits(5);
    let result = result(&world);
    assert_eq!((&result["exit_code"], &result["end"]), (&json!(5), &json!("partial")));
    assert_eq!(result["sites"][0]["stopped"], "credentials");

    let (server, world) = Server::shop();
    server.sandbox.add_fault(fails("GetCallerIdentity", When::Every, "ExpiredToken"));
    world.run(&["apply", "--yes", "--result", "result.json"]).exits(75);
    let result = self::result(&world);
    assert_eq!((&result["end"], &result["error"]["api"]["cause"]), (&json!("temporary"), &json!("expired")));
    assert_eq!(result["sites"], json!([]));
}

#[test]
fn a_refusal_leaves_its_objections_and_every_change_not_tried() {
    let (server, world) = Server::shop();
    server.put("/shop/production/port", "3306");
    world.write("policies/hosts.cel", "// deny hosts: no host is made here\nchange.name.endsWith('/host')\n");
    world.run(&["apply", "--yes", "--result", "result.json"]).exits(3);
    let result = result(&world);
    let codes: Vec<&str> = result["refusals"]
        .as_array()
        .expect("refusals")
        .iter()
        .filter_map(|one| one["code"].as_str())
        .collect();
    assert_eq!(codes, ["conflict", "policy"]);
    assert_eq!(result["sites"][0]["begun"], false);
    assert_eq!(fate(&result, "Parameter/shop/production/host").0, "not_tried");
}

#[test]
fn a_destroy_leaves_one_too_and_sites_that_were_not_begun_are_in_it() {
    let world = World::shop();
    world.sandboxed(&["apply", "--yes"]).exits(0);
    world.sandboxed(&["destroy", "-e", "production", "--yes", "--result", "result.json"]).exits(0);
    let result = result(&world);
    assert_eq!((&result["command"], &result["sites"][0]["summary"]["done"]), (&json!("destroy"), &json!(3)));

    let (server, mut world) = Server::shop();
    world.write("trueup.yaml", STACK.replace("[us-east-1]", "[us-east-1, eu-west-1]"));
    world.set("AWS_REGION", "us-east-1");
    server.sandbox.add_fault(fails("PutParameter", When::After(2 * LEASE), "AccessDeniedException"));
    world.run(&["apply", "--yes", "--result", "result.json"]).exits(1);
    let result = self::result(&world);
    assert_eq!(result["sites"].as_array().map(Vec::len), Some(2), "{result}");
    assert_eq!((&result["sites"][0]["begun"], &result["sites"][1]["begun"]), (&json!(true), &json!(false)));
    assert_eq!(result["sites"][1]["summary"]["not_tried"], 3);
}

#[test]
fn a_result_that_cannot_be_written_fails_the_run() {
    let world = World::shop();
    world
        .sandboxed(&["apply", "--yes", "--result", "no/such/folder/result.json"])
        .exits(1)
        .says("cannot write");
    world.sandboxed(&["plan", "--detailed-exitcode"]).exits(2);
}

/// A world whose credentials come from a command, and expire in so many minutes.
fn expiring(minutes: i64) -> (Server, World) {
    let (server, mut world) = Server::shop();
    let at = Timestamp::now().saturating_add(SignedDuration::from_mins(minutes)).expect("a time");
    let keys = json!({
        "Version": 1, "AccessKeyId": "123456789012", "SecretAccessKey": "secret", "SessionToken": "token",
        "Expiration": format!("{at:.0}"),
    });
    world.write("../home/keys.json", keys.to_string());
    let keys = world.path().join("home/keys.json");
    let config = format!("[profile short]\ncredential_process = /bin/cat {}\n", keys.display());
    world.write("../home/.aws/config", config);
    world.unset("AWS_ACCESS_KEY_ID");
    world.unset("AWS_SECRET_ACCESS_KEY");
    world.set("AWS_PROFILE", "short");
    (server, world)
}

#[test]
fn credentials_that_do_not_last_are_refused_before_anything_is_written() {
    let (server, world) = expiring(60);
    world.run(&["apply", "--yes"]).exits(0);
    assert_eq!(server.count("PutParameter"), 4 + LEASE + 1);

    // Sixty parameters at the published rate, and what AWS takes to settle.
    let parameters: String = (0..600).map(|at| format!("    p{at}: x\n")).collect();
    let many = MANIFEST.split("    host").next().expect("a head").to_owned() + &parameters;
    let (server, world) = expiring(2);
    world.write("manifests/shop.yaml", many);
    let ended = world.run(&["apply", "--yes", "--result", "result.json"]).exits(75);
    assert!(ended.err.contains("the credentials expire in"), "{}", ended.err);
    assert!(ended.err.contains("log in again"), "{}", ended.err);
    assert_eq!(server.writes(), 0);
    assert_eq!(result(&world)["end"], "temporary");
    world.run(&["plan"]).exits(0);
    world.run(&["apply", "--yes", "--only", "*/p1"]).exits(0);
}
