//! What a client said, as handlers see it: by names that the shape must have, with a note of what was used.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::facts::{Kind, Name, ShapeRef, facts};
use crate::tree::{Record, Tree};

/// A checked request.
pub(crate) struct Input {
    shape: ShapeRef,
    record: Record,
    used: RefCell<HashMap<(ShapeRef, Name), Use>>,
}

/// How far a member was looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Itself; what is inside counts by itself.
    Read,
    /// With all that is inside.
    Whole,
}

/// One structure of a request.
#[derive(Clone, Copy)]
pub(crate) struct Said<'a> {
    shape: ShapeRef,
    record: &'a Record,
    input: &'a Input,
}

impl Input {
    pub(crate) fn new(shape: ShapeRef, record: Record) -> Self {
        Input { shape, record, used: RefCell::default() }
    }

    /// The whole request.
    pub(crate) fn said(&self) -> Said<'_> {
        Said { shape: self.shape, record: &self.record, input: self }
    }

    /// The request as it was typed.
    pub(crate) fn record(&self) -> &Record {
        &self.record
    }

    /// Members that were sent and that the handler neither read nor kept: what it forgets.
    pub(crate) fn forgotten(&self) -> Vec<String> {
        let mut out = Vec::new();
        self.unused(self.shape, &self.record, &mut out);
        out
    }

    fn unused(&self, shape: ShapeRef, record: &Record, out: &mut Vec<String>) {
        for (name, value) in record.iter() {
            let Some(member) = shape.member(name) else { continue };
            let used = self.used.borrow().get(&(shape, member.name)).copied();
            match used {
                Some(Use::Whole) => {}
                Some(Use::Read) => self.unused_inside(member.shape, value, out),
                None => out.push(format!("{}.{name}", shape.name)),
            }
        }
    }

    fn unused_inside(&self, shape: ShapeRef, value: &Tree, out: &mut Vec<String>) {
        match (&shape.kind, value) {
            (Kind::Structure(_), Tree::Record(record)) => self.unused(shape, record, out),
            (Kind::List { member }, Tree::List(items)) => {
                items.iter().for_each(|item| self.unused_inside(*member, item, out));
            }
            (Kind::Map { value: inner, .. }, Tree::Map(entries)) => {
                entries.iter().for_each(|(_, item)| self.unused_inside(*inner, item, out));
            }
            _ => {}
        }
    }
}

impl<'a> Said<'a> {
    /// The member's value. A name that the shape lacks is a bug of the handler, and is told as one.
    pub(crate) fn get(&self, name: Name) -> Option<&'a Tree> {
        self.note(name, Use::Read);
        self.record.get(name)
    }

    /// The member's value, kept or knowingly passed over with all that is inside.
    pub(crate) fn whole(&self, name: Name) -> Option<&'a Tree> {
        self.note(name, Use::Whole);
        self.record.get(name)
    }

    fn note(&self, name: Name, how: Use) {
        assert!(self.shape.member(name).is_some(), "`{}` has no member `{name}`", self.shape.name);
        self.input.used.borrow_mut().insert((self.shape, name), how);
    }

    pub(crate) fn text(&self, name: Name) -> Option<&'a str> {
        self.get(name).and_then(Tree::as_text)
    }

    /// A member that the model requires, and that the door has therefore seen.
    pub(crate) fn required(&self, name: Name) -> &'a str {
        self.text(name).expect("the door refuses a request without its required members")
    }

    pub(crate) fn integer(&self, name: Name) -> Option<i64> {
        match self.get(name) {
            Some(Tree::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    /// A flag; absent is false.
    pub(crate) fn flag(&self, name: Name) -> bool {
        matches!(self.get(name), Some(Tree::Bool(true)))
    }

    /// The strings of a list; none where it is absent.
    pub(crate) fn texts(&self, name: Name) -> Vec<&'a str> {
        match self.get(name) {
            Some(Tree::List(items)) => items.iter().filter_map(Tree::as_text).collect(),
            _ => Vec::new(),
        }
    }

    /// The entries of a map of strings; none where it is absent.
    pub(crate) fn entries(&self, name: Name) -> Vec<(&'a str, &'a str)> {
        match self.get(name) {
            Some(Tree::Map(entries)) => {
                entries.iter().filter_map(|(key, value)| Some((&**key, value.as_text()?))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The structures of a list; none where it is absent.
    pub(crate) fn each(&self, name: Name) -> Vec<Said<'a>> {
        let shape = self.shape.member(name).map(|member| member.shape);
        match (self.get(name), shape.map(|shape| &facts().shape(shape).kind)) {
            (Some(Tree::List(items)), Some(Kind::List { member })) => items
                .iter()
                .filter_map(Tree::as_record)
                .map(|record| Said { shape: *member, record, input: self.input })
                .collect(),
            _ => Vec::new(),
        }
    }
}
