//! `init`: a stack that works as it is, and that writes nothing over.

use serde_json::Value;

use crate::common::World;

#[test]
fn a_new_stack_works_as_it_is() {
    let world = World::empty();
    world.run(&["init", "--name", "shop"]).exits(0).says("wrote trueup.yaml").says("trueup plan --sandbox");
    world.run(&["validate", "--fail-on", "warning"]).exits(0);
    world.sandboxed(&["plan"]).exits(0).says("to create");
    world.sandboxed(&["apply", "--yes"]).exits(0);
    world.sandboxed(&["plan", "--detailed-exitcode"]).exits(0);
    world.run(&["iam", "apply"]).exits(0);
    world.sandboxed(&["drift"]).exits(0);
}

#[test]
fn what_it_writes_fits_its_schema() {
    let world = World::empty();
    world.run(&["init"]).exits(0);
    let schema: Value = serde_json::from_str(&world.read("schema/trueup.json")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for (file, schema) in
        [("trueup.yaml", "schema/trueup.json"), ("manifests/parameters.yaml", "../schema/trueup.json")]
    {
        let text = world.read(file);
        assert!(text.starts_with(&format!("# yaml-language-server: $schema={schema}\n")), "{text}");
        let document: Value = serde_yaml::from_str(&text).expect("YAML");
        let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{file}: {errors:#?}");
    }
    let workflow: Value = serde_yaml::from_str(&world.read(".github/workflows/trueup.yaml")).expect("YAML");
    assert!(workflow["jobs"]["apply"]["concurrency"]["cancel-in-progress"] == false, "{workflow:#}");
}

#[test]
fn nothing_is_written_over() {
    let world = World::empty();
    world.write("manifests/parameters.yaml", "mine");
    let ended = world.run(&["init"]).exits(1);
    assert!(ended.err.contains("manifests/parameters.yaml"), "{}", ended.err);
    assert_eq!(world.read("manifests/parameters.yaml"), "mine");
    assert!(!world.stack().join("trueup.yaml").exists(), "nothing else is written either");
    world.run(&["init", "--name", "no good"]).exits(64);
}
