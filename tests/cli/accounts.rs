//! Sites in several accounts: one credential, a role for each, and sites one after the other where something is
//! written.

use std::fs;

use sandbox::{Effect, Rule, Settings, When};
use serde_json::Value;

use crate::common::{Server, World, has_form};

/// So many environments, each in an account of its own with a role of its own, in two regions.
fn stack(environments: usize) -> String {
    let one = |at: usize| {
        let account = 100_000_000_000_u64 + at as u64;
        format!(
            "    e{at}:\n      account: \"{account}\"\n      regions: [us-east-1, eu-west-1]\n      \
             assumeRole: arn:aws:iam::{account}:role/trueup\n"
        )
    };
    let head = "apiVersion: trueup/v1\nkind: Stack\nmetadata: {name: shop, origin: 0a1b2c3d}\nspec:\n  environments:\n";
    [head.to_owned()].into_iter().chain((0..environments).map(one)).collect()
}

const MANIFEST: &str = "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: shop}\nspec:\n  \
                        path: /shop\n  parameters: {host: db.internal, port: 3306}\n";

/// A program that asks somebody on the terminal must not ask for every role, and never twice at once.
#[cfg(unix)]
#[test]
fn a_program_that_gives_credentials_is_run_once_for_all_roles() {
    let server = Server::start(Settings::default());
    let mut world = World::of(&stack(12), &[("shop.yaml", MANIFEST)]);
    server.reach(&mut world, "999999999999");
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
        world.unset(name);
    }
    let home = world.path().join("home");
    let (keys, asked) = (home.join("keys.json"), home.join("asked"));
    fs::write(&keys, r#"{"Version": 1, "AccessKeyId": "999999999999", "SecretAccessKey": "secret"}"#)
        .expect("written");
    let program = home.join("login.sh");
    fs::write(&program, format!("echo >> {}\ncat {}\n", asked.display(), keys.display())).expect("written");
    fs::create_dir_all(home.join(".aws")).expect("made");
    let config = format!("[default]\ncredential_process = /bin/sh {}\n", program.display());
    fs::write(home.join(".aws/config"), config).expect("written");

    let plan = world.run(&["plan", "--all", "--format", "json"]).exits(0).json();
    let regions = plan["x"]["targets"].as_array().expect("sites").iter();
    let regions: Vec<String> = regions
        .map(|site| format!("{} {}", site["target"]["environment"], site["target"]["region"]))
        .collect();
    assert_eq!(
        (regions.len(), &*regions[2], &*regions[23]),
        (24, "\"e1\" \"us-east-1\"", "\"e11\" \"eu-west-1\"")
    );
    assert_eq!(fs::read_to_string(asked).expect("it ran").lines().count(), 1, "it was run again");
    assert_eq!(server.count("AssumeRole"), 12);
}

fn codes(world: &World) -> Vec<Value> {
    let result = has_form("result", &world.read("result.json"));
    result["sites"].as_array().expect("sites").iter().map(|site| site["exit_code"].clone()).collect()
}

#[test]
fn sites_behind_one_that_fails_are_tried_where_somebody_says_so() {
    let fresh = || {
        let server = Server::start(Settings::default());
        // Without records the first write is the first site's first parameter.
        let mut world = World::of(&format!("{}  record: none\n", stack(2)), &[("shop.yaml", MANIFEST)]);
        server.reach(&mut world, "999999999999");
        let denied = Effect::error("AccessDeniedException", "not this one");
        server.sandbox.add_fault(Rule::new("PutParameter", When::Nth(1), denied));
        (server, world)
    };
    let apply = ["apply", "--all", "--yes", "--result", "result.json"];
    let (_server, world) = fresh();
    world.run(&apply).exits(5);
    assert_eq!(codes(&world), [Value::from(5), Value::Null, Value::Null, Value::Null]);
    let (_server, world) = fresh();
    let ran = world.run(&[&apply[..], &["--keep-going", "--format", "json"]].concat()).exits(5);
    let told: Vec<Value> = ran
        .lines()
        .iter()
        .filter_map(|line| line["outcome"]["exit_code"].as_u64())
        .map(Value::from)
        .collect();
    assert_eq!(told, [5, 0, 0, 0].map(Value::from));
    assert_eq!(codes(&world), told);
    // What is left is the first site's alone, and it is still the weightiest that ends a run.
    let plan = world.run(&["plan", "--all", "--detailed-exitcode", "--format", "json"]).exits(2).json();
    let left = plan["x"]["targets"].as_array().expect("sites").iter().map(|site| site["exit_code"].clone());
    assert_eq!(left.collect::<Vec<_>>(), [2, 0, 0, 0].map(Value::from));
}

#[test]
fn whoever_assumes_roles_is_told_what_that_takes() {
    let world = World::of(&stack(2), &[("shop.yaml", MANIFEST)]);
    let policy = world.run(&["iam", "assume", "--all"]).exits(0).json();
    let roles = ["arn:aws:iam::100000000000:role/trueup", "arn:aws:iam::100000000001:role/trueup"];
    assert_eq!(policy["Statement"][0]["Action"], "sts:AssumeRole");
    assert_eq!(policy["Statement"][0]["Resource"], serde_json::json!(roles));
    let plan = world.run(&["iam", "plan", "-e", "e1"]).exits(0);
    assert!(!plan.out.contains("AssumeRole"), "a role is not let assume itself");
    plan.says("this is for arn:aws:iam::100000000001:role/trueup; who assumes that needs `sts:AssumeRole`");
    World::shop().run(&["iam", "assume"]).exits(1).says("no environment here has an `assumeRole`");
}
