//! The sandbox as a command: served, held, looked into, emptied.

use crate::common::{Signal, World};

#[test]
fn a_served_sandbox_is_reached_by_its_address() {
    let mut world = World::shop();
    let mut server = world.start(&["sandbox", "serve", "--port", "0"]);
    let address = server.line();
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    let export = server.line();
    let words = export.strip_prefix("export ").unwrap_or_else(|| panic!("{export}")).to_owned();
    let busy = world.sandboxed(&["plan"]).exits(6);
    assert!(busy.err.contains(&format!("--endpoint-url {address}")), "{}", busy.err);
    for (name, value) in words.split(' ').filter_map(|word| word.split_once('=')) {
        world.set(name, value);
    }
    world.run(&["apply", "--yes"]).exits(0);
    server.signal(Signal::INT);
    let (code, ..) = server.end();
    assert_eq!(code, 0);
    world.set("AWS_ENDPOINT_URL", "");
    world.sandboxed(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn memory_forgets_and_files_do_not() {
    let world = World::shop();
    world.run(&["apply", "--yes", "--sandbox=:memory:"]).exits(0);
    world.run(&["plan", "--detailed-exitcode", "--sandbox=:memory:"]).exits(2);
    world.run(&["apply", "--yes", "--sandbox=shop.redb"]).exits(0);
    world.run(&["plan", "--detailed-exitcode", "--sandbox=shop.redb"]).exits(0);
    world.run(&["plan", "--detailed-exitcode", "--sandbox"]).exits(2);
    world.run(&["sandbox", "reset", "--sandbox=shop.redb"]).exits(0);
    world.run(&["plan", "--detailed-exitcode", "--sandbox=shop.redb"]).exits(2);
    assert_eq!(world.read(".trueup/.gitignore"), "*\n");
}

#[test]
fn a_fleet_is_loaded_once() {
    let world = World::shop();
    world.write("nodes.yaml", "nodes: [{name: web, count: 2, tags: {Role: web}}]\n");
    world.run(&["plan", "--fleet", "nodes.yaml"]).exits(64).says("--sandbox");
    for _ in 0..2 {
        world.run(&["apply", "--yes", "--sandbox=shop.redb", "--fleet", "nodes.yaml"]).exits(0);
    }
    let dump = world.run(&["sandbox", "dump", "--sandbox=shop.redb"]).exits(0);
    assert_eq!(dump.out.matches("ec2:instance/i-0").count(), 2, "{}", dump.out);
    world.write("nodes.yaml", "nodes: [{name: web, colour: red}]\n");
    world.run(&["plan", "--sandbox", "--fleet", "nodes.yaml"]).exits(1).says("colour");
}

#[test]
fn what_goes_wrong_comes_from_a_script() {
    let world = World::shop();
    world.write("faults.txt", "PutParameter call 2 error AccessDeniedException not you  # the second\n");
    world.run(&["plan", "--faults", "faults.txt"]).exits(64).says("--sandbox");
    let apply = ["apply", "--yes", "--sandbox=shop.redb"];
    world.run(&[&apply[..], &["--faults", "faults.txt"]].concat()).exits(5).says("not you");
    world.run(&apply).exits(0);
    world.write("faults.txt", "\nPutParameter sometimes throttle\n");
    let told = world.run(&["plan", "--sandbox", "--faults", "faults.txt"]).exits(1);
    assert!(told.err.contains("cannot use `faults.txt`: line 2: `sometimes` is not a word"), "{}", told.err);
}

#[test]
fn a_dump_masks_secrets_unless_asked() {
    let world = World::shop();
    world.write(
        "manifests/secret.yaml",
        "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: s}\nspec:\n  path: /s\n  \
         parameters:\n    password: {type: SecureString, valueFrom: {file: password.txt}}\n",
    );
    world.write("password.txt", "plain-to-see");
    world.sandboxed(&["apply", "--yes"]).exits(0);
    world.run(&["sandbox", "dump"]).exits(0).says("/shop/production/port").never_says("plain-to-see");
    world.run(&["sandbox", "dump", "--show-secrets"]).exits(0).says("plain-to-see");
    world.run(&["sandbox", "reset"]).exits(0);
    world.run(&["sandbox", "dump"]).exits(1).says("there is no sandbox");
}

#[test]
fn a_file_that_is_no_sandbox_is_told() {
    let world = World::shop();
    world.write("text.redb", "not a database at all, but long enough to be looked at as if it were one");
    world.run(&["plan", "--sandbox=text.redb"]).exits(1).says("text.redb");
    assert!(world.read("text.redb").starts_with("not a database"));
}

#[test]
fn the_readme_lists_the_operations_that_the_program_does() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let begin = "<!-- trueup sandbox operations --format markdown -->\n";
    let text = std::fs::read_to_string(readme).expect("the README");
    let (head, rest) = text.split_once(begin).expect("the list begins");
    let (held, tail) = rest.split_once("<!-- end -->").expect("the list ends");
    let said = World::empty().run(&["sandbox", "operations", "--format", "markdown"]).exits(0).out;
    if std::env::var_os("TRUEUP_GENERATE").is_some() {
        std::fs::write(readme, format!("{head}{begin}{said}<!-- end -->{tail}")).expect("written");
        return;
    }
    assert_eq!(held, said, "run the test with TRUEUP_GENERATE=1");
}

#[test]
fn operations_are_listed_with_what_is_known_of_them() {
    let world = World::empty();
    let lines = world.run(&["sandbox", "operations"]).exits(0).out;
    assert!(lines.contains("ssm PutParameter: covered\n"), "{lines}");
    assert!(lines.contains("ssm ListCommands: not covered\n"), "{lines}");
    let list = world.run(&["sandbox", "operations", "--format", "json"]).exits(0).json();
    assert_eq!(list.as_array().map(Vec::len), Some(lines.lines().count()));
    let put = list.as_array().into_iter().flatten().find(|one| one["operation"] == "PutParameter");
    let put = put.expect("it is listed");
    assert_eq!((&put["service"], &put["covered"]), (&"ssm".into(), &true.into()));
    assert!(put["notes"].as_array().is_some_and(|notes| !notes.is_empty()), "{put}");
}

#[test]
fn a_server_counts_what_it_was_asked() {
    let mut world = World::shop();
    let mut server =
        world.start(&["sandbox", "serve", "--port", "0", "--sandbox=:memory:", "--calls", "calls.json"]);
    let address = server.line();
    world.set("AWS_ENDPOINT_URL", &address);
    world.set("AWS_ACCESS_KEY_ID", "123456789012");
    world.set("AWS_SECRET_ACCESS_KEY", "sandbox");
    world.run(&["apply", "--yes"]).exits(0);
    server.signal(Signal::TERM);
    server.end();
    let calls: serde_json::Value = serde_json::from_str(&world.read("calls.json")).expect("JSON");
    // Three, the record, and the lease taken and let go.
    assert_eq!(calls["PutParameter"], serde_json::json!({"answered": 6, "throttled": 0, "failed": 0}));
}

#[test]
fn a_server_says_which_documents_of_aws_it_lacks() {
    let mut world = World::shop();
    world.write(
        "manifests/association.yaml",
        "apiVersion: trueup/v1\nkind: Association\nmetadata: {name: rare}\n\
         spec: {document: AWS-Unheard, where: {\"tag:Role\": [web]}}\n",
    );
    let mut server = world.start(&["sandbox", "serve", "--port", "0", "--sandbox=:memory:"]);
    let address = server.line();
    world.set("AWS_ENDPOINT_URL", &address);
    world.set("AWS_ACCESS_KEY_ID", "123456789012");
    world.set("AWS_SECRET_ACCESS_KEY", "sandbox");
    world.run(&["apply", "--yes"]).exits(5).says("the sandbox does not carry it");
    server.until("if AWS has a document AWS-Unheard, the sandbox does not carry it");
    server.signal(Signal::TERM);
    server.end();
}
