//! What needs no AWS: schema, explain, graph, iam, completions, the manual.

use serde_json::Value;

use crate::common::{STACK, World};

#[test]
fn every_code_is_explained() {
    let world = World::empty();
    let list = world.run(&["explain"]).exits(0).out;
    let codes: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(codes.len() > 50, "{list}");
    for code in codes {
        let page = world.run(&["explain", code]).exits(0).out;
        // A caution has no mistake to mend, but a way out.
        let caution = engine::caution::rule(code).is_some();
        assert!(page.starts_with("# ") && (caution || page.contains("Good:")), "{code}: {page}");
    }
}

#[test]
fn every_word_that_is_printed_is_explained() {
    let world = World::empty();
    let list = world.run(&["explain", "words"]).exits(0).out;
    let words: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(words.len() > 20, "{list}");
    for word in words {
        let page = world.run(&["explain", word]).exits(0).out;
        assert!(page.starts_with(&format!("# {word}: ")), "{word}: {page}");
    }
    world.run(&["explain", "runs now"]).exits(0).says("# runs-now: ");
    for what in ["Parameter", "Parameter/shop/http/timeout"] {
        world.run(&["explain", what]).exits(0).says("a manifest of the kind `ParameterHierarchy`");
    }
    world.run(&["explain", "MaintenanceWindow/w/task/t"]).exits(0).says("kind `MaintenanceWindow`");
    for (word, near) in [("conflcit", "conflict"), ("Paramter", "Parameter"), ("Pendng", "pending")] {
        world.run(&["explain", word]).exits(64).says(&format!("did you mean `{near}`?"));
    }
}

#[test]
fn schemas_are_valid_and_take_what_the_binary_takes() {
    let world = World::shop();
    let whole: Value = world.run(&["schema"]).exits(0).json();
    let validator = jsonschema::validator_for(&whole).expect("a schema");
    for file in ["trueup.yaml", "manifests/shop.yaml"] {
        let document: Value = serde_yaml::from_str(&world.read(file)).expect("YAML");
        let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{file}: {errors:#?}");
    }
    let mut wrong: Value = serde_yaml::from_str(&world.read("trueup.yaml")).expect("YAML");
    wrong["spec"]["enviroments"] = Value::Null;
    assert!(!validator.is_valid(&wrong));
    let kinds = world.run(&["schema", "--list"]).exits(0).out;
    for kind in kinds.lines().filter_map(|line| line.split_whitespace().next()) {
        let schema = world.run(&["schema", kind]).exits(0).json();
        jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{kind}: {error}"));
    }
}

#[test]
fn a_graph_is_drawn_in_every_format() {
    let world = World::shop();
    world.run(&["graph"]).exits(0).says("<svg");
    world.run(&["graph", "--format", "dot"]).exits(0).says("digraph").says("Parameter/shop/production/url");
    world.run(&["graph", "--format", "mermaid"]).exits(0).says("flowchart LR");
    world.write("trueup.yaml", STACK.replace("[us-east-1]", "[us-east-1, eu-west-1]"));
    world.run(&["graph"]).exits(64).says("--region");
    world.run(&["graph", "--region", "eu-west-1"]).exits(0);
}

#[test]
fn policies_hold_what_is_needed_and_no_more() {
    let world = World::shop();
    let plan = world.run(&["iam", "plan"]).exits(0).out;
    assert!(plan.contains("ssm:DescribeParameters") && !plan.contains("ssm:PutParameter"), "{plan}");
    assert!(plan.contains("arn:aws:ssm:us-east-1:123456789012:parameter/shop/production/*"), "{plan}");
    let apply = world.run(&["iam", "apply"]).exits(0).json();
    assert_eq!(apply["Version"], "2012-10-17");
    assert!(apply.to_string().contains("ssm:PutParameter"));
}

#[test]
fn a_stack_without_environments_is_one_wherever_it_is() {
    let stack = "apiVersion: trueup/v1\nkind: Stack\nmetadata: {name: shop}\nspec: {}\n";
    let manifest = "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: shop}\nspec:\n  path: \
                    /shop/${site.account}/${site.region}\n  parameters: {port: 3306}\n";
    let mut world = World::of(stack, &[("shop.yaml", manifest)]);
    world.run(&["validate"]).exits(0);
    world.run(&["iam", "plan"]).exits(1).says("no region is configured");
    world
        .run(&["iam", "plan", "--region", "eu-west-1"])
        .exits(0)
        .says("arn:aws:ssm:eu-west-1:*:parameter/shop/");
    world.sandboxed(&["apply", "--yes"]).exits(0).says("Parameter/shop/123456789012/us-east-1/port");
    world.set("AWS_REGION", "eu-west-1");
    world.sandboxed(&["plan"]).exits(0).says("Parameter/shop/123456789012/eu-west-1/port");
    std::fs::create_dir_all(world.path().join("home/.aws")).expect("made");
    std::fs::write(world.path().join("home/.aws/config"), "[profile eu]\nregion = eu-central-1\n")
        .expect("written");
    world.set("AWS_REGION", "");
    world.sandboxed(&["plan", "--profile", "eu"]).exits(0).says("eu-central-1");
}

#[test]
fn completions_and_the_manual_are_made() {
    let world = World::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        world.run(&["completions", shell]).exits(0).says("validate");
    }
    world.run(&["man"]).exits(0).says(".TH trueup");
    std::fs::create_dir(world.stack().join("man")).expect("made");
    world.run(&["man", "man"]).exits(0);
    assert!(world.read("man/trueup-plan.1").contains("TRUEUP_PLAN_OUT"));
}

/// Every kind that manifests may describe, and the stack.
fn kinds(world: &World) -> Vec<String> {
    let list = world.run(&["schema", "--list"]).exits(0).out;
    let names = list.lines().filter_map(|line| line.split_whitespace().next());
    // The others are what programs read.
    names.filter(|name| name.starts_with(char::is_uppercase)).map(str::to_owned).collect()
}

/// A file that the binary prints must be as it is kept; `TRUEUP_GENERATE` writes it.
fn assert_current(world: &World, path: &str, arguments: &[&str]) {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let now = world.run(arguments).exits(0).out;
    if std::env::var_os("TRUEUP_GENERATE").is_some() {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        std::fs::write(&file, &now).expect("written");
    }
    let then = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(now == then, "`{path}` is not what `trueup {}` prints: `just generate`", arguments.join(" "));
}

#[test]
fn schema_files_are_current() {
    let world = World::empty();
    for kind in kinds(&world) {
        assert_current(&world, &format!("schema/json/{kind}.json"), &["schema", &kind]);
    }
    assert_current(&world, "schema/json/trueup.json", &["schema"]);
}

#[test]
fn the_reference_is_current() {
    let world = World::empty();
    for kind in kinds(&world) {
        assert_current(&world, &format!("docs/reference/{kind}.md"), &["explain", &kind]);
    }
    world.run(&["explain", "MaintenanceWindows"]).exits(64).says("did you mean `MaintenanceWindow`?");
    world.run(&["explain", "PatchPolicy"]).exits(1).says("is not supported yet");
}

#[test]
fn every_example_of_the_reference_is_valid_and_can_be_planned() {
    let list = World::empty();
    let example = |kind: &str| {
        let page = list.run(&["explain", kind]).exits(0).out;
        assert!(page.contains("| `") && page.contains("## Findings"), "{page}");
        let example = page.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next());
        example.expect("a page has an example").to_owned()
    };
    for kind in kinds(&list) {
        let world = match kind.as_str() {
            "Stack" => World::of(&example("Stack"), &[("some.yaml", &example("PatchBaseline"))]),
            other => World::of(STACK, &[("example.yaml", &example(other))]),
        };
        world.run(&["validate", "--fail-on", "warning"]).exits(0);
        world.run(&["plan", "--all", "--sandbox=:memory:"]).exits(0);
    }
}

#[test]
fn the_page_of_cautions_has_them_all() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cautions.md");
    let page = std::fs::read_to_string(page).expect("a page");
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    let expected = engine::caution::RULES.iter().map(|rule| {
        let (risk, control) = (rule.risk.word(), rule.control.unwrap_or_default());
        format!("| `{}` | {risk} | {} | {control} |", rule.code, rule.summary())
    });
    assert_eq!(rows, expected.collect::<Vec<_>>());
}
