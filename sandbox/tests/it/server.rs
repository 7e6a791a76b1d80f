//! The loopback port.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use sandbox::{Effect, Rule, When};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::support::Aws;

/// A sandbox on a port, and what stops it.
async fn serve(aws: &Aws) -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<std::io::Result<()>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel();
    let sandbox = aws.sandbox.clone();
    let served =
        tokio::spawn(
            async move { sandbox.serve(listener, async { stopped.await.unwrap_or_default() }).await },
        );
    (address, stop, served)
}

/// Sends bytes and reads what comes until the server closes or `count` answers are there.
async fn exchange(address: SocketAddr, request: String) -> String {
    let exchange = move || {
        let mut stream = TcpStream::connect(address).expect("a server");
        stream.write_all(request.as_bytes()).expect("it takes the request");
        let mut answer = String::new();
        // A connection that the server cuts off is an answer too: none.
        let _ = stream.read_to_string(&mut answer);
        answer
    };
    tokio::task::spawn_blocking(exchange).await.expect("the exchange ends")
}

fn post(aws: &Aws, host: &str, operation: &str, body: &str, connection: &str) -> String {
    format!(
        "POST / HTTP/1.1\r\nHost: {host}\r\nConnection: {connection}\r\nContent-Type: application/x-amz-json-1.1\r\n\
         X-Amz-Target: AmazonSSM.{operation}\r\nAuthorization: {}\r\nContent-Length: {}\r\n\r\n{body}",
        aws.authorization("ssm"),
        body.len()
    )
}

#[tokio::test]
async fn clients_are_served_and_connections_kept() {
    let aws = Aws::new();
    let (address, stop, served) = serve(&aws).await;
    let host = address.to_string();
    let put = json!({"Name": "x", "Value": "1", "Type": "String"}).to_string();
    let first = post(&aws, &host, "PutParameter", &put, "keep-alive");
    let second = post(&aws, &host, "GetParameter", r#"{"Name":"x"}"#, "close");
    let answer = exchange(address, first + &second).await;
    assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 2, "{answer}");
    assert!(answer.contains(r#""Value":"1""#), "{answer}");
    stop.send(()).expect("it is served");
    served.await.expect("it ends").expect("without an error");
    assert!(TcpStream::connect(address).is_err(), "the port is free again");
}

#[tokio::test]
async fn foreign_hosts_are_refused() {
    let aws = Aws::new();
    let (address, _stop, _served) = serve(&aws).await;
    let port = address.port();
    for (host, status) in [
        (format!("localhost:{port}"), "200"),
        (format!("LocalHost:{port}"), "200"),
        (format!("sts.localhost:{port}"), "200"),
        (format!("[::1]:{port}"), "200"),
        ("localhost".into(), "421"),
        (format!("localhost:{}", port ^ 1), "421"),
        (format!("example.com:{port}"), "421"),
        (format!("localhost.example.com:{port}"), "421"),
        (format!("10.0.0.1:{port}"), "421"),
    ] {
        let answer = exchange(address, post(&aws, &host, "DescribeParameters", "{}", "close")).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{host}: {answer}");
    }
}

#[tokio::test]
async fn bodies_have_an_end() {
    let aws = Aws::new();
    let (address, _stop, _served) = serve(&aws).await;
    let body = "x".repeat((4 << 20) + 1);
    let answer = exchange(address, post(&aws, &address.to_string(), "PutParameter", &body, "close")).await;
    // The server may close before all is sent, and then the answer may be lost to a reset.
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413"), "{answer}");
    aws.put("x", "1").await;
}

#[tokio::test]
async fn a_lost_answer_is_a_closed_connection() {
    let aws = Aws::new();
    aws.sandbox.add_fault(Rule::new("PutParameter", When::Every, Effect::LoseAnswer));
    let (address, _stop, _served) = serve(&aws).await;
    let put = json!({"Name": "x", "Value": "1", "Type": "String"}).to_string();
    let answer = exchange(address, post(&aws, &address.to_string(), "PutParameter", &put, "close")).await;
    assert_eq!(answer, "");
    assert_eq!(aws.ok("GetParameter", json!({"Name": "x"})).await["Parameter"]["Value"], "1");
}

#[tokio::test]
async fn only_loopback_is_served() {
    let listener = TcpListener::bind("0.0.0.0:0").await.expect("a free port");
    let refused = Aws::new().sandbox.serve(listener, std::future::ready(())).await;
    assert_eq!(refused.map_err(|error| error.kind()), Err(std::io::ErrorKind::InvalidInput));
}
