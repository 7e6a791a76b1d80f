//! A reply as the query protocol's XML.

use std::fmt::Write;

use jiff::Timestamp;

use crate::facts::{Kind, Operation, ShapeRef};
use crate::tree::{Record, Tree};

/// `<XResponse><XResult>…</XResult><ResponseMetadata>…`.
pub(super) fn success(operation: &Operation, reply: &Record, request_id: &str) -> String {
    let mut out = String::new();
    let Operation { name, namespace, .. } = operation;
    let _ = write!(out, r#"<{name}Response xmlns="{namespace}"><{name}Result>"#);
    if let Some(shape) = operation.output {
        members(Names::Query, shape, reply, &mut out);
    }
    let _ = write!(
        out,
        "</{name}Result><ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{name}Response>"
    );
    out
}

/// `<ErrorResponse><Error>…</Error><RequestId>…`.
pub(super) fn error(namespace: &str, status: u16, code: &str, message: &str, request_id: &str) -> String {
    let side = if status >= 500 { "Receiver" } else { "Sender" };
    let mut out = format!(r#"<ErrorResponse xmlns="{namespace}"><Error><Type>{side}</Type><Code>"#);
    escape(code, &mut out);
    out.push_str("</Code><Message>");
    escape(message, &mut out);
    let _ = write!(out, "</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>");
    out
}

/// Whose names a reply's elements have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// The model's; `member` in a list, seconds in a time.
    Query,
    /// EC2's own, which the model tells beside; `item` in a list, milliseconds in a time.
    Ec2,
}

pub(super) fn members(names: Names, shape: ShapeRef, record: &Record, out: &mut String) {
    for member in shape.members() {
        if let Some(value) = record.get(member.name) {
            let own = member.wire.filter(|_| names == Names::Ec2);
            element(names, own.unwrap_or(member.name), member.shape, value, out);
        }
    }
}

fn element(names: Names, name: &str, shape: ShapeRef, value: &Tree, out: &mut String) {
    let _ = write!(out, "<{name}>");
    match (&shape.kind, value) {
        (Kind::Structure(_), Tree::Record(record)) => members(names, shape, record, out),
        (Kind::List { member }, Tree::List(items)) => {
            let of_list = match names {
                Names::Query => "member",
                Names::Ec2 => "item",
            };
            items.iter().for_each(|item| element(names, of_list, *member, item, out));
        }
        (Kind::Map { value: inner, .. }, Tree::Map(entries)) => {
            for (key, item) in entries {
                out.push_str("<entry><key>");
                escape(key, out);
                out.push_str("</key>");
                element(names, "value", *inner, item, out);
                out.push_str("</entry>");
            }
        }
        (Kind::Timestamp, Tree::Integer(milliseconds)) => {
            let instant = Timestamp::from_millisecond(*milliseconds).unwrap_or(Timestamp::UNIX_EPOCH);
            let _ = match names {
                Names::Query => write!(out, "{instant}"),
                Names::Ec2 => write!(out, "{instant:.3}"),
            };
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
        (_, Tree::List(_) | Tree::Record(_) | Tree::Map(_)) => {}
    }
    let _ = write!(out, "</{name}>");
}

pub(super) fn escape(text: &str, out: &mut String) {
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#xD;"),
            '\t' | '\n' => out.push(char),
            // XML has no way to write these.
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push(char::REPLACEMENT_CHARACTER),
            _ => out.push(char),
        }
    }
}
