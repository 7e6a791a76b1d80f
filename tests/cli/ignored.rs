//! `drift` leaves out what the stack ignores for a time, what an earlier report told of, and lists what nobody has.

use serde_json::{Value, json};

use crate::common::{MANIFEST, STACK, World};
use crate::drift::{applied, commit};

fn ignoring(world: &World, entries: &str) {
    world.write("trueup.yaml", format!("{STACK}  drift:\n    ignore:\n{entries}"));
    commit(world);
}

fn classes(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().expect("a list").iter();
    findings
        .map(|one| {
            format!("{} {}", one["class"].as_str().expect("text"), one["address"].as_str().expect("text"))
        })
        .collect()
}

const JSON: [&str; 3] = ["drift", "--format", "json"];

#[test]
fn what_is_ignored_for_a_time_is_told_and_does_not_count() {
    let (server, world, _) = applied();
    server.put("/shop/production/port", "3399");
    server.put("/shop/production/host", "by hand");
    ignoring(
        &world,
        "      - {address: Parameter/shop/*/port, field: value, reason: the campaign sets it, until: 2999-01-31}\n",
    );
    let ended = world.run(&JSON).exits(2);
    assert_eq!(
        classes(&ended.json()),
        ["drifted Parameter/shop/production/host", "ignored Parameter/shop/production/port"]
    );
    assert_eq!(ended.json()["summary"]["ignored"], 1);
    let one = &ended.json()["findings"][1]["differences"][0];
    assert_eq!(one["ignored"], json!({"reason": "the campaign sets it", "until": "2999-01-31"}));
    assert_eq!((&one["path"], &one["counts"]), (&json!("value"), &json!(false)));

    server.put("/shop/production/host", "db.internal");
    world.run(&["drift"]).exits(0).says("ignored until 2999-01-31: the campaign sets it");
    // Plans and applies are as they were: they say what an apply would do.
    world.run(&["plan", "--detailed-exitcode"]).exits(2).says("3399 → 3306");

    // What git has changed beside it is pending: an apply would write that.
    world.write("manifests/shop.yaml", MANIFEST.replace("port: 3306", "port: 3307"));
    commit(&world);
    assert_eq!(classes(&world.run(&JSON).exits(0).json()), ["pending Parameter/shop/production/port"]);
}

#[test]
fn another_place_of_it_counts_and_so_does_its_loss() {
    let (server, world, _) = applied();
    ignoring(
        &world,
        "      - {address: \"Parameter/**\", field: description, reason: r, until: 2999-01-31}\n",
    );
    server.put("/shop/production/port", "3399");
    server.call("DeleteParameter", &json!({"Name": "/shop/production/host"}));
    assert_eq!(
        classes(&world.run(&JSON).exits(2).json()),
        ["drifted Parameter/shop/production/port", "missing Parameter/shop/production/host"]
    );
}

#[test]
fn commands_name_what_counts_and_an_ops_item_says_nothing_of_the_rest() {
    let (server, world, _) = applied();
    ignoring(&world, "      - {address: \"Parameter/**\", field: value, reason: r, until: 2999-01-31}\n");
    let changed = |value: &str| {
        let body = json!({"Name": "/shop/production/port", "Value": value, "Description": "by hand", "Overwrite": true});
        server.call("PutParameter", &body);
    };
    changed("3399");
    let report = world.run(&[&JSON[..], &["--ops-item"]].concat()).exits(2).json();
    let commands = &report["findings"][0]["commands"];
    let place = "-e production --region us-east-1 Parameter/shop/production/port.description";
    assert_eq!(commands["accept"], format!("trueup accept {place}"));
    assert_eq!(commands["revert"], Value::Null, "a revert would take the value back too");
    let updates = server.count("UpdateOpsItem");
    changed("3400");
    world.run(&["drift", "--ops-item"]).exits(2);
    assert_eq!((server.count("CreateOpsItem"), server.count("UpdateOpsItem")), (1, updates));
    world.run(&["accept", "Parameter/shop/production/port.description", "--yes"]).exits(0);
    let manifest = world.read("manifests/shop.yaml");
    assert!(
        manifest.contains("by hand") && manifest.contains("3306") && !manifest.contains("3400"),
        "{manifest}"
    );
}

#[test]
fn what_is_over_or_matches_nothing_is_said_and_counts() {
    let (server, world, _) = applied();
    server.put("/shop/production/port", "3399");
    ignoring(
        &world,
        "      - {address: Parameter/shop/production/port, reason: r, until: 2026-01-31}\n      \
           - {address: Paramter/shop/production/port, reason: r, until: 2999-01-31}\n      \
           - {address: Parameter/shop/elsewhere/**, reason: r, until: 2999-01-31}\n",
    );
    let validated = world.run(&["validate"]).exits(0);
    let validated =
        validated.says("drift-ignore-over").says("drift-ignore-idle").says("did you mean `Parameter/");
    assert!(!validated.err.contains("elsewhere") && !validated.out.contains("elsewhere"));
    let ended = world.run(&JSON).exits(2);
    assert_eq!(classes(&ended.json()), ["drifted Parameter/shop/production/port"]);
    ended.says("this was over with 2026-01-31").says("elsewhere");
}

#[test]
fn only_what_is_not_in_the_baseline_wakes_somebody() {
    let (server, world, _) = applied();
    server.put("/shop/production/port", "3399");
    let known = world.run(&JSON).exits(2);
    world.write("known.json", &known.out);
    let against = ["drift", "--baseline", "known.json", "--format", "json"];

    // Drifted further, it is the same difference.
    server.put("/shop/production/port", "3400");
    let ended = world.run(&against).exits(0);
    let one = &ended.json()["findings"][0];
    assert_eq!((&one["new"], &one["first_seen"]), (&json!(false), &known.json()["timestamp"]));
    world.run(&against[..3]).exits(0).says("(0 new)").says("known since ");

    server.put("/shop/production/host", "by hand");
    let ended = world.run(&against).exits(2);
    assert_eq!(ended.json()["summary"]["new"], 1);
    world.write("later.json", &ended.out);
    let later = world.run(&["drift", "--baseline", "later.json", "--format", "json"]).exits(0);
    let seen = |one: &Value| one["first_seen"].clone();
    let findings = later.json();
    let findings = findings["findings"].as_array().expect("a list");
    let port =
        findings.iter().find(|one| one["address"] == "Parameter/shop/production/port").expect("it is there");
    assert_eq!(seen(port), known.json()["timestamp"], "the first report is remembered");

    for (text, said) in [
        ("{}", "missing field"),
        ("not JSON", "expected"),
        (r#"{"format_version": "2.0", "timestamp": "x", "findings": []}"#, "its format is 2.0"),
    ] {
        world.write("known.json", text);
        world.run(&against).exits(1).says(said).says("is no report of `drift --format json`");
    }
    world.run(&["drift", "--baseline", "nowhere.json"]).exits(1);
}

#[test]
fn what_nobody_has_is_listed_of_every_kind() {
    let (server, world, _) = applied();
    let call = |operation: &str, body: Value| server.call(operation, &body);
    call("PutParameter", json!({"Name": "/elsewhere/a", "Value": "x", "Type": "String"}));
    call("PutParameter", json!({"Name": "/shop/production/by-hand", "Value": "x", "Type": "String"}));
    call(
        "PutParameter",
        json!({"Name": "/theirs", "Value": "x", "Type": "String",
        "Tags": [{"Key": "trueup:stack", "Value": "billing/production"}]}),
    );
    call("CreatePatchBaseline", json!({"Name": "web"}));
    call(
        "CreateMaintenanceWindow",
        json!({"Name": "sunday", "Schedule": "rate(7 days)", "Duration": 2, "Cutoff": 1,
        "AllowUnassociatedTargets": true}),
    );
    call(
        "CreateAssociation",
        json!({"Name": "AWS-UpdateSSMAgent", "AssociationName": "agent",
        "Targets": [{"Key": "InstanceIds", "Values": ["*"]}]}),
    );
    let usual = world.run(&JSON).exits(0);
    assert_eq!(classes(&usual.json()), ["unmanaged Parameter/shop/production/by-hand"]);
    let ended = world.run(&["drift", "--unmanaged", "--format", "json"]).exits(0);
    let report = ended.json();
    let kinds: Vec<&str> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["kind"].as_str().expect("text"))
        .collect();
    assert_eq!(kinds, ["Association", "MaintenanceWindow", "Parameter", "Parameter", "PatchBaseline"]);
    assert!(classes(&report).iter().all(|class| class.starts_with("unmanaged ")));
    world.run(&["drift", "--unmanaged"]).exits(0).says("trueup import -e production --region us-east-1");

    // What it says beside that is what it says without.
    server.put("/shop/production/port", "3399");
    let drifted = |arguments: &[&str]| {
        let report = world.run(arguments).exits(2).json();
        let findings = report["findings"].as_array().expect("a list").clone();
        findings
            .into_iter()
            .filter(|one| one["class"] == "drifted")
            .map(|mut one| {
                one["last_seen"] = Value::Null;
                one
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(drifted(&JSON), drifted(&["drift", "--unmanaged", "--format", "json"]));
}
