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
    <svg xmlns="http://www.w3.org/2000/svg" class="graph" viewBox="0 0 457 114" width="457" height="114" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="12" role="img">
    <title>webshop / production/us-east-1</title>
    <style>
    @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 } .node rect { fill: #161b22; stroke: #6e7681 }
    .name { fill: #e6edf3 } .kind, .rest { fill: #9198a1 }
    .arrow { stroke: #6e7681 } .tip { fill: #6e7681 }
    }
    </style>
    <rect class="ground" width="100%" height="100%" fill="#ffffff"/>
    <path class="arrow" fill="none" stroke="#8c959f" d="M162,36 C130,36 129,43 97,43"/><path class="tip" fill="#8c959f" d="M90,43 l7,-4 v8 z"/>
    <path class="arrow" fill="none" stroke="#8c959f" d="M312,43 C280,43 279,36 247,36"/><path class="tip" fill="#8c959f" d="M240,36 l7,-4 v8 z"/>
    <path class="arrow" fill="none" stroke="#8c959f" d="M312,43 C276,43 276,75 240,75 L162,75 C130,75 129,43 97,43"/><path class="tip" fill="#8c959f" d="M90,43 l7,-4 v8 z"/>
    <g class="node unchanged"><title>Parameter/&quot;web&quot;&lt;x&gt;</title><rect rx="4" fill="#f6f8fa" stroke="#8c959f" x="162" y="16" width="78" height="40"/><text class="kind" fill="#57606a" font-size="10" x="172" y="32" textLength="54" lengthAdjust="spacingAndGlyphs">Parameter</text><text class="name" fill="#1f2328" font-size="12" x="172" y="47" textLength="58" lengthAdjust="spacingAndGlyphs">&quot;web&quot;&lt;x&gt;</text></g>
    <g class="node unchanged"><title>Parameter/ami</title><rect rx="4" fill="#f6f8fa" stroke="#8c959f" x="16" y="23" width="74" height="40"/><text class="kind" fill="#57606a" font-size="10" x="26" y="39" textLength="54" lengthAdjust="spacingAndGlyphs">Parameter</text><text class="name" fill="#1f2328" font-size="12" x="26" y="54" textLength="22" lengthAdjust="spacingAndGlyphs">ami</text></g>
    <g class="node unchanged"><title>Parameter/fleet</title><rect rx="4" fill="#f6f8fa" stroke="#8c959f" x="312" y="23" width="74" height="40"/><text class="kind" fill="#57606a" font-size="10" x="322" y="39" textLength="54" lengthAdjust="spacingAndGlyphs">Parameter</text><text class="name" fill="#1f2328" font-size="12" x="322" y="54" textLength="36" lengthAdjust="spacingAndGlyphs">fleet</text></g>
    <text class="rest" fill="#57606a" x="16" y="92">1 resource stands alone: nothing refers there or from there</text>
    </svg>
    "##);
}

#[test]
fn a_cycle_is_drawn_and_does_not_hang() {
    let mut desired = desired();
    let mut edges = edges();
    edges.entry("Parameter/ami".into()).or_default().insert("Parameter/fleet".into());
    desired.graph = Graph::of(edges);
    assert_eq!(svg(&desired).matches("class=\"arrow\"").count(), 4);
}
