//! The graph as a drawing of its own.

use engine::resolve::Desired;

use super::layers::layers;
use super::picture::Picture;
use crate::render::findings::xml;
use crate::view::text::{clip, columns, escape};

/// Width of a character at the drawing's font size.
const CHARACTER: usize = 7;
/// Height of a box.
const HEIGHT: usize = 28;
/// Space between boxes of a column.
const GAP: usize = 14;
/// Space between columns.
const ALLEY: usize = 90;
/// Space around everything.
const MARGIN: usize = 20;
/// Characters of the longest label.
const LONGEST: usize = 60;

/// Where a box stands.
#[derive(Clone, Copy, Default)]
struct Place {
    x: usize,
    y: usize,
    width: usize,
}

/// The graph as SVG, in columns: what needs nothing at the left, arrows pointing at what is needed.
pub fn svg(desired: &Desired) -> String {
    let picture = Picture::of(desired);
    let labels: Vec<String> =
        picture.nodes.iter().map(|node| clip(&escape(node.as_str()), LONGEST, "…")).collect();
    let (places, width, height) = places(&layers(&picture), &labels);
    let site = &desired.site;
    let title = xml(&escape(&format!("{} / {site}", site.stack)));
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"monospace\" font-size=\"12\" role=\"img\">\n\
         <title>{title}</title>\n\
         <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" \
         markerHeight=\"8\" orient=\"auto\"><path d=\"M0,0 L8,4 L0,8 z\" fill=\"#57606a\"/></marker></defs>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    for (from, to) in &picture.arrows {
        text.push_str(&arrow(places[*from], places[*to]));
    }
    for ((label, place), node) in labels.iter().zip(&places).zip(&picture.nodes) {
        text.push_str(&framed(label, *place, node.as_str()));
    }
    text.push_str("</svg>\n");
    text
}

fn places(columns_of: &[Vec<usize>], labels: &[String]) -> (Vec<Place>, usize, usize) {
    let mut places = vec![Place::default(); labels.len()];
    let (mut x, mut height) = (MARGIN, 0);
    for column in columns_of {
        let width = column.iter().map(|node| columns(&labels[*node])).max().unwrap_or(0) * CHARACTER + 20;
        for (row, node) in column.iter().enumerate() {
            let y = MARGIN + row * (HEIGHT + GAP);
            places[*node] = Place { x, y, width };
            height = height.max(y + HEIGHT);
        }
        x += width + ALLEY;
    }
    (places, (x + MARGIN).saturating_sub(ALLEY).max(2 * MARGIN), height + MARGIN)
}

fn arrow(from: Place, to: Place) -> String {
    let (x1, y1) = (from.x, from.y + HEIGHT / 2);
    let (x2, y2) = (to.x + to.width, to.y + HEIGHT / 2);
    let bend = ALLEY / 2;
    format!(
        "<path d=\"M{x1},{y1} C{},{y1} {},{y2} {x2},{y2}\" fill=\"none\" stroke=\"#57606a\" marker-end=\"url(#tip)\"/>\n",
        x1.saturating_sub(bend),
        x2 + bend
    )
}

fn framed(label: &str, place: Place, address: &str) -> String {
    let Place { x, y, width } = place;
    format!(
        "<g><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{HEIGHT}\" rx=\"4\" \
         fill=\"#f6f8fa\" stroke=\"#57606a\"/><text x=\"{}\" y=\"{}\">{}</text></g>\n",
        xml(&escape(address)),
        x + 10,
        y + HEIGHT / 2 + 4,
        xml(label)
    )
}
