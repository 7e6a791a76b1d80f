//! One declaration of a type gives reading, trees, the field table and the JSON Schema.
//!
//! `serde` was turned down for reading: it stops at the first mistake, and its flattening loses
//! both places and unknown fields.

mod class;
mod collection;
mod contract;
mod duration;
mod fields;
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
pub use contract::{Shape, decode};
pub use duration::Duration;
pub use fields::Fields;
pub use form::{Change, Choice, Class, FieldForm, Form, Need, RecordForm, TextForm};
pub use json::json_schema;
pub use misfit::Misfit;
pub use opaque::{Anything, NotYet};
pub use reader::Reader;
pub use record::{Record, field_from_map, read_record, record_from_tree, record_tree};
pub(crate) use scalar::whole;
pub use schema_derive::Shape;
pub use suggest::{nearest, resembles};
pub use table::{FieldRow, field_table};
pub use timestamp::Timestamp;
pub use word::{Word, Words, read_word, word_from_tree, words_form};
