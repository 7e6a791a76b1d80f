//! Every command line that a page or an example writes is one of ours.

use std::fs;
use std::path::{Path, PathBuf};

use super::command;
use crate::intake::text;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let inside = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    entries.flatten().flat_map(|entry| inside(entry.path())).collect()
}

/// What a line runs: each command between `|`, `&&` and `;`, with what stands before it in a unit or in YAML
/// taken away.
fn commands(line: &str) -> impl Iterator<Item = Vec<String>> {
    const BEFORE: [&str; 6] = ["$ ", "- ", "run: ", "entry: ", "script: ", "ExecStart=/usr/local/bin/"];
    let parts = line.split(['|', ';', '&']).map(str::trim).map(|mut part| {
        if let Some((_, command)) = part.split_once(") ").filter(|(case, _)| !case.contains(' ')) {
            part = command;
        }
        while let Some(rest) = BEFORE.into_iter().find_map(|before| part.strip_prefix(before)) {
            part = rest.trim_start();
        }
        let quoted = part.strip_prefix('"').and_then(|part| part.strip_suffix('"'));
        quoted.unwrap_or(part).to_owned()
    });
    parts.filter(|part| part.starts_with("trueup ")).map(|part| words(&part))
}

/// The words of a command up to where its output goes.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for letter in command.chars().chain([' ']) {
        match (quote, letter) {
            (Some(open), letter) if letter == open => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, ' ') if word.is_empty() => {}
            (None, ' ') => words.push(std::mem::take(&mut word)),
            (_, letter) => word.push(letter),
        }
    }
    let end = words.iter().position(|word| matches!(&**word, ">" | ">>" | "#")).unwrap_or(words.len());
    words.truncate(end);
    words.retain(|word| word != "${args[@]}");
    words
}

fn check(file: &Path, lines: impl Iterator<Item = String>) -> usize {
    let mut checked = 0;
    for words in lines.flat_map(|line| commands(&line).collect::<Vec<_>>()) {
        if let Err(error) = command().try_get_matches_from(&words) {
            panic!("`{}` writes `{}`: {error}", file.display(), words.join(" "));
        }
        checked += 1;
    }
    checked
}

fn read(file: &Path) -> String {
    text(file, 1024 * 1024).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[test]
fn examples_for_ci_run_what_there_is() {
    let lines =
        |text: String| text.lines().filter(|line| !line.trim().starts_with('#')).map(str::to_owned).collect();
    let of = |file: &PathBuf| -> usize { check(file, Vec::into_iter(lines(read(file)))) };
    let checked = |folder: &str| -> usize { files(&root().join(folder)).iter().map(of).sum() };
    let (ci, scale) = (checked("examples/ci"), checked("examples/scale"));
    assert!(ci > 12 && scale > 6, "{ci}, {scale}");
}

#[test]
fn a_cluster_runs_what_there_is() {
    let text = read(&root().join("examples/ci/kubernetes/drift-cronjob.yaml"));
    let job = text.split("\n---\n").nth(1).expect("a job");
    let job: serde_json::Value = serde_yaml::from_str(job).expect("YAML");
    let container = &job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0];
    let args = container["args"].as_array().expect("arguments").iter().filter_map(|word| word.as_str());
    command().try_get_matches_from(["trueup"].into_iter().chain(args)).expect("one of ours");
}

#[test]
fn pages_write_what_there_is() {
    let mut pages = vec![root().join("README.md")];
    let docs = fs::read_dir(root().join("docs")).expect("pages").flatten().map(|entry| entry.path());
    pages.extend(docs.filter(|path| path.extension().is_some_and(|ending| ending == "md")));
    for page in &pages {
        let text = read(page);
        let fenced = text.split("\n```").skip(1).step_by(2).flat_map(str::lines).map(str::to_owned);
        check(page, fenced);
    }
}
