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

/// What a program says is masked of the value that it gives, and not shown where it gives none.
#[test]
fn what_a_command_says_is_shown_without_its_value() {
    let mut world = stack("{exec: [sh, -c, 'echo \"$SAYS\" >&2; eval \"$GIVES\"']}");
    world.set("DB_PASSWORD", CANARY).set("SAYS", format!("asked for {CANARY}"));
    world.set("GIVES", "printenv DB_PASSWORD");
    world.sandboxed(&["plan", "--allow-exec"]).exits(0).says("asked for (secret)");
    for gives in ["exit 3", "true", "printf '\\377'"] {
        world.set("GIVES", gives);
        world.sandboxed(&["plan", "--allow-exec"]).exits(1).never_says("asked for");
    }
    world.set("GIVES", "exit 3");
    world.sandboxed(&["plan", "--allow-exec"]).exits(1).says("exit status: 3").says("run it by hand");
}

/// Who writes the secret where its source belongs is told of it in no format.
#[test]
fn a_secret_in_the_place_of_its_source_is_in_no_format() {
    let quoted = format!("\"{CANARY} {CANARY}\"");
    let sources = [
        CANARY.to_owned(),
        quoted,
        format!("[{CANARY}]"),
        format!("{{text: {CANARY}}}"),
        format!("{{value: {CANARY}, env: A}}"),
        format!("{{env: \"A={CANARY}\"}}"),
        format!("|\n        {CANARY}\n        {CANARY}\n     "),
    ];
    for source in sources {
        let world = stack(&source);
        if source.starts_with('|') {
            let manifest = world.read("manifests/shop.yaml");
            let block = manifest.replace("{type: SecureString, ", "\n      ").replace(" }", "");
            world.write("manifests/shop.yaml", block.trim_end_matches(['}', '\n']));
        }
        for format in ["human", "json", "sarif", "github", "junit"] {
            world.run(&["validate", "--format", format]).exits(1).never_says(CANARY);
        }
        world.sandboxed(&["plan"]).exits(1).never_says(CANARY);
    }
}

/// A stand-in for sops: it checks how it is called, and gives what lies beside the file.
const SOPS: &str = r#"#!/bin/sh
[ "$1 $2 $3 $4" = "--decrypt --output-type json --" ] || { echo "sops: bad usage" >&2; exit 64; }
echo run >> "$HOME/sops-runs"
if [ -n "$SOPS_FAILS" ]; then
  echo "Failed to get the data key required to decrypt the SOPS file." >&2
  echo "MAC mismatch. File has 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF" >&2
  exit 128
fi
cat "$HOME/decrypted.json"
"#;

fn encrypted(password: &str) -> String {
    format!(
        "db:\n  password: ENC[AES256_GCM,data:{password},iv:aXY=,tag:dGFn,type:str]\n  plain: {CANARY}\nsops: {{}}\n"
    )
}

/// A stack whose secret lies in a sops file, and the program in `PATH`.
fn with_sops() -> World {
    use std::os::unix::fs::PermissionsExt;
    let mut world = stack("{sops: {file: secrets.sops.yaml, key: db.password}}");
    world.write("secrets.sops.yaml", encrypted("Zmlyc3Q="));
    let home = world.path().join("home");
    std::fs::write(home.join("decrypted.json"), format!("{{\"db\": {{\"password\": \"{CANARY}\"}}}}"))
        .expect("written");
    std::fs::create_dir(home.join("bin")).expect("made");
    let program = home.join("bin/sops");
    std::fs::write(&program, SOPS).expect("written");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("made a program");
    world.set("PATH", format!("{}:/usr/bin:/bin", home.join("bin").display()));
    world
}

#[test]
fn a_sops_file_is_decrypted_by_sops() {
    let mut world = with_sops();
    world.run(&["validate"]).exits(0);
    world.sandboxed(&["apply", "--yes"]).exits(0);
    world.sandboxed(&["plan", "--detailed-exitcode"]).exits(0);
    assert!(world.sandboxed(&["sandbox", "dump"]).exits(0).out.contains("(secret)"));
    world.set("SOPS_FAILS", "yes");
    let failed = world.sandboxed(&["plan"]).exits(1).says("`sops` cannot decrypt `secrets.sops.yaml`");
    failed.says("run it by hand").never_says("Failed to get the data key").never_says("0123456789ABCDEF");
    let runs = std::fs::read_to_string(world.path().join("home/sops-runs")).expect("it ran");
    assert_eq!(runs.lines().count(), 3, "once a run, and never to validate");
    world.unset("SOPS_FAILS");
    world.set("PATH", "/usr/bin:/bin");
    world.sandboxed(&["plan"]).exits(1).says("`sops` is not installed");
}

/// Nobody brings a program of his own with a repository.
#[test]
fn sops_is_not_taken_from_a_relative_folder() {
    let mut world = with_sops();
    std::fs::rename(world.path().join("home/bin"), world.stack().join("bin")).expect("moved");
    world.set("PATH", "bin:.::/usr/bin:/bin");
    world.sandboxed(&["plan"]).exits(1).says("`sops` is not installed");
}

#[test]
fn what_a_sops_file_lacks_is_told() {
    for (source, why) in [
        ("{sops: {file: secrets.sops.yaml, key: db.user}}", "there is no `db.user` in `secrets.sops.yaml`"),
        ("{sops: {file: secrets.sops.yaml, key: db}}", "is not a single value"),
        // Its digest would be one of the value.
        (
            "{sops: {file: secrets.sops.yaml, key: db.plain}}",
            "`db.plain` in `secrets.sops.yaml` is not encrypted",
        ),
        ("{sops: {file: none.yaml, key: a}}", "cannot read `none.yaml`"),
    ] {
        let world = with_sops();
        let manifest = world.read("manifests/shop.yaml");
        let manifest = manifest.replace("{sops: {file: secrets.sops.yaml, key: db.password}}", source);
        world.write("manifests/shop.yaml", manifest);
        world.sandboxed(&["plan"]).exits(1).says("error[secret-source]").says(why);
    }
}

#[test]
fn a_plan_binds_to_the_encrypted_text() {
    let world = with_sops();
    world.sandboxed(&["plan", "--out", "plan.json"]).exits(0);
    let encrypted_text = encrypted("Zmlyc3Q=");
    assert!(!world.read("plan.json").contains("Zmlyc3Q="), "{encrypted_text}");
    // Another key of the file, or its own key, says nothing of this one.
    world.write("secrets.sops.yaml", format!("{encrypted_text}other: ENC[x]\n"));
    let digest = |world: &World| world.read("plan.json");
    let before = digest(&world);
    world.write("secrets.sops.yaml", encrypted("c2Vjb25k"));
    let moved = world.sandboxed(&["apply", "plan.json"]).exits(4).says("Parameter/shop/password");
    moved.says("the source of `value` has the version");
    world.write("secrets.sops.yaml", format!("{encrypted_text}other: ENC[x]\n"));
    world.sandboxed(&["apply", "plan.json"]).exits(0);
    assert_eq!(digest(&world), before);
}

/// A stack whose secret lies in Secrets Manager, and that.
fn with_secrets_manager() -> (Server, World) {
    let server = Server::start(sandbox::Settings::default());
    let mut world = stack("{secretsManager: {id: shop/db, jsonKey: password}}");
    server.reach(&mut world, "123456789012");
    server.secrets("CreateSecret", &json!({"Name": "shop/db", "SecretString": held(CANARY)}));
    (server, world)
}

fn held(password: &str) -> String {
    json!({"password": password, "user": "admin"}).to_string()
}

fn rotate(server: &Server) -> String {
    let put = json!({"SecretId": "shop/db", "SecretString": held(&format!("{CANARY}-2"))});
    let answer = server.secrets("PutSecretValue", &put);
    answer["VersionId"].as_str().expect("an id").to_owned()
}

#[test]
fn a_secret_of_secrets_manager_is_written_and_bound_by_its_version() {
    let (server, world) = with_secrets_manager();
    world.run(&["plan", "--out", "plan.json"]).exits(0);
    let version = rotate(&server);
    let moved = world.run(&["apply", "plan.json"]).exits(4).says("Parameter/shop/password");
    moved.says(&format!("the source of `value` has the version {version} now"));
    assert_eq!(server.count("PutParameter"), 0);
    world.run(&["plan", "--out", "plan.json"]).exits(0);
    world.run(&["apply", "plan.json"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    // The version that a label sits on is another source of the same secret.
    let manifest = world.read("manifests/shop.yaml");
    let older = manifest.replace("jsonKey: password}", "jsonKey: password, versionStage: AWSPREVIOUS}");
    world.write("manifests/shop.yaml", older);
    world.run(&["plan", "--out", "plan.json", "--detailed-exitcode"]).exits(2);
    world.run(&["apply", "plan.json"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_secret_that_is_no_more_is_refused_before_the_first_write() {
    let (server, world) = with_secrets_manager();
    world.run(&["plan", "--out", "plan.json"]).exits(0);
    let gone = json!({"SecretId": "shop/db", "ForceDeleteWithoutRecovery": true});
    server.secrets("DeleteSecret", &gone);
    world.run(&["apply", "plan.json"]).exits(1).says("Secrets Manager has no secret `shop/db` here");
    assert_eq!(server.count("PutParameter"), 0);
    world.run(&["plan"]).exits(1).says("error[secret-source]");
    world.run(&["plan", "--without-secrets"]).exits(0);
    let (server, world) = with_secrets_manager();
    server.secrets("DeleteSecret", &json!({"SecretId": "shop/db"}));
    world.run(&["plan"]).exits(1).says("marked for deletion");
}

#[test]
fn what_secrets_manager_holds_otherwise_is_told_without_its_text() {
    for (text, code, why) in [
        (CANARY.to_owned(), "secret-source", "the secret `shop/db` is not JSON"),
        (
            json!({"user": CANARY}).to_string(),
            "secret-source",
            "there is no `password` in the secret `shop/db`",
        ),
        (json!({"password": [CANARY]}).to_string(), "secret-source", "is not a single value"),
        (json!({"password": ""}).to_string(), "secret-empty", "is empty"),
    ] {
        let (server, world) = with_secrets_manager();
        server.secrets("PutSecretValue", &json!({"SecretId": "shop/db", "SecretString": text}));
        world.run(&["plan"]).exits(1).says(&format!("error[{code}]")).says(why);
    }
    let (server, world) = with_secrets_manager();
    server.secrets("PutSecretValue", &json!({"SecretId": "shop/db", "SecretBinary": "AAEC"}));
    world.run(&["plan"]).exits(1).says("holds bytes and no text");
}

/// Whether the manifest or the world is to blame decides how a run ends.
#[test]
fn secrets_manager_is_asked_as_everything_else() {
    let refusal = |code: &str| {
        let (server, world) = with_secrets_manager();
        let fault = sandbox::Effect::error(code, "not now");
        server.sandbox.add_fault(sandbox::Rule::new("GetSecretValue", sandbox::When::First(1), fault));
        (server, world)
    };
    let (_server, world) = refusal("AccessDeniedException");
    let denied = world.run(&["plan"]).exits(1).says("cannot read the secret `shop/db`: GetSecretValue: ");
    denied.says("secret-source");
    let (_server, world) = refusal("ExpiredTokenException");
    world.run(&["plan"]).exits(75);
    let (server, world) = refusal("ThrottlingException");
    world.run(&["apply", "--yes"]).exits(0);
    assert_eq!(server.count("GetSecretValue"), 2);
}

/// Each version is read once, so that keys of one secret belong together.
#[test]
fn keys_of_one_secret_are_read_at_once() {
    let (server, world) = with_secrets_manager();
    let manifest = world.read("manifests/shop.yaml");
    let more = "    user: {type: String, valueFrom: {secretsManager: {id: shop/db, jsonKey: user}}}\n";
    world.write("manifests/shop.yaml", manifest + more);
    world.run(&["plan"]).exits(0);
    assert_eq!(server.count("GetSecretValue"), 1);
}

/// Nobody gets a permission that his manifests do not need.
#[test]
fn a_policy_names_the_secrets_that_manifests_name() {
    let world = stack("{secretsManager: {id: shop/db}}");
    let statement = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop/db-??????";
    let policy = world.run(&["iam", "plan"]).exits(0).says("secretsmanager:GetSecretValue");
    policy.says(statement);
    stack("{env: A}").run(&["iam", "plan"]).exits(0).never_says("secretsmanager");
}

#[test]
fn the_embedded_sandbox_holds_secrets_too() {
    let world = stack("{secretsManager: {id: shop/db}}");
    world.sandboxed(&["plan"]).exits(1).says("Secrets Manager has no secret `shop/db` here");
}

/// What a command says on standard error may repeat the value.
#[test]
fn what_a_command_says_is_masked() {
    let mut world = stack("{exec: [sh, -c, 'echo \"now $DB_PASSWORD\" >&2; echo \"$DB_PASSWORD\"']}");
    world.set("DB_PASSWORD", CANARY);
    world.sandboxed(&["plan", "--allow-exec"]).exits(0).says("now (secret)");
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
