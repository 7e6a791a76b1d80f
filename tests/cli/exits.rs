//! Every exit code that can occur, by what brings it about.

use sandbox::{Effect, Rule, Settings, When};
use serde_json::json;

use crate::common::{MANIFEST, STACK, Server, World};

fn fails(operation: &str, when: When, code: &str) -> Rule {
    Rule::new(operation, when, Effect::error(code, "as the test wishes"))
}

/// The calls that take a site's lease; as many let it go.
const LEASE: u64 = 1;

#[test]
fn done_is_0_and_differences_are_2_where_asked_for() {
    let world = World::shop();
    world.sandboxed(&["plan"]).exits(0).says("3 to create");
    world.sandboxed(&["plan", "--detailed-exitcode"]).exits(2);
    world.sandboxed(&["drift"]).exits(2).says("missing");
    world.sandboxed(&["drift", "--exit-zero"]).exits(0);
    world.sandboxed(&["apply", "--yes"]).exits(0).says("Applied 3 changes");
    world.sandboxed(&["plan", "--detailed-exitcode"]).exits(0).says("Nothing to do");
    world.sandboxed(&["apply", "--yes"]).exits(0).says("Nothing to do");
    world.sandboxed(&["drift"]).exits(0);
}

#[test]
fn what_lies_undeclared_under_a_path_is_no_drift() {
    let (server, world) = Server::shop();
    world.run(&["apply", "--yes"]).exits(0);
    server.put("/shop/production/by-hand", "x");
    world.run(&["drift"]).exits(0).says("Parameter/shop/production/by-hand");
    server.put("/shop/production/port", "3307");
    world.run(&["drift"]).exits(2).says("Parameter/shop/production/port");
}

#[test]
fn findings_are_1_and_nothing_is_asked() {
    let (server, world) = Server::shop();
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: ''"));
    for arguments in [&["validate"][..], &["plan"], &["apply", "--yes"], &["drift"]] {
        world.run(arguments).exits(1).says("manifests/shop.yaml");
    }
    assert_eq!(server.sandbox.calls().len(), 0);
}

#[test]
fn another_account_is_1_and_both_are_named() {
    let (server, mut world) = Server::shop();
    server.reach(&mut world, "210987654321");
    let ended = world.run(&["apply", "--yes"]).exits(1);
    insta::assert_snapshot!(ended.err, @r"
    error: the credentials are for account 210987654321, and environment `production` is account 123456789012
      help: use credentials for 123456789012, such as with `--profile`, or let the environment `assumeRole`
    ");
    assert_eq!(server.count("DescribeParameters"), 0);
}

#[test]
fn no_credentials_are_1() {
    let ended = World::shop().run(&["plan"]).exits(1);
    assert!(ended.err.contains("no usable credentials"), "{}", ended.err);
    assert!(ended.err.contains("`--sandbox`"), "{}", ended.err);
}

#[test]
fn no_network_is_75() {
    let mut world = World::shop();
    world
        // Nothing listens on the discard port.
        .set("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        .set("AWS_ACCESS_KEY_ID", "123456789012")
        .set("AWS_SECRET_ACCESS_KEY", "secret");
    world.run(&["plan"]).exits(75).says("Connection refused").says("check the network");
}

#[test]
fn expired_credentials_are_75_before_anything_is_read() {
    let (server, world) = Server::shop();
    server.sandbox.add_fault(fails("GetCallerIdentity", When::Every, "ExpiredToken"));
    world.run(&["apply", "--yes"]).exits(75).says("the credentials have expired");
    assert_eq!(server.count("DescribeParameters"), 0);
}

#[test]
fn credentials_that_expire_while_reading_are_75() {
    let (server, world) = Server::shop();
    server.sandbox.add_fault(fails("DescribeParameters", When::Every, "ExpiredTokenException"));
    world.run(&["plan"]).exits(75);
    world.run(&["apply", "--yes"]).exits(75);
    assert_eq!(server.writes(), 0);
}

#[test]
fn credentials_that_expire_while_writing_are_5_once_something_is_written() {
    let (server, world) = Server::shop();
    server.sandbox.add_fault(fails("PutParameter", When::After(LEASE + 1), "ExpiredTokenException"));
    world
        .run(&["apply", "--yes"])
        .exits(5)
        .says("the credentials have expired")
        .says("the lease could not be released, and keeps others out until");
    server.sandbox.clear_faults();
    world.run(&["apply", "--yes", "--break-lock", "it was us"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn nothing_written_is_75_or_1_by_what_failed() {
    let (server, world) = Server::shop();
    server.sandbox.add_fault(fails("PutParameter", When::Every, "ExpiredTokenException"));
    world.run(&["apply", "--yes"]).exits(75);
    server.sandbox.clear_faults();
    server.sandbox.add_fault(fails("PutParameter", When::Every, "AccessDeniedException"));
    world.run(&["apply", "--yes"]).exits(1).says("ssm:PutParameter").says("lease");
}

#[test]
fn some_done_and_some_failed_is_5() {
    let (server, world) = Server::shop();
    server.sandbox.add_fault(fails("PutParameter", When::Nth(LEASE + 1), "AccessDeniedException"));
    world.run(&["apply", "--yes"]).exits(5).says("1 failed");
    server.sandbox.clear_faults();
    world.run(&["apply", "--yes"]).exits(0);
}

#[test]
fn what_cannot_be_read_is_7_and_an_apply_of_it_3() {
    let (server, world) = Server::shop();
    world.run(&["apply", "--yes"]).exits(0);
    server.put("/shop/production/port", "3307");
    let before = server.writes();
    server.sandbox.add_fault(fails("DescribeParameters", When::Every, "AccessDeniedException"));
    world.run(&["plan"]).exits(7).says("ssm:DescribeParameters");
    world.run(&["drift", "--exit-zero"]).exits(7);
    let json = world.run(&["plan", "--format", "json"]).exits(7).json();
    assert_eq!(json["complete"], json!(false));
    world.run(&["apply", "--yes"]).exits(3).says("--allow-incomplete");
    assert_eq!(server.writes(), before);
}

#[test]
fn a_conflict_is_3_and_nothing_is_changed() {
    let (server, world) = Server::shop();
    server.put("/shop/production/port", "3306");
    let before = server.writes();
    world.run(&["plan"]).exits(0).says("no tag says whose it is");
    world.run(&["drift"]).exits(2).says("conflict");
    world.run(&["apply", "--yes"]).exits(3).says("metadata.adopt");
    assert_eq!(server.writes(), before);
    world.write("manifests/shop.yaml", MANIFEST.replace("{name: shop}", "{name: shop, adopt: true}"));
    world.run(&["apply", "--yes"]).exits(0).says("adopted");
}

#[test]
fn guardrails_are_3() {
    let world = World::shop();
    world.sandboxed(&["apply", "--yes"]).exits(0);
    let fewer = MANIFEST.replace("    port: 3306\n", "");
    world.write("manifests/shop.yaml", &fewer);
    world.write("trueup.yaml", STACK.replace("spec:", "spec:\n  guardrails: {maxDeletes: 0}"));
    world.sandboxed(&["plan"]).exits(0).says("1 to delete");
    world.sandboxed(&["apply", "--yes"]).exits(3).says("maxDeletes");
    let protect = "spec:\n  guardrails: {protect: ['Parameter/shop/production/*']}";
    world.write("trueup.yaml", STACK.replace("spec:", protect));
    world.sandboxed(&["apply", "--yes"]).exits(3).says("protect");
    world.sandboxed(&["destroy", "-e", "production", "--yes"]).exits(3).says("protect");
    world.write("trueup.yaml", STACK);
    world.sandboxed(&["apply", "--yes"]).exits(0).says("deleted");
}

#[test]
fn an_empty_stack_deletes_only_where_that_is_allowed() {
    let world = World::shop();
    world.sandboxed(&["apply", "--yes"]).exits(0);
    world.write(
        "manifests/shop.yaml",
        MANIFEST.replace("{name: shop}", "{name: shop, environments: [other]}"),
    );
    world.write(
        "trueup.yaml",
        format!("{STACK}    other:\n      account: \"210987654321\"\n      regions: [us-east-1]\n"),
    );
    world.sandboxed(&["apply", "-e", "production", "--yes"]).exits(3).says("--allow-empty");
    world.sandboxed(&["apply", "-e", "production", "--yes", "--allow-empty"]).exits(0).says("3 deleted");
}

#[test]
fn warnings_are_3_where_they_fail() {
    let world = World::shop();
    let manifest = MANIFEST.replace("port: 3306", "port: 3306\n    list: {value: [a], labels: [x, x]}");
    world.write("manifests/shop.yaml", manifest);
    let ended = world.run(&["validate"]).exits(0);
    assert!(ended.out.contains("warning"), "{}", ended.out);
    world.run(&["validate", "--fail-on", "warning"]).exits(3);
}

#[test]
fn a_destroy_leaves_nothing_of_ours() {
    let (server, world) = Server::shop();
    world.run(&["apply", "--yes"]).exits(0);
    server.put("/other/thing", "x");
    world.run(&["destroy", "-e", "production", "--yes"]).exits(0).says("3 deleted");
    let left = server.call("DescribeParameters", &json!({}));
    assert_eq!(left["Parameters"].as_array().map(Vec::len), Some(1));
    world.run(&["destroy", "-e", "production", "--yes"]).exits(0).says("Nothing to do");
}

#[test]
fn a_site_that_fails_keeps_the_next_from_beginning() {
    let stack = STACK.replace("[us-east-1]", "[us-east-1, eu-west-1]");
    let server = Server::start(Settings::default());
    let manifest = MANIFEST.replace("mysql://${Parameter/shop/production/host.value}:3306", "mysql://x");
    let mut world = World::of(&stack, &[("shop.yaml", &manifest)]);
    server.reach(&mut world, "123456789012");
    server.sandbox.add_fault(fails("PutParameter", When::Nth(2 * LEASE + 1), "AccessDeniedException"));
    world.run(&["apply", "--yes"]).exits(5);
    assert_eq!(
        server.count("PutParameter"),
        3 + 1 + 4 * LEASE,
        "the record says what was done, and the second region is not begun"
    );
}

#[test]
fn a_lost_answer_is_no_failure() {
    let (server, world) = Server::shop();
    server.sandbox.add_fault(Rule::new("PutParameter", When::Nth(2), Effect::LoseAnswer));
    world.run(&["apply", "--yes"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

/// A value is read before it is written again: that alone changes nothing.
#[test]
fn a_read_before_a_write_that_is_refused_is_no_part_of_an_apply() {
    let (server, world) = Server::shop();
    world.run(&["apply", "--yes"]).exits(0);
    world.write(
        "manifests/shop.yaml",
        MANIFEST.replace("3306\n    url", "{value: 3306, description: x}\n    url"),
    );
    let refused = fails("PutParameter", When::Nth(LEASE + 1), "ValidationException");
    server.sandbox.add_fault(refused);
    world.run(&["apply", "--yes"]).exits(1).says("done before it: GetParameter");
}
