//! A stack full of unique secrets is planned, applied, shown in every format and at every verbosity,
//! failed at every call, cut off, interrupted and killed: nothing of any secret may stand in any stream
//! and in any file that trueup writes, in no form, nor its length, nor a hash of it.
//!
//! `cargo test --test cli canary -- --nocapture` prints the figures. What is left out is the sandbox's
//! own file, which stands for AWS, and what a crash says, which `src/outlet.rs` checks.

mod canaries;
mod estate;
mod watch;

use canaries::{Canaries, Traces, base64};
use estate::{Estate, LIVE, LOCAL, MANAGED, hatch};
use sandbox::{Effect, Rule, When};
use watch::Watch;

const VERBOSITIES: [&[&str]; 3] = [&["-q"], &[], &["-v"]];

/// Every command that shows something, in every format.
fn look(watch: &mut Watch, estate: &Estate) {
    let world = &estate.world;
    for voice in VERBOSITIES {
        let mut run = |arguments: &[&str]| watch.run(world, &[arguments, voice].concat());
        for format in ["human", "json", "markdown", "html", "gitlab"] {
            run(&["plan", "--format", format, "--out", "plan.json"]);
            run(&["show", "plan.json", "--format", format]);
        }
        for format in ["human", "json", "markdown"] {
            run(&["drift", "--format", format, "--prometheus", "drift.prom"]);
        }
        for format in ["human", "json", "sarif", "github", "junit"] {
            run(&["validate", "--format", format]);
        }
        for format in ["svg", "dot", "mermaid"] {
            run(&["graph", "--format", format]);
        }
        run(&["plan", "--color", "always"]);
        run(&["plan", "--without-secrets", "--out", "without.json"]);
        run(&["plan", "--destroy"]);
        run(&["plan", "--replace", "Parameter/canary/file"]);
        run(&["iam", "plan"]);
        run(&["iam", "apply"]);
        run(&["explain", "secret-source"]);
    }
}

/// What AWS says when it repeats what it was sent, in every form that it could.
fn echo(canaries: &Canaries, names: &[&str]) -> String {
    let forms = names.iter().map(|name| {
        let text = canaries.get(name);
        let json = serde_json::Value::from(text).to_string();
        let percent: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let line = text.lines().nth(1).unwrap_or_default();
        let encoded = base64(format!("u:{text}").as_bytes());
        format!("{text} | {json} | {text:?} | {percent} | {html} | {line} | {encoded}")
    });
    forms.collect::<Vec<_>>().join("\n")
}

/// The canaries that trueup knows when it asks for an operation.
fn known(operation: &str) -> Vec<&'static str> {
    let reads = ["Get", "Describe", "List"].iter().any(|read| operation.starts_with(read));
    match operation {
        "GetCallerIdentity" | "GetSecretValue" => LOCAL.to_vec(),
        _ if reads => [&LOCAL[..], &MANAGED].concat(),
        _ => [&LOCAL[..], &MANAGED, &LIVE].concat(),
    }
}

/// How often each operation is asked in the apply of a whole estate.
fn calls(canaries: &mut Canaries, watch: &mut Watch) -> Vec<(String, u64)> {
    let estate = Estate::new(canaries);
    let before = estate.server.sandbox.calls();
    assert_eq!(watch.run(&estate.world, &["apply", "--yes", "-v", "--json-into", "log.json"]), 0);
    assert!(watch.saw("generated"), "it was applied");
    learn(canaries, &estate, "applied");
    let all = estate.server.sandbox.calls();
    let asked = all.iter().map(|(name, count)| {
        let before = before.get(name).map_or(0, |count| count.answered);
        (name.clone(), count.answered - before)
    });
    asked.filter(|(_, count)| *count > 0).collect()
}

/// Adds the secret that an estate generated.
fn learn(canaries: &mut Canaries, estate: &Estate, name: &str) {
    if let Some(text) = estate.generated() {
        canaries.keep(&format!("generated: {name}"), text);
    }
}

/// Fails an apply at each call that it makes, with an error that repeats every secret.
fn fail_everywhere(canaries: &mut Canaries, watch: &mut Watch) -> usize {
    let mut points = 0;
    for (operation, count) in calls(canaries, watch) {
        for at in 1..=count {
            let estate = Estate::new(canaries);
            let message = echo(canaries, &known(&operation));
            let fault = Effect::error("ValidationException", &message);
            estate.server.sandbox.add_fault(Rule::new(&operation, When::Nth(at), fault));
            let format = if at % 2 == 0 { "json" } else { "human" };
            let apply = ["apply", "--yes", "-v", "--format", format, "--json-into", "log.json"];
            watch.run(&estate.world, &apply);
            learn(canaries, &estate, &format!("{operation} {at}"));
            points += 1;
        }
        // And all of them, in what only looks.
        let estate = Estate::new(canaries);
        let fault = Effect::error("ValidationException", &echo(canaries, &known(&operation)));
        estate.server.sandbox.add_fault(Rule::new(&operation, When::Every, fault));
        watch.run(&estate.world, &["plan", "-v", "--format", "json", "--out", "plan.json"]);
        watch.run(&estate.world, &["drift", "--format", "markdown", "--prometheus", "drift.prom"]);
    }
    points
}

/// Cuts the connection at each operation, interrupts and kills, and has the next run end it.
fn cut_off(canaries: &mut Canaries, watch: &mut Watch) {
    let apply = ["apply", "--yes", "-v", "--json-into", "log.json"];
    for operation in ["GetParameters", "GetSecretValue", "PutParameter", "CreateAssociation"] {
        let estate = Estate::new(canaries);
        estate.server.sandbox.add_fault(Rule::new(operation, When::Nth(1), Effect::LoseAnswer));
        watch.run(&estate.world, &apply);
        learn(canaries, &estate, &format!("{operation} lost"));
    }
    for signal in ["INT", "TERM", "KILL"] {
        let estate = Estate::new(canaries);
        watch.stopped(&estate.world, &apply, "PutParameter 200", signal);
        assert_eq!(watch.run(&estate.world, &apply), 0);
        learn(canaries, &estate, signal);
    }
}

/// What manifests and sources may say wrongly.
fn mistakes(canaries: &Canaries, watch: &mut Watch) {
    let inline = canaries.get("inline");
    for manifest in [
        format!("    p: {{type: SecureString, value: {inline}, tpye: x}}\n"),
        format!("    p: {{type: SecureString, value: \"{inline}\", valueFrom: {{env: A}}}}\n    q: {{\n"),
        "    p: \"${Parameter/canary/env.value}\"\n".to_owned(),
        "    p: {type: SecureString, allowedPattern: \"^x$\", valueFrom: {env: CANARY_ENV}}\n".to_owned(),
    ] {
        let estate = Estate::new(canaries);
        let head = "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: more}\nspec:\n  path: /more\n  parameters:\n";
        estate.world.write("manifests/more.yaml", format!("{head}{manifest}"));
        for format in ["human", "json", "sarif", "github", "junit"] {
            watch.run(&estate.world, &["validate", "--format", format]);
        }
        watch.run(&estate.world, &["plan", "-v"]);
    }
    let estate = Estate::new(canaries);
    let reference = "apiVersion: trueup/v1\nkind: Association\nmetadata: {name: leaky}\nspec:\n  document: AWS-RunShellScript\n  \
         parameters: {commands: [\"echo ${Parameter/canary/env.value}\"]}\n  targets: {where: {\"tag:Role\": [web]}}\n";
    estate.world.write("manifests/leaky.yaml", reference);
    assert_eq!(watch.run(&estate.world, &["validate"]), 1);
    assert!(watch.saw("a secret cannot stand here"));
    let broken = canaries.get("broken");
    for (path, text) in [
        ("secrets/keys.yaml", format!("a: [{broken}\n")),
        ("secrets/keys.yaml", format!("a:\n  c: {broken}\n")),
        ("secrets.sops.yaml", format!("password: {broken}\n")),
    ] {
        let estate = Estate::new(canaries);
        estate.world.write(path, text);
        assert_eq!(watch.run(&estate.world, &["plan", "-v"]), 1, "{path}");
        estate.world.write("secrets.sops.yaml", "password: ENC[x]\n");
    }
    let estate = Estate::new(canaries);
    let whole = serde_json::json!({"SecretId": "canary/json", "SecretString": broken});
    estate.server.secrets("PutSecretValue", &whole);
    assert_eq!(watch.run(&estate.world, &["plan", "-v"]), 1);
}

/// A whole life: made, changed by others and by git, moved under a plan, destroyed; and all of it shown.
fn live(canaries: &mut Canaries, watch: &mut Watch) {
    let mut estate = Estate::new(canaries);
    look(watch, &estate);
    assert_eq!(watch.run(&estate.world, &["apply", "plan.json", "--format", "json", "--json-into", "log.json"]), 0);
    learn(canaries, &estate, "lived");
    estate.put("/canary/file", canaries.get("elsewhere"));
    estate.world.set("CANARY_ENV", canaries.get("second"));
    look(watch, &estate);
    let moved = serde_json::json!({"SecretId": "canary/whole", "SecretString": canaries.get("elsewhere")});
    estate.server.secrets("PutSecretValue", &moved);
    estate.put("/canary/key", canaries.get("elsewhere"));
    assert_eq!(watch.run(&estate.world, &["apply", "plan.json", "-v"]), 4);
    assert_eq!(watch.on_terminal(&estate.world, &["apply", "--yes"]), 0);
    let secret = estate.world.read("manifests/canary.yaml");
    let without = secret.lines().filter(|line| !line.contains(" listed: ")).collect::<Vec<_>>().join("\n");
    estate.world.write("manifests/canary.yaml", without);
    look(watch, &estate);
    assert_eq!(watch.on_terminal(&estate.world, &["apply", "--yes", "-v"]), 0);
    assert_eq!(watch.run(&estate.world, &["destroy", "--yes", "-e", "production"]), 0);
}

/// The embedded sandbox in the place of AWS, and what it shows of itself.
fn embedded(canaries: &Canaries, watch: &mut Watch) {
    let mut estate = Estate::new(canaries);
    for variable in ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
        estate.world.unset(variable);
    }
    let manifest = estate.world.read("manifests/canary.yaml");
    let local = manifest.lines().filter(|line| !line.contains("secretsManager")).collect::<Vec<_>>().join("\n");
    let local = local.split("---\napiVersion: trueup/v1\nkind: ParameterHierarchy").next().unwrap_or_default();
    estate.world.write("manifests/canary.yaml", local);
    assert_eq!(watch.run(&estate.world, &["apply", "--sandbox", "--yes"]), 0);
    assert_eq!(watch.run(&estate.world, &["sandbox", "dump", "--sandbox"]), 0);
    assert_eq!(watch.run(&estate.world, &["drift", "--sandbox"]), 0);
}

#[test]
fn nothing_of_any_secret_is_ever_seen() {
    let mut canaries = hatch();
    let mut watch = Watch::default();
    live(&mut canaries, &mut watch);
    embedded(&canaries, &mut watch);
    mistakes(&canaries, &mut watch);
    cut_off(&mut canaries, &mut watch);
    let points = fail_everywhere(&mut canaries, &mut watch);
    assert!(watch.saw("(secret)"), "what AWS repeated was masked");
    let leaks = watch.leaks(&Traces::of(&canaries));
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.join("\n"));
    println!(
        "{} canaries, {} outputs of {} runs, {points} of them failed at a call each; 0 found",
        canaries.count(),
        watch.count(),
        watch.runs()
    );
}
