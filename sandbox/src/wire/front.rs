//! From an HTTP request to an operation and its typed input.

use std::collections::BTreeMap;

use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, Request};
use hyper::body::Bytes;

use super::auth::{Credential, credential};
use super::form;
use crate::check::{self, Dialect};
use crate::facts::{Operation, Protocol, facts};
use crate::handler::Refusal;
use crate::tree::Record;

/// The header that names a JSON service's operation.
const TARGET: &str = "x-amz-target";
/// So much is kept of what a client's program says that it is.
const LONGEST_AGENT: usize = 256;

/// A request whose operation is known. Its body is read later, behind the faults.
pub(crate) struct Front {
    pub(crate) operation: &'static Operation,
    pub(crate) credential: Credential,
    /// What the client's program says that it is.
    pub(crate) agent: String,
    body: Body,
}

enum Body {
    Json(Bytes),
    Form(BTreeMap<String, String>),
}

/// Finds the operation by `X-Amz-Target` or by a form's `Action` and `Version`.
///
/// # Errors
/// With the protocol in which the refusal is to be written.
pub(crate) fn read(request: Request<Bytes>) -> Result<Front, (Protocol, Refusal)> {
    let (parts, body) = request.into_parts();
    let target = parts.headers.get(TARGET).and_then(|value| value.to_str().ok());
    let content = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (protocol, found, body) = match target {
        Some(target) => (Protocol::Json, json_operation(target), Body::Json(body)),
        None if content.starts_with("application/x-www-form-urlencoded") => {
            let fields = form::fields(&body);
            let (protocol, found) = form_operation(&fields);
            (protocol, found, Body::Form(fields))
        }
        None => (Protocol::Json, Err(Refusal::bare("UnknownOperationException")), Body::Json(body)),
    };
    let credential = credential(&parts.headers).map_err(|refusal| (protocol, refusal))?;
    let operation = found.map_err(|refusal| (protocol, refusal))?;
    Ok(Front { operation, credential, agent: agent(&parts.headers), body })
}

fn agent(headers: &HeaderMap) -> String {
    let header = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    header.chars().take(LONGEST_AGENT).collect()
}

/// The protocol in which a request is answered whose body nobody reads.
pub(crate) fn protocol(headers: &HeaderMap) -> Protocol {
    if headers.contains_key(TARGET) { Protocol::Json } else { Protocol::Query }
}

fn json_operation(target: &str) -> Result<&'static Operation, Refusal> {
    let (service, operation) = target.rsplit_once('.').unwrap_or((target, ""));
    let mut services = facts().services().iter();
    // CloudTrail's whole name is a Java class's; clients send that, or its last part.
    let named = |own: &str| own == service || own.rsplit('.').next() == Some(service);
    let service = services.find(|own| own.protocol == Protocol::Json && named(own.target));
    service
        .and_then(|service| service.operations.get(operation))
        .ok_or_else(|| Refusal::bare("UnknownOperationException"))
}

/// The operation of a form; where its version is that of no service, the query protocol answers.
fn form_operation(fields: &BTreeMap<String, String>) -> (Protocol, Result<&'static Operation, Refusal>) {
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let (action, version) = (field("Action"), field("Version"));
    let mut services = facts().services().iter().filter(|own| own.protocol != Protocol::Json);
    let service = services.find(|own| own.version == version);
    let protocol = service.map_or(Protocol::Query, |service| service.protocol);
    let found = service.and_then(|service| service.operations.get(action));
    let found = found.ok_or_else(|| match protocol {
        Protocol::Ec2 => {
            let message = format!("The action {action} is not valid for this web service.");
            Refusal::new("InvalidAction", message)
        }
        Protocol::Json | Protocol::Query => {
            let message = format!("Could not find operation {action} for version {version}");
            Refusal::new("InvalidAction", message)
        }
    });
    (protocol, found)
}

impl Front {
    /// Reads the body by the operation's shape: types only.
    pub(crate) fn input(&self) -> Result<Record, Refusal> {
        let Some(shape) = self.operation.input else { return Ok(Record::new()) };
        let read = match &self.body {
            Body::Json(body) => {
                let body: &[u8] = if body.is_empty() { b"{}" } else { body };
                // AWS says nothing about JSON that it cannot read.
                let value =
                    serde_json::from_slice(body).map_err(|_| Refusal::bare("SerializationException"))?;
                check::from_json(shape, value)
            }
            Body::Form(fields) => {
                let dialect = match self.operation.protocol {
                    Protocol::Ec2 => Dialect::Ec2,
                    Protocol::Json | Protocol::Query => Dialect::Query,
                };
                check::from_form(shape, fields, dialect)
            }
        };
        read.map_err(|wrong| Refusal::new("SerializationException", wrong.0))
    }
}
