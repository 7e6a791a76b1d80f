//! Every code has a fixture that fails with it, and every fixture fails as it says: a comment
//! `# error: [code]` stands on the guilty line, or alone on the line before.

#![allow(clippy::disallowed_methods, reason = "a test reads fixtures")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use schema::kinds::parameter::{self, Surroundings};
use schema::kinds::{
    association, change_calendar, document, maintenance_window, patch_baseline, patch_group,
    resource_data_sync, service_setting,
};
use schema::{Finding, Severity, SourceId, Sources, codes, read_manifests, read_stack, yaml};

/// Codes that need a site or a source; a test of the whole checks their fixtures.
const OF_THE_ENGINE: &[&str] = &[
    "baseline-default",
    "document-given",
    "drift-ignore-idle",
    "drift-ignore-over",
    "environment-mismatch",
    "group-system",
    "interpolation",
    "interpolation-depth",
    "interpolation-left",
    "interpolation-size",
    "manifest-unread",
    "no-manifests",
    "policy-expression",
    "policy-form",
    "reference-cycle",
    "reference-not-allowed",
    "reference-size",
    "secret-empty",
    "secret-source",
    "site-overlap",
    "stack-origin",
    "stack-protect",
    "unknown-reference",
    "unknown-variable",
];

/// Their fixtures would be larger than all others together; tests of their kinds raise them.
const WITHOUT_FIXTURE: &[&str] = &["calendar-size", "document-size", "stack-too-large", "yaml-too-large"];

/// Path, line, severity and code.
type Expected = BTreeSet<(String, u32, &'static str, String)>;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/findings")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "cel") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What begins a comment that says what is found, in YAML and in policies.
const MARKS: [(&str, &str); 3] =
    [("# error: [", "error"), ("# warning: [", "warning"), ("// error: [", "error")];

/// What the comments of a file say.
fn annotated(path: &str, bytes: &[u8]) -> Expected {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().collect();
    let mut expected = Expected::new();
    for (at, line) in lines.iter().enumerate() {
        for (word, severity) in MARKS {
            let Some((before, rest)) = line.split_once(word) else { continue };
            let code = rest.split_once(']').expect("the bracket is closed").0;
            let alone = before.trim().is_empty();
            let follows = (at + 1..lines.len()).find(|next| !lines[*next].trim_start().starts_with('#'));
            let guilty = if alone { follows.unwrap_or(at) } else { at };
            expected.insert((path.to_owned(), guilty as u32 + 1, severity, code.to_owned()));
        }
    }
    expected
}

/// What the crate finds in a fixture.
fn found(files: &[PathBuf], root: &Path) -> (Expected, Expected) {
    let mut sources = Sources::default();
    let (mut findings, mut expected) = (Vec::new(), Expected::new());
    let (mut stack, mut manifests): (Option<SourceId>, Vec<SourceId>) = (None, Vec::new());
    for file in files {
        let path = file.strip_prefix(root).expect("it lies below").display().to_string();
        let bytes = fs::read(file).expect("it can be read");
        expected.extend(annotated(&path, &bytes));
        if path.ends_with(".cel") {
            continue;
        }
        match yaml::add_bytes(&mut sources, path, bytes) {
            Ok(id) if file.ends_with("trueup.yaml") => stack = Some(id),
            Ok(id) => manifests.push(id),
            Err(finding) => findings.push(finding),
        }
    }
    findings.extend(stack.map(|id| read_stack(&sources, id).1).unwrap_or_default());
    let (manifests, mistakes) = read_manifests(&sources, manifests);
    findings.extend(mistakes);
    let tags = Default::default();
    let mut declared = Vec::new();
    for manifest in &manifests {
        let name = &manifest.metadata.name;
        findings.extend(match manifest.kind.value.as_str() {
            "Association" => {
                let around = association::Surroundings { name, tags: &tags };
                association::read(&manifest.spec, around).1
            }
            "ChangeCalendar" => {
                let files = Default::default();
                let around =
                    change_calendar::Surroundings { name, tags: &tags, sources: &sources, files: &files };
                change_calendar::read(&manifest.spec, around).1
            }
            "Document" => {
                let files = Default::default();
                let around = document::Surroundings { name, tags: &tags, sources: &sources, files: &files };
                document::read(&manifest.spec, around).1
            }
            "MaintenanceWindow" => {
                let around = maintenance_window::Surroundings { name, tags: &tags };
                maintenance_window::read(&manifest.spec, around).1
            }
            "PatchBaseline" => patch_baseline::read(name, &manifest.spec, &tags).1,
            "PatchGroup" => patch_group::read(name, &manifest.spec).1,
            "ResourceDataSync" => resource_data_sync::read(name, &manifest.spec).1,
            "ServiceSetting" => service_setting::read(&manifest.spec).1,
            _ => {
                let around = Surroundings { region: "us-east-1", tags: &tags };
                let (parameters, mistakes) = parameter::read(&manifest.spec, around);
                declared.extend(parameters);
                mistakes
            }
        });
    }
    findings.extend(parameter::twins(&declared));
    let place = |finding: Finding| {
        let at = sources.locate(finding.span());
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        (at.path, at.line, severity, finding.code.to_owned())
    };
    (expected, findings.into_iter().map(place).collect())
}

#[test]
fn every_fixture_fails_as_it_says() {
    let mut wrong = Vec::new();
    for page in codes::ALL {
        let single = fixtures().join(format!("{}.yaml", page.code));
        let folder = fixtures().join(page.code);
        let files = if single.exists() {
            vec![single]
        } else if folder.exists() {
            files(&folder)
        } else {
            vec![]
        };
        if WITHOUT_FIXTURE.contains(&page.code) {
            assert!(files.is_empty());
            continue;
        }
        let (expected, found) = found(&files, &fixtures());
        let own = expected.iter().any(|(_, _, _, code)| code == page.code);
        assert!(own, "no fixture says `{}`", page.code);
        if !OF_THE_ENGINE.contains(&page.code) && expected != found {
            wrong.push((page.code, expected, found));
        }
    }
    assert!(wrong.is_empty(), "code, expected, found: {wrong:#?}");
}

#[test]
fn every_fixture_belongs_to_a_code() {
    for entry in fs::read_dir(fixtures()).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        let code = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
        assert!(codes::explain(&code).is_some(), "`{code}` is no code");
    }
}

#[test]
fn every_code_that_is_raised_is_registered() {
    let raised = raised(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let registered: BTreeSet<_> = codes::ALL.iter().map(|page| page.code.to_owned()).collect();
    assert_eq!(raised.difference(&registered).collect::<Vec<_>>(), Vec::<&String>::new());
    let unraised: Vec<_> = registered.difference(&raised).map(String::as_str).collect();
    let ours: Vec<_> = unraised.into_iter().filter(|code| !OF_THE_ENGINE.contains(code)).collect();
    assert_eq!(ours, Vec::<&str>::new(), "registered and never raised");
}

/// The codes in `Finding::error("…"` and `Finding::warning("…"`.
fn raised(folder: &Path) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            codes.extend(raised(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("it can be read");
            for part in text.split("Finding::error(").chain(text.split("Finding::warning(")).skip(1) {
                let Some(rest) = part.trim_start().strip_prefix('"') else { continue };
                codes.extend(rest.split_once('"').map(|(code, _)| code.to_owned()));
            }
        }
    }
    codes
}

#[test]
fn codes_are_sorted_and_explained() {
    assert!(codes::ALL.is_sorted_by(|a, b| a.code < b.code));
    for page in codes::ALL {
        assert_eq!(codes::explain(page.code), Some(page));
        assert!(!page.summary().is_empty() && !page.summary().ends_with('.'), "{}", page.code);
        assert!(page.text.contains("\nBad:\n") && page.text.contains("\nGood:\n"), "{}", page.code);
    }
    assert_eq!(codes::explain("no-such-code"), None);
}
