//! `examples/webshop` works with nothing to set and nothing to edit.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::World;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let name = entry.file_name();
        if name == ".trueup" {
            continue;
        }
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(name));
        } else {
            fs::copy(entry.path(), to.join(name)).expect("copied");
        }
    }
}

fn webshop() -> World {
    let world = World::empty();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/webshop"), &world.stack());
    world
}

#[test]
fn every_environment_applies_and_then_there_is_nothing_to_do() {
    let world = webshop();
    world.run(&["validate", "--fail-on", "warning"]).exits(0);
    world.sandboxed(&["apply", "--all", "--yes"]).exits(0);
    world.sandboxed(&["plan", "--all", "--detailed-exitcode"]).exits(0);
    world.sandboxed(&["drift", "--all"]).exits(0);
    for environment in ["production", "staging", "development"] {
        world.run(&["graph", "-e", environment, "--region", "us-east-1"]).exits(0);
    }
}

#[test]
fn every_file_names_its_schema_and_fits_it() {
    let world = webshop();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(root.join("schema/json/trueup.json")).expect("kept"))
            .expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let mut files = vec![world.stack().join("trueup.yaml")];
    files.extend(
        fs::read_dir(world.stack().join("manifests")).expect("a folder").flatten().map(|entry| entry.path()),
    );
    for file in files {
        let text = fs::read_to_string(&file).expect("read");
        let first = text.lines().next().unwrap_or_default();
        let named =
            first.strip_prefix("# yaml-language-server: $schema=").unwrap_or_else(|| panic!("{file:?}"));
        let place = file.strip_prefix(world.stack()).expect("inside").parent().expect("a folder").to_owned();
        assert!(root.join("examples/webshop").join(place).join(named).exists(), "{file:?} names {named}");
        for document in text.split("\n---\n") {
            let document: Value = serde_yaml::from_str(document).expect("YAML");
            let errors: Vec<String> =
                validator.iter_errors(&document).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{file:?}: {errors:#?}");
        }
    }
}
