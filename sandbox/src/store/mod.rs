//! What the sandbox holds: one ordered map of rows, changed in transactions.

mod disk;
mod doubt;
mod key;
mod stale;
mod state;
mod tx;
mod view;

pub use disk::OpenError;
pub(crate) use disk::{Disk, Saved};
pub(crate) use key::{Scope, Table};
pub use stale::Lag;
pub(crate) use stale::Stale;
pub(crate) use state::{Batch, State};
pub(crate) use tx::Tx;
pub(crate) use view::{Found, View};
