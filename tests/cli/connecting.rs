//! How AWS is reached: profiles, roles, addresses, as the AWS CLI reaches it.

use sandbox::Settings;

use crate::common::{MANIFEST, STACK, Server, World};

/// A world whose only way to a server is its AWS configuration.
fn configured(server: &Server, credentials: &str) -> World {
    let mut world = World::shop();
    server.reach(&mut world, "unused");
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
        world.unset(name);
    }
    let folder = world.path().join("home/.aws");
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::write(folder.join("credentials"), credentials).expect("written");
    world
}

const PROFILES: &str = "\
[default]
aws_access_key_id = 210987654321
aws_secret_access_key = secret
[shop]
aws_access_key_id = 123456789012
aws_secret_access_key = secret
";

#[test]
fn profiles_are_found_where_the_aws_cli_finds_them() {
    let server = Server::start(Settings::default());
    let mut world = configured(&server, PROFILES);
    world.run(&["plan"]).exits(1).says("for account 210987654321");
    world.run(&["plan", "--profile", "shop"]).exits(0);
    world.set("AWS_PROFILE", "shop");
    world.run(&["plan"]).exits(0);
    world.run(&["plan", "--profile", "gone"]).exits(1).says("gone");
}

#[test]
fn an_address_in_the_options_wins() {
    let server = Server::start(Settings::default());
    let mut world = World::shop();
    server.reach(&mut world, "123456789012");
    let address = world.unset("AWS_ENDPOINT_URL").expect("it was set");
    world.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    world.run(&["plan", "--endpoint-url", &address]).exits(0);
    world.unset("AWS_ENDPOINT_URL");
    world.set("TRUEUP_ENDPOINT_URL", address);
    world.run(&["plan"]).exits(0);
}

#[test]
fn a_role_is_assumed_once_for_every_region() {
    let server = Server::start(Settings::default());
    let stack = STACK
        .replace(
            "\"123456789012\"",
            "\"210987654321\"\n      assumeRole: arn:aws:iam::210987654321:role/trueup",
        )
        .replace("[us-east-1]", "[us-east-1, eu-west-1]");
    let mut world = World::of(&stack, &[("shop.yaml", MANIFEST)]);
    server.reach(&mut world, "123456789012");
    world.run(&["apply", "--yes"]).exits(0).says("210987654321");
    assert_eq!(server.count("AssumeRole"), 1);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    let refused = sandbox::Effect::error("AccessDenied", "not authorized to perform sts:AssumeRole");
    server.sandbox.add_fault(sandbox::Rule::new("AssumeRole", sandbox::When::Every, refused));
    world.run(&["plan"]).exits(1).says("sts:AssumeRole");
}

#[test]
fn environments_of_several_accounts_are_planned_together() {
    let staging = "    staging:\n      account: \"210987654321\"\n      regions: [us-east-1]\n      \
                   assumeRole: arn:aws:iam::210987654321:role/trueup\n";
    let server = Server::start(Settings::default());
    let manifest = MANIFEST.replace("/production/", "/${site.environment}/");
    let mut world = World::of(&format!("{STACK}{staging}"), &[("shop.yaml", &manifest)]);
    server.reach(&mut world, "123456789012");
    world.run(&["plan", "--all", "--out", "plan.json"]).exits(0);
    world.run(&["apply", "plan.json"]).exits(0).says("staging / us-east-1 (210987654321)");
    world.run(&["plan", "--all", "--detailed-exitcode"]).exits(0);
    world.run(&["drift", "-e", "staging"]).exits(0);
}

#[test]
fn an_address_that_is_none_is_a_usage_error() {
    for (variable, address) in [
        ("AWS_ENDPOINT_URL", ""),
        ("AWS_ENDPOINT_URL", "foo"),
        ("AWS_ENDPOINT_URL_STS", ""),
        ("TRUEUP_ENDPOINT_URL", "x"),
    ] {
        let mut world = World::shop();
        world.set("AWS_ACCESS_KEY_ID", "123456789012").set("AWS_SECRET_ACCESS_KEY", "secret");
        world.set(variable, address);
        world.run(&["plan"]).exits(64).says("write it as `http://127.0.0.1:4566`");
    }
}
