//! A sandbox on a loopback port, for what a run alone cannot arrange: faults, and other people.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use sandbox::{Sandbox, Settings};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use super::World;

/// A sandbox on a loopback port, as long as this lives.
pub struct Server {
    /// The sandbox itself.
    pub sandbox: Sandbox,
    address: SocketAddr,
    runtime: Option<Runtime>,
}

impl Server {
    /// Starts one that behaves so.
    pub fn start(settings: Settings) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let sandbox = runtime.block_on(async { Sandbox::memory(settings) });
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let address = listener.local_addr().expect("an address");
        let served = sandbox.clone();
        runtime.spawn(async move { served.serve(listener, std::future::pending()).await });
        Self { sandbox, address, runtime: Some(runtime) }
    }

    /// The stack that most tests are about, in front of a server.
    pub fn shop() -> (Self, World) {
        let server = Self::start(Settings::default());
        let mut world = World::shop();
        server.reach(&mut world, "123456789012");
        (server, world)
    }

    /// Lets a world's runs reach this server, as an account.
    pub fn reach(&self, world: &mut World, account: &str) {
        world
            .set("AWS_ENDPOINT_URL", format!("http://{}", self.address))
            .set("AWS_ACCESS_KEY_ID", account)
            .set("AWS_SECRET_ACCESS_KEY", "secret");
    }

    /// What somebody else asks of Systems Manager, in production's account and region.
    #[track_caller]
    pub fn call(&self, operation: &str, body: &Value) -> Value {
        self.send("AmazonSSM", operation, body)
    }

    /// What somebody else asks of Secrets Manager, in production's account and region.
    #[track_caller]
    pub fn secrets(&self, operation: &str, body: &Value) -> Value {
        self.send("secretsmanager", operation, body)
    }

    #[track_caller]
    fn send(&self, service: &str, operation: &str, body: &Value) -> Value {
        let body = body.to_string();
        let mut stream = TcpStream::connect(self.address).expect("it listens");
        write!(
            stream,
            "POST / HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/x-amz-json-1.1\r\n\
             x-amz-target: {service}.{operation}\r\nauthorization: AWS4-HMAC-SHA256 \
             Credential=123456789012/20260101/us-east-1/ssm/aws4_request, SignedHeaders=host, \
             Signature=0\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
        assert!(head.starts_with("HTTP/1.1 200"), "{operation}: {answer}");
        serde_json::from_str(body).expect("JSON")
    }

    /// Somebody else writes a String.
    pub fn put(&self, name: &str, value: &str) {
        let body = json!({ "Name": name, "Value": value, "Type": "String", "Overwrite": true });
        self.call("PutParameter", &body);
    }

    /// How often an operation was asked, whatever it answered.
    pub fn count(&self, operation: &str) -> u64 {
        let calls = self.sandbox.calls();
        calls.get(operation).map_or(0, |count| count.answered + count.throttled + count.failed)
    }

    /// How often any operation was asked that writes.
    pub fn writes(&self) -> u64 {
        let reads = ["Get", "Describe", "List", "Lookup"];
        let calls = self.sandbox.calls();
        let writes = calls.keys().filter(|name| !reads.iter().any(|read| name.starts_with(read)));
        writes.map(|name| self.count(name)).sum()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
