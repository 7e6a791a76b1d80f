//! What is known of the APIs: the text that `model/extract.py` wrote, under the overlay of what AWS does
//! otherwise.

mod java_regex;
mod overlay;
mod pattern;
mod quota;
mod shape;
mod table;
mod text;

pub(crate) use pattern::{JavaRegex, java_regex};
pub(crate) use quota::{Quota, quotas};
pub(crate) use shape::{Kind, Member, Shape, ShapeRef};
pub(crate) use table::{Operation, Protocol, facts};

/// The name of a member, taken from this table or from this crate's own text.
pub(crate) type Name = &'static str;
