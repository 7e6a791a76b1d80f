//! The graph for Graphviz.

use engine::resolve::Desired;

use super::picture::Picture;
use crate::view::text::escape;

/// The graph in DOT: an arrow points at what is needed.
pub fn dot(desired: &Desired) -> String {
    let picture = Picture::of(desired);
    let site = &desired.site;
    let title = quoted(&format!("{} / {site}", site.stack));
    let mut text = format!("digraph {title} {{\n  rankdir=LR;\n  node [shape=box];\n");
    for node in &picture.nodes {
        text.push_str(&format!("  {};\n", quoted(node.as_str())));
    }
    for (from, to) in &picture.arrows {
        let (from, to) = (picture.nodes[*from].as_str(), picture.nodes[*to].as_str());
        text.push_str(&format!("  {} -> {};\n", quoted(from), quoted(to)));
    }
    text.push_str("}\n");
    text
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escape(text).replace('\\', "\\\\").replace('"', "\\\""))
}
