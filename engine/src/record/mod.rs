//! The record: what a site must remember and no tag can tell.
//!
//! It is advice. Losing it makes drift and pending one class and leaves standing what can carry
//! no tag; nothing else leans on it. It is read in one call, is no resource of any plan, and is
//! written around the changes of an apply: before what it must remember is made, and at the end.
//! It lies in one parameter of AWS's Intelligent-Tiering, which is Standard up to 4 KB and Advanced up to
//! 8 KB; what is longer lies in pieces below it, which are written before their head.

mod content;
mod form;
mod memory;
mod others;
mod place;

pub use content::{Applied, Part, Record};
pub use form::Laid;
pub use memory::{Memories, Memory, Untagged};
pub use place::{FormerRecord, Held, Left, RecordPlace, Since};

pub(crate) use others::{Claims, looked_at};
pub(crate) use place::{piece_of, read};
