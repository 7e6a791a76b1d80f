//! `drift --ops-item`: the night shift's tickets.

use sandbox::{Effect, Rule, When};
use serde_json::{Value, json};

use crate::common::{STACK, Server, World};
use crate::drift::{applied, commit, git};

const RUN: [&str; 2] = ["drift", "--ops-item"];

fn items(server: &Server) -> Vec<Value> {
    let list = server.call("DescribeOpsItems", &json!({}));
    let rows = list["OpsItemSummaries"].as_array().expect("a list").iter();
    rows.map(|row| server.call("GetOpsItem", &json!({ "OpsItemId": row["OpsItemId"] }))["OpsItem"].clone())
        .collect()
}

#[test]
fn one_is_opened_kept_updated_and_resolved() {
    let (server, world, _) = applied();
    world.run(&RUN).exits(0).says("OpsItems at production/us-east-1: none");
    server.put("/shop/production/port", "3399");
    world.run(&RUN).exits(2).says("Drifted").says("OpsItems at production/us-east-1: 1 opened");
    let all = items(&server);
    let [item] = &all[..] else { panic!("{all:#?}") };
    assert_eq!((&item["Source"], &item["Status"]), (&json!("trueup"), &json!("Open")));
    assert_eq!((&item["Severity"], &item["Category"]), (&json!("3"), &json!("Security")));
    let title = item["Title"].as_str().expect("text");
    assert!(title.starts_with("Drifted: Parameter/shop/production/port"), "{title}");
    let description = item["Description"].as_str().expect("text");
    for said in
        ["3399", "3306", "trueup accept -e production", "trueup revert -e production", "Last changed by"]
    {
        assert!(description.contains(said), "{said}: {description}");
    }
    let data = &item["OperationalData"];
    let arn = json!([{"arn": "arn:aws:ssm:us-east-1:123456789012:parameter/shop/production/port"}]);
    assert_eq!(data["/aws/resources"]["Value"], arn.to_string());

    world.run(&RUN).exits(2).says("1 as they were");
    assert_eq!(items(&server)[0]["Version"], "1", "nothing new was said");
    server.put("/shop/production/port", "3400");
    world.run(&RUN).exits(2).says("1 updated");
    assert!(items(&server)[0]["Description"].as_str().expect("text").contains("3400"));
    server.put("/shop/production/port", "3306");
    world.run(&RUN).exits(0).says("1 resolved");
    assert_eq!(items(&server)[0]["Status"], "Resolved");
    world.run(&RUN).exits(0).says("OpsItems at production/us-east-1: none");
}

#[test]
fn what_is_lost_is_told_and_what_git_changed_is_none() {
    let (server, world, _) = applied();
    let manifest = world.read("manifests/shop.yaml");
    world.write("manifests/shop.yaml", manifest.replace("db.internal", "db.example"));
    commit(&world);
    server.call("DeleteParameter", &json!({ "Name": "/shop/production/port" }));
    world.run(&["drift", "--ops-item", "--who"]).exits(2).says("1 opened");
    let all = items(&server);
    let [item] = &all[..] else { panic!("{all:#?}") };
    assert_eq!((&item["Severity"], &item["Category"]), (&json!("2"), &json!("Availability")));
    let description = item["Description"].as_str().expect("text");
    assert!(description.contains("is in git and not in AWS"), "{description}");
    assert!(description.contains("DeleteParameter"), "{description}");
    // Without the trail the rest is the same, and what was said of it stays.
    world.run(&RUN).exits(2).says("1 as they were");
}

#[test]
fn a_drift_that_writes_nothing_else_and_no_secret() {
    let server = Server::start(sandbox::Settings::default());
    let manifest = "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: shop}\nspec:\n  path: /shop\n  parameters:\n    key:\n      type: SecureString\n      valueFrom: {env: SHOP_KEY}\n    plain: x\n";
    let mut world = World::of(STACK, &[("shop.yaml", manifest)]);
    server.reach(&mut world, "123456789012");
    world.set("SHOP_KEY", "canary-of-git-7f3a");
    git(&world, &["init", "--quiet"]);
    commit(&world);
    world.run(&["apply", "--yes"]).exits(0);
    let secret = json!({ "Name": "/shop/key", "Value": "canary-of-aws-91bc", "Type": "SecureString", "Overwrite": true });
    server.call("PutParameter", &secret);
    server.put("/shop/plain", "holds canary-of-git-7f3a inside");
    server.sandbox.reset_calls();
    world.run(&["drift", "--ops-item", "--who"]).exits(2).never_says("canary-of-aws").says("2 opened");
    assert_eq!(server.writes(), 2, "{:?}", server.sandbox.calls());
    let told = json!(items(&server)).to_string();
    assert!(!told.contains("canary-of"), "{told}");
    // A run that does not compare secrets has not read the first of them.
    world
        .run(&["drift", "--ops-item", "--without-secrets"])
        .exits(2)
        .says("1 left, since this run has not read");
}

#[test]
fn what_fails_at_the_desk_ends_the_run_half_done_and_the_report_is_there() {
    let (server, world, _) = applied();
    server.put("/shop/production/port", "3399");
    let effect = Effect::error("AccessDeniedException", "not you");
    server.sandbox.add_fault(Rule::new("CreateOpsItem", When::Every, effect));
    world
        .run(&RUN)
        .exits(5)
        .says("Drifted")
        .says("1 failed")
        .says("the OpsItem of `Parameter/shop/production/port`: CreateOpsItem: not you")
        .says("trueup iam drift --ops-item");
    assert!(items(&server).is_empty());
}

#[test]
fn the_permission_is_printed_where_it_is_asked_for() {
    let (_, world, _) = applied();
    let printed = world.run(&["iam", "drift", "--ops-item"]).exits(0).json();
    let statements = printed["Statement"].as_array().expect("a list");
    let of = |sid: &str| statements.iter().find(|one| one["Sid"] == sid).expect("a statement").clone();
    assert_eq!(of("OpsItems")["Action"], json!(["ssm:CreateOpsItem", "ssm:GetOpsItem", "ssm:UpdateOpsItem"]));
    assert_eq!(of("OpsItems")["Resource"], json!(["arn:aws:ssm:us-east-1:123456789012:opsitem/*"]));
    assert_eq!(of("ListOpsItems")["Action"], json!(["ssm:DescribeOpsItems"]));
    let text = printed.to_string();
    assert!(!text.contains("PutParameter") && !text.contains("cloudtrail"), "{text}");
}
