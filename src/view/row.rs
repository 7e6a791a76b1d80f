//! One row: a change as every output tells it.

use engine::plan::{Change, Comparison, Path, Plan, compare};
use engine::{Action, Address};
use schema::{Location, Tree};

use super::field::{Field, Place, Shown, changed, made};
use super::sides::by_path;
use super::text::escape;

/// One change as every output tells it.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// The resource.
    pub address: &'a Address,
    /// What will be done.
    pub action: Action,
    /// How much attention it asks for.
    pub weight: Weight,
    /// Why, or from where, in words.
    pub reason: Option<String>,
    /// What else happens, in words.
    pub effects: Vec<String>,
    /// Whether a guardrail stands before it.
    pub protection: Protection,
    /// What of it changes.
    pub fields: Vec<Field>,
    /// The places that differ, in order; none for what comes or goes as a whole.
    pub paths: Vec<String>,
    /// Where it is declared.
    pub location: Option<&'a Location>,
}

/// How much attention a change asks for; what asks for most stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Something that exists is destroyed.
    Destroys,
    /// Something runs on nodes as soon as it is applied.
    RunsNow,
    /// Neither.
    Ordinary,
}

/// Whether a guardrail stands before a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// None does.
    Open,
    /// Apply refuses it.
    Protected,
}

/// What an effect begins with that makes something run at once.
const RUNS_NOW: &str = "runs now";

/// The rows of a plan: what destroys first, then what runs at once, then the rest, by address.
pub fn rows(plan: &Plan) -> Vec<Row<'_>> {
    let mut rows: Vec<_> = plan.changes.iter().map(|change| row(plan, change)).collect();
    rows.sort_by_key(|row| (row.weight, order(row.action), row.address));
    rows
}

/// Among what destroys, deletions stand before replacements; elsewhere the address decides.
fn order(action: Action) -> u8 {
    match action {
        Action::Delete => 0,
        Action::Replace => 1,
        Action::Update | Action::Adopt | Action::Move | Action::Forget | Action::Create => 2,
    }
}

fn row<'a>(plan: &'a Plan, change: &'a Change) -> Row<'a> {
    Row {
        address: &change.address,
        action: change.action,
        weight: weight(change),
        reason: reason(change),
        effects: change.effects.iter().map(|effect| escape(effect)).collect(),
        protection: if change.protected { Protection::Protected } else { Protection::Open },
        fields: fields(plan, change),
        paths: by_path(change).into_iter().map(|(path, _)| path).collect(),
        location: change.location.as_ref(),
    }
}

fn weight(change: &Change) -> Weight {
    if change.action.destroys() {
        Weight::Destroys
    } else if change.effects.iter().any(|effect| effect.starts_with(RUNS_NOW)) {
        Weight::RunsNow
    } else {
        Weight::Ordinary
    }
}

fn reason(change: &Change) -> Option<String> {
    match (change.action, &change.from) {
        (Action::Move, Some(from)) => Some(format!("from {}", escape(from))),
        _ => change.reason.as_deref().map(escape),
    }
}

fn fields(plan: &Plan, change: &Change) -> Vec<Field> {
    let mut fields = match change.action {
        Action::Delete | Action::Forget => Vec::new(),
        Action::Create => creation(change),
        Action::Update | Action::Adopt | Action::Replace => differences(&change.differences),
        Action::Move => differences(&relocation(change).differences),
    };
    let withheld = plan.not_compared.iter().filter(|(address, _)| *address == change.address);
    fields.extend(withheld.map(|(_, path)| Field::not_compared(path)));
    fields
}

fn differences(differences: &[engine::plan::Difference]) -> Vec<Field> {
    let mut fields = Vec::new();
    for difference in differences {
        let (before, after) = (difference.before.as_ref(), difference.after.as_ref());
        changed(&Place::of(&difference.path), before, after, &mut fields);
    }
    fields
}

/// What a move changes beside the name: the plan compares with nothing, since nothing has the new
/// name yet.
fn relocation(change: &Change) -> Comparison {
    match (&change.desired, &change.base) {
        (Some(desired), Some(base)) => {
            let (mut desired, mut base) = (desired.clone(), base.clone());
            (change.resource.absorb)(&mut desired, &mut base);
            compare(&desired, &base)
        }
        (None, _) | (_, None) => Comparison::default(),
    }
}

fn creation(change: &Change) -> Vec<Field> {
    let Some(desired @ Tree::Map(map)) = &change.desired else { return Vec::new() };
    let mut fields = Vec::new();
    for (name, value) in map.iter().filter(|(name, value)| !is_default(change, desired, name, value)) {
        made(&Place::of(&Path(vec![name.clone()])), value, &mut fields);
    }
    title(fields)
}

/// Whether a field is what the kind fills in by itself: it comes back when it is left out.
fn is_default(change: &Change, desired: &Tree, name: &str, value: &Tree) -> bool {
    let Tree::Map(map) = desired else { return false };
    let rest =
        map.iter().filter(|(other, _)| *other != name).map(|(name, tree)| (name.clone(), tree.clone()));
    let filled = (change.resource.retype)(&Tree::map(rest));
    filled.is_ok_and(|filled| filled.get(name).is_some_and(|filled| engine::plan::equal(filled, value)))
}

/// A value that says its type beside it is labelled with that, and stands first.
fn title(mut fields: Vec<Field>) -> Vec<Field> {
    let find = |fields: &[Field], name: &str| fields.iter().position(|field| field.name == name);
    let (Some(kind), Some(_)) = (find(&fields, "type"), find(&fields, "value")) else { return fields };
    let Shown::Value(label) = fields[kind].shown.clone() else { return fields };
    fields.remove(kind);
    let at = find(&fields, "value").expect("only the type was taken out");
    let value = fields.remove(at);
    fields.insert(0, Field { name: label, ..value });
    fields
}
