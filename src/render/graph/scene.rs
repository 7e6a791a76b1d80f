//! Where everything of a drawing stands.

use std::collections::BTreeMap;

use super::label::Label;
use super::layers::{Layers, Slot, layers};
use super::picture::Picture;

/// Height of a box.
pub(super) const HEIGHT: usize = 40;
/// Space around everything.
pub(super) const MARGIN: usize = 16;
/// Space that the mark of an action takes.
pub(super) const MARK: usize = 16;
/// Space between a box and its label.
pub(super) const PADDING: usize = 10;
/// Length of an arrow's head.
pub(super) const TIP: usize = 7;
/// Space between boxes of a column.
const GAP: usize = 12;
/// Room that an arrow has where it passes a column.
const LANE: usize = 14;
/// Space between columns.
const ALLEY: usize = 72;

/// Where a slot stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
}

/// A picture, everything of it placed.
pub(super) struct Scene<'a> {
    pub(super) picture: &'a Picture<'a>,
    /// What stands in the boxes, as the picture numbers them.
    pub(super) labels: Vec<Label>,
    pub(super) width: usize,
    pub(super) height: usize,
    routes: Vec<Vec<Slot>>,
    /// A box stands at one place, an arrow's way at one in each column that it passes, from the left.
    places: BTreeMap<Slot, Vec<Place>>,
}

impl<'a> Scene<'a> {
    pub(super) fn of(picture: &'a Picture<'a>) -> Self {
        let labels: Vec<Label> = picture.nodes.iter().map(|node| Label::of(node)).collect();
        let Layers { columns, routes } = layers(picture);
        let room = |slot: &Slot| match slot {
            Slot::Box(_) => HEIGHT + GAP,
            Slot::Way(_) => LANE,
        };
        let wide = |slot: &Slot| match slot {
            Slot::Box(node) => {
                labels[*node].width() + 2 * PADDING + picture.actions[*node].map_or(0, |_| MARK)
            }
            Slot::Way(_) => 0,
        };
        let high = |column: &[Slot]| column.iter().map(room).sum::<usize>();
        let tallest = columns.iter().map(|column| high(column)).max().unwrap_or(0);
        let mut places: BTreeMap<Slot, Vec<Place>> = BTreeMap::new();
        let mut x = MARGIN;
        for column in &columns {
            let width = column.iter().map(wide).max().unwrap_or(0);
            let mut y = MARGIN + (tallest - high(column)) / 2;
            for slot in column {
                places.entry(*slot).or_default().push(Place { x, y, width });
                y += room(slot);
            }
            x += width + ALLEY;
        }
        let width = (x + MARGIN).saturating_sub(ALLEY).max(2 * MARGIN);
        let height = 2 * MARGIN + tallest.saturating_sub(GAP);
        Self { picture, labels, width, height, routes, places }
    }

    /// The boxes that are drawn, by their place in the picture.
    pub(super) fn boxes(&self) -> impl Iterator<Item = (usize, Place)> {
        self.places.iter().filter_map(|(slot, places)| match slot {
            Slot::Box(at) => places.first().map(|place| (*at, *place)),
            Slot::Way(_) => None,
        })
    }

    /// For each arrow the points that it runs through: out of a box at its left, into the next at its right,
    /// and straight through the room that columns between keep for it.
    pub(super) fn routes(&self) -> impl Iterator<Item = Vec<(usize, usize)>> {
        self.routes.iter().map(|slots| self.route(slots))
    }

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
                    let ends = |place: &Place| {
                        let y = place.y + LANE / 2;
                        [(place.x + place.width, y), (place.x, y)]
                    };
                    points.extend(place.into_iter().flat_map(ends));
                }
            }
        }
        points
    }
}
