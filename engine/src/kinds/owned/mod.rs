//! Kinds whose ids AWS invents and whose names it does not hold unique: tags alone say whose each
//! resource is and which manifest's, and tags get lost, lag, and cannot always be read.
//!
//! [`survey`] is what such a kind does to observe; what differs from kind to kind is [`Listed`].

mod listed;
mod place;
mod places;
mod survey;
mod whose;

pub(super) use listed::{Line, Listed};
pub(super) use place::{Place, Standing};
pub(super) use survey::{Survey, survey};
pub(super) use whose::Whose;
