//! Every operation that the sandbox covers, with something strange in the place of each of its members.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use fuzz_targets::parts::parts;
use fuzz_targets::wire::Client;
use sandbox::coverage;
use serde_json::{Value, json};

/// The corpus's requests, file by file.
fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/wire");
    let files = fs::read_dir(folder).expect("a corpus").map(|file| file.expect("a file").path());
    files.map(|path| fs::read(path).expect("a file")).collect()
}

/// The operation that a request calls.
fn operation(part: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(part).ok()?;
    let (head, body) = text.split_once('\n')?;
    let name = match head.split_once(' ') {
        Some((_, name)) => name,
        None => body.strip_prefix("Action=")?.split('&').next()?,
    };
    Some(name.to_owned())
}

#[test]
fn every_covered_operation_stands_in_the_corpus() {
    let corpus = corpus();
    let called: BTreeSet<String> = corpus.iter().flat_map(|file| parts(file)).filter_map(operation).collect();
    let covered = coverage().into_iter().filter(|operation| operation.covered);
    let missing: Vec<_> = covered.map(|one| one.operation).filter(|name| !called.contains(*name)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

/// What no member should be.
fn strange() -> Vec<Value> {
    let texts =
        ["", "\0", "\u{202e}", "é", "*", "${x}", "{{x}}", "%", "-1", "99999999999999999999", "/", "a:b", "$"];
    let mut all: Vec<Value> = texts.into_iter().map(Value::from).collect();
    all.extend([
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1e300),
        json!(i64::MAX),
        json!(u64::MAX),
    ]);
    all.extend([
        json!([]),
        json!({}),
        json!([null]),
        json!([[[]]]),
        json!({"": {"": null}}),
        json!(["", ""]),
    ]);
    all.push(json!("x".repeat(5000)));
    all.push(json!(vec!["x"; 500]));
    all
}

/// Every neighbour of a body: one value, however deep, in the place of which something strange stands.
fn neighbours(body: &Value) -> Vec<Value> {
    let mut all: Vec<Value> = strange();
    match body {
        Value::Object(members) => {
            for (name, value) in members {
                for other in neighbours(value) {
                    let mut changed = members.clone();
                    changed.insert(name.clone(), other);
                    all.push(Value::Object(changed));
                }
            }
        }
        Value::Array(items) => {
            // The others are like the first.
            for other in items.first().map(neighbours).unwrap_or_default() {
                let mut changed = items.clone();
                changed[0] = other;
                all.push(Value::Array(changed));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    all
}

#[test]
fn a_strange_member_is_refused_or_kept() {
    let mut tried = 0;
    let mut seen = BTreeSet::new();
    for file in corpus() {
        let mut client = Client::default();
        for part in parts(&file) {
            client.send(part);
            let Some((head, body)) = std::str::from_utf8(part).ok().and_then(|part| part.split_once('\n'))
            else {
                continue;
            };
            let Ok(body @ Value::Object(_)) = serde_json::from_str(body) else { continue };
            if !head.contains(' ') || !seen.insert(part.to_vec()) {
                continue;
            }
            for other in neighbours(&body) {
                client.send(format!("{head}\n{other}").as_bytes());
                tried += 1;
            }
        }
    }
    println!("{tried} requests");
    assert!(tried > 10_000, "{tried}");
}
