//! From a folder to manifests: finds the stack, its files, their texts, and the commit they are at.

mod commit;
mod files;
mod find;
mod folder;
mod git;
mod inside;
mod own;
mod past;
mod read;

pub use commit::{commit, repository};
pub use files::reads;
pub use find::{STACK_FILE, find};
pub use git::{is_ancestor, merge_base};
pub use own::spare;
pub use past::load_at;
pub use read::{Loaded, load};
