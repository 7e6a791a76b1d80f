//! Every folder of `examples` works with nothing to set and nothing to edit.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::World;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

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

/// A world whose stack is a copy of an example.
pub fn example(name: &str) -> World {
    let world = World::empty();
    copy(&Path::new(ROOT).join("examples").join(name), &world.stack());
    world
}

/// The examples that there are.
fn all() -> Vec<String> {
    let folder = fs::read_dir(Path::new(ROOT).join("examples")).expect("a folder");
    let folders = folder.flatten().filter(|entry| entry.path().join("trueup.yaml").exists());
    let names: Vec<_> = folders.map(|entry| entry.file_name().into_string().expect("UTF-8")).collect();
    assert!(names.len() > 1, "{names:?}");
    names
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Each environment of a stack and its regions.
fn sites(world: &World) -> Vec<(String, String)> {
    let stack: Value = serde_yaml::from_str(&world.read("trueup.yaml")).expect("YAML");
    let environments = stack["spec"]["environments"].as_object().expect("environments");
    let regions = |environment: &Value| -> Vec<String> {
        match &environment["regions"] {
            Value::Array(list) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Value::Object(map) => map.keys().cloned().collect(),
            other => panic!("regions are a list or a map: {other}"),
        }
    };
    let all = environments.iter().map(|(name, environment)| (name, regions(environment)));
    all.flat_map(|(name, regions)| regions.into_iter().map(move |region| (name.clone(), region))).collect()
}

#[test]
fn every_example_applies_everywhere_and_then_there_is_nothing_to_do() {
    for name in all() {
        let world = example(&name);
        world.run(&["validate", "--fail-on", "warning"]).exits(0);
        world.sandboxed(&["plan", "--all", "--detailed-exitcode"]).exits(2);
        world.sandboxed(&["apply", "--all", "--yes"]).exits(0);
        world.sandboxed(&["plan", "--all", "--detailed-exitcode"]).exits(0);
        world.sandboxed(&["drift", "--all"]).exits(0);
        for (environment, region) in sites(&world) {
            for format in ["svg", "dot", "mermaid"] {
                world.run(&["graph", "-e", &environment, "--region", &region, "--format", format]).exits(0);
            }
        }
    }
}

#[test]
fn every_example_tells_what_it_is() {
    for name in all() {
        let readme = read(&Path::new(ROOT).join("examples").join(&name).join("README.md"));
        assert!(readme.starts_with(&format!("# {name}\n")), "{name}");
        assert!(readme.contains("trueup apply --all --sandbox --yes"), "{name}");
    }
}

/// The YAML files under a folder.
fn manifests(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let mut files = Vec::new();
    for path in entries {
        match path.extension() {
            _ if path.is_dir() => files.extend(manifests(&path)),
            Some(extension) if extension == "yaml" => files.push(path),
            _ => {}
        }
    }
    files
}

#[test]
fn every_file_names_its_schema_and_fits_it() {
    let schema = read(&Path::new(ROOT).join("schema/json/trueup.json"));
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for name in all() {
        let folder = Path::new(ROOT).join("examples").join(name);
        let mut files = manifests(&folder.join("manifests"));
        files.push(folder.join("trueup.yaml"));
        for file in files {
            let text = read(&file);
            let first = text.lines().next().unwrap_or_default();
            let named =
                first.strip_prefix("# yaml-language-server: $schema=").unwrap_or_else(|| panic!("{file:?}"));
            assert!(file.parent().expect("a folder").join(named).exists(), "{file:?} names {named}");
            for document in text.split("\n---\n") {
                let document: Value = serde_yaml::from_str(document).expect("YAML");
                let errors: Vec<String> =
                    validator.iter_errors(&document).map(|error| error.to_string()).collect();
                assert!(errors.is_empty(), "{file:?}: {errors:#?}");
            }
        }
    }
}
