//! The doors to AWS: [`Reads`] for everything that looks, [`Writes`] for apply alone, [`Desk`] for OpsItems.
//!
//! Every AWS operation is one row of [`table`]. One loop ([`line`]) holds limiter, attempt, retry
//! class and wait; an SDK error never leaves it, only a masked [`ApiError`] does.

mod batch;
mod bounded;
mod clients;
mod doors;
mod error;
mod jitter;
mod limiter;
mod line;
mod mask;
mod operation;
mod pace;
mod progress;
mod quota;
mod spread;
mod table;

pub use bounded::bounded;
pub use clients::Clients;
pub use doors::{Desk, Reads, Writes};
pub use error::{ApiError, Cause, Earlier};
pub use line::{ATTEMPT, Count, Counts, Leave, Line, Pace};
pub use mask::{MASK, Masks, SHORTEST, cover};
pub use operation::{Access, Ask, Item, Lost, Operation, Paged, Read, Reply, Row, Service, Write};
pub(crate) use progress::{Page, Progress};
pub use quota::Quota;
pub use spread::{abreast, spread};
pub use table::{Answer, OPERATIONS, Performed, Request, row};
