//! `init`: a stack that works as it is, and that writes nothing over.

use std::path::{Path, PathBuf};

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
}

/// The files of a folder, but for `.git`.
fn files(world: &World) -> Vec<String> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for path in std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
            match path.is_dir() {
                true if path.ends_with(".git") => {}
                true => walk(&path, found),
                false => found.push(path),
            }
        }
    }
    let mut found = Vec::new();
    walk(&world.stack(), &mut found);
    let stack = world.stack();
    let relative = |path: PathBuf| path.strip_prefix(&stack).expect("inside").display().to_string();
    let mut found: Vec<_> = found.into_iter().map(relative).collect();
    found.sort();
    found
}

const HEAD: &str = "4f2c1aa90b7d4c6e8f00112233445566778899ff";

#[test]
fn ci_is_the_example_word_for_word() {
    let world = World::empty();
    world.run(&["init"]).exits(0);
    for (ours, example) in [
        (".github/workflows/trueup-plan.yaml", "github/plan.yaml"),
        (".github/workflows/trueup-apply.yaml", "github/apply.yaml"),
        (".github/workflows/trueup-drift.yaml", "github/drift.yaml"),
        (".github/actions/trueup/action.yml", "github/action/action.yml"),
    ] {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ci").join(example);
        assert_eq!(world.read(ours), std::fs::read_to_string(example).expect("an example"), "{ours}");
    }
}

#[test]
fn in_a_folder_of_a_repository_ci_lies_where_the_forge_looks() {
    let world = World::empty();
    world
        .write(".git/HEAD", HEAD)
        .write("README.md", "ours")
        .write("stacks/shop/.gitignore", "target/\nplan.json\n");
    let ended = world.run(&["-C", "stacks/shop", "init"]).exits(0);
    insta::assert_snapshot!(ended.err, @r"
    wrote trueup.yaml
    wrote manifests/parameters.yaml
    wrote schema/trueup.json
    wrote ../../.github/workflows/trueup-stacks-shop-plan.yaml
    wrote ../../.github/workflows/trueup-stacks-shop-apply.yaml
    wrote ../../.github/workflows/trueup-stacks-shop-drift.yaml
    wrote ../../.github/actions/trueup/action.yml
    kept .gitignore as it is
    warning: `.gitignore` lacks `.trueup/`

    Now try `trueup plan --sandbox`: that is an AWS of its own in a file here, empty at first, and no account is asked
    ");
    assert_eq!(world.read("stacks/shop/.gitignore"), "target/\nplan.json\n");
    let plan = world.read(".github/workflows/trueup-stacks-shop-plan.yaml");
    let plan: Value = serde_yaml::from_str(&plan).expect("YAML");
    assert_eq!(plan["name"], "trueup plan of stacks/shop");
    assert_eq!(plan["env"]["TRUEUP_DIRECTORY"], "stacks/shop");
    world.run(&["-C", "stacks/shop", "validate", "--fail-on", "warning"]).exits(0);
    world
        .run(&["-C", "stacks/bar", "init"])
        .exits(0)
        .says("kept ../../.github/actions/trueup/action.yml as it is");
    assert!(
        files(&world).contains(&".github/workflows/trueup-stacks-bar-plan.yaml".to_owned()),
        "{:?}",
        files(&world)
    );
}

#[test]
fn gitlab_gets_its_own() {
    let world = World::empty();
    world.write(".git/HEAD", HEAD).write(".gitlab-ci.yml", "stages: [test]\n");
    world
        .run(&["-C", "shop", "init"])
        .exits(0)
        .says("wrote ../trueup-shop.gitlab-ci.yml")
        .says("`include: {local: trueup-shop.gitlab-ci.yml}`");
    assert!(world.read("trueup-shop.gitlab-ci.yml").contains("\n  TRUEUP_DIRECTORY: shop\n"));
    assert!(!world.stack().join(".github").exists());
    let world = World::empty();
    world.run(&["init", "--ci", "none"]).exits(0);
    assert_eq!(
        files(&world),
        [".gitignore", "manifests/parameters.yaml", "schema/trueup.json", "trueup.yaml"]
    );
}

#[test]
fn a_folder_that_a_pipeline_would_misread_gets_none() {
    let world = World::empty();
    world.write(".git/HEAD", HEAD);
    world.run(&["-C", "a ${{ b }}", "init"]).exits(0).says("no CI was written");
    assert!(!world.stack().join(".github").exists());
}

#[test]
fn a_name_that_is_not_the_folders_is_said() {
    let world = World::empty();
    world.run(&["-C", "aws-shop", "init"]).exits(0).says("the stack is named `webshop`").says("--name");
    world.run(&["-C", "webshop", "init"]).exits(0).never_says("is named");
    world.run(&["-C", "shop", "init"]).exits(0).never_says("is named");
    world.run(&["-C", "other", "init", "--name", "no good"]).exits(64);
    world.write("file", "");
    world.run(&["-C", "file", "init"]).exits(64).says("cannot enter `file`");
}

#[test]
fn nothing_is_written_over() {
    let world = World::empty();
    world.write("manifests/parameters.yaml", "mine").write("manifests/other.yaml", "");
    let ended = world.run(&["init"]).exits(0).says("kept manifests/parameters.yaml as it is");
    assert!(ended.err.contains("`manifests` has files already"), "{}", ended.err);
    assert_eq!(world.read("manifests/parameters.yaml"), "mine");
    assert!(world.stack().join("trueup.yaml").exists(), "what is missing is written");
}

#[test]
fn a_stack_that_is_there_gets_no_manifest() {
    let world = World::empty();
    world.write("trueup.yaml", "mine");
    world.run(&["init"]).exits(0).says("kept trueup.yaml as it is").says("wrote schema/trueup.json");
    assert!(!world.stack().join("manifests").exists() && world.read("trueup.yaml") == "mine");
    let before = files(&world);
    world.run(&["init"]).exits(0).never_says("wrote");
    assert_eq!(files(&world), before);
}

#[test]
fn it_writes_through_no_link_and_keeps_only_what_is_there() {
    let world = World::empty();
    let elsewhere = world.path().join("elsewhere");
    std::fs::create_dir(&elsewhere).expect("a folder");
    std::os::unix::fs::symlink(&elsewhere, world.stack().join(".github")).expect("a link");
    world.run(&["init"]).exits(1).says("`.github` is a link");
    assert_eq!(std::fs::read_dir(&elsewhere).expect("a folder").count(), 0);

    let world = World::empty();
    world.write("manifests", "");
    let ended = world.run(&["init"]).exits(1).says("cannot write `manifests`");
    assert!(!ended.err.contains("kept"), "{}", ended.err);

    let world = World::empty();
    std::os::unix::fs::symlink("nowhere", world.stack().join("trueup.yaml")).expect("a link");
    let ended = world.run(&["init"]).exits(1).says("cannot write `trueup.yaml`");
    assert!(!ended.err.contains("kept"), "{}", ended.err);
}
