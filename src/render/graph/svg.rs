//! The graph as a drawing of its own.

use std::collections::BTreeMap;

use engine::resolve::Desired;

use super::layers::{Slot, layers};
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
/// Space between a box and its label.
const PADDING: usize = 10;
/// Characters of the longest label.
const LONGEST: usize = 60;

/// Where a slot stands.
#[derive(Clone, Copy)]
struct Place {
    x: usize,
    y: usize,
    width: usize,
}

/// Everything placed.
struct Drawing {
    places: BTreeMap<Slot, Vec<Place>>,
    width: usize,
    height: usize,
}

/// The graph as SVG, in columns: what needs nothing at the left, arrows pointing at what is needed.
pub fn svg(desired: &Desired) -> String {
    let picture = Picture::of(desired);
    let labels: Vec<String> =
        picture.nodes.iter().map(|node| clip(&escape(node.as_str()), LONGEST, "…")).collect();
    let layers = layers(&picture);
    let drawing = Drawing::of(&layers.columns, &labels);
    let Drawing { width, height, .. } = drawing;
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
    for route in &layers.routes {
        text.push_str(&arrow(&drawing.route(route)));
    }
    for (at, node) in picture.nodes.iter().enumerate() {
        if let Some(place) = drawing.places.get(&Slot::Box(at)).and_then(|places| places.first()) {
            text.push_str(&framed(&labels[at], *place, node.as_str()));
        }
    }
    text.push_str("</svg>\n");
    text
}

impl Drawing {
    fn of(columns_of: &[Vec<Slot>], labels: &[String]) -> Self {
        let mut places: BTreeMap<Slot, Vec<Place>> = BTreeMap::new();
        let (mut x, mut height) = (MARGIN, MARGIN);
        for column in columns_of {
            let wide = column.iter().map(|slot| match slot {
                Slot::Box(node) => columns(&labels[*node]) * CHARACTER + 2 * PADDING,
                Slot::Way(_) => 0,
            });
            let width = wide.max().unwrap_or(0);
            let mut y = MARGIN;
            for slot in column {
                places.entry(*slot).or_default().push(Place { x, y, width });
                y += GAP
                    + match slot {
                        Slot::Box(_) => HEIGHT,
                        Slot::Way(_) => 0,
                    };
            }
            height = height.max(y - GAP);
            x += width + ALLEY;
        }
        let width = (x + MARGIN).saturating_sub(ALLEY).max(2 * MARGIN);
        Self { places, width, height: height + MARGIN }
    }

    /// The points that an arrow runs through: out of a box at its left, into the next at its right,
    /// and straight through the room that columns between keep for it.
    fn route(&self, slots: &[Slot]) -> Vec<(usize, usize)> {
        let mut points = Vec::new();
        let mut passed = 0;
        for (at, slot) in slots.iter().enumerate() {
            let places = self.places.get(slot).map_or(&[][..], Vec::as_slice);
            match slot {
                Slot::Box(_) => points.extend(places.first().map(|place| {
                    let x = if at == 0 { place.x } else { place.x + place.width };
                    (x, place.y + HEIGHT / 2)
                })),
                Slot::Way(_) => {
                    // A way stands in columns from left to right; the arrow runs to the left.
                    let place = places.len().checked_sub(passed + 1).and_then(|back| places.get(back));
                    passed += 1;
                    points.extend(
                        place.iter().flat_map(|place| [(place.x + place.width, place.y), (place.x, place.y)]),
                    );
                }
            }
        }
        points
    }
}

/// A curve between columns, a line through them.
fn arrow(points: &[(usize, usize)]) -> String {
    let Some(((x, y), rest)) = points.split_first() else { return String::new() };
    let mut path = format!("M{x},{y}");
    let mut from = (*x, *y);
    for (at, (x, y)) in rest.iter().enumerate() {
        if at % 2 == 0 {
            let bend = ALLEY / 2;
            path.push_str(&format!(" C{},{} {},{y} {x},{y}", from.0.saturating_sub(bend), from.1, x + bend));
        } else {
            path.push_str(&format!(" L{x},{y}"));
        }
        from = (*x, *y);
    }
    format!("<path d=\"{path}\" fill=\"none\" stroke=\"#57606a\" marker-end=\"url(#tip)\"/>\n")
}

fn framed(label: &str, place: Place, address: &str) -> String {
    let Place { x, y, width } = place;
    format!(
        "<g><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{HEIGHT}\" rx=\"4\" \
         fill=\"#f6f8fa\" stroke=\"#57606a\"/><text x=\"{}\" y=\"{}\">{}</text></g>\n",
        xml(&escape(address)),
        x + PADDING,
        y + HEIGHT / 2 + 4,
        xml(label)
    )
}
