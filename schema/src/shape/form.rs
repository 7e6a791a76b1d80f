//! What may be written, as data: the field table and the JSON Schema are made from it.

use crate::shape::Shape;
use crate::tree::Tree;

/// What a value of a type may be.
#[derive(Debug, Clone)]
pub enum Form {
    /// Any value.
    Anything,
    /// `true` or `false`.
    Bool,
    /// A whole number within bounds.
    Integer {
        /// The least.
        least: i64,
        /// The most.
        most: i64,
    },
    /// A scalar.
    Text(TextForm),
    /// One word of a closed list.
    Words(Vec<&'static str>),
    /// Many, in order.
    List(Box<Form>),
    /// Many, order means nothing.
    Set(Box<Form>),
    /// Many, by the author's keys.
    Map(Box<Form>),
    /// Named fields.
    Record(RecordForm),
    /// One of several forms: a shorthand or the whole.
    Any(Vec<Form>),
    /// One that may be left out.
    Optional(Box<Form>),
    /// One that is not compared where nobody wrote it.
    Class(Class, Box<Form>),
}

/// What a text may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextForm {
    /// What people call it: `text`, `duration`.
    pub words: &'static str,
    /// The regular expression of ECMA 262 that it matches, where there is one.
    pub pattern: Option<&'static str>,
}

impl TextForm {
    /// Any text.
    pub const FREE: Self = Self { words: "text", pattern: None };
}

/// How a field is compared where nobody wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// With AWS's default.
    Declared,
    /// Not at all: AWS or others decide it.
    AwsDecides,
    /// Not at all: it changes by itself.
    Volatile,
    /// Not at all: it is not ours to know.
    NotOurs,
    /// Not at all: it cannot be written yet.
    NotYet,
}

impl Class {
    /// What people call it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::AwsDecides => "AWS decides",
            Self::Volatile => "volatile",
            Self::NotOurs => "not ours",
            Self::NotYet => "not yet",
        }
    }
}

/// How AWS takes a new value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The resource stays.
    InPlace,
    /// The resource is made anew.
    Replace,
}

/// Whether a field has to be written.
#[derive(Debug, Clone)]
pub enum Need {
    /// It has to.
    Required,
    /// It may be left out; this tree stands for it then, where one does.
    Optional(Option<Tree>),
    /// It is one of several, of which [`Choice`] tells.
    Chosen,
}

/// One field.
#[derive(Debug, Clone)]
pub struct FieldForm {
    /// Its name in manifests.
    pub name: &'static str,
    /// The first paragraph of its doc comment.
    pub doc: &'static str,
    /// What it may be.
    pub form: Form,
    /// Whether it has to be written.
    pub need: Need,
    /// How AWS takes a new value.
    pub change: Change,
}

/// Fields of which exactly one is written.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Their names.
    pub names: Vec<&'static str>,
    /// Whether none at all is fine too.
    pub may_be_none: bool,
}

/// The fields of a record.
#[derive(Debug, Clone, Default)]
pub struct RecordForm {
    /// Every field, inline ones among them.
    pub fields: Vec<FieldForm>,
    /// The groups of which exactly one is written.
    pub choices: Vec<Choice>,
}

impl RecordForm {
    /// Adds a field.
    pub fn field<T: Shape>(
        &mut self,
        name: &'static str,
        doc: &'static str,
        unwritten: impl Fn() -> Option<T>,
        change: Change,
    ) {
        let need = match unwritten() {
            None => Need::Required,
            Some(value) => Need::Optional(value.entry().filter(|tree| !matches!(tree, Tree::Undeclared))),
        };
        self.fields.push(FieldForm { name, doc, form: T::form(), need, change });
    }

    /// Adds one of several fields.
    pub fn alternative<T: Shape>(&mut self, name: &'static str, doc: &'static str, change: Change) {
        let form = T::form();
        self.fields.push(FieldForm { name, doc, form, need: Need::Chosen, change });
    }

    /// Says that exactly one of these is written.
    pub fn choose(&mut self, names: &[&'static str]) {
        self.choices.push(Choice { names: names.to_vec(), may_be_none: false });
    }

    /// Adds the fields of a record that stands inline.
    pub fn inline(&mut self, other: Self) {
        self.fields.extend(other.fields);
        self.choices.extend(other.choices);
    }

    /// The same where nothing of it has to be written.
    pub fn optional(mut self) -> Self {
        for field in &mut self.fields {
            if matches!(field.need, Need::Required) {
                field.need = Need::Optional(None);
            }
        }
        for choice in &mut self.choices {
            choice.may_be_none = true;
        }
        self
    }
}
