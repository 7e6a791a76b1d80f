//! Requests to the sandbox, one after another, as a client on the loopback port sends them.

use std::collections::BTreeMap;

use futures_util::FutureExt;
use http::{HeaderName, HeaderValue, Request, Response};
use hyper::body::Bytes;
use jiff::Timestamp;
use sandbox::{Checks, Clock, Sandbox, Settings};

use serde_json::Value;

use crate::parts::parts;

/// The version by which EC2's forms are known.
const EC2: &str = "Version=2016-11-15&";
/// The version by which those of STS are.
const STS: &str = "Version=2011-06-15&";

/// Requests to one sandbox, see [`Client::send`].
pub fn run(bytes: &[u8]) {
    let mut client = Client::default();
    for part in parts(bytes) {
        client.send(part);
    }
}

/// A client that remembers what it was told.
pub struct Client {
    sandbox: Sandbox,
    told: BTreeMap<String, String>,
}

impl Default for Client {
    /// A client of an empty sandbox in memory, at a time that does not move.
    fn default() -> Self {
        let now: Timestamp = "2027-01-01T00:00:00Z".parse().expect("an instant");
        let clock = Clock::fixed(now);
        let sandbox = Sandbox::memory(Settings { clock, checks: Checks::On, ..Settings::default() });
        Self { sandbox, told: BTreeMap::new() }
    }
}

impl Client {
    /// Sends a request. The first line says what the others are sent as: `ssm NAME`, `tagging NAME`,
    /// `secretsmanager NAME`, `cloudtrail NAME`, `ec2`, `sts`, or anything else, which stands for lines of a head.
    /// `$WindowId` is the last one that an answer told, and so on.
    pub fn send(&mut self, part: &[u8]) -> Response<Bytes> {
        let response = answer(&self.sandbox, request(&filled(part, &self.told)));
        if let Ok(reply) = serde_json::from_slice(response.body()) {
            learn(&reply, &mut self.told);
        }
        response
    }
}

/// So many bytes a request may grow to by what is filled in.
const FILLED: usize = 1 << 16;

fn filled(part: &[u8], told: &BTreeMap<String, String>) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(part) else { return part.to_vec() };
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let end = after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len());
        let known = told.get(&after[..end]).filter(|value| out.len() + value.len() < FILLED);
        out.push_str(known.map_or("$", |value| value));
        rest = known.map_or(after, |_| &after[end..]);
    }
    (out + rest).into_bytes()
}

/// Keeps the texts of an answer by their members' names.
fn learn(reply: &Value, told: &mut BTreeMap<String, String>) {
    match reply {
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(text) => drop(told.insert(name.clone(), text.clone())),
                    other => learn(other, told),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| learn(item, told)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The request that a part stands for.
fn request(part: &[u8]) -> Request<Bytes> {
    let at = part.iter().position(|byte| *byte == b'\n').unwrap_or(part.len());
    let (head, body) = (&part[..at], part.get(at + 1..).unwrap_or_default());
    let head = String::from_utf8_lossy(head);
    match head.split_once(' ').unwrap_or((&head, "")) {
        ("ssm", name) => json("AmazonSSM", name, body),
        ("secretsmanager", name) => json("secretsmanager", name, body),
        ("cloudtrail", name) => json("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", name, body),
        ("tagging", name) => json("ResourceGroupsTaggingAPI_20170126", name, body),
        ("ec2", _) => form(EC2, body),
        ("sts", _) => form(STS, body),
        _ => raw(part),
    }
}

/// A call of a JSON service.
fn json(service: &str, name: &str, body: &[u8]) -> Request<Bytes> {
    let mut request = signed(body.to_vec());
    let target = HeaderValue::from_bytes(format!("{service}.{name}").as_bytes());
    if let Ok(target) = target {
        request.headers_mut().insert("x-amz-target", target);
    }
    request
}

fn form(version: &str, body: &[u8]) -> Request<Bytes> {
    let mut request = signed([version.as_bytes(), body].concat());
    let content = HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8");
    request.headers_mut().insert("content-type", content);
    request
}

fn signed(body: Vec<u8>) -> Request<Bytes> {
    let mut request = Request::new(Bytes::from(body));
    let authorization = "AWS4-HMAC-SHA256 Credential=123456789012/20270101/us-east-1/ssm/aws4_request";
    request.headers_mut().insert("authorization", HeaderValue::from_static(authorization));
    request
}

/// A head with a body, as HTTP writes them.
fn raw(part: &[u8]) -> Request<Bytes> {
    let mut request = Request::new(Bytes::new());
    let mut lines = part.split(|byte| *byte == b'\n');
    for line in lines.by_ref().take_while(|line| !line.is_empty()) {
        let at = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        let name = HeaderName::from_bytes(&line[..at]);
        let value = HeaderValue::from_bytes(line.get(at + 1..).unwrap_or_default().trim_ascii());
        if let (Ok(name), Ok(value)) = (name, value) {
            request.headers_mut().append(name, value);
        }
    }
    *request.body_mut() = lines.collect::<Vec<_>>().join(&b'\n').into();
    request
}

/// Sends a request. Whatever it was, the answer is one that a client can read, and no bug of the sandbox.
fn answer(sandbox: &Sandbox, request: Request<Bytes>) -> Response<Bytes> {
    let said = format!("{request:?}");
    let answered = sandbox.handle(request).now_or_never().expect("a sandbox in memory never waits");
    let response = answered.expect("no fault rule loses it");
    let status = response.status();
    let text = std::str::from_utf8(response.body()).expect("a reply is UTF-8");
    assert!(!status.is_server_error(), "{status} {text}\n{said}");
    let content = response.headers()["content-type"].to_str().expect("a plain header");
    if content.contains("json") {
        serde_json::from_str::<Value>(text).expect("a reply of a JSON service is JSON");
    } else {
        let foreign = |c: char| c < ' ' && !"\t\n\r".contains(c) || matches!(c, '\u{fffe}' | '\u{ffff}');
        assert!(text.starts_with('<') && !text.contains(foreign), "no XML: {text:?}");
    }
    response
}
