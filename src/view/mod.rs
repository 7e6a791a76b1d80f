//! One view of a plan for every output: rows of verb, address, reason, effects and fields, secrets
//! already words.
//!
//! Nothing else in the binary looks into the trees of a plan, so what must not be shown is decided
//! here and nowhere else.

mod alike;
mod caution;
mod digest;
mod effect;
mod field;
mod fold;
mod list;
mod names;
mod near;
mod origin;
mod partial;
mod reach;
mod records;
mod rival;
mod row;
mod rules;
mod shared;
mod sides;
mod site;
mod spelling;
mod structure;
mod summary;
mod tags;
pub mod text;
mod timing;
mod value;
mod words;

pub use caution::{Cautions, cautions, risk};
pub use digest::{change_digest, fingerprint};
pub use effect::effects;
pub use field::{Field, Line, Mark, Shown};
pub use fold::{Extent, Fold, Folded, Folding, fold};
pub use origin::{heading, untold};
pub use partial::partial;
pub use rival::{settle, whose};
pub use row::{Protection, Row, Weight, rows};
pub use rules::{Rule, rules};
pub use shared::{Block, blocks};
pub use sides::{Sides, beside, by_path, replace_paths, sides};
pub use site::{Unreached, account, commit};
pub use summary::{counts, counts_of, noun, refused, withheld};
pub use timing::time_in;
pub use words::sentences;
