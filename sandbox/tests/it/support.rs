//! A client that knows only the wire.

use http::Request;
use hyper::body::Bytes;
use sandbox::{Checks, Clock, Sandbox, Settings};
use serde_json::{Value, json};

/// When every test begins: 2027-01-01T00:00:00Z, in milliseconds.
pub(crate) const START: i64 = 1_798_761_600_000;

const TAGGING: &[&str] = &["GetResources", "GetTagKeys", "GetTagValues", "TagResources", "UntagResources"];
const SECRETS: &[&str] = &[
    "CreateSecret",
    "DeleteSecret",
    "DescribeSecret",
    "GetSecretValue",
    "ListSecrets",
    "PutSecretValue",
    "UpdateSecretVersionStage",
];

/// A client of one account and region.
#[derive(Clone)]
pub(crate) struct Aws {
    pub(crate) sandbox: Sandbox,
    key: String,
    region: String,
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("a JSON reply")
    }

    /// `Code: message`, or only the code where there is no message.
    pub(crate) fn error(&self) -> String {
        let body = self.json();
        let code = body["__type"].as_str().expect("an error has a type");
        let message = body.get("message").or(body.get("Message"));
        message.map_or(code.to_owned(), |message| format!("{code}: {}", message.as_str().expect("a text")))
    }
}

/// Settings of every test: checks on, the clock fixed at [`START`].
pub(crate) fn settings() -> Settings {
    let start = jiff::Timestamp::from_millisecond(START).expect("an instant");
    Settings { clock: Clock::fixed(start), checks: Checks::On, ..Settings::default() }
}

impl Aws {
    pub(crate) fn new() -> Self {
        Aws::with(settings())
    }

    pub(crate) fn with(settings: Settings) -> Self {
        Aws::of(Sandbox::memory(settings))
    }

    pub(crate) fn of(sandbox: Sandbox) -> Self {
        Aws { sandbox, key: "123456789012".into(), region: "us-east-1".into() }
    }

    /// The same sandbox with another key and region.
    pub(crate) fn at(&self, key: &str, region: &str) -> Self {
        Aws { sandbox: self.sandbox.clone(), key: key.into(), region: region.into() }
    }

    pub(crate) fn authorization(&self, service: &str) -> String {
        let Aws { key, region, .. } = self;
        format!(
            "AWS4-HMAC-SHA256 Credential={key}/20270101/{region}/{service}/aws4_request, SignedHeaders=host, Signature=0"
        )
    }

    pub(crate) fn request(&self, operation: &str, body: &str) -> Request<Bytes> {
        let (service, target) = if TAGGING.contains(&operation) {
            ("tagging", "ResourceGroupsTaggingAPI_20170126")
        } else if operation == "LookupEvents" {
            ("cloudtrail", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101")
        } else if SECRETS.contains(&operation) {
            ("secretsmanager", "secretsmanager")
        } else {
            ("ssm", "AmazonSSM")
        };
        Request::post("/")
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("{target}.{operation}"))
            .header("authorization", self.authorization(service))
            .body(Bytes::copy_from_slice(body.as_bytes()))
            .expect("a request")
    }

    pub(crate) async fn handle(&self, request: Request<Bytes>) -> Reply {
        let response = self.sandbox.handle(request).await.expect("no fault loses this one");
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(body.to_vec()).expect("a text");
        Reply { status: parts.status.as_u16(), headers: parts.headers, text }
    }

    pub(crate) async fn send(&self, operation: &str, body: &str) -> Reply {
        self.handle(self.request(operation, body)).await
    }

    /// The reply of a call that must succeed.
    pub(crate) async fn ok(&self, operation: &str, body: Value) -> Value {
        let reply = self.send(operation, &body.to_string()).await;
        assert_eq!(reply.status, 200, "{operation} {body}: {}", reply.text);
        reply.json()
    }

    /// `Code: message` of a call that must be refused with HTTP 400.
    pub(crate) async fn refused(&self, operation: &str, body: Value) -> String {
        let reply = self.send(operation, &body.to_string()).await;
        assert_eq!(reply.status, 400, "{operation} {body}: {}", reply.text);
        reply.error()
    }

    /// A form to STS.
    pub(crate) async fn sts(&self, form: &str) -> Reply {
        let request = Request::post("/")
            .header("content-type", "application/x-www-form-urlencoded; charset=utf-8")
            .header("authorization", self.authorization("sts"))
            .body(Bytes::copy_from_slice(form.as_bytes()))
            .expect("a request");
        self.handle(request).await
    }

    /// A form to EC2: the action with its parameters.
    pub(crate) async fn ec2(&self, form: &str) -> Reply {
        let request = Request::post("/")
            .header("content-type", "application/x-www-form-urlencoded; charset=utf-8")
            .header("authorization", self.authorization("ec2"))
            .body(Bytes::from(format!("Version=2016-11-15&Action={form}")))
            .expect("a request");
        self.handle(request).await
    }

    /// Makes a String parameter.
    pub(crate) async fn put(&self, name: &str, value: &str) -> Value {
        self.ok("PutParameter", json!({"Name": name, "Value": value, "Type": "String"})).await
    }

    /// Puts another version of a parameter.
    pub(crate) async fn overwrite(&self, name: &str, value: &str) -> Value {
        self.ok("PutParameter", json!({"Name": name, "Value": value, "Overwrite": true})).await
    }

    /// Every page of a list, and how many there were.
    pub(crate) async fn pages(
        &self,
        operation: &str,
        body: Value,
        list: &str,
        token: &str,
    ) -> Vec<Vec<Value>> {
        let mut pages = Vec::new();
        let mut body = body;
        loop {
            let reply = self.ok(operation, body.clone()).await;
            pages.push(reply[list].as_array().expect("a list").clone());
            assert!(pages.len() < 1000, "{operation} does not end");
            match reply[token].as_str().filter(|token| !token.is_empty()) {
                Some(next) => body[token] = json!(next),
                None => return pages,
            }
        }
    }

    /// The names in every page of DescribeParameters or GetParametersByPath.
    pub(crate) async fn names(&self, operation: &str, body: Value) -> Vec<String> {
        let pages = self.pages(operation, body, "Parameters", "NextToken").await;
        names(&pages.concat())
    }
}

/// The texts of an XML reply's elements of one name, in order.
pub(crate) fn elements(reply: &Reply, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let rest = reply.text.split(&open).skip(1);
    rest.map(|rest| rest.split_once(&close).expect("what is opened is closed").0.to_owned()).collect()
}

/// An object with members set over it.
pub(crate) fn with(mut object: Value, more: Value) -> Value {
    for (name, value) in more.as_object().expect("members") {
        object[name] = value.clone();
    }
    object
}

/// The names of parameters.
pub(crate) fn names(parameters: &[Value]) -> Vec<String> {
    parameters.iter().map(|parameter| text(&parameter["Name"])).collect()
}

/// A string's text.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
