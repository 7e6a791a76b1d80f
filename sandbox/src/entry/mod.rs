//! The two ways in: behind the AWS SDK's HTTP client, and on a loopback port.

mod connector;
mod server;

pub(crate) use connector::client;
pub(crate) use server::serve;
