//! The two ways in: behind the AWS SDK's HTTP client, and on a loopback port.

mod body;
mod connector;
mod gate;
mod limits;
mod patient;
mod server;

pub(crate) use connector::client;
pub use limits::Limits;
pub(crate) use server::serve;
