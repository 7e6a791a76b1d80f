//! The record: what a site must remember and no tag can tell.
//!
//! It is advice. Losing it makes drift and pending one class and leaves standing what can carry
//! no tag; nothing else leans on it. It is read in one call, is no resource of any plan, and is
//! written around the changes of an apply: before what it must remember is made, and at the end.
//! It lies in one parameter of AWS's Intelligent-Tiering, which is Standard up to 4 KB, some fifty
//! registrations, and Advanced up to 8 KB; splitting it would make its writes more than one.

mod content;
mod place;
mod registrations;

pub use content::Record;
pub use place::{Held, RecordPlace};
pub use registrations::{Registration, Registrations};

pub(crate) use place::read;
