//! A reply as EC2's XML: its own names, `item` in every list, its own errors.

use std::fmt::Write;

use jiff::Timestamp;

use super::xml::escape;
use crate::facts::{Kind, Operation, ShapeRef};
use crate::tree::{Record, Tree};

/// `<XResponse><requestId>…</requestId>…`; what answers nothing else answers `true`.
pub(super) fn success(operation: &Operation, reply: &Record, request_id: &str) -> String {
    let mut out = String::new();
    let Operation { name, namespace, .. } = operation;
    let _ = write!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#);
    let _ = write!(out, r#"<{name}Response xmlns="{namespace}/"><requestId>{request_id}</requestId>"#);
    match operation.output {
        Some(shape) => members(shape, reply, &mut out),
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

fn members(shape: ShapeRef, record: &Record, out: &mut String) {
    for member in shape.members() {
        if let Some(value) = record.get(member.name) {
            element(member.wire.unwrap_or(member.name), member.shape, value, out);
        }
    }
}

fn element(name: &str, shape: ShapeRef, value: &Tree, out: &mut String) {
    let _ = write!(out, "<{name}>");
    match (&shape.kind, value) {
        (Kind::Structure(_), Tree::Record(record)) => members(shape, record, out),
        (Kind::List { member }, Tree::List(items)) => {
            items.iter().for_each(|item| element("item", *member, item, out));
        }
        (Kind::Timestamp, Tree::Integer(milliseconds)) => {
            let instant = Timestamp::from_millisecond(*milliseconds).unwrap_or(Timestamp::UNIX_EPOCH);
            let _ = write!(out, "{instant:.3}");
        }
        (_, Tree::Bool(flag)) => {
            let _ = write!(out, "{flag}");
        }
        (_, Tree::Integer(number)) => {
            let _ = write!(out, "{number}");
        }
        (_, Tree::Float(number)) => {
            let _ = write!(out, "{number}");
        }
        (_, Tree::Text(text)) => escape(text, out),
        // EC2 has no maps; the rest is what the check of replies refuses.
        (_, Tree::List(_) | Tree::Record(_) | Tree::Map(_)) => {}
    }
    let _ = write!(out, "</{name}>");
}
