//! An outcome as an HTTP response, in the protocol of its operation.

use http::header::{CONTENT_TYPE, DATE};
use http::{Response, StatusCode};
use hyper::body::Bytes;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use super::{ec2, json, xml};
use crate::facts::{Operation, Protocol, facts};
use crate::handler::Refusal;
use crate::tree::{self, Record};

/// What an operation answered.
pub(crate) type Outcome = Result<Record, Refusal>;

/// Everything that a response needs beside the outcome.
pub(crate) struct Envelope<'a> {
    pub(crate) protocol: Protocol,
    /// None where the request named no operation of the table.
    pub(crate) operation: Option<&'static Operation>,
    pub(crate) request_id: &'a str,
    /// Milliseconds since 1970.
    pub(crate) now: i64,
}

impl Envelope<'_> {
    /// Writes the outcome.
    pub(crate) fn seal(&self, outcome: &Outcome) -> Response<Bytes> {
        let (status, body) = match outcome {
            Ok(reply) => (200, self.success(reply)),
            Err(refusal) => self.refusal(refusal),
        };
        let content = match self.protocol {
            Protocol::Json => "application/x-amz-json-1.1",
            Protocol::Query => "text/xml",
            Protocol::Ec2 => "text/xml;charset=UTF-8",
        };
        let now = Timestamp::from_millisecond(self.now).unwrap_or(Timestamp::UNIX_EPOCH);
        let date = now.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        Response::builder()
            .status(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST))
            .header(CONTENT_TYPE, content)
            .header("x-amzn-RequestId", self.request_id)
            .header(DATE, date)
            .body(Bytes::from(body))
            .expect("a status, three plain headers and a body make a response")
    }

    fn success(&self, reply: &Record) -> String {
        match (self.protocol, self.operation) {
            (Protocol::Query, Some(operation)) => xml::success(operation, reply, self.request_id),
            (Protocol::Json, Some(Operation { output: Some(shape), .. })) => {
                serde_json::to_string(&json::Shaped(*shape, reply))
                    .expect("a reply's types were fixed by its shape")
            }
            (Protocol::Ec2, Some(operation)) => ec2::success(operation, reply, self.request_id),
            (Protocol::Json | Protocol::Query | Protocol::Ec2, _) => "{}".to_owned(),
        }
    }

    fn refusal(&self, refusal: &Refusal) -> (u16, String) {
        let shape = self.operation.and_then(|operation| operation.error(&refusal.code));
        let error = shape.and_then(|shape| facts().shape(shape).error.as_ref());
        let status = refusal.status.or(error.and_then(|error| error.status));
        let code = error.and_then(|error| error.code).unwrap_or(&refusal.code);
        let message = refusal.message.as_deref();
        match self.protocol {
            Protocol::Query => {
                let (code, own_status) = query_code(code);
                let status = status.or(own_status).unwrap_or(400);
                let namespace = self.operation.map_or("", |operation| operation.namespace);
                (status, xml::error(namespace, status, code, message.unwrap_or_default(), self.request_id))
            }
            Protocol::Ec2 => {
                let (code, own_status) = ec2::code(code);
                let status = status.or(own_status).unwrap_or(400);
                (status, ec2::error(code, message.unwrap_or_default(), self.request_id))
            }
            Protocol::Json => {
                let spelling = shape.and_then(|shape| facts().shape(shape).member("Message"));
                let spelling = spelling.map_or("message", |member| member.name);
                let mut body = json!({ "__type": code });
                for (name, value) in refusal.members.iter() {
                    body[name] = tree::encode(value);
                }
                if let Some(message) = message {
                    body[spelling] = json!(message);
                }
                (status.unwrap_or(400), body.to_string())
            }
        }
    }
}

/// The front of a query service spells what the front of a JSON service says, and some with a status of its own.
fn query_code(code: &str) -> (&str, Option<u16>) {
    match code {
        "ExpiredTokenException" => ("ExpiredToken", Some(403)),
        "IncompleteSignatureException" => ("IncompleteSignature", None),
        "InternalServerError" => ("InternalFailure", Some(500)),
        "MissingAuthenticationTokenException" => ("MissingAuthenticationToken", Some(403)),
        "SerializationException" => ("MalformedInput", None),
        "UnknownOperationException" => ("InvalidAction", None),
        "ValidationException" => ("ValidationError", None),
        _ => (code, None),
    }
}
