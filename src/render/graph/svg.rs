//! The graph as a drawing.

use std::collections::BTreeMap;

use engine::resolve::Desired;
use engine::{Action, Address};

use super::label::{KIND, Label, NAME, width};
use super::picture::{Picture, Stand};
use super::scene::{HEIGHT, MARGIN, MARK, PADDING, Place, Scene, TIP};
use crate::render::page::Page;
use crate::view::text::counted;

/// Resources of the largest drawing that is part of a page.
const MOST: usize = 150;

/// What came of drawing what a plan changes.
pub(in crate::render) enum Drawn {
    /// A picture, and how many changes have no part in it.
    Picture(Page, usize),
    /// So many resources are no picture any more.
    TooMany(usize),
    /// Nothing refers to anything.
    Nothing,
}

/// The graph as SVG, in columns: what needs nothing at the left, arrows pointing at what is needed. What
/// neither refers to anything nor is referred to is a number.
pub fn svg(desired: &Desired) -> String {
    let picture = Picture::of(desired);
    let scene = Scene::of(&picture);
    let rest = (picture.alone() > 0).then(|| {
        let rest = counted(picture.alone(), "resource stands", "resources stand");
        format!("{rest} alone: nothing refers there or from there")
    });
    let (wide, high) = match &rest {
        Some(rest) => (scene.width.max(width(rest, NAME) + 2 * MARGIN), scene.height + NAME + MARGIN),
        None => (scene.width, scene.height),
    };
    let title = format!("{} / {}", desired.site.stack, desired.site);
    open(wide, high, &title, "img")
        .markup(
            "<style>\n@media (prefers-color-scheme: dark) {\n\
             .ground { fill: #0d1117 } .node rect { fill: #161b22; stroke: #6e7681 }\n\
             .name { fill: #e6edf3 } .kind, .rest { fill: #9198a1 }\n\
             .arrow { stroke: #6e7681 } .tip { fill: #6e7681 }\n}\n</style>\n\
             <rect class=\"ground\" width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
        )
        .part(inside(&scene, |_| None))
        .maybe(rest, |page, rest| {
            page.markup("<text class=\"rest\" fill=\"#57606a\"")
                .attribute("x", MARGIN)
                .attribute("y", scene.height + NAME / 2)
                .markup(">")
                .text(&rest)
                .markup("</text>\n")
        })
        .markup("</svg>\n")
        .into_text()
}

/// What a plan changes and what that refers to, as a part of a page that brings the colours and the places
/// that changes lead to.
pub(in crate::render) fn changing(stands: &BTreeMap<Address, Stand>) -> Drawn {
    let picture = Picture::changing(stands);
    match picture.nodes.len() - picture.alone() {
        0 => Drawn::Nothing,
        many if many > MOST => Drawn::TooMany(many),
        _ => {
            let scene = Scene::of(&picture);
            // An image would hide its links from whoever does not see it.
            let page = open(scene.width, scene.height, "What changes, and what it refers to", "group");
            let link = |address: &Address| stands.get(address)?.link.clone();
            Drawn::Picture(page.part(inside(&scene, link)).markup("</svg>\n"), picture.alone())
        }
    }
}

fn open(width: usize, height: usize, title: &str, role: &'static str) -> Page {
    Page::default()
        .markup("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\"")
        .attribute("viewBox", format!("0 0 {width} {height}"))
        .attribute("width", width)
        .attribute("height", height)
        .markup(" font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\"")
        .attribute("font-size", NAME)
        .attribute("role", role)
        .markup(">\n<title>")
        .text(title)
        .markup("</title>\n")
}

fn inside(scene: &Scene<'_>, link: impl Fn(&Address) -> Option<String>) -> Page {
    let page = Page::default().each(scene.routes(), arrow);
    page.each(scene.boxes(), |page, (at, place)| {
        let address = scene.picture.nodes[at];
        let link = link(address);
        page.maybe(link.as_ref(), |page, link| page.markup("<a").attribute("href", link).markup(">"))
            .part(framed(address, &scene.labels[at], place, scene.picture.actions[at]))
            .maybe(link.as_ref(), |page, _| page.markup("</a>"))
            .markup("\n")
    })
}

/// An arrow along its points: curves between columns, a line through them, and a head at the end.
fn arrow(page: Page, points: Vec<(usize, usize)>) -> Page {
    let (Some(&start), Some(&end)) = (points.first(), points.last()) else { return page };
    let mut path = format!("M{},{}", start.0, start.1);
    let mut from = start;
    for (at, &(x, y)) in points.iter().enumerate().skip(1) {
        // A line behind the head has to end where that begins.
        let x = if at + 1 == points.len() { x + TIP } else { x };
        if at % 2 == 1 {
            let bend = from.0.saturating_sub(x) / 2;
            path.push_str(&format!(" C{},{} {},{y} {x},{y}", from.0.saturating_sub(bend), from.1, x + bend));
        } else {
            path.push_str(&format!(" L{x},{y}"));
        }
        from = (x, y);
    }
    let half = TIP / 2 + 1;
    page.markup("<path class=\"arrow\" fill=\"none\" stroke=\"#8c959f\"")
        .attribute("d", path)
        .markup("/><path class=\"tip\" fill=\"#8c959f\"")
        .attribute("d", format!("M{},{} l{TIP},-{half} v{} z", end.0, end.1, 2 * half))
        .markup("/>\n")
}

fn framed(address: &Address, label: &Label, place: Place, action: Option<Action>) -> Page {
    let Place { x, y, width: wide } = place;
    let left = x + PADDING + if action.is_some() { MARK } else { 0 };
    let line = |page: Page, class: &'static str, size: usize, y: usize, text: &str| {
        page.markup(class)
            .attribute("font-size", size)
            .attribute("x", left)
            .attribute("y", y)
            .attribute("textLength", width(text, size))
            .markup(" lengthAdjust=\"spacingAndGlyphs\">")
            .text(text)
            .markup("</text>")
    };
    let page = Page::default()
        .markup("<g class=\"node ")
        .markup(action.map_or("unchanged", Action::word))
        .markup("\"><title>")
        .maybe(action, |page, action| page.text(action.word()).markup(" "))
        .text(address.as_str())
        .markup("</title><rect rx=\"4\" fill=\"#f6f8fa\" stroke=\"#8c959f\"")
        .attribute("x", x)
        .attribute("y", y)
        .attribute("width", wide)
        .attribute("height", HEIGHT)
        .markup("/>")
        .maybe(action, |page, action| {
            page.markup("<text class=\"mark\" font-size=\"14\" font-weight=\"700\"")
                .attribute("x", x + PADDING)
                .attribute("y", y + HEIGHT / 2 + 5)
                .markup(">")
                .text(action.mark())
                .markup("</text>")
        });
    let page = line(page, "<text class=\"kind\" fill=\"#57606a\"", KIND, y + 16, &label.kind);
    line(page, "<text class=\"name\" fill=\"#1f2328\"", NAME, y + 31, &label.name).markup("</g>")
}
