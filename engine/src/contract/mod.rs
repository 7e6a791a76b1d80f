//! What a kind offers to the stages, and what they hand it.

mod already;
mod call;
mod declared;
mod deed;
mod effect;
mod found;
mod grant;
mod kind;
mod mark;
mod part;
mod resource;
mod selects;
mod siblings;
mod step;
mod strays;
mod tagged;
mod timing;
mod undeclared;
mod words;

pub use already::{Already, Look, Search};
pub use call::{
    Answers, Call, Check, Completion, EVERY, Judge, LOOKS, Learn, Preparation, Sight, Turn, Until, Verdict,
};
pub use declared::{Adopt, Asked, Declared, Presence};
pub use deed::Deed;
pub use effect::{Effect, Gate, LastChange, Runs};
pub use found::{Beside, Found, Hidden, Owner, Taken, Unreadable};
pub use grant::{Role, Statement};
pub use kind::{Depth, Exposure, Inventory, Kind, KindLine, Scope};
pub use part::Part;
pub use resource::{Acts, Attribute, Comes, Follows, InPlace, Resource, ResourceLine, Title};
pub use selects::Selects;
pub use siblings::Siblings;
pub use step::{Step, Suspend};
pub use strays::{Adopting, Names, Sought, Stray, Unsaid, Written};
pub use tagged::{Heard, Tags, Told};
pub use timing::Timing;
pub(crate) use undeclared::{undeclared, undeclared_address};
pub use words::{Fields, Words};
