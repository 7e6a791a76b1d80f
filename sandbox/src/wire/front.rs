//! From an HTTP request to an operation and its typed input.

use std::collections::BTreeMap;

use http::Request;
use http::header::CONTENT_TYPE;
use hyper::body::Bytes;

use super::auth::{Credential, credential};
use super::form;
use crate::check;
use crate::door::Refusal;
use crate::facts::{Operation, Protocol, facts};
use crate::tree::Record;

/// A request whose operation is known. Its body is read later, behind the faults.
pub(crate) struct Front {
    pub(crate) operation: &'static Operation,
    pub(crate) credential: Credential,
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
    let target = parts.headers.get("x-amz-target").and_then(|value| value.to_str().ok());
    let content = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (protocol, found, body) = match target {
        Some(target) => (Protocol::Json, json_operation(target), Body::Json(body)),
        None if content.starts_with("application/x-www-form-urlencoded") => {
            let fields = form::fields(&body);
            (Protocol::Query, form_operation(&fields), Body::Form(fields))
        }
        None => (Protocol::Json, Err(Refusal::bare("UnknownOperationException")), Body::Json(body)),
    };
    let credential = credential(&parts.headers).map_err(|refusal| (protocol, refusal))?;
    let operation = found.map_err(|refusal| (protocol, refusal))?;
    Ok(Front { operation, credential, body })
}

fn json_operation(target: &str) -> Result<&'static Operation, Refusal> {
    let (service, operation) = target.split_once('.').unwrap_or((target, ""));
    let mut services = facts().services().iter();
    let service = services.find(|own| own.protocol == Protocol::Json && own.target == service);
    service
        .and_then(|service| service.operations.get(operation))
        .ok_or_else(|| Refusal::bare("UnknownOperationException"))
}

fn form_operation(fields: &BTreeMap<String, String>) -> Result<&'static Operation, Refusal> {
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let (action, version) = (field("Action"), field("Version"));
    let mut services = facts().services().iter();
    let service = services.find(|own| own.protocol == Protocol::Query && own.version == version);
    service.and_then(|service| service.operations.get(action)).ok_or_else(|| {
        Refusal::new("InvalidAction", format!("Could not find operation {action} for version {version}"))
    })
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
            Body::Form(fields) => check::from_form(shape, fields),
        };
        read.map_err(|wrong| Refusal::new("SerializationException", wrong.0))
    }
}
