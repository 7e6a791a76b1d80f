//! What twice as many manifests cost: twice as much, never four times. Allocations are counted, which are
//! the same on every machine; whatever looks at each of many allocates for it.

use engine::observe::Live;
use engine::plan::plan;
use schema::Severity;

use crate::world::{STACK, World};

/// Enough for a square to show beside what is linear.
const MANY: usize = 500;

/// Allocations of resolving manifests with so many errors in them, and of planning where there are none.
fn allocated(texts: &[String], errors: usize) -> u64 {
    let world = World::new();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (mut found, mut first) = (0, None);
    let info = allocation_counter::measure(|| {
        let (desired, findings) = world.resolve(STACK, &texts);
        found = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        first = findings.first().map(|finding| finding.message.clone());
        if found == 0 {
            assert!(!plan(&desired, &Live::default(), world.frame()).changes().is_empty());
        }
    });
    assert_eq!(found, errors, "{:?}", first);
    info.count_total
}

/// Holds a sort of manifest to the law: some of them, and twice as many.
fn linear(what: &str, manifest: impl Fn(usize) -> String, errors: impl Fn(usize) -> usize) {
    let count = |many: usize| allocated(&(0..many).map(&manifest).collect::<Vec<_>>(), errors(many));
    let (once, twice) = (count(MANY), count(2 * MANY));
    assert!(10 * twice < 23 * once, "{what}: {once} allocations, and {twice} for twice as many");
}

fn manifest(kind: &str, name: &str, spec: &str) -> String {
    format!("apiVersion: trueup/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {spec}\n")
}

fn none(_: usize) -> usize {
    0
}

const WHERE: &str = "where: {\"tag:Role\": web}";

#[test]
fn associations() {
    let association = |at: usize, document: String| {
        manifest("Association", &format!("a{at:05}"), &format!("{{document: {document}, {WHERE}}}"))
    };
    linear("associations", |at| association(at, "AWS-Noop".into()), none);
    let lost = |at| association(at, format!("lost-{at:05}"));
    linear("associations of documents that are not there", lost, |many| many);
}

#[test]
fn baselines_and_groups() {
    let baseline = |at: usize, spec: &str| manifest("PatchBaseline", &format!("b{at:05}"), spec);
    linear("baselines", |at| baseline(at, "{description: d}"), none);
    linear("defaults", |at| baseline(at, "{default: true}"), |many| many - 1);
    let group = |at: usize| {
        let group = manifest("PatchGroup", &format!("g{at:05}"), &format!("{{baselines: [b{at:05}]}}"));
        format!("{}---\n{group}", baseline(at, "{description: d}"))
    };
    linear("groups and their baselines", group, none);
    let twins = |at: usize| {
        manifest(
            "PatchGroup",
            &format!("g{at:05}"),
            "{name: web, baselines: [AWS-UbuntuDefaultPatchBaseline]}",
        )
    };
    linear("groups of one name", twins, |many| many - 1);
}

#[test]
fn windows() {
    let window = |at: usize| {
        let run = format!(
            "runCommand: {{document: lost-{at:05}}}, targets: [all], maxConcurrency: 1, maxErrors: 1"
        );
        let spec = format!(
            "{{schedule: cron(0 2 ? * TUE *), duration: 4h, cutoff: 1h, targets: {{all: {{{WHERE}}}}}, tasks: {{one: {{{run}}}}}}}"
        );
        manifest("MaintenanceWindow", &format!("w{at:05}"), &spec)
    };
    linear("windows of documents that are not there", window, |many| many);
}

/// A parameter of its own hierarchy.
fn parameter(at: usize, value: &str) -> String {
    manifest(
        "ParameterHierarchy",
        &format!("p{at:05}"),
        &format!("{{path: /p, parameters: {{k{at:05}: {value}}}}}"),
    )
}

#[test]
fn references() {
    let chain = |at: usize| match at {
        0 => parameter(0, "x"),
        _ => parameter(at, &format!("\"${{Parameter/p/k{:05}.value}}\"", at - 1)),
    };
    linear("a chain", chain, none);
    let lost = |at| parameter(at, &format!("\"${{Parameter/q/k{at:05}.value}}\""));
    linear("references to what is not there", lost, |many| many);
    let secret = |at: usize| match at {
        0 => parameter(0, "{type: SecureString, valueFrom: {env: P}}"),
        _ => parameter(at, "{value: x, description: \"${Parameter/p/k00000.value}\"}"),
    };
    linear("references to a secret where none can stand", secret, |many| many - 1);
}
