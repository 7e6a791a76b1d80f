//! The fixtures of findings that only a whole stack has: each fails as it says. What a single file
//! shows is checked beside the readers, in `schema`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::World;

/// Line, severity and code, by path.
type Expected = BTreeSet<(String, u64, String, String)>;

/// What is told only when secrets are fetched.
const OF_SECRETS: [&str; 2] = ["secret-empty", "secret-source"];

/// The fixtures that are whole stacks, by code.
fn stacks() -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/findings");
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("listed").path());
    let mut found: Vec<_> = entries
        .filter(|path| path.join("manifests").exists())
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), path))
        .collect();
    found.sort();
    found
}

/// Copies a fixture, and gives what its comments say: a mark alone on its line is about the next.
fn copied(world: &World, root: &Path, folder: &Path) -> Expected {
    let mut expected = Expected::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("listed").path();
        if path.is_dir() {
            expected.extend(copied(world, root, &path));
            continue;
        }
        let name = path.strip_prefix(root).expect("inside").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a text");
        world.write(&name, &text);
        for (at, line) in text.lines().enumerate() {
            for (mark, severity) in
                [("# error: [", "error"), ("// error: [", "error"), ("# warning: [", "warning")]
            {
                let Some((before, rest)) = line.split_once(mark) else { continue };
                let code = rest.split_once(']').expect("the bracket is closed").0;
                let line = at as u64 + if before.trim().is_empty() { 2 } else { 1 };
                expected.insert((name.clone(), line, severity.into(), code.into()));
            }
        }
    }
    expected
}

#[test]
fn every_stack_among_the_fixtures_ends_as_it_says() {
    let stacks = stacks();
    assert!(stacks.len() > 10, "{stacks:?}");
    for (code, folder) in stacks.iter().filter(|(code, _)| !OF_SECRETS.contains(&code.as_str())) {
        let world = World::empty();
        let expected = copied(&world, folder, folder);
        assert!(expected.iter().any(|(_, _, _, said)| said == code), "`{code}` is not said");
        // What is only warned of keeps nothing from going on.
        let exits = i32::from(expected.iter().any(|(_, _, severity, _)| severity == "error"));
        let told = world.run(&["validate", "--format", "json"]).exits(exits).json();
        let findings = told["findings"].as_array().expect("findings").iter();
        let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
        let found: Expected = findings
            .map(|one| {
                let line = one["line"].as_u64().expect("a line");
                (text(&one["path"]), line, text(&one["severity"]), text(&one["code"]))
            })
            .collect();
        assert_eq!(found, expected, "{code}");
    }
}

#[test]
fn so_do_those_of_secrets() {
    for (code, folder) in stacks().iter().filter(|(code, _)| OF_SECRETS.contains(&code.as_str())) {
        let world = World::empty();
        let expected = copied(&world, folder, folder);
        let ended = world.sandboxed(&["plan"]).exits(1).says(code);
        for (path, line, _, _) in expected {
            assert!(ended.err.contains(&format!("{path}:")), "{path}:{line}\n{}", ended.err);
        }
    }
}
