//! A stack full of unique secrets is planned, applied, shown in every format and at every verbosity,
//! failed at every call, cut off, interrupted and killed: nothing of any secret may stand in any stream
//! and in any file that trueup writes, in no form, nor its length, nor a hash of it.
//!
//! `cargo test --test cli canary -- --nocapture` prints the figures. What is left out is the sandbox's
//! own file, which stands for AWS; what a crash says, which `src/outlet.rs` checks; and a secret in a
//! String or StringList whose manifest is gone, since nothing tells any more that it was one.

mod canaries;
mod estate;
mod watch;

use std::sync::atomic::{AtomicUsize, Ordering};

use canaries::{Canaries, Traces, base64, percent};
use estate::{Estate, LIVE, LOCAL, MANAGED, hatch};
use sandbox::{Effect, Rule, When};
use watch::Watch;

/// Every command that shows something, in every format, and at these verbosities.
fn look(watch: &mut Watch, estate: &Estate, voices: &[&str]) {
    let world = &estate.world;
    for voice in voices {
        let mut run = |arguments: &[&str]| watch.run(world, &[arguments, &[voice]].concat());
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
    (0..6).map(|form| repeated(canaries, names, form)).collect::<Vec<_>>().join("\n")
}

/// The same as it is, and in one other form.
fn repeated(canaries: &Canaries, names: &[&str], form: usize) -> String {
    let forms = names.iter().map(|name| {
        let text = canaries.get(name);
        let other = match form % 6 {
            0 => serde_json::Value::from(text).to_string(),
            1 => percent(text),
            2 => text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;"),
            3 => text.lines().nth(1).unwrap_or_default().to_owned(),
            4 => base64(format!("u:{text}").as_bytes()),
            _ => format!("{text:?}"),
        };
        format!("{text} | {other}")
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

/// Secrets that were generated meanwhile, by name.
type Generated = Vec<(String, String)>;

/// The secret that an estate generated.
fn generated(estate: &Estate, name: &str) -> Generated {
    estate.generated().map(|text| (format!("generated: {name}"), text)).into_iter().collect()
}

const APPLY: [&str; 7] = ["apply", "--yes", "-v", "--json-into", "log.json", "--result", "result.json"];

/// How often each operation is asked in the apply of a whole estate.
fn calls(canaries: &Canaries, watch: &mut Watch) -> (Vec<(String, u64)>, Generated) {
    let estate = Estate::new(canaries);
    let before = estate.server.sandbox.calls();
    watch.must(&estate.world, &APPLY, 0);
    let all = estate.server.sandbox.calls();
    let asked = all.iter().map(|(name, count)| {
        let before = before.get(name).map_or(0, |count| count.answered);
        (name.clone(), count.answered - before)
    });
    (asked.filter(|(_, count)| *count > 0).collect(), generated(&estate, "applied"))
}

/// Something that goes wrong with an estate of its own.
enum Trouble {
    /// An apply is refused at one call of an operation, with an error that repeats every secret.
    At(String, u64),
    /// What only looks is refused at every call of an operation.
    Every(String),
    /// The answer to the first call of an operation is lost.
    Lost(&'static str),
    /// An apply is stopped by a signal in its midst; the next one ends what it began.
    Stopped(&'static str),
}

/// Everything that goes wrong: an apply fails at each call that it makes, is cut off and is stopped.
fn troubles(calls: Vec<(String, u64)>) -> Vec<Trouble> {
    let lost = ["GetParameters", "GetSecretValue", "PutParameter", "CreateAssociation"].map(Trouble::Lost);
    let stopped = ["INT", "TERM", "KILL"].map(Trouble::Stopped);
    let every = calls.iter().map(|(operation, _)| Trouble::Every(operation.clone())).collect::<Vec<_>>();
    let at = calls
        .into_iter()
        .flat_map(|(operation, count)| (1..=count).map(move |at| Trouble::At(operation.clone(), at)));
    at.chain(every).chain(lost).chain(stopped).collect()
}

fn meet(trouble: &Trouble, number: usize, canaries: &Canaries, watch: &mut Watch) -> Generated {
    let estate = Estate::new(canaries);
    let rule = |operation: &str, when: When, effect: Effect| {
        estate.server.sandbox.add_fault(Rule::new(operation, when, effect));
    };
    let refusal = |operation: &str| {
        Effect::error("ValidationException", &repeated(canaries, &known(operation), number))
    };
    match trouble {
        Trouble::At(operation, at) => {
            rule(operation, When::Nth(*at), refusal(operation));
            let format = if at % 2 == 0 { "json" } else { "human" };
            watch.run(&estate.world, &[&APPLY[..], &["--format", format]].concat());
            generated(&estate, &format!("{operation} {at}"))
        }
        Trouble::Every(operation) => {
            rule(operation, When::Every, refusal(operation));
            watch.run(&estate.world, &["plan", "-v", "--format", "json", "--out", "plan.json"]);
            watch.run(&estate.world, &["drift", "--format", "markdown", "--prometheus", "drift.prom"]);
            Vec::new()
        }
        Trouble::Lost(operation) => {
            rule(operation, When::Nth(1), Effect::LoseAnswer);
            watch.run(&estate.world, &APPLY);
            generated(&estate, &format!("{operation} lost"))
        }
        Trouble::Stopped(signal) => {
            watch.stopped(&estate.world, &APPLY, "created", signal);
            watch.must(&estate.world, &APPLY, 0);
            watch.note("what AWS shows after a stop", estate.in_the_open());
            generated(&estate, signal)
        }
    }
}

/// Applies wait for the published rate of writes most of their time, so they wait together.
const TOGETHER: usize = 16;

/// Meets every trouble, and tells how many calls an apply failed at.
fn meet_all(canaries: &Canaries, watch: &mut Watch) -> (usize, Generated) {
    let (calls, mut all) = calls(canaries, watch);
    let points = calls.iter().map(|(_, count)| *count as usize).sum();
    let troubles = troubles(calls);
    let next = AtomicUsize::new(0);
    let met = std::thread::scope(|scope| {
        let worker = || {
            let (mut watch, mut all) = (Watch::default(), Generated::new());
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(trouble) = troubles.get(number) else { return (watch, all) };
                all.extend(meet(trouble, number, canaries, &mut watch));
            }
        };
        let workers: Vec<_> = (0..TOGETHER).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().map(|worker| worker.join().expect("it ended well")).collect::<Vec<_>>()
    });
    for (more, generated) in met {
        watch.join(more);
        all.extend(generated);
    }
    (points, all)
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
         parameters: {commands: [\"echo ${Parameter/canary/env.value}\"]}\n  where: {\"tag:Role\": [web]}\n";
    estate.world.write("manifests/leaky.yaml", reference);
    watch.must(&estate.world, &["validate"], 1);
    assert!(watch.saw("a secret cannot stand here"));
    let broken = canaries.get("broken");
    for (path, text) in [
        ("secrets/keys.yaml", format!("a: [{broken}\n")),
        ("secrets/keys.yaml", format!("a:\n  c: {broken}\n")),
        ("secrets.sops.yaml", format!("password: {broken}\n")),
    ] {
        let estate = Estate::new(canaries);
        estate.world.write(path, text);
        watch.must(&estate.world, &["plan", "-v"], 1);
        estate.world.write("secrets.sops.yaml", "password: ENC[x]\n");
    }
    let estate = Estate::new(canaries);
    let whole = serde_json::json!({"SecretId": "canary/json", "SecretString": broken});
    estate.server.secrets("PutSecretValue", &whole);
    watch.must(&estate.world, &["plan", "-v"], 1);
}

/// A whole life: made, changed by others and by git, moved under a plan, destroyed; and all of it shown.
fn live(canaries: &Canaries, watch: &mut Watch) -> Generated {
    let mut estate = Estate::new(canaries);
    watch.must(&estate.world, &["plan"], 0);
    look(watch, &estate, &["-v", "--color=always"]);
    watch.must(
        &estate.world,
        &["apply", "plan.json", "--format", "json", "--json-into", "log.json", "--result", "result.json"],
        0,
    );
    let generated = generated(&estate, "lived");
    watch.note("what AWS shows of an estate", estate.in_the_open());
    estate.put("/canary/file", canaries.get("elsewhere"));
    estate.world.set("CANARY_ENV", canaries.get("second"));
    look(watch, &estate, &["-v"]);
    let moved = serde_json::json!({"SecretId": "canary/whole", "SecretString": canaries.get("elsewhere")});
    estate.server.secrets("PutSecretValue", &moved);
    estate.put("/canary/file", canaries.get("second"));
    watch.must(&estate.world, &["apply", "plan.json", "-v"], 4);
    assert_eq!(watch.on_terminal(&estate.world, &["apply", "--yes"]), 0);
    let secret = estate.world.read("manifests/canary.yaml");
    let without = secret.lines().filter(|line| !line.contains(" file: ")).collect::<Vec<_>>().join("\n");
    estate.world.write("manifests/canary.yaml", without);
    look(watch, &estate, &["-q"]);
    assert_eq!(watch.on_terminal(&estate.world, &["apply", "--yes", "-v"]), 0);
    let metadata = estate.world.read("manifests/canary.yaml").replace("somebody else rotates it", "not ours");
    estate.world.write("manifests/canary.yaml", metadata);
    let fault = Effect::error("ValidationException", &echo(canaries, &["live-theirs"]));
    // The first one takes the lease.
    estate.server.sandbox.add_fault(Rule::new("PutParameter", When::Nth(2), fault));
    assert_ne!(watch.run(&estate.world, &APPLY), 0);
    assert!(watch.saw("Parameter/adopted/theirs  failed"));
    estate.server.sandbox.clear_faults();
    watch.must(&estate.world, &["destroy", "--yes", "-e", "production"], 0);
    generated
}

/// The embedded sandbox in the place of AWS, and what it shows of itself.
fn embedded(canaries: &Canaries, watch: &mut Watch) {
    let mut estate = Estate::new(canaries);
    for variable in ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
        estate.world.unset(variable);
    }
    let manifest = estate.world.read("manifests/canary.yaml");
    let local = manifest
        .lines()
        .filter(|line| {
            !["secretsManager", " plain: ", " listed: ", " copy: "].iter().any(|part| line.contains(part))
        })
        .collect::<Vec<_>>()
        .join("\n");
    let local =
        local.split("---\napiVersion: trueup/v1\nkind: ParameterHierarchy").next().unwrap_or_default();
    estate.world.write("manifests/canary.yaml", local);
    watch.must(&estate.world, &["apply", "--sandbox", "--yes"], 0);
    watch.must(&estate.world, &["sandbox", "dump", "--sandbox"], 0);
    watch.must(&estate.world, &["drift", "--sandbox"], 0);
}

#[test]
fn nothing_of_any_secret_is_ever_seen() {
    let mut canaries = hatch();
    let mut watch = Watch::default();
    let lived = live(&canaries, &mut watch);
    embedded(&canaries, &mut watch);
    mistakes(&canaries, &mut watch);
    let (points, generated) = meet_all(&canaries, &mut watch);
    let chosen = canaries.count();
    for (name, text) in lived.into_iter().chain(generated) {
        canaries.generated(&name, text);
    }
    assert!(watch.saw("(secret)"), "what AWS repeated was masked");
    let leaks = watch.leaks(&Traces::of(&canaries));
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.join("\n"));
    println!(
        "{} canaries ({} of them generated), {} outputs of {} runs, {points} of them failed at a call each; 0 found",
        canaries.count(),
        canaries.count() - chosen,
        watch.count(),
        watch.runs()
    );
}
