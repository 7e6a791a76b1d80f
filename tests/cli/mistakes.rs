//! What one run tells of mistakes: every one, none twice, each with its way out, and no secret.

use std::os::unix::fs::symlink;

use crate::common::{MANIFEST, STACK, World};

const WINDOW: &str = "schedule: cron(0 2 ? * SUN *)\nduration: 4h\ncutoff: 1h\n";

fn manifest(kind: &str, metadata: &str, spec: &str) -> String {
    let spec: String = spec.lines().map(|line| format!("  {line}\n")).collect();
    format!("apiVersion: trueup/v1\nkind: {kind}\nmetadata: {metadata}\nspec:\n{spec}")
}

/// Codes and places, in order, of what is found in some manifests.
fn told(stack: &str, manifests: &[String]) -> Vec<String> {
    let world = World::of(stack, &[("m.yaml", &manifests.join("---\n"))]);
    let told = world.run(&["validate", "--format", "json"]).json();
    let findings = told["findings"].as_array().expect("findings").clone();
    findings.iter().map(|one| format!("{} {}", one["code"].as_str().expect("a code"), one["line"])).collect()
}

fn one(kind: &str, metadata: &str, spec: &str) -> Vec<String> {
    told(STACK, &[manifest(kind, metadata, spec)])
}

#[test]
fn one_mistake_hides_no_other() {
    let window = "schedule: cron(0 2 ? * XUN *)\nduration: 3\ncutoff: 25h\ntasks:\n  one:\n    runComand: {}\n    maxErrors: 150%\n    targets: [gone]\n";
    assert_eq!(
        one("MaintenanceWindow", "{name: weekly}", window),
        [
            "schedule 5",
            "duration 6",
            "window-hours 7",
            "window-rate 9",
            "unknown-field 10",
            "window-rate 11",
            "window-task-targets 12"
        ]
    );
    let association = "document: [x]\nschedule: rate(1 minute)\nwhere: [a]\nmaxErrors: 150%\n";
    assert_eq!(
        one("Association", "{name: often}", association),
        ["wrong-type 5", "schedule 6", "wrong-type 7", "association-limit 8"]
    );
    let parameters = "path: /x\nparameters:\n  a: {vale: 1, tier: [x], labels: [1bad]}\n  b: ''\n";
    assert_eq!(
        one("ParameterHierarchy", "{name: shop}", parameters),
        ["unknown-field 7", "wrong-type 7", "parameter-label 7", "parameter-value 8"]
    );
    let baseline = "operatingSystem: FEDORA\nglobalFilters: {PRIORITY: [x]}\ndescription: [x]\ntags: {\"trueup:x\": y}\n";
    assert_eq!(
        one("PatchBaseline", "{name: web-base}", baseline),
        ["unknown-word 5", "wrong-type 7", "tag 8"],
        "what is judged by the operating system waits for it"
    );
    assert_eq!(
        one("PatchBaseline", "{}", "operatingSystem: UBUNTU\nglobalFilters: {SEVERITY: [x]}\n"),
        ["missing-field 3", "baseline-filter 6"]
    );
}

#[test]
fn what_follows_from_a_mistake_is_not_told() {
    let stack = STACK.replace(
        "    production:",
        "    staging: {account: \"210987654321\", regions: [us-east-1]}\n    production:",
    );
    let user = manifest(
        "ParameterHierarchy",
        "{name: user}",
        "path: /u/${site.environment}\nparameters:\n  a: ${Parameter/x/e.value}\n  b: ${Parameter/x/${site.environment}/gone.value}\n",
    );
    let broken = manifest("ParameterHierarchy", "{name: broken}", "path: /x\nparamters: {e: 1}\n");
    assert_eq!(
        told(&stack, &[broken, user.clone()]),
        ["unknown-field 6", "unknown-reference 15"],
        "what nothing that is broken names is told, once for all sites"
    );
    let whole = manifest("ParameterHierarchy", "{name: whole}", "path: /x\nparameters: {f: 1}\n");
    assert_eq!(told(&stack, &[whole, user]), ["unknown-reference 14", "unknown-reference 15"]);
}

#[test]
fn ways_out_are_ours() {
    let says = |kind: &str, metadata: &str, spec: &str, words: &str| {
        let world = World::of(STACK, &[("m.yaml", &manifest(kind, metadata, spec))]);
        world.run(&["validate"]).exits(1).says(words);
    };
    let window = |more: &str| format!("{WINDOW}{more}");
    let association = "document: AWS-RunPatchBaseline\nparameters: {Operation: Scan}\n";
    says(
        "Association",
        "{name: often}",
        &format!("{association}targets: []\n"),
        "`where: {\"tag:NAME\": [value]}`",
    );
    says(
        "Association",
        "{name: often}",
        &format!("{association}where: [{{Key: tag:Env, Values: [a]}}]\n"),
        "`\"tag:Env\": …`",
    );
    says("MaintenanceWindow", "{name: weekly, adopt: true}", WINDOW, "`adopt: mw-0123456789abcdef0`");
    says("MaintenanceWindow", "{name: w}", WINDOW, "[manifests/m.yaml:3:18]");
    says(
        "MaintenanceWindow",
        "{name: weekly, adopt: {prod: mw-0123456789abcdef0}}",
        WINDOW,
        "the stack has no environment `prod`",
    );
    let task = "tasks: {one: {document: AWS-RunShellScript, targets: []}}\n";
    says("MaintenanceWindow", "{name: weekly}", &window(task), "`runCommand: {document: NAME}`");
    says(
        "MaintenanceWindow",
        "{name: weekly}",
        &window("targets: {all: {instances: [\"*\"]}}\n"),
        "a window knows no `*`",
    );
    says(
        "MaintenanceWindow",
        "{name: weekly}",
        &window("targets: {all: {instances: [web-1]}}\n"),
        "`web-1` is not the id of a node",
    );
    says("ParameterHierarchy", "{name: shop}", "parameters: [{Name: a, Value: b}]\n", "`a: {…}`");
    says("Document", "{name: restart}", "content: https://example.com/d.yaml\n", "`{file: PATH}`");
    says(
        "PatchBaseline",
        "{name: web-base}",
        "operatingSystem: UBUNTU\nglobalFilters: {PRODUCT: [All]}\n",
        "for every product write `\"*\"`",
    );
    says(
        "PatchBaseline",
        "{name: web-base}",
        "operatingSystem: UBUNTU\nglobalFilters: {PRODUCT: [Debian12]}\n",
        "a product of another operating system",
    );
}

#[test]
fn what_looks_like_a_secret_is_not_shown() {
    let plain = manifest("ParameterHierarchy", "{name: shop}", "parameters: {password: hunter2hunter2}\n");
    let ended = World::of(STACK, &[("m.yaml", &plain)]).run(&["validate"]).exits(0);
    ended.says("parameter-plain").never_says("hunter2");
}

#[test]
fn a_manifest_that_is_read_under_another_name_is_read() {
    let world = World::of(&STACK.replace("spec:", "spec:\n  manifests: [manifests/*.yaml]"), &[]);
    world.write("shared/shop.yaml", MANIFEST);
    std::fs::create_dir(world.stack().join("manifests")).expect("made");
    // A pattern reads one link, and passes the other by.
    for link in ["shop.yaml", "shop.yml"] {
        symlink("../shared/shop.yaml", world.stack().join("manifests").join(link)).expect("linked");
    }
    for file in ["manifests/shop.yaml", "manifests/shop.yml", "shared/shop.yaml"] {
        world.run(&["validate", file]).exits(0).never_says("manifest-unread");
    }
    world.run(&["validate"]).exits(0).never_says("manifest-unread");
}

#[test]
fn a_manifest_that_no_pattern_reads_is_told_of_once() {
    let world = World::of(
        &STACK.replace("spec:", "spec:\n  manifests: [manifests/*.yaml]"),
        &[("shop.yaml", MANIFEST), ("stray.yml", &MANIFEST.replace("shop", "stray"))],
    );
    for arguments in [
        &["validate"][..],
        &["validate", "manifests/stray.yml"],
        &["validate", "manifests/stray.yml", "./manifests/stray.yml"],
    ] {
        let told = world.run(arguments).exits(0).out;
        assert_eq!(told.matches("manifest-unread").count(), 1, "{arguments:?}: {told}");
    }
}

#[test]
fn a_region_that_aws_does_not_have_is_a_warning() {
    let world = World::of(
        &STACK.replace("us-east-1", "us-est-1"),
        &[("m.yaml", &manifest("ParameterHierarchy", "{name: shop}", "parameters: {a: b}\n"))],
    );
    world.run(&["validate"]).exits(0).says("did you mean `us-east-1`?");
}

#[test]
fn annotations_that_github_drops_stand_in_the_log_and_the_summary() {
    let lines: String = (0..14).map(|at| format!("  p{at}: ''\n")).collect();
    let text = manifest("ParameterHierarchy", "{name: shop}", &format!("parameters:\n{lines}"));
    let mut world = World::of(STACK, &[("m.yaml", &text)]);
    let summary = world.stack().join("summary.md");
    world.set("GITHUB_STEP_SUMMARY", summary.display().to_string());
    let ended = world.run(&["validate", "--format", "github"]).exits(1);
    assert_eq!(ended.out.lines().filter(|line| line.starts_with("::error")).count(), 10);
    assert_eq!(ended.out.lines().filter(|line| line.starts_with("error[parameter-value]")).count(), 5);
    assert_eq!(world.read("summary.md").matches("parameter-value").count(), 14);
}
