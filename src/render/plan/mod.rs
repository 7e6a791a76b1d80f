//! A plan, in every format.

mod block;
mod body;
mod budget;
mod comment;
mod context;
mod fields;
mod folds;
mod gitlab;
mod html;
mod human;
mod json;
mod links;
mod markdown;
mod open;
mod sections;
mod unplanned;
mod verdicts;

pub(super) use body::body;
pub(super) use comment::change;
pub(super) use human::{head, header, page_row, words_column};
pub(super) use json::{partial, target};
pub(super) use sections::{done_without_all, place};

pub use context::Context;
pub use gitlab::gitlab;
pub use html::html;
pub use human::{about, human};
pub use json::json;
pub use links::Links;
pub use markdown::{DIGEST, markdown};
pub use unplanned::{Unplanned, unplanned};
