//! What changes and what that refers to, as a drawing.

use std::collections::{BTreeMap, BTreeSet};

use engine::Address;

use super::frame::{id, section};
use super::merged::{Change, general};
use crate::render::graph::{Drawn, Stand, changing};
use crate::render::page::Page;
use crate::view::text::counted;

/// The drawing, in which what sites have in common stands once.
pub(super) fn graph(changes: &[Change<'_>]) -> Page {
    let mut names: BTreeMap<String, BTreeSet<&Address>> = BTreeMap::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (place, change) in changes.iter().enumerate() {
        for at in &change.at {
            let site = at.plan.site();
            let from = general(site, at.row.address);
            names.entry(from.clone()).or_default().insert(at.row.address);
            places.entry(from.clone()).or_insert(place);
            for needed in at.plan.change(at.row.address).into_iter().flat_map(|change| &change.needs) {
                let to = general(site, needed);
                names.entry(to.clone()).or_default().insert(needed);
                needs.entry(from.clone()).or_default().insert(to);
            }
        }
    }
    // What is the same at all sites has its own name, else the general one.
    let name = |general: &String| match names.get(general).map(|names| names.iter().collect::<Vec<_>>()) {
        Some(only) if only.len() == 1 => (**only[0]).clone(),
        _ => Address::from(general.as_str()),
    };
    let stand = |general: &String| Stand {
        action: places.get(general).map(|place| changes[*place].action),
        link: places.get(general).map(|place| format!("#{}", id(*place))),
        needs: needs.get(general).into_iter().flatten().map(name).collect(),
    };
    let stands: BTreeMap<Address, Stand> = names.keys().map(|key| (name(key), stand(key))).collect();
    let still = stands.values().any(|stand| stand.action.is_none());
    let inside = match changing(&stands) {
        Drawn::Nothing => return Page::default(),
        Drawn::TooMany(count) => Page::default()
            .markup("<p class=\"dim\">")
            .text(&format!("{count} resources refer to one another, more than a drawing shows: "))
            .markup("<code>trueup graph --format dot</code> has them all.</p>\n"),
        Drawn::Picture(picture, alone) => {
            let alone = (alone > 0).then(|| {
                let alone = counted(alone, "change stands", "changes stand");
                format!("{alone} alone: nothing refers there or from there.")
            });
            Page::default()
                .markup("<div class=\"wide\">")
                .part(picture)
                .markup("</div>\n<p class=\"dim\">")
                .maybe(still.then_some("What is dashed stays as it is. "), Page::text)
                .maybe(alone.as_deref(), Page::text)
                .markup("</p>\n")
        }
    };
    section(Page::default(), "drawing", Some("graph"), "What refers to what", inside)
}
