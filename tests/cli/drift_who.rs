//! `drift --who`: by whom something was changed, when and with what.

use sandbox::{Effect, Rule, When};
use serde_json::json;

use crate::drift::applied;

const USER: &str = "arn:aws:iam::123456789012:user/sandbox";

#[test]
fn what_aws_tells_of_itself_is_always_told() {
    let (server, world, _) = applied();
    server.put("/shop/production/port", "3399");
    world.run(&["drift"]).exits(2).says(&format!("last changed by `{USER}` at "));
    let markdown = ["drift", "--format", "markdown"];
    world.run(&markdown).exits(2).says(&format!("last changed by `{USER}` at "));
    let cause = world.run(&["drift", "--format", "json"]).exits(2).json()["findings"][0]["cause"].clone();
    assert_eq!((&cause["actor"], &cause["event"]), (&json!(USER), &json!(null)));
    assert_eq!((&cause["told_by"], &cause["tool"]), (&json!("resource"), &json!(null)));
    assert_eq!(server.count("LookupEvents"), 0);

    server.call("DeleteParameter", &json!({ "Name": "/shop/production/port" }));
    let cause = world.run(&["drift", "--format", "json"]).exits(2).json()["findings"][0]["cause"].clone();
    assert_eq!(cause, json!(null), "nothing is left that could tell");
}

#[test]
fn cloudtrail_tells_by_which_operation_and_who_took_something_away() {
    let (server, world, _) = applied();
    server.put("/shop/production/host", "by hand");
    server.call("DeleteParameter", &json!({ "Name": "/shop/production/port" }));
    world
        .run(&["drift", "--who"])
        .exits(2)
        .says(&format!("last changed by `{USER}` at "))
        .says(", `PutParameter`")
        .says(", `DeleteParameter`");
    let report = world.run(&["drift", "--who", "--format", "json"]).exits(2).json();
    let events = report["findings"].as_array().expect("a list").iter();
    let events: Vec<_> = events.map(|one| one["cause"]["event"].clone()).collect();
    assert_eq!(events, ["PutParameter", "DeleteParameter"]);
    assert_eq!(report["findings"][0]["cause"]["told_by"], "cloudtrail");
    assert_eq!(server.count("LookupEvents"), 4, "one for each difference of each run");
}

#[test]
fn a_refusal_is_a_note_and_the_run_goes_on() {
    let (server, world, _) = applied();
    server.put("/shop/production/host", "by hand");
    server.put("/shop/production/port", "1");
    let effect = Effect::error("AccessDeniedException", "not you");
    server.sandbox.add_fault(Rule::new("LookupEvents", When::Every, effect));
    world
        .run(&["drift", "--who"])
        .exits(2)
        .says("CloudTrail does not tell who: LookupEvents: not you (AccessDeniedException)")
        .says("`trueup iam drift --who` prints what the role needs")
        .says(&format!("last changed by `{USER}` at "));
    assert_eq!(server.count("LookupEvents"), 1);
}

#[test]
fn the_permission_is_printed_where_it_is_asked_for() {
    let (_, world, _) = applied();
    let asked = "cloudtrail:LookupEvents";
    for role in ["plan", "drift"] {
        world.run(&["iam", role, "--who"]).exits(0).says(asked).never_says("OpsItem");
        world.run(&["iam", role]).exits(0).never_says(asked);
    }
    world.run(&["iam", "apply"]).exits(0).never_says(asked).never_says("OpsItem");
    world.run(&["iam", "import"]).exits(0).never_says(asked).never_says("OpsItem");
}
