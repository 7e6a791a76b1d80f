//! The rules of `valueFrom`.

use crate::finding::Finding;
use crate::kinds::parameter::check::all::Candidate;
use crate::kinds::parameter::{
    FileKey, FileSource, Generate, SecretsManagerKey, SopsKey, ValueSource, WrittenParameter,
};
use crate::node::Node;
use crate::reference;
use crate::source::Span;

/// The longest value of any tier, in bytes.
const LONGEST: u32 = 8192;

pub(super) fn check(candidate: Candidate<'_>, written: &WrittenParameter, findings: &mut Vec<Finding>) {
    let (Some(from), Some(node)) = (&written.value_from, candidate.node("valueFrom")) else { return };
    let place = |name: &str| node.get(name).map_or(node.head(), Node::head);
    let mistake = match &from.source {
        ValueSource::Env(name) => env(name, place("env")),
        ValueSource::File(FileSource::Whole(path)) => file(path, place("file")),
        ValueSource::File(FileSource::Key(FileKey { path, key })) => {
            let node = node.get("file");
            let inner = |name: &str| node.and_then(|node| node.get(name)).map_or(place("file"), Node::head);
            let empty = key.as_ref().is_some_and(String::is_empty);
            file(path, inner("path")).or_else(|| empty.then(|| refused(inner("key"), "this key is empty")))
        }
        ValueSource::Sops(sops) => encrypted(sops, node),
        ValueSource::SecretsManager(secret) => managed(secret, node),
        ValueSource::Generate(generate) => generated(generate, node),
        ValueSource::Exec(argv) => command(argv, place("exec")),
    };
    findings.extend(mistake);
}

fn refused(span: Span, message: &str) -> Finding {
    Finding::error("parameter-value-from", span, message)
}

fn encrypted(sops: &SopsKey, node: &Node) -> Option<Finding> {
    let place = |name: &str| node.at(["sops", name]).map_or(node.head(), Node::head);
    let SopsKey { file: path, key } = sops;
    file(path, place("file")).or_else(|| key.is_empty().then(|| refused(place("key"), "this key is empty")))
}

/// The longest name or ARN of a secret that AWS takes.
const LONGEST_ID: usize = 2048;

fn managed(secret: &SecretsManagerKey, node: &Node) -> Option<Finding> {
    let place = |name: &str| node.at(["secretsManager", name]).map_or(node.head(), Node::head);
    let SecretsManagerKey { id, json_key, version_stage } = secret;
    let empty = |text: &Option<String>| text.as_ref().is_some_and(String::is_empty);
    if id.is_empty() || id.len() > LONGEST_ID {
        Some(refused(place("id"), "this is not the name or the ARN of a secret"))
    } else if empty(json_key) {
        Some(refused(place("jsonKey"), "this key is empty").help("leave `jsonKey` out for the whole secret"))
    } else if empty(version_stage) {
        Some(
            refused(place("versionStage"), "this staging label is empty")
                .help("leave it out for `AWSCURRENT`"),
        )
    } else {
        None
    }
}

fn env(name: &str, span: Span) -> Option<Finding> {
    let mistake = name.is_empty() || name.contains(['=', '\0']);
    mistake.then(|| refused(span, "this is not the name of an environment variable"))
}

/// Files lie inside the stack's folder. Symbolic links are resolved where files are read.
fn file(path: &str, span: Span) -> Option<Finding> {
    if reference::holds(path) {
        return None;
    }
    let mut depth = 0_i32;
    let outside = path.split('/').any(|part| {
        match part {
            "" | "." => {}
            ".." => depth -= 1,
            _ => depth += 1,
        }
        depth < 0
    });
    if path.is_empty() || path.ends_with('/') {
        Some(refused(span, "this is not the path of a file"))
    } else if outside || path.starts_with('/') {
        Some(
            refused(span, "files are read inside the stack's folder only")
                .help("write a path relative to the folder of `trueup.yaml`"),
        )
    } else {
        None
    }
}

fn generated(generate: &Generate, node: &Node) -> Option<Finding> {
    let Generate { length, characters } = generate;
    let place = |name: &str| node.at(["generate", name]).map_or(node.head(), |node| node.span);
    if !(1..=LONGEST).contains(length) {
        return Some(refused(place("length"), "a value has from 1 to 8192 characters"));
    }
    let characters = characters.as_ref()?;
    let mut unlike: Vec<char> = characters.chars().collect();
    unlike.sort_unstable();
    unlike.dedup();
    let uneven = unlike.len() != characters.chars().count();
    (unlike.len() < 2 || uneven).then(|| {
        refused(place("characters"), "`characters` needs at least two, each once")
            .help("leave it out for letters and digits")
    })
}

fn command(argv: &[String], span: Span) -> Option<Finding> {
    let nothing = argv.first().is_none_or(String::is_empty);
    nothing.then(|| refused(span, "this command is empty").help("write `[program, argument, …]`"))
}
