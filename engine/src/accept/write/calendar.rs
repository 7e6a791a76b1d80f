//! The events of a calendar: a list in its manifest, or a text of iCalendar's form.

use std::collections::BTreeMap;

use schema::edit::{Change, Item, Written};
use schema::kinds::change_calendar::ChangeCalendar;
use schema::shape::Shape as _;
use schema::tree::Name;
use schema::{Node, Tree, Value};

use super::{Unwritten, Writing};
use crate::accept::Why;
use crate::accept::draft::{Draft, Spot};
use crate::accept::place::stands_for;
use crate::accept::value::{Meant, change, written};
use crate::accept::wish::Field;
use crate::tree::equal;

/// Events by their keys.
type Events = BTreeMap<Name, Tree>;

/// What a manifest says of an event, in order.
const SAID: [&str; 8] = ["summary", "description", "type", "start", "end", "timezone", "repeat", "except"];

impl Writing<'_> {
    /// Whether a place stands among a calendar's events, or in the text that has them.
    pub(super) fn is_of_events(&self, node: Option<&Node>, field: &Field) -> bool {
        let written = |key: &str| node.is_some_and(|node| node.get(key).is_some());
        self.wish.address.kind() == "ChangeCalendar"
            && match field.path.field() {
                "events" => true,
                key @ ("default" | "description") => written("ics") && !written(key),
                _ => false,
            }
    }

    /// Writes all events at once: what AWS calls one by another name is still the same item.
    pub(super) fn events(&self, draft: &mut Draft<'_>, spot: &Spot) -> Result<(), Unwritten> {
        let node = draft.node(spot);
        let fields = self.fields.iter().filter(|field| self.is_of_events(node.as_ref(), field));
        let fields: Vec<&Field> = fields.collect();
        let (Some(node), false) = (&node, fields.is_empty()) else { return Ok(()) };
        let unfit = |why| (why, draft.locate(spot));
        let was = self.scene.desired.declared.get(&self.wish.address).map(|declared| &declared.tree);
        let was = was.ok_or_else(|| unfit(Why::NoPlace))?;
        let mut to = was.clone();
        fields.iter().for_each(|field| set(&mut to, &field.path.0, field.to.as_ref()));
        match node.get("ics") {
            Some(_) if node.get("events").is_some() => Err(unfit(Why::Form)),
            Some(ics) => {
                let state = ChangeCalendar::from_tree(Some(&to)).map_err(|_| unfit(Why::NoPlace))?;
                self.ics(draft, &spot.below(["ics"]), ics, state.text())
            }
            None => {
                let change = self.listed(node, spot, &events(was), &events(&to)).map_err(unfit)?;
                draft.change(&spot.below(["events"]), change)
            }
        }
    }

    /// Another text of iCalendar's form, in the manifest or in its file.
    fn ics(&self, draft: &mut Draft<'_>, spot: &Spot, ics: &Node, text: String) -> Result<(), Unwritten> {
        match &ics.value {
            Value::Map(_) => {
                let source = self.file(draft, spot, ics)?;
                draft.put(source, text);
                Ok(())
            }
            Value::Scalar(_) | Value::List(_) => draft.change(spot, Change::Put(Written::Text(text))),
        }
    }

    /// The list of events as it is to be.
    fn listed(&self, spec: &Node, spot: &Spot, was: &Events, to: &Events) -> Result<Change, Why> {
        let stands_for = |text: &str| stands_for(self.scene, text);
        let meant = self.meant(&stands_for, &spot.below(["events"])).item();
        let gone: Vec<&Name> = was.keys().filter(|key| !to.contains_key(*key)).collect();
        let mut come: Vec<&Name> = to.keys().filter(|key| !was.contains_key(*key)).collect();
        let renamed = match (&gone[..], &come[..]) {
            ([gone], [_]) => come.pop().map(|come| (*gone, come)),
            _ => None,
        };
        let mut items = Vec::new();
        for (at, node) in spec.get("events").map(Node::items).unwrap_or_default().iter().enumerate() {
            let key = key_of(node, was, meant).ok_or(Why::Form)?;
            let now = renamed.filter(|(gone, _)| *gone == key).map_or(key, |(_, come)| come);
            match (&was[key], to.get(now)) {
                (_, None) => {}
                (was, Some(to)) if equal(was, to) => items.push(Item::Kept(at)),
                (was, Some(to)) => items.push(Item::Changed(at, event(node, was, to, meant)?)),
            }
        }
        let zone = spec.get("timezone").and_then(Node::scalar).map(|zone| stands_for(&zone.text));
        let zone = zone.unwrap_or_else(|| "UTC".to_owned());
        for key in come {
            items.push(Item::New(new(&to[key], &zone, meant)?));
        }
        if spec.get("events").is_some() {
            return Ok(Change::Items(items));
        }
        let new = |item| if let Item::New(written) = item { Some(written) } else { None };
        Ok(Change::Put(Written::List(items.into_iter().filter_map(new).collect())))
    }
}

fn events(calendar: &Tree) -> Events {
    match calendar.get("events") {
        Some(Tree::Map(events)) => events.clone(),
        _ => Events::new(),
    }
}

/// Sets what stands at a path, or takes it away, and a map that nothing is left of with it.
fn set(tree: &mut Tree, path: &[Name], to: Option<&Tree>) {
    let (Tree::Map(map), [first, rest @ ..]) = (tree, path) else { return };
    match (rest, to) {
        ([], Some(to)) => drop(map.insert(first.clone(), to.clone())),
        ([], None) => drop(map.remove(first)),
        (rest, to) => {
            let below = map.entry(first.clone()).or_insert_with(|| Tree::Map(BTreeMap::new()));
            set(below, rest, to);
            if matches!(below, Tree::Map(below) if below.is_empty()) {
                map.remove(first);
            }
        }
    }
}

fn said<'t>(event: &'t Tree, name: &str) -> Option<&'t Tree> {
    event.get(name).filter(|tree| !matches!(tree, Tree::Undeclared))
}

/// Whether an end is how long an event lasts, and no moment.
fn lasts(end: &Tree) -> bool {
    end.as_text().is_none_or(|end| end.starts_with('P'))
}

/// Which event an item is: its summary tells, and its start where several share that.
fn key_of<'e>(node: &Node, events: &'e Events, meant: Meant<'_>) -> Option<&'e Name> {
    let is = |event: &Tree, name: &str| {
        let written = node.get(name).and_then(Node::scalar).map(|scalar| meant.text(&scalar.text));
        written.as_deref() == said(event, name).and_then(Tree::as_text)
    };
    let called: Vec<_> = events.iter().filter(|(_, event)| is(event, "summary")).collect();
    let mut own = called.iter().filter(|(_, event)| called.len() == 1 || is(event, "start"));
    own.next().map(|(key, _)| *key).filter(|_| own.next().is_none())
}

/// An item whose event has changed.
fn event(node: &Node, was: &Tree, to: &Tree, meant: Meant<'_>) -> Result<Change, Why> {
    let differs = |name: &str| match (said(was, name), said(to, name)) {
        (Some(was), Some(to)) => !equal(was, to),
        (was, to) => was.is_some() != to.is_some(),
    };
    // No manifest says occurrences beside a rule, nor how long one of others lasts.
    if differs("also") || said(to, "end").is_none_or(lasts) {
        return Err(Why::NoPlace);
    }
    // What says how long it lasts means another end behind another start.
    let ends = (differs("start") && node.get("end").is_none()) || differs("end");
    let mut changes = Vec::new();
    for name in SAID.into_iter().filter(|name| differs(name) || (*name == "end" && ends)) {
        let (raw, was) = (node.get(name), said(was, name));
        changes.push((name.to_owned(), change(raw, was, said(to, name), meant.key(name))?));
    }
    if ends && node.get("duration").is_some() {
        changes.push(("duration".to_owned(), Change::Remove));
    }
    Ok(Change::Keys(changes))
}

/// An event that was not there before.
fn new(event: &Tree, zone: &str, meant: Meant<'_>) -> Result<Written, Why> {
    let is_empty = |tree: &Tree| matches!(tree, Tree::Set(items) | Tree::List(items) if items.is_empty());
    if said(event, "also").is_some_and(|also| !is_empty(also)) {
        return Err(Why::NoPlace);
    }
    let all = SAID.into_iter().filter_map(|name| Some((name, said(event, name)?)));
    let all = all.filter(|(name, tree)| {
        let usual = *name == "timezone" && tree.as_text() == Some(zone);
        !usual && !is_empty(tree) && !meant.place.is_default(name, tree)
    });
    let entry = |(name, tree): (&str, &Tree)| match name {
        "end" if lasts(tree) => Err(Why::NoPlace),
        name => Ok((name.to_owned(), written(tree, meant.key(name).place)?)),
    };
    all.map(entry).collect::<Result<_, Why>>().map(Written::Map)
}
