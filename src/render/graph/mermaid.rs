//! The graph for Mermaid, which forges draw inside Markdown.

use engine::resolve::Desired;

use super::picture::Picture;
use crate::view::text::escape;

/// The graph as a Mermaid flowchart: an arrow points at what is needed.
pub fn mermaid(desired: &Desired) -> String {
    let picture = Picture::of(desired);
    let mut text = String::from("flowchart LR\n");
    for (at, node) in picture.nodes.iter().enumerate() {
        text.push_str(&format!("  n{at}[\"{}\"]\n", label(node.as_str())));
    }
    for (from, to) in &picture.arrows {
        text.push_str(&format!("  n{from} --> n{to}\n"));
    }
    text
}

/// A label's text: Mermaid knows entities by `#name;` and Markdown inside quotes.
fn label(text: &str) -> String {
    let mut out = String::new();
    for c in escape(text).chars() {
        match c {
            '"' | '#' | '<' | '>' | '&' | '`' | '*' | '_' | '\\' => out.push_str(&format!("#{};", c as u32)),
            c => out.push(c),
        }
    }
    out
}
