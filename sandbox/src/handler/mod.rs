//! What the door and those who carry operations out say to one another: a call, an answer, a registry.

mod call;
mod caller;
mod ids;
mod refusal;
mod registry;

pub(crate) use call::Call;
pub(crate) use caller::Caller;
pub(crate) use ids::{Ids, base64_text, hex, is_account, is_id, uuid};
pub(crate) use refusal::{Answer, Refusal};
pub(crate) use registry::{Entry, Handler, Index, Kind, Registry, Upkeep, read, write};
