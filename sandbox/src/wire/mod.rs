//! Bytes in and bytes out: AWS JSON 1.1 and the query protocol's form and XML.

mod auth;
mod ec2;
mod form;
mod front;
mod json;
mod response;
mod xml;

pub(crate) use front::{Front, protocol, read};
pub(crate) use response::{Envelope, Outcome};
