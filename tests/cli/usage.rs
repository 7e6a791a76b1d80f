//! Usage: 64 before anything runs, and help that helps.

use crate::common::{STACK, Server, World};

const COMMANDS: [&str; 15] = [
    "init",
    "validate",
    "plan",
    "show",
    "comment",
    "apply",
    "drift",
    "import",
    "destroy",
    "graph",
    "schema",
    "explain",
    "iam",
    "completions",
    "sandbox",
];

fn two() -> World {
    let world = World::shop();
    let staging = "    staging:\n      account: \"210987654321\"\n      regions: [us-east-1, eu-west-1]\n";
    world.write("trueup.yaml", format!("{STACK}{staging}"));
    world.write("manifests/shop.yaml", "");
    world.write(
        "manifests/shop.yaml",
        "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: shop}\nspec:\n  path: \
         /shop/${site.environment}\n  parameters: {port: 3306}\n",
    );
    world
}

#[test]
fn help_ends_with_examples_and_exits_0() {
    let world = World::empty();
    for arguments in COMMANDS.iter().map(|name| vec![*name, "--help"]).chain([vec!["--help"]]) {
        let ended = world.run(&arguments).exits(0);
        assert!(ended.out.contains("\nExamples:\n  trueup "), "{}", ended.out);
    }
    world.run(&["--version"]).exits(0).says(env!("CARGO_PKG_VERSION"));
}

#[test]
fn what_makes_no_sense_is_64() {
    let world = World::shop();
    for arguments in [
        &["paln"][..],
        &[],
        &["plan", "--no-such-flag"],
        &["plan", "--format", "yaml"],
        &["plan", "-e", "production", "--all"],
        &["plan", "--sandbox", "--endpoint-url", "http://127.0.0.1:9"],
        &["plan", "-q", "-v"],
        &["plan", "--replace", "Parameter/shop/production/port", "--destroy"],
        &["apply", "plan.json", "--approved", "digest"],
        &["sandbox", "serve", "--latency", "soon"],
        &["-C", "no/such/folder", "validate"],
        &["explain", "no-such-code"],
        &["schema", "NoSuchKind"],
    ] {
        world.run(arguments).exits(64);
    }
}

#[test]
fn several_environments_want_a_name() {
    let world = two();
    let ended = world.sandboxed(&["plan"]).exits(64);
    insta::assert_snapshot!(ended.err, @r"
    error: the stack has 2 environments
      help: name one with `-e`, or say `--all`: production, staging
    ");
    world.sandboxed(&["plan", "--all"]).exits(0).says("production / us-east-1").says("staging / eu-west-1");
    world.sandboxed(&["plan", "-e", "staging", "--region", "eu-west-1"]).exits(0).never_says("us-east-1");
    world.run(&["validate"]).exits(0).says("3 resources at 3 sites");
}

#[test]
fn unknown_names_are_met_with_a_guess() {
    let world = two();
    world.sandboxed(&["plan", "-e", "prodcution"]).exits(64).says("did you mean `production`?");
    world.sandboxed(&["plan", "-e", "elsewhere"]).exits(64).says("it has production, staging");
    world.sandboxed(&["plan", "-e", "staging", "--region", "eu-west-2"]).exits(64).says("`eu-west-1`?");
    let replace = ["plan", "-e", "staging", "--replace", "Parameter/shop/staging/prot"];
    world.sandboxed(&replace).exits(64).says("did you mean `Parameter/shop/staging/port`?");
    world.run(&["explain", "paramter-name"]).exits(64).says("did you mean `parameter-name`?");
    world.run(&["schema", "ParamterHierarchy"]).exits(64).says("did you mean `ParameterHierarchy`?");
}

#[test]
fn nobody_to_ask_is_64_and_nothing_is_asked() {
    let (server, world) = Server::shop();
    world.run(&["apply"]).exits(64).says("--yes");
    world.run(&["apply", "--no-input"]).exits(64);
    world.run(&["destroy"]).exits(64).says("say `-e production --yes`");
    world.run(&["destroy", "--yes"]).exits(64).says("say `-e production --yes`");
    world.run(&["destroy", "-e", "production"]).exits(64);
    world.run(&["destroy", "--all", "--yes"]).exits(64).says("one environment");
    assert_eq!(server.sandbox.calls().len(), 0);
}

#[test]
fn options_can_be_variables() {
    let mut world = two();
    world.set("TRUEUP_ENVIRONMENT", "staging").set("TRUEUP_SANDBOX", ":memory:");
    world.set("TRUEUP_PLAN_FORMAT", "json").set("TRUEUP_PLAN_DETAILED_EXITCODE", "1");
    let ended = world.run(&["plan"]).exits(2);
    assert_eq!(ended.json()["x"]["targets"][0]["target"]["environment"], "staging", "{}", ended.out);
    world.run(&["plan", "-e", "production", "--format", "human"]).exits(2).says("production / us-east-1");
    world.set("TRUEUP_PLAN_DETAILED_EXITCODE", "false");
    world.run(&["plan"]).exits(0);
}

#[test]
fn c_runs_as_if_started_there() {
    let world = World::empty();
    world.write("inner/trueup.yaml", STACK);
    world.write("inner/manifests/deep/a.yaml", "kind: Nonsense\n");
    world.run(&["-C", "inner", "validate"]).exits(1).says("inner/manifests/deep/a.yaml");
    world.run(&["-C", "inner/manifests/deep", "validate"]).exits(1).says("inner/manifests/deep/a.yaml");
    world.run(&["validate"]).exits(1).says("there is no `trueup.yaml`");
}
