//! Secrets: every source, what is said where one fails, and that no value is ever seen. The harness
//! fails every run that shows the canary.

use serde_json::json;

use crate::common::{CANARY, STACK, Server, World};

fn stack(source: &str) -> World {
    let manifest = format!(
        "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {{name: shop}}\nspec:\n  path: /shop\n  \
         parameters:\n    password: {{type: SecureString, valueFrom: {source}}}\n"
    );
    World::of(STACK, &[("shop.yaml", &manifest)])
}

#[test]
fn a_missing_and_an_empty_variable_are_told_apart() {
    let mut world = stack("{env: DB_PASSWORD}");
    world.run(&["validate"]).exits(0);
    let missing = world.sandboxed(&["plan"]).exits(1);
    assert!(missing.err.contains("error[secret-source]"), "{}", missing.err);
    assert!(missing.err.contains("the environment variable `DB_PASSWORD` is not set"), "{}", missing.err);
    world.set("DB_PASSWORD", "");
    world.sandboxed(&["plan"]).exits(1).says("error[secret-empty]");
    world.sandboxed(&["plan", "--without-secrets"]).exits(0);
    world.set("DB_PASSWORD", CANARY);
    world.sandboxed(&["apply", "--yes"]).exits(0);
    world.sandboxed(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn files_are_read_inside_the_stack_only() {
    let world = stack("{file: {path: secrets.yaml, key: database.password}}");
    world.write("secrets.yaml", format!("database:\n  password: {CANARY}\n"));
    world.sandboxed(&["apply", "--yes"]).exits(0);
    world.write("secrets.yaml", format!("database: [{CANARY}\n"));
    world.sandboxed(&["plan"]).exits(1).says("neither YAML nor JSON");
    let world = stack("{file: link}");
    std::fs::write(world.path().join("outside"), CANARY).expect("written");
    std::os::unix::fs::symlink("../outside", world.stack().join("link")).expect("linked");
    world.sandboxed(&["plan"]).exits(1).says("outside the stack's folder");
}

#[test]
fn commands_run_only_where_allowed() {
    let mut world = stack("{exec: [printenv, DB_PASSWORD]}");
    world.set("DB_PASSWORD", CANARY);
    world.sandboxed(&["plan"]).exits(1).says("--allow-exec");
    world.sandboxed(&["apply", "--yes", "--allow-exec"]).exits(0);
    world.sandboxed(&["plan", "--allow-exec", "--detailed-exitcode"]).exits(0);
}

#[test]
fn what_cannot_be_read_yet_says_so() {
    stack("{sops: {file: s.yaml, key: a}}").sandboxed(&["plan"]).exits(1).says("error[not-yet]");
    stack("{secretsManager: {id: shop}}").sandboxed(&["plan"]).exits(1).says("error[not-yet]");
}

#[test]
fn a_generated_value_is_made_once() {
    let world = stack("{generate: {length: 24}}");
    let value = |world: &World| {
        let dump = world.sandboxed(&["sandbox", "dump", "--show-secrets"]).exits(0).out;
        let at = dump.find("\"Value\": \"").expect("a value");
        dump[at + 10..].split('"').next().map(str::to_owned)
    };
    world.sandboxed(&["apply", "--yes"]).exits(0).says("generated");
    let first = value(&world);
    assert_eq!(first.as_ref().map(String::len), Some(24));
    world.sandboxed(&["plan", "--detailed-exitcode"]).exits(0);
    world.sandboxed(&["apply", "--yes"]).exits(0);
    assert_eq!(value(&world), first);
}

#[test]
fn no_output_and_no_file_shows_a_secret() {
    let server = Server::start(sandbox::Settings::default());
    let mut world = stack("{env: DB_PASSWORD}");
    server.reach(&mut world, "123456789012");
    world.set("DB_PASSWORD", CANARY);
    world.run(&["apply", "--yes", "-v", "--json-into", "log.json"]).exits(0).says("PutParameter");
    // Somebody else's value is a secret too, and so is the one that goes back.
    let other = json!({"Name": "/shop/password", "Value": format!("{CANARY}-2"), "Type": "SecureString", "Overwrite": true});
    server.call("PutParameter", &other);
    for format in ["human", "json", "markdown"] {
        world.run(&["plan", "--format", format, "--out", "plan.json"]).exits(0);
        world.run(&["drift", "--format", format]).exits(2);
        world.run(&["show", "plan.json", "--format", format]).exits(0);
    }
    world.run(&["apply", "plan.json", "--format", "json", "--json-into", "log2.json"]).exits(0);
    for file in ["log.json", "plan.json", "log2.json"] {
        assert!(!world.read(file).contains(CANARY), "{file} shows a secret");
    }
}

#[test]
fn a_secret_that_aws_refuses_is_masked_in_its_message() {
    let server = Server::start(sandbox::Settings::default());
    let mut world = stack("{env: DB_PASSWORD}");
    server.reach(&mut world, "123456789012");
    world.set("DB_PASSWORD", CANARY);
    let message = format!("Value {CANARY} is refused");
    let fault = sandbox::Effect::error("ValidationException", &message);
    server.sandbox.add_fault(sandbox::Rule::new("PutParameter", sandbox::When::Every, fault));
    world.run(&["apply", "--yes"]).exits(1).says("Value (secret) is refused");
}
