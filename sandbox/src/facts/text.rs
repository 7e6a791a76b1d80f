//! Reads the model's text; `model/extract.py` says how its lines look.
//!
//! The text is part of the program, so a line that makes no sense is a bug and stops it at once.

use std::collections::{BTreeMap, HashMap};

use super::Name;
use super::pattern::Pattern;
use super::shape::{ErrorFacts, Kind, Member, Shape, ShapeRef};
use super::table::{Facts, Operation, Protocol, Service};

/// Adds one service.
pub(super) fn read(text: &'static str, facts: &mut Facts) {
    let by_name = number(text, facts.shapes.len());
    let mut lines = text.lines().peekable();
    let mut service = service(lines.next().expect("a model begins with its service"), by_name);
    while let Some(line) = lines.next() {
        if line.starts_with("operation ") {
            let operation = operation(line, &service);
            service.operations.insert(operation.name, operation);
        } else {
            let mut members = Vec::new();
            while let Some(line) = lines.next_if(|line| line.starts_with("  ")) {
                members.push(member(line, &service.by_name));
            }
            facts.shapes.push(shape(line, members, &service.by_name));
        }
    }
    facts.services.push(service);
}

/// Every shape's number, before any is read, since they name each other.
fn number(text: &'static str, first: usize) -> HashMap<Name, ShapeRef> {
    let shapes = text.lines().filter(|line| {
        !line.starts_with("  ") && !line.starts_with("operation ") && !line.starts_with("service ")
    });
    shapes
        .enumerate()
        .map(|(at, line)| {
            let name = line.split(' ').nth(1).expect("a shape has a name");
            (name, ShapeRef(u32::try_from(first + at).expect("shapes are few")))
        })
        .collect()
}

fn service(line: &'static str, by_name: HashMap<Name, ShapeRef>) -> Service {
    let words: Vec<Name> = line.split(' ').collect();
    let ["service", name, protocol, version, target] = words[..] else {
        panic!("not a service: {line}");
    };
    let protocol = match protocol {
        "json" => Protocol::Json,
        "query" => Protocol::Query,
        "ec2" => Protocol::Ec2,
        _ => panic!("not a protocol: {line}"),
    };
    Service { name, protocol, version, target, operations: BTreeMap::new(), by_name }
}

fn operation(line: &'static str, service: &Service) -> Operation {
    let mut words = line.split(' ').skip(1);
    let mut next = || words.next().expect("an operation has a name, an input and an output");
    let (name, input, output) = (next(), next(), next());
    Operation {
        name,
        service: service.name,
        protocol: service.protocol,
        namespace: service.target,
        input: service.by_name.get(input).copied(),
        output: service.by_name.get(output).copied(),
        errors: words.collect(),
        notes: Vec::new(),
    }
}

fn member(line: &'static str, by_name: &HashMap<Name, ShapeRef>) -> Member {
    let mut words = line.split_whitespace();
    let name = words.next().expect("a member has a name");
    let shape = by_name[words.next().expect("a member has a shape")];
    let flags: Vec<Name> = words.collect();
    let wire = flags.iter().find_map(|flag| flag.strip_prefix("as="));
    Member { name, wire, shape, required: flags.contains(&"required"), token: flags.contains(&"token") }
}

fn shape(line: &'static str, members: Vec<Member>, by_name: &HashMap<Name, ShapeRef>) -> Shape {
    let (line, pattern) = match line.split_once(" pattern=") {
        Some((line, pattern)) => (line, Some(Pattern::new(pattern))),
        None => (line, None),
    };
    let mut words = line.split(' ');
    let kind = words.next().expect("a line has a first word");
    let name = words.next().expect("a shape has a name");
    let mut inner = || by_name[words.next().expect("a list or map names its parts")];
    let kind = match kind {
        "structure" => Kind::Structure(members),
        "list" => Kind::List { member: inner() },
        "map" => Kind::Map { key: inner(), value: inner() },
        "string" => Kind::Text,
        "blob" => Kind::Blob,
        "boolean" => Kind::Boolean,
        "integer" => Kind::Integer,
        "long" => Kind::Long,
        "timestamp" => Kind::Timestamp,
        _ => panic!("not a shape: {line}"),
    };
    let mut shape =
        Shape { name, kind, secret: false, min: None, max: None, words: Vec::new(), pattern, error: None };
    for word in words {
        flag(word, &mut shape);
    }
    shape
}

fn flag(word: &'static str, shape: &mut Shape) {
    let number = |text: &str| text.parse().expect("a limit is a number");
    match word.split_once('=') {
        Some(("min", limit)) => shape.min = Some(number(limit)),
        Some(("max", limit)) => shape.max = Some(number(limit)),
        Some(("enum", words)) => shape.words = words.split(',').collect(),
        Some(("error", code)) => shape.error = Some(ErrorFacts { code: Some(code), status: None }),
        Some(("status", status)) => {
            let error = shape.error.as_mut().expect("only errors have a status");
            error.status = Some(status.parse().expect("a status is a number"));
        }
        None if word == "secret" => shape.secret = true,
        None if word == "error" => shape.error = Some(ErrorFacts { code: None, status: None }),
        // Of EC2's lists, which are all written alike.
        Some(("as", _)) => {}
        None if word == "union" => {}
        _ => panic!("not a flag of a shape: {word}"),
    }
}
