//! One declaration of a type gives reading, trees, the field table and the JSON Schema.
//!
//! `serde` was turned down for reading: it stops at the first mistake, and its flattening loses
//! both places and unknown fields.

mod class;
mod collection;
mod contract;
mod duration;
mod fields;
mod foreign;
mod form;
mod json;
mod misfit;
mod opaque;
mod reader;
mod record;
mod scalar;
mod suggest;
mod table;
mod timestamp;
mod word;

pub use class::{AwsDecides, NotOurs, Volatile};
pub use contract::{Shape, decode, decode_judged};
pub use duration::Duration;
pub use fields::Fields;
pub(crate) use fields::quoted;
pub(crate) use foreign::listed_map;
pub use form::{Change, Choice, Class, FieldForm, Form, Need, RecordForm, TextForm};
pub use json::json_schema;
pub use misfit::Misfit;
pub use opaque::{Anything, NotYet};
pub use reader::Reader;
pub use record::{Record, field_from_map, read_record, record_from_tree, record_tree};
pub(crate) use scalar::whole;
/// Derives [`Shape`](trait@Shape) for a record, an enum of words, or a choice of exactly one of
/// several fields.
///
/// ```
/// /// A record.
/// #[derive(schema::Shape)]
/// struct Record {
///     /// Its name.
///     name: String,
/// }
/// ```
/// A field that says nothing of itself does not compile:
/// ```compile_fail
/// /// A record.
/// #[derive(schema::Shape)]
/// struct Record {
///     name: String,
/// }
/// ```
/// Neither does an attribute that is mistyped:
/// ```compile_fail
/// /// A record.
/// #[derive(schema::Shape)]
/// struct Record {
///     /// Its name.
///     #[shape(renamed = "x")]
///     name: String,
/// }
/// ```
/// Neither does a choice whose variant holds nothing:
/// ```compile_fail
/// /// A choice.
/// #[derive(schema::Shape)]
/// enum Choice {
///     /// A word.
///     Word,
///     /// A text.
///     Text(String),
/// }
/// ```
pub use schema_derive::Shape;
#[cfg(test)]
pub(crate) use suggest::COMPARED;
pub use suggest::{Vocabulary, mistyped, nearest, resembles};
pub use table::{FieldRow, Items, field_table, fields_of};
pub use timestamp::Timestamp;
pub use word::{Word, Words, read_word, word_from_tree, words_form};
