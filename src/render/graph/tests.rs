//! One small graph in every format.

use std::sync::Arc;

use engine::Address;
use engine::contract::{Adopt, Declared, Presence};
use engine::graph::{Graph, Needs};
use engine::resolve::Desired;
use schema::{Sources, Span};

use super::{dot, mermaid, svg};
use crate::render::samples::{parameter, parameter_line, site};

fn edges() -> Needs {
    let pairs = [
        ("Parameter/\"web\"<x>", "Parameter/ami"),
        ("Parameter/fleet", "Parameter/\"web\"<x>"),
        ("Parameter/fleet", "Parameter/ami"),
    ];
    let mut edges = Needs::new();
    for (from, to) in pairs {
        edges.entry(from.into()).or_default().insert(to.into());
    }
    edges
}

fn desired() -> Desired {
    let mut sources = Sources::default();
    let id = sources.add("a.yaml", "");
    let declared = |address: &str| {
        let address = Address::from(address);
        let declared = Declared {
            address: address.clone(),
            resource: parameter_line(),
            id: None,
            tree: parameter("String", schema::Tree::text("x")),
            presence: Presence::Wanted,
            adopt: Adopt::No,
            under: None,
            moved_from: None,
            span: Span::start_of(id),
        };
        (address, declared)
    };
    let names = ["Parameter/ami", "Parameter/\"web\"<x>", "Parameter/fleet", "Parameter/alone"];
    Desired {
        named: Span::start_of(id),
        site: site(),
        declared: names.map(declared).into(),
        graph: Graph::of(edges()),
        ignore_tags: globset::GlobSet::empty(),
        sources: Arc::new(sources),
        record: None,
    }
}

#[test]
fn for_graphviz() {
    insta::assert_snapshot!(dot(&desired()), @r#"
    digraph "webshop / production/us-east-1" {
      rankdir=LR;
      node [shape=box];
      "Parameter/\"web\"<x>";
      "Parameter/alone";
      "Parameter/ami";
      "Parameter/fleet";
      "Parameter/\"web\"<x>" -> "Parameter/ami";
      "Parameter/fleet" -> "Parameter/\"web\"<x>";
      "Parameter/fleet" -> "Parameter/ami";
    }
    "#);
}

#[test]
fn for_mermaid() {
    insta::assert_snapshot!(mermaid(&desired()), @r#"
    flowchart LR
      n0["Parameter/#34;web#34;#60;x#62;"]
      n1["Parameter/alone"]
      n2["Parameter/ami"]
      n3["Parameter/fleet"]
      n0 --> n2
      n3 --> n0
      n3 --> n2
    "#);
}

#[test]
fn as_a_drawing() {
    insta::assert_snapshot!(svg(&desired()), @r##"
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 817 82" width="817" height="82" font-family="monospace" font-size="12" role="img">
    <title>webshop / production/us-east-1</title>
    <defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#57606a"/></marker></defs>
    <rect width="100%" height="100%" fill="#ffffff"/>
    <path d="M221,34 C176,34 176,34 131,34" fill="none" stroke="#57606a" marker-end="url(#tip)"/>
    <path d="M457,34 C412,34 412,34 367,34" fill="none" stroke="#57606a" marker-end="url(#tip)"/>
    <path d="M457,34 C412,34 412,62 367,62 L221,62 C176,62 176,34 131,34" fill="none" stroke="#57606a" marker-end="url(#tip)"/>
    <g><title>Parameter/&quot;web&quot;&lt;x&gt;</title><rect x="221" y="20" width="146" height="28" rx="4" fill="#f6f8fa" stroke="#57606a"/><text x="231" y="38">Parameter/&quot;web&quot;&lt;x&gt;</text></g>
    <g><title>Parameter/alone</title><rect x="672" y="20" width="125" height="28" rx="4" fill="#f6f8fa" stroke="#57606a"/><text x="682" y="38">Parameter/alone</text></g>
    <g><title>Parameter/ami</title><rect x="20" y="20" width="111" height="28" rx="4" fill="#f6f8fa" stroke="#57606a"/><text x="30" y="38">Parameter/ami</text></g>
    <g><title>Parameter/fleet</title><rect x="457" y="20" width="125" height="28" rx="4" fill="#f6f8fa" stroke="#57606a"/><text x="467" y="38">Parameter/fleet</text></g>
    </svg>
    "##);
}

#[test]
fn a_cycle_is_drawn_and_does_not_hang() {
    let mut desired = desired();
    let mut edges = edges();
    edges.entry("Parameter/ami".into()).or_default().insert("Parameter/fleet".into());
    desired.graph = Graph::of(edges);
    assert_eq!(svg(&desired).matches("marker-end").count(), 4);
}
