//! `examples/estate`: a whole estate from nothing, beside another one, and gone again.

use sandbox::{Secrets, Settings};
use serde_json::{Value, json};

use super::examples::example;
use crate::common::{Server, World};

const PRODUCTION: &str = "123456789012";
const SHARED: &str = "210987654321";

fn estate(account: &str) -> (Server, World) {
    let server = Server::start(Settings::default());
    let mut world = example("estate");
    server.reach(&mut world, account);
    (server, world)
}

/// What AWS lists, by the operation that lists it and the member that holds it.
const LISTS: [(&str, &str, &str); 7] = [
    ("ListDocuments", "DocumentIdentifiers", r#"{"Filters": [{"Key": "Owner", "Values": ["Self"]}]}"#),
    (
        "DescribePatchBaselines",
        "BaselineIdentities",
        r#"{"Filters": [{"Key": "OWNER", "Values": ["Self"]}]}"#,
    ),
    ("DescribePatchGroups", "Mappings", "{}"),
    ("DescribeMaintenanceWindows", "WindowIdentities", "{}"),
    ("ListAssociations", "Associations", "{}"),
    ("DescribeParameters", "Parameters", "{}"),
    ("ListResourceDataSync", "ResourceDataSyncItems", "{}"),
];

/// How many AWS lists in each of the lists.
fn listed(server: &Server) -> Vec<usize> {
    let count = |(operation, member, body): (&str, &str, &str)| {
        let body: Value = serde_json::from_str(body).expect("JSON");
        server.call(operation, &body)[member].as_array().map_or(0, Vec::len)
    };
    LISTS.into_iter().map(count).collect()
}

/// The name of the account's default baseline for Amazon Linux 2023.
fn default_baseline(server: &Server) -> String {
    let default = server.call("GetDefaultPatchBaseline", &json!({ "OperatingSystem": "AMAZON_LINUX_2023" }));
    let baseline = server.call("GetPatchBaseline", &json!({ "BaselineId": default["BaselineId"] }));
    baseline["Name"].as_str().expect("a name").to_owned()
}

#[test]
fn one_apply_builds_it_and_one_destroy_leaves_only_what_is_of_aws() {
    let (server, world) = estate(PRODUCTION);
    let before = default_baseline(&server);
    world.run(&["apply", "-e", "production", "--yes"]).exits(0);
    // The agent's configuration, the record, and the lease that was let go.
    assert_eq!(listed(&server), [6, 3, 3, 2, 4, 3, 1]);
    assert_eq!(default_baseline(&server), "amazon-linux-default");
    let writes = server.writes();
    world.run(&["plan", "-e", "production", "--detailed-exitcode"]).exits(0);
    world.run(&["drift", "-e", "production"]).exits(0);
    world.run(&["apply", "-e", "production", "--yes"]).exits(0);
    assert_eq!(server.writes(), writes);

    world.run(&["destroy", "-e", "production", "--yes"]).exits(3).says("is protected");
    assert_eq!(server.writes(), writes);
    let unprotected: String = world
        .read("trueup.yaml")
        .lines()
        .filter(|line| !line.contains("protect:"))
        .filter(|line| *line != "      guardrails:")
        .map(|line| format!("{line}\n"))
        .collect();
    world.write("trueup.yaml", unprotected);
    // The tag outlives the pattern until an apply has taken it off.
    world.run(&["destroy", "-e", "production", "--yes"]).exits(3).says("trueup:protect");
    world.run(&["apply", "-e", "production", "--yes"]).exits(0);
    world.run(&["destroy", "-e", "production", "--yes"]).exits(0);
    assert_eq!(listed(&server), [0; 7]);
    assert_eq!(default_baseline(&server), before);
    assert_nothing_of_ours(&server, "production");
}

/// No row of the sandbox says a word of an environment, not even a tag that was forgotten.
fn assert_nothing_of_ours(server: &Server, environment: &str) {
    let dump = server.sandbox.dump(Secrets::Masked).to_string();
    for word in ["trueup:stack".to_owned(), format!("estate-{environment}"), "sunday-patching".to_owned()] {
        assert!(!dump.contains(&word), "{word} is left: {dump}");
    }
}

#[test]
fn a_second_environment_stands_beside_the_first() {
    let (server, world) = estate(SHARED);
    let at = |environment: &'static str| world.run(&["plan", "-e", environment, "--detailed-exitcode"]);
    world.run(&["apply", "-e", "staging", "--yes"]).exits(0);
    world.run(&["apply", "-e", "development", "--yes"]).exits(0);
    for environment in ["staging", "development"] {
        at(environment).exits(0);
        world.run(&["drift", "-e", environment]).exits(0);
    }
    let dump = server.sandbox.dump(Secrets::Masked);
    let windows = dump[SHARED]["us-east-1"]["maintenance-window"].as_object().expect("windows");
    let twins = windows.values().filter(|window| window["Name"] == "sunday-patching").count();
    assert_eq!(twins, 2, "{windows:#?}");

    world.run(&["destroy", "-e", "development", "--yes"]).exits(0);
    at("staging").exits(0);
    world.run(&["destroy", "-e", "staging", "--yes"]).exits(0);
    assert_nothing_of_ours(&server, "staging");
    assert_nothing_of_ours(&server, "development");
}

#[test]
fn a_window_of_the_same_name_that_somebody_made_is_a_conflict() {
    let (server, world) = estate(PRODUCTION);
    let by_hand = json!({
        "Name": "sunday-patching", "Schedule": "cron(0 2 ? * SUN *)", "Duration": 4, "Cutoff": 1,
        "AllowUnassociatedTargets": false,
    });
    let id = server.call("CreateMaintenanceWindow", &by_hand)["WindowId"].as_str().expect("an id").to_owned();
    let writes = server.writes();
    world.run(&["plan", "-e", "production"]).says("sunday-patching").says(&id);
    world.run(&["apply", "-e", "production", "--yes"]).exits(3).says(&id);
    assert_eq!(server.writes(), writes);

    let adopt = format!("  name: sunday-patching\n  adopt: {id}\n");
    let windows = world.read("manifests/windows.yaml").replace("  name: sunday-patching\n", &adopt);
    world.write("manifests/windows.yaml", windows);
    world.run(&["apply", "-e", "production", "--yes"]).exits(0);
    world.run(&["plan", "-e", "production", "--detailed-exitcode"]).exits(0);
    let listed = server.call("DescribeMaintenanceWindows", &json!({}));
    assert_eq!(listed["WindowIdentities"].as_array().map(Vec::len), Some(2), "{listed}");
}
