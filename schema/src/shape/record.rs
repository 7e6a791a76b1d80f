//! Records: types made of fields, standing alone or inline beside their neighbours.

use std::collections::BTreeMap;

use crate::node::{Node, Value};
use crate::shape::fields::listed;
use crate::shape::{Fields, Misfit, Reader, RecordForm, Shape};
use crate::tree::{Name, Tree};

/// A type made of fields. The derive writes it; [`Shape`] stands on it.
pub trait Record: Sized {
    /// Reads the fields that are its own.
    fn take(fields: &mut Fields<'_>, reader: &mut Reader) -> Option<Self>;

    /// What goes on in the place of one that cannot be read.
    fn stand_in() -> Option<Self>;

    /// Writes its fields into a map.
    fn give(&self, map: &mut BTreeMap<Name, Tree>);

    /// Reads its fields from a map.
    ///
    /// # Errors
    /// A field that does not fit, with its name.
    fn from_map(map: &BTreeMap<Name, Tree>) -> Result<Self, Misfit>;

    /// Whether any of its fields is written.
    fn held(fields: &Fields<'_>) -> bool;

    /// Its fields, for the field table and the JSON Schema.
    fn describe() -> RecordForm;
}

impl<R: Record> Record for Option<R> {
    fn take(fields: &mut Fields<'_>, reader: &mut Reader) -> Option<Self> {
        if R::held(fields) {
            return Some(R::take(fields, reader));
        }
        fields.knows(R::describe().fields.iter().map(|field| field.name));
        Some(None)
    }

    fn stand_in() -> Option<Self> {
        Some(None)
    }

    fn give(&self, map: &mut BTreeMap<Name, Tree>) {
        if let Some(record) = self {
            record.give(map);
        }
    }

    fn from_map(map: &BTreeMap<Name, Tree>) -> Result<Self, Misfit> {
        let RecordForm { fields, .. } = R::describe();
        let held = fields.iter().any(|field| map.contains_key(field.name));
        if held { R::from_map(map).map(Some) } else { Ok(None) }
    }

    fn held(fields: &Fields<'_>) -> bool {
        R::held(fields)
    }

    fn describe() -> RecordForm {
        R::describe().optional()
    }
}

/// Reads a record that is a map of its own.
pub fn read_record<R: Record>(node: &Node, reader: &mut Reader) -> Option<R> {
    let Value::Map(_) = &node.value else {
        reader.wrong_form(node, "a map", Some(form_in_words(&R::describe())));
        return None;
    };
    let mut fields = Fields::new(node, reader.owner());
    let record = R::take(&mut fields, reader);
    fields.finish(reader);
    record
}

/// What a map is to hold, for who wrote none.
fn form_in_words(form: &RecordForm) -> String {
    if let [choice] = &form.choices[..] {
        return format!("write a map that has one of {}", listed(&choice.names));
    }
    let names: Vec<_> = form.fields.iter().map(|field| field.name).collect();
    let more = if names.len() > MOST { " and others" } else { "" };
    format!("write a map; its fields are {}{more}", listed(&names[..names.len().min(MOST)]))
}

/// As many fields as a finding names.
const MOST: usize = 8;

/// A record as a map of its own.
pub fn record_tree<R: Record>(record: &R) -> Tree {
    let mut map = BTreeMap::new();
    record.give(&mut map);
    Tree::Map(map)
}

/// A record from a map of its own.
///
/// # Errors
/// What is not a map, or a field that does not fit.
pub fn record_from_tree<R: Record>(tree: Option<&Tree>) -> Result<R, Misfit> {
    match tree {
        Some(Tree::Map(map)) => R::from_map(map),
        other => Err(Misfit::new("a map", other)),
    }
}

/// One field from a record's map. An entry that is not there is what the type reads for it, or
/// else the field's default.
///
/// # Errors
/// The misfit, with the field's name.
pub fn field_from_map<T: Shape>(
    map: &BTreeMap<Name, Tree>,
    name: &'static str,
    unwritten: impl Fn() -> Option<T>,
) -> Result<T, Misfit> {
    let tree = map.get(name);
    match T::from_tree(tree) {
        Ok(value) => Ok(value),
        Err(misfit) if tree.is_none() => unwritten().ok_or_else(|| misfit.under(name)),
        Err(misfit) => Err(misfit.under(name)),
    }
}
