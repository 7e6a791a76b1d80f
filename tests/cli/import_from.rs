//! `import --from`: names and values that people have in files.

use serde_json::json;

use crate::common::{CANARY, Server, World};

const STACK: &str = "apiVersion: trueup/v1
kind: Stack
metadata:
  name: webshop
  origin: 0a1b2c3d
spec:
  manifests: [manifests/*.yaml]
  environments:
    production: {account: \"123456789012\", regions: [us-east-1]}
";

fn world(file: &str, text: &str) -> World {
    let world = World::of(STACK, &[]);
    world.write(file, text);
    world
}

#[test]
fn every_value_of_dotenv_stays_where_it_is() {
    let text = format!("# shop\nexport DB_PASSWORD='{CANARY}'\nTOKEN=\"{CANARY}\n2\"\nPORT=5432\n");
    let world = world(".env", &text);
    let import = ["import", "--from", "dotenv", ".env", "--path", "/webshop/production"];
    let plain: Vec<&str> = import.into_iter().chain(["--plain", "POR*", "--plain", "NONE"]).collect();
    let ended = world.run(&plain).exits(0).never_says(CANARY);
    ended.says("3 resources in 1 manifest").says("nothing in the file is called `NONE`");
    assert_eq!(
        world.read("manifests/webshop-production.yaml"),
        "apiVersion: trueup/v1
kind: ParameterHierarchy
metadata:
  name: webshop-production
  adopt: true
spec:
  path: /webshop/production
  parameters:
    DB_PASSWORD: {type: SecureString, manage: metadata}
    PORT: 5432
    TOKEN: {type: SecureString, manage: metadata}
"
    );
    world.run(&["validate"]).exits(0).never_says(CANARY);
    // What is declared is not written again, and no file is written over.
    world.run(&import).exits(0).says("Nothing to import").never_says(CANARY);
}

#[test]
fn secrets_get_a_source_by_name_and_none_is_read() {
    for (secrets, line) in [
        ("env", "valueFrom: {env: DB_PASSWORD}"),
        ("secretsManager", "secretsManager: {id: webshop/DB_PASSWORD}"),
    ] {
        let world = world(".env", &format!("DB_PASSWORD={CANARY}\n"));
        world
            .run(&["import", "--from", "dotenv", ".env", "--path", "/webshop", "--secrets", secrets])
            .exits(0)
            .never_says(CANARY);
        let written = world.read("manifests/webshop.yaml");
        assert!(written.contains("type: SecureString") && !written.contains("manage"), "{written}");
        let flat = written.replace("\n        ", " ").replace("valueFrom: secretsManager", "secretsManager");
        assert!(flat.contains(line) || flat.contains(&line.replace("{", "").replace("}", "")), "{written}");
        assert!(!written.contains(CANARY));
    }
}

#[test]
fn nested_maps_become_levels_and_what_looks_like_a_secret_is_none_of_gits() {
    let text =
        format!("db:\n  host: db.internal\n  password: {CANARY}\n  ports: [1, 2]\nquiet: true\nnothing:\n");
    let world = world("values.yaml", &text);
    let ended = world.run(&["import", "--from", "yaml", "values.yaml", "--path", "/webshop/production"]);
    ended
        .exits(0)
        .never_says(CANARY)
        .says("db/password: its value is a plain text and looks like a secret")
        .says("nothing: it has no value, and AWS holds no empty ones");
    let written = world.read("manifests/webshop-production.yaml");
    for line in ["    db/host: db.internal\n", "    db/ports: [1, 2]\n", "    quiet: true\n"] {
        assert!(written.contains(line), "{written}");
    }
    assert!(!written.contains(CANARY));
    world.run(&["validate"]).exits(0);
}

#[test]
fn what_chamber_exports_is_secret() {
    let world = world("chamber.json", &json!({"db_password": CANARY, "db_host": CANARY}).to_string());
    world
        .run(&["import", "--from", "json", "chamber.json", "--path", "/webshop"])
        .exits(0)
        .says("2 resources")
        .never_says(CANARY);
    let written = world.read("manifests/webshop.yaml");
    assert_eq!((written.matches("manage: metadata").count(), written.contains(CANARY)), (2, false));
}

#[test]
fn what_aws_prints_has_whole_names_and_its_own_place() {
    let server = Server::start(sandbox::Settings::default());
    server.call("PutParameter", &json!({"Name": "/a/b/c", "Value": "x", "Type": "String"}));
    server.call("PutParameter", &json!({"Name": "/a/b/list", "Value": "u,v", "Type": "StringList"}));
    server.call("PutParameter", &json!({"Name": "/a/b/key", "Value": CANARY, "Type": "SecureString"}));
    let printed =
        server.call("GetParametersByPath", &json!({"Path": "/a", "Recursive": true, "WithDecryption": true}));
    assert!(printed.to_string().contains(CANARY));
    // The region and the account stand in it: a stack is begun, and nobody is asked.
    let mut world = World::empty();
    world.write("printed.json", printed.to_string());
    let ended = world.run(&["import", "--from", "json", "printed.json", "--name", "webshop"]);
    ended.exits(0).says("3 resources in 1 manifest").never_says(CANARY);
    let written = world.read("manifests/a-b.yaml");
    assert!(written.contains("    c: x\n") && written.contains("    list: [u, v]\n"), "{written}");
    assert!(!written.contains(CANARY));
    server.reach(&mut world, "123456789012");
    world.run(&["plan"]).exits(0).says("3 to adopt").never_says("to create").never_says("to change");
    world.run(&["apply", "--yes"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn what_cannot_be_read_is_told_by_its_place_and_nothing_is_written() {
    for (form, text, place) in [
        ("dotenv", format!("A=1\n{CANARY}\n"), ":2:1: this is no `NAME=value`"),
        ("dotenv", format!("A=1\nA={CANARY}\n"), ":2:1: this name stands twice"),
        ("json", format!("{{\"a\": \"{CANARY}\","), ": "),
        ("json", format!("{{\"a\": \"{CANARY}\", \"a\": \"{CANARY}\"}}"), ":1:"),
        ("yaml", format!("a: *{CANARY}\n"), ":1:"),
        ("json", format!("{}{CANARY}", "[".repeat(100_000)), ": values lie more than 64 deep"),
        (
            "terraform",
            format!("{{\"version\": 3, \"x\": \"{CANARY}\"}}"),
            ":1:13: this is a state of version 3",
        ),
        ("cloudformation", format!("a: {CANARY}\n"), ":1:1: this is no template"),
    ] {
        let world = world("file", &text);
        world
            .run(&["import", "--from", form, "file", "--path", "/x"])
            .exits(1)
            .says(place)
            .never_says(CANARY);
        assert!(!world.path().join("manifests").exists());
    }
    let world = world("file", "A=1\n");
    world.run(&["import", "--from", "dotenv", "file"]).exits(1).says("--path /x");
    world.run(&["import", "--from", "dotenv"]).exits(64);
    world.run(&["import", "--from", "dotenv", "none", "--path", "/x"]).exits(1).says("cannot read `none`");
    world.run(&["import", "--from", "dotenv", "file", "--path", "/x", "--var", "A=1"]).exits(64);
    let empty = World::empty();
    empty.write("file", "A=1\n");
    empty
        .run(&["import", "--from", "dotenv", "file", "--path", "/x"])
        .exits(1)
        .says("there is no stack here");
}
