//! A reply as EC2's XML: its own names, `item` in every list, its own errors.

use std::fmt::Write;

use super::xml::{Names, escape, members};
use crate::facts::Operation;
use crate::tree::Record;

/// `<XResponse><requestId>…</requestId>…`; what answers nothing else answers `true`.
pub(super) fn success(operation: &Operation, reply: &Record, request_id: &str) -> String {
    let mut out = String::new();
    let Operation { name, namespace, .. } = operation;
    let _ = write!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#);
    let _ = write!(out, r#"<{name}Response xmlns="{namespace}/"><requestId>{request_id}</requestId>"#);
    match operation.output {
        Some(shape) => members(Names::Ec2, shape, reply, &mut out),
        None => out.push_str("<return>true</return>"),
    }
    let _ = write!(out, "</{name}Response>");
    out
}

/// `<Response><Errors><Error>…`.
pub(super) fn error(code: &str, message: &str, request_id: &str) -> String {
    let mut out = String::from(r#"<?xml version="1.0" encoding="UTF-8"?><Response><Errors><Error><Code>"#);
    escape(code, &mut out);
    out.push_str("</Code><Message>");
    escape(message, &mut out);
    let _ = write!(out, "</Message></Error></Errors><RequestID>{request_id}</RequestID></Response>");
    out
}

/// How EC2 spells what the front of a JSON service says, and some with a status of its own.
pub(super) fn code(code: &str) -> (&str, Option<u16>) {
    match code {
        "ExpiredTokenException" => ("RequestExpired", None),
        "IncompleteSignatureException" => ("IncompleteSignature", None),
        "InternalServerError" => ("InternalError", Some(500)),
        "MissingAuthenticationTokenException" => ("MissingAuthenticationToken", Some(403)),
        "SerializationException" | "ValidationException" => ("InvalidParameterValue", None),
        "UnknownOperationException" => ("InvalidAction", None),
        _ => (code, None),
    }
}
