//! What a file says of one site → what would be found there.

use std::collections::{BTreeMap, BTreeSet};

use super::{Foreign, Resource, Unread, What};
use crate::address::Address;
use crate::contract::Words;
use crate::kinds;
use crate::kinds::worded::{Sort, found};
use crate::observe::Live;
use crate::resolve::UNKNOWN_ACCOUNT;
use crate::site::Site;

/// What a file says of a site.
pub struct Taken {
    /// As if it had been found.
    pub live: Live,
    /// What the file calls what is at each address.
    pub places: BTreeMap<Address, Vec<String>>,
    /// What of it no manifest can say.
    pub unread: Vec<Unread>,
    /// Windows of which something cannot be said, by id.
    torn: BTreeSet<String>,
}

/// Takes what a file says of a site.
pub fn taken(foreign: &Foreign, site: &Site) -> Taken {
    let (live, torn) = (Live::default(), BTreeSet::new());
    let mut taken = Taken { live, places: BTreeMap::new(), unread: Vec::new(), torn };
    let here: Vec<&Resource> = foreign.resources.iter().filter(|resource| resource.is_of(site)).collect();
    let systems: BTreeMap<&str, &str> = here
        .iter()
        .filter(|resource| resource.what == What::One(Sort::PatchBaseline))
        .map(|resource| (resource.id.as_str(), resource.words.get("OperatingSystem").as_text()))
        .map(|(id, system)| (id, system.unwrap_or("WINDOWS")))
        .collect();
    let mut defaults: BTreeMap<&str, &Resource> = BTreeMap::new();
    let mut groups: BTreeMap<&str, Group<'_>> = BTreeMap::new();
    for resource in &here {
        let name = resource.words.get("Group").as_text().unwrap_or_default();
        match resource.what {
            What::One(_) => {}
            What::Default if systems.contains_key(resource.id.as_str()) => {
                defaults.insert(&resource.id, resource);
            }
            What::Default => taken.leave(resource, "the file does not say that baseline itself"),
            What::Registration => match systems.get(resource.id.as_str()) {
                Some(system) => {
                    let group = groups.entry(name).or_default();
                    group.places.push(&resource.place);
                    group.baselines.insert(system, &resource.id);
                }
                None => taken.leave(
                    resource,
                    "the file does not say that baseline itself, so its operating system is not known; import the group from AWS",
                ),
            },
            What::Node => groups.entry(name).or_default().nodes.push(resource),
        }
    }
    for resource in &here {
        let What::One(sort) = resource.what else { continue };
        let mut words = resource.words.clone();
        let mut places = vec![resource.place.as_str()];
        if let Some(default) = defaults.get(resource.id.as_str()).filter(|_| sort == Sort::PatchBaseline)
            && let Words::Map(map) = &mut words
        {
            map.insert("DefaultBaseline".to_owned(), Words::Plain("true".to_owned()));
            places.push(&default.place);
        }
        taken.add(site, sort, &resource.id, words, &places);
    }
    for (name, group) in groups {
        if group.baselines.is_empty() {
            let why = "the file says no baseline of that patch group";
            group.nodes.iter().for_each(|node| taken.leave(node, why));
            continue;
        }
        let places: Vec<&str> =
            group.places.iter().copied().chain(group.nodes.iter().map(|node| node.place.as_str())).collect();
        taken.add(site, Sort::PatchGroup, name, group.words(), &places);
    }
    taken.leave_torn(&foreign.torn);
    taken.leave_parts();
    taken
}

/// How much of a file is at none of some sites, by account and region.
pub fn elsewhere(foreign: &Foreign, sites: &[&Site]) -> BTreeMap<String, usize> {
    let mut elsewhere = BTreeMap::new();
    for resource in &foreign.resources {
        if !sites.iter().any(|site| resource.is_of(site)) {
            *elsewhere.entry(resource.whereabouts()).or_default() += 1;
        }
    }
    elsewhere
}

impl Resource {
    fn is_of(&self, site: &Site) -> bool {
        let account = |account: &String| *account == site.account || site.account == UNKNOWN_ACCOUNT;
        self.account.as_ref().is_none_or(account)
            && self.region.as_ref().is_none_or(|region| *region == site.region)
    }

    fn whereabouts(&self) -> String {
        let parts = [&self.account, &self.region];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("/")
    }
}

const WINDOW: &str = "MaintenanceWindow";

/// A patch group, gathered from what says something of it.
#[derive(Default)]
struct Group<'a> {
    baselines: BTreeMap<&'a str, &'a str>,
    nodes: Vec<&'a Resource>,
    places: Vec<&'a str>,
}

impl Group<'_> {
    fn words(&self) -> Words {
        let text = |text: &str| Words::Text(text.to_owned());
        let baselines = self.baselines.iter().map(|(system, id)| ((*system).to_owned(), text(id)));
        let nodes: BTreeSet<&str> = self.nodes.iter().map(|node| node.id.as_str()).collect();
        let key = self.nodes.first().map_or(Words::Nothing, |node| node.words.get("Key").clone());
        Words::map([
            ("Baselines", Words::Map(baselines.collect())),
            ("TagKey", key),
            ("Instances", Words::List(nodes.into_iter().map(text).collect())),
        ])
    }
}

impl Taken {
    fn add(&mut self, site: &Site, sort: Sort, id: &str, words: Words, places: &[&str]) {
        let unread = |why: String| Unread { what: places.join(", "), why };
        let window = words.get("WindowId").as_text().map(str::to_owned);
        match found(site, sort, id, words) {
            Ok(found) => {
                let address = found.address.clone();
                if let Some(first) = self.places.get(&address) {
                    let why = format!("{} says the same resource already", first.join(", "));
                    return self.unread.push(unread(why));
                }
                self.places.insert(address.clone(), places.iter().map(|place| (*place).to_owned()).collect());
                self.live.found.insert(address, found);
            }
            Err(why) => {
                self.unread.push(unread(why));
                self.torn.extend(window);
            }
        }
    }

    fn leave(&mut self, resource: &Resource, why: &str) {
        self.unread.push(Unread { what: resource.place.clone(), why: why.to_owned() });
    }

    /// A window of which a target or a task cannot be said is in no manifest: an apply would take that away.
    fn leave_torn(&mut self, torn: &[Option<String>]) {
        self.torn.extend(torn.iter().flatten().cloned());
        let any = torn.contains(&None);
        let of_window = |address: &Address| address.kind() == WINDOW && kinds::parent(address).is_none();
        let windows = self.live.found.values().filter(|found| of_window(&found.address));
        let lost = windows.filter(|found| any || self.torn.contains(&found.id));
        for address in lost.map(|found| found.address.clone()).collect::<Vec<_>>() {
            self.live.found.remove(&address);
            let places = self.places.remove(&address).unwrap_or_default();
            let why =
                "one of its targets or tasks cannot be said, and an apply would take that away".to_owned();
            self.unread.push(Unread { what: places.join(", "), why });
        }
    }

    /// Targets and tasks whose window the file does not say are in no manifest.
    fn leave_parts(&mut self) {
        let whole = |address: &Address| kinds::parent(address);
        let lost: Vec<Address> = self
            .live
            .found
            .keys()
            .filter_map(|address| {
                let window = whole(address)?;
                (!self.live.found.contains_key(&window)).then(|| address.clone())
            })
            .collect();
        for address in lost {
            self.live.found.remove(&address);
            let places = self.places.remove(&address).unwrap_or_default();
            let why = "no manifest says its window; import that from AWS".to_owned();
            self.unread.push(Unread { what: places.join(", "), why });
        }
    }
}

/// The words of a part of a resource, where the file has them in a list of one.
pub(super) fn one(words: &Words) -> &Words {
    match words {
        Words::List(items) => items.first().unwrap_or(&Words::Nothing),
        words => words,
    }
}

/// What stands in for an id that only AWS knows, in the other resources of its file.
pub(super) fn stand_in(kind: &str, name: &str) -> String {
    format!("{OPEN}{kind}{BETWEEN}{name}{CLOSE}")
}

const OPEN: char = '\u{e0f2}';
const BETWEEN: char = '\u{e0f3}';
const CLOSE: char = '\u{e0f4}';

/// Whether a text holds a stand-in.
pub(in crate::import) fn stands_in(text: &str) -> bool {
    text.contains(OPEN)
}

/// A text in which each stand-in is what is said in its place; `None` where one has no other.
pub(in crate::import) fn replaced(text: &str, of: &dyn Fn(&str, &str) -> Option<String>) -> Option<String> {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, inside)) = rest.split_once(OPEN) {
        let (whole, after) = inside.split_once(CLOSE)?;
        let (kind, _) = whole.split_once(BETWEEN)?;
        out.push_str(before);
        out.push_str(&of(kind, &format!("{OPEN}{whole}{CLOSE}"))?);
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}
