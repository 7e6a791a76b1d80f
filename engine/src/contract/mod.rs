//! What a kind offers to the stages, and what they hand it.

mod call;
mod declared;
mod found;
mod grant;
mod kind;
mod resource;
mod siblings;
mod step;

pub use call::{Already, Call, Check, Completion, Judge, Preparation, Search, Sight, Turn, Until, Verdict};
pub use declared::{Adopt, Asked, Declared, Presence};
pub use found::{Found, Owner, Taken, Unreadable};
pub use grant::{Role, Statement};
pub use kind::{Depth, Exposure, Inventory, Kind, KindLine, Scope};
pub use resource::{Acts, Attribute, Comes, InPlace, Resource, ResourceLine};
pub use siblings::Siblings;
pub use step::{Step, Suspend};
