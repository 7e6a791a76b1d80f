//! One field of a change: its name, and its difference in words.

use std::collections::{BTreeMap, BTreeSet};

use engine::tree::{Path, equal};
use schema::tree::Name;
use schema::{Origin, Tree};

use super::alike::{among, apart, tree_without_backslashes};
use super::list::{by_type, lines_of_list, lines_of_text};
use super::near::near;
use super::structure::structured;
use super::value::{SECRET, inline, quoted, unmarked};

/// One field of a change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Field {
    /// Where: `tags.Environment`, `approvalRules[0].complianceLevel`.
    pub name: String,
    /// What of it.
    pub shown: Shown,
}

/// What is shown of a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Shown {
    /// Words that stand for what must not be shown.
    Words(&'static str),
    /// One value that comes or goes with the whole.
    Value(String),
    /// What was and what will be; `None` where there is none.
    Pair(Option<String>, Option<String>),
    /// Items of a list, or lines of a text.
    Lines(Vec<Line>),
}

/// One item of a list, or one line of a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Line {
    /// What happens to it.
    pub mark: Mark,
    /// It.
    pub text: String,
}

/// What happens to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// It goes.
    Removed,
    /// It comes.
    Added,
    /// It stands elsewhere.
    Moved,
    /// It stays, and stands here for orientation.
    Same,
    /// Here are some that stay and are not shown.
    Skipped,
}

/// A secret that differs.
const CHANGED: &str = "(secret, changed)";
/// A secret that apply draws.
const GENERATED: &str = "(secret, generated)";
/// A secret that was withheld.
const NOT_COMPARED: &str = "(secret, not compared)";

/// A flow-style list of what comes or goes that is no longer than this stands on one line.
const SHORT: usize = 60;

/// Where recursion stands, written as people say it.
#[derive(Clone)]
pub(super) struct Place(String);

impl Place {
    pub(super) fn of(path: &Path) -> Self {
        Self(super::text::escape(&path.to_string()))
    }

    pub(super) fn under(&self, name: &str) -> Self {
        let name = super::text::escape(name);
        let name = if name.contains('.') { format!("\"{name}\"") } else { name };
        Self(if self.0.is_empty() { name } else { format!("{}.{name}", self.0) })
    }

    /// A record of a list, by what it is called, else by its place; a name that reads as a place is quoted.
    pub(super) fn item(&self, label: Option<String>, index: usize) -> Self {
        let named = |label: String| match super::text::escape(unmarked(&label)) {
            label if label.bytes().all(|byte| byte.is_ascii_digit()) => format!("\"{label}\""),
            label => label,
        };
        let label = label.map_or_else(|| index.to_string(), named);
        Self(format!("{}[{label}]", self.0))
    }

    pub(super) fn field(&self, shown: Shown) -> Field {
        Field { name: self.0.clone(), shown }
    }
}

impl Field {
    /// A secret that was withheld.
    pub(super) fn not_compared(path: &Path) -> Self {
        Place::of(path).field(Shown::Words(NOT_COMPARED))
    }
}

/// Whether something comes or goes as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    Comes,
    Goes,
}

impl Whole {
    /// What comes or goes, as what is there before and after.
    fn sides<T>(self, it: T) -> (Option<T>, Option<T>) {
        match self {
            Self::Comes => (None, Some(it)),
            Self::Goes => (Some(it), None),
        }
    }
}

/// Whether a difference was told by what stands inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Walked {
    Yes,
    No,
}

/// The fields of what comes or goes as a whole.
pub(super) fn whole(place: &Place, tree: &Tree, way: Whole, fields: &mut Vec<Field>) {
    match tree {
        Tree::Undeclared => {}
        Tree::Map(map) => match short(map) {
            Some(line) => fields.push(place.field(Shown::Value(line))),
            None => map.iter().for_each(|(name, value)| whole(&place.under(name), value, way, fields)),
        },
        Tree::Secret(_) => {
            let words = match way {
                Whole::Comes => words(None, Some(tree)),
                Whole::Goes => SECRET,
            };
            fields.push(place.field(Shown::Words(words)));
        }
        Tree::List(items) | Tree::Set(items) if items.is_empty() => {}
        Tree::List(_) | Tree::Set(_) if tree.holds_secret() => {
            fields.push(place.field(Shown::Words(SECRET)));
        }
        Tree::List(_) | Tree::Set(_) => {
            let flow = inline(tree);
            match tree {
                _ if flow.chars().count() <= SHORT => fields.push(place.field(Shown::Value(flow))),
                Tree::Set(items) if let Some(types) = by_type(items) => whole(place, &types, way, fields),
                _ => {
                    let (before, after) = way.sides(tree);
                    changed(place, before, after, fields);
                }
            }
        }
        Tree::Text(text) if text.trim_end().contains('\n') => {
            let (before, after) = way.sides(text.as_ref());
            let lines = lines_of_text(before.unwrap_or_default(), after.unwrap_or_default());
            fields.push(place.field(Shown::Lines(lines)));
        }
        Tree::Text(_) | Tree::Bool(_) | Tree::Number(_) => {
            fields.push(place.field(Shown::Value(inline(tree))));
        }
    }
}

/// A map of a few short values on one line: `Application: webshop, Environment: production`.
pub(super) fn short(map: &BTreeMap<Name, Tree>) -> Option<String> {
    let scalar = |tree: &Tree| match tree {
        Tree::Bool(_) | Tree::Number(_) => true,
        Tree::Text(text) => !text.contains('\n'),
        Tree::Undeclared | Tree::List(_) | Tree::Set(_) | Tree::Map(_) | Tree::Secret(_) => false,
    };
    let flow = inline(&Tree::Map(map.clone()));
    let line = flow.strip_prefix('{')?.strip_suffix('}')?;
    let fits = !map.is_empty() && map.values().all(scalar) && line.chars().count() <= SHORT;
    fits.then(|| line.to_owned())
}

/// The fields of a difference. A map is walked entry by entry, so that a secret masks its own
/// entry and no more; anything else that holds a secret on either side is words as a whole.
pub(super) fn changed(place: &Place, before: Option<&Tree>, after: Option<&Tree>, fields: &mut Vec<Field>) {
    match (before, after) {
        (None | Some(Tree::Undeclared), None | Some(Tree::Undeclared)) => {}
        (Some(Tree::Map(there)), Some(Tree::Map(wanted))) => {
            let names: BTreeSet<&Name> = there.keys().chain(wanted.keys()).collect();
            let names: Vec<&str> = names.into_iter().map(AsRef::as_ref).collect();
            for name in &names {
                let (before, after) = (there.get(*name), wanted.get(*name));
                if !unchanged(before, after) {
                    changed(&place.under(&among(name, &names)), before, after, fields);
                }
            }
        }
        (None, Some(Tree::Map(map))) if !map.is_empty() => {
            map.iter().for_each(|(name, value)| changed(&place.under(name), None, Some(value), fields));
        }
        (Some(Tree::Map(map)), None) if !map.is_empty() => {
            map.iter().for_each(|(name, value)| changed(&place.under(name), Some(value), None, fields));
        }
        _ if secret(before) || secret(after) => {
            fields.push(place.field(Shown::Words(words(before, after))));
        }
        (None | Some(Tree::List(_) | Tree::Set(_)), None | Some(Tree::List(_) | Tree::Set(_))) => {
            lines_of_list(place, before, after, fields);
        }
        (Some(Tree::Text(there)), Some(Tree::Text(wanted)))
            if structured(place, there, wanted, fields) == Walked::Yes => {}
        (None | Some(Tree::Text(_)), None | Some(Tree::Text(_))) if long(before) || long(after) => {
            let side = |tree: Option<&Tree>| tree.and_then(Tree::as_text).unwrap_or_default().to_owned();
            fields.push(place.field(Shown::Lines(lines_of_text(&side(before), &side(after)))));
        }
        _ => fields.push(place.field(pair(before, after))),
    }
}

fn unchanged(before: Option<&Tree>, after: Option<&Tree>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => equal(before, after) || matches!(after, Tree::Undeclared),
        (Some(_), None) | (None, Some(_)) => false,
        (None, None) => true,
    }
}

fn pair(before: Option<&Tree>, after: Option<&Tree>) -> Shown {
    let sides = |before: Option<&Tree>, after: Option<&Tree>| {
        let (there, wanted) = (before.map(inline), after.map(inline));
        if there == wanted {
            return (before.map(quoted), after.map(quoted));
        }
        match (there, wanted) {
            (Some(there), Some(wanted)) => {
                let (there, wanted) = apart(&there, &wanted);
                let (there, wanted) = near(&there, &wanted);
                (Some(there), Some(wanted))
            }
            sides => sides,
        }
    };
    let (mut there, mut wanted) = sides(before, after);
    if there == wanted {
        let plain = |tree: Option<&Tree>| tree.map(tree_without_backslashes);
        (there, wanted) = sides(plain(before).as_ref(), plain(after).as_ref());
    }
    Shown::Pair(there, wanted)
}

fn secret(tree: Option<&Tree>) -> bool {
    tree.is_some_and(Tree::holds_secret)
}

fn long(tree: Option<&Tree>) -> bool {
    tree.and_then(Tree::as_text).is_some_and(|text| text.trim_end_matches('\n').contains('\n'))
}

fn words(before: Option<&Tree>, after: Option<&Tree>) -> &'static str {
    match (before, after) {
        (_, Some(Tree::Secret(secret)))
            if secret.text.is_none() && matches!(secret.origin, Some(Origin::Generate { .. })) =>
        {
            GENERATED
        }
        (None, _) => SECRET,
        (Some(_), _) => CHANGED,
    }
}
