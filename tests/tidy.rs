//! The invariants of the house: which crate may know which, each kind in its three rooms, sizes.

#[path = "tidy/arrows.rs"]
mod arrows;
#[path = "tidy/code.rs"]
mod code;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use arrows::misplaced;
use code::code;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The crates that a crate's code (not its tests) depends on.
fn dependencies(crate_folder: &str) -> BTreeSet<String> {
    let manifest = fs::read_to_string(root().join(crate_folder).join("Cargo.toml")).expect("a crate");
    let normal = manifest.split("\n[").find(|part| part.starts_with("dependencies]")).unwrap_or_default();
    let names = normal.lines().skip(1).filter_map(|line| line.split(['.', ' ', '=']).next());
    names.filter(|name| !name.is_empty() && !name.starts_with('#')).map(str::to_owned).collect()
}

/// Every file of Rust in a folder, seen from the repository where it is not an absolute one.
fn sources(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found
}

#[test]
fn arrows_go_one_way() {
    let ours = ["engine", "sandbox", "schedule", "schema"];
    let allowed: [(&str, &[&str]); 4] = [
        ("schedule", &[]),
        ("schema", &["schedule"]),
        ("engine", &["schema", "schedule"]),
        ("sandbox", &["schedule"]),
    ];
    for (folder, may) in allowed.into_iter().filter(|(folder, _)| root().join(folder).exists()) {
        let knows = dependencies(folder);
        for other in ours.into_iter().filter(|other| knows.contains(*other)) {
            assert!(may.contains(&other), "`{folder}` must not know `{other}`");
        }
        if folder != "engine" {
            let sdk: Vec<_> =
                knows.iter().filter(|name| name.starts_with("aws-sdk") || *name == "aws-config").collect();
            assert!(sdk.is_empty(), "`{folder}` must not know an AWS SDK: {sdk:?}");
        }
    }
}

/// A module is a room, and rooms stand in storeys: what two of them need stands below both.
#[test]
fn modules_know_only_those_below_them() {
    let crates: [(&str, &[&[&str]]); 5] = [
        (
            "schedule",
            &[
                &["problem", "window", "zone"],
                &["expression"],
                &["instant", "timetable", "words"],
                &["calendar"],
            ],
        ),
        (
            "schema",
            &[
                &["bounds", "reference", "secret", "source"],
                &["finding", "node", "tree"],
                &["codes", "edit", "shape"],
                &["envelope", "suspicion"],
                &["yaml"],
                &["conceal", "stack"],
                &["kinds"],
                &["manifest"],
            ],
        ),
        (
            "sandbox",
            &[
                &["calls", "clock", "facts", "notices"],
                &["tree"],
                &["check", "store"],
                &["faults"],
                &["settings"],
                &["dump", "handler"],
                &["operations", "wire"],
                &["coverage", "door", "fleet"],
                &["entry"],
                &["sandbox"],
            ],
        ),
        // The pipeline: each stage stands on those before it.
        (
            "engine",
            &[
                &["action", "address", "caution", "site"],
                &["graph", "guardrails", "ports", "tree"],
                &["record"],
                &["contract"],
                &["bind"],
                &["kinds"],
                &["resolve"],
                &["lease", "observe", "permissions"],
                &["import"],
                &["plan"],
                &["drift", "look", "policy", "reach"],
                &["accept", "approve", "desk", "saved"],
                &["apply"],
            ],
        ),
        // The command line.
        (
            "",
            &[
                &["exit", "intake", "program", "variable", "view"],
                &["error"],
                &["chance", "mask", "shard"],
                &["outlet"],
                &["github", "render", "sources"],
                &["terminal"],
                &["ending", "globals"],
                &["interrupt"],
                &["app"],
                &["connect", "load"],
                &["forge"],
                &["run"],
                &["carry"],
                &["commands"],
                &["cli"],
            ],
        ),
    ];
    for (folder, levels) in crates {
        let wrong = misplaced(&root().join(folder), levels);
        assert!(wrong.is_empty(), "{folder}:\n{}", wrong.join("\n"));
    }
}

#[test]
fn only_apply_is_handed_the_writing_door() {
    for path in sources("engine/src") {
        let place = path.strip_prefix(root()).expect("inside").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a source");
        let may = place.starts_with("engine/src/apply/") || place.starts_with("engine/src/ports/");
        let code = code(&text);
        let mut lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        assert!(may || !lines.any(|line| line.contains("Writes")), "`{place}` names `Writes`");
    }
}

#[test]
fn every_kind_has_its_three_rooms() {
    let kinds = |folder: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(root().join(folder)).expect("a folder").flatten();
        entries
            .filter(|entry| entry.path().is_dir())
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect()
    };
    let (schema, mut engine, sandbox) =
        (kinds("schema/src/kinds"), kinds("engine/src/kinds"), kinds("sandbox/src/operations"));
    assert!(!schema.is_empty());
    assert!(engine.remove("owned"), "what several kinds do to observe is no kind");
    assert_eq!(schema, engine, "kinds of schema and engine");
    let missing: Vec<_> = schema.difference(&sandbox).collect();
    assert!(missing.is_empty(), "the sandbox lacks {missing:?}");
}

/// What leaves goes through the outlet, which masks it before `files` writes it. The other places write
/// what the program itself brings: a stack to start from, and a note for git beside the sandbox's file.
#[test]
fn there_is_one_way_out() {
    let ways = [
        "io::stdout",
        "io::stderr",
        "print!",
        "println!",
        "eprint",
        "fs::write",
        "File::create",
        "OpenOptions",
    ];
    let may = [
        "src/outlet.rs",
        "src/outlet/files.rs",
        "src/outlet/screen.rs",
        "src/commands/init/mod.rs",
        "src/connect/place.rs",
        // It only reads.
        "src/intake.rs",
    ];
    for path in sources("src") {
        let place = path.strip_prefix(root()).expect("inside").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a source");
        // Tests may write what they like.
        let code = code(&text);
        let calls =
            |way: &&&str| code.lines().any(|line| line.contains(**way) && !line.contains(".is_terminal()"));
        let ways: Vec<_> = ways.iter().filter(calls).collect();
        assert!(may.contains(&place.as_str()) || ways.is_empty(), "`{place}` writes by itself: {ways:?}");
    }
}

/// Files are opened where pipes are refused and reading ends, and programs are found and ended in one place.
#[test]
fn there_is_one_way_in_and_one_to_other_programs() {
    let ways = [
        ("src/intake.rs", ["fs::read(", "read_to_string(", "File::open"].as_slice()),
        ("src/program.rs", ["Command::new", "process::Command"].as_slice()),
    ];
    for (place, path) in sources("src").iter().map(|path| (path.strip_prefix(root()).expect("inside"), path))
    {
        let code = code(&fs::read_to_string(path).expect("a source"));
        for (home, ways) in ways {
            let found: Vec<_> = ways.iter().filter(|way| code.contains(**way)).collect();
            assert!(place == Path::new(home) || found.is_empty(), "`{}`: {found:?}", place.display());
        }
    }
}

#[test]
fn files_hold_one_noun() {
    for folder in ["schedule/src", "schema/src", "schema/derive/src", "engine/src", "sandbox/src", "src"] {
        for path in sources(folder) {
            let lines = fs::read_to_string(&path).expect("a source").lines().count();
            assert!(lines <= 500, "{} has {lines} lines: it holds two nouns", path.display());
        }
    }
}

/// Both crates need it, and neither knows the other.
#[test]
fn java_is_translated_the_same_in_both() {
    for file in ["java_regex.rs", "java_regex/cases.rs"] {
        let [one, other] = ["schema/src/kinds/parameter", "sandbox/src/facts"]
            .map(|folder| fs::read_to_string(root().join(folder).join(file)).expect("a source"));
        assert!(one == other, "`{file}` of `schema` and of `sandbox` are to be one text");
    }
}

/// `THREATS.md` says which test holds what it claims.
#[test]
fn what_the_threats_name_is_there() {
    let text = fs::read_to_string(root().join("THREATS.md")).expect("the page");
    let folders = ["src", "tests", "schedule", "schema", "engine", "sandbox", "fuzz"];
    let code: String =
        folders.iter().flat_map(sources).map(|path| fs::read_to_string(path).expect("a source")).collect();
    let quoted: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
    let is_test = |name: &str| {
        name.matches('_').count() > 1 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    let tests: Vec<&str> = quoted.iter().copied().filter(|name| is_test(name)).collect();
    assert!(tests.len() > 10, "the page names tests: {tests:?}");
    for name in tests {
        assert!(code.contains(&format!("fn {name}(")), "there is no test `{name}`");
    }
}

/// A path in one of these pages leads somewhere.
#[test]
fn what_the_pages_lead_to_is_there() {
    let ours = [
        ".ci/",
        "benches/",
        "docs/",
        "engine/",
        "examples/",
        "fixtures/",
        "fuzz/",
        "sandbox/",
        "schedule/",
        "schema/",
        "src/",
        "tests/",
    ];
    for page in ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "THREATS.md"] {
        let text = fs::read_to_string(root().join(page)).expect("the page");
        let quoted = text.split('`').skip(1).step_by(2);
        let is_path = |name: &&str| {
            ours.iter().any(|folder| name.starts_with(folder)) && !name.contains([' ', '<', '*', '\n'])
        };
        for path in quoted.filter(is_path).filter(|path| !path.contains("CODE")) {
            assert!(root().join(path).exists(), "`{page}` leads to `{path}`, which is not there");
        }
    }
}
