//! The loopback port.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use sandbox::{Effect, Limits, Rule, When};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::support::Aws;

type Served = (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<std::io::Result<()>>);

/// A sandbox on a port, and what stops it.
async fn serve(aws: &Aws) -> Served {
    serve_within(aws, Limits::default()).await
}

async fn serve_within(aws: &Aws, limits: Limits) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel();
    let sandbox = aws.sandbox.clone();
    let served = tokio::spawn(async move {
        sandbox.serve_within(limits, listener, async { stopped.await.unwrap_or_default() }).await
    });
    (address, stop, served)
}

/// Sends bytes and reads what comes until the server closes or `count` answers are there.
async fn exchange(address: SocketAddr, request: impl Into<Vec<u8>>) -> String {
    let request = request.into();
    blocking(move || {
        let mut stream = connect(address);
        // It may be cut off before it has sent all.
        let _ = stream.write_all(&request);
        rest(&mut stream)
    })
    .await
}

/// What else comes until the server closes.
fn rest(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // A connection that the server cuts off is an answer too: none.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// A connection on which nothing hangs for ever where the server does not keep its limits.
fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a server");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a socket");
    stream
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("it ends")
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

/// The answer to a request with these header lines, which do something only where it is let in.
async fn put_with(aws: &Aws, address: SocketAddr, lines: &str) -> String {
    let put = json!({"Name": "x", "Value": "1", "Type": "String"}).to_string();
    let request = post(aws, "HOST", "PutParameter", &put, "close").replace("Host: HOST\r\n", lines);
    exchange(address, request).await
}

#[tokio::test]
async fn foreign_hosts_are_refused() {
    let aws = Aws::new();
    let (address, _stop, _served) = serve(&aws).await;
    let port = address.port();
    for (host, status) in [
        ("".into(), "421"),
        (format!("Host: localhost:{}\r\n", port ^ 1), "421"),
        (format!("Host: example.com:{port}\r\n"), "421"),
        (format!("Host: localhost.example.com:{port}\r\n"), "421"),
        (format!("Host: 10.0.0.1:{port}\r\n"), "421"),
        (format!("Host: localhost:{port}\r\nHost: example.com\r\n"), "421"),
        (format!("Host: localhost:{port}\r\nOrigin: https://example.com\r\n"), "403"),
        (format!("Host: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n"), "403"),
        (format!("Host: localhost:{port}\r\nSec-Fetch-Site: cross-site\r\n"), "403"),
    ] {
        let answer = put_with(&aws, address, &host).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{host}: {answer}");
    }
    assert_eq!(aws.sandbox.calls().len(), 0, "none came as far as the door");
    for host in ["localhost", "LocalHost", "sts.localhost", "127.0.0.1", "[::1]"] {
        for host in [format!("Host: {host}:{port}\r\n"), format!("Host: {host}\r\n")] {
            let answer = put_with(&aws, address, &host).await;
            assert!(
                answer.starts_with("HTTP/1.1 200") || answer.contains("ParameterAlreadyExists"),
                "{host}: {answer}"
            );
        }
    }
}

#[tokio::test]
async fn bodies_have_an_end() {
    let aws = Aws::new();
    let limits = Limits { body: 4096, ..Limits::default() };
    let (address, _stop, _served) = serve_within(&aws, limits).await;
    let host = address.to_string();
    let put = |length: usize| {
        let text = |value: &str| json!({"Name": "x", "Value": value, "Type": "String"}).to_string();
        text(&"v".repeat(length - text("").len()))
    };
    let largest = exchange(address, post(&aws, &host, "PutParameter", &put(4096), "close")).await;
    assert!(largest.starts_with("HTTP/1.1 200"), "{largest}");
    let larger = exchange(address, post(&aws, &host, "PutParameter", &put(4097), "keep-alive")).await;
    assert!(larger.starts_with("HTTP/1.1 413"), "{larger}");
    assert!(larger.contains(r#""__type":"RequestEntityTooLargeException""#), "{larger}");
    let head = post(&aws, &host, "PutParameter", "", "close");
    let chunk = format!("1000\r\n{}\r\n", "v".repeat(4096));
    let chunked =
        head.replace("Content-Length: 0", "Transfer-Encoding: chunked") + &chunk.repeat(2) + "0\r\n\r\n";
    let chunked = exchange(address, chunked).await;
    assert!(chunked.starts_with("HTTP/1.1 413"), "{chunked}");
    for announced in ["1000000", "99999999999999"] {
        let announced = head.replace("Content-Length: 0", &format!("Content-Length: {announced}"));
        let answer = exchange(address, announced).await;
        assert!(answer.starts_with("HTTP/1.1 413"), "told before anything of the body came: {answer}");
    }
    let form =
        head.replace("X-Amz-Target: AmazonSSM.PutParameter\r\n", "").replace("Length: 0", "Length: 4097");
    let form = exchange(address, form + &"v".repeat(4097)).await;
    assert!(form.contains("<Code>RequestEntityTooLargeException</Code>"), "{form}");
    assert_eq!(aws.sandbox.calls()["PutParameter"].failed, 0);
}

#[tokio::test]
async fn heads_have_an_end() {
    let aws = Aws::new();
    let limits = Limits { head: 8192, headers: 8, ..Limits::default() };
    let (address, _stop, _served) = serve_within(&aws, limits).await;
    let host = address.to_string();
    let request = post(&aws, &host, "DescribeParameters", "{}", "close");
    let many = request.replace("\r\nContent-Type", &format!("{}\r\nContent-Type", "\r\nA: b".repeat(9)));
    let answer = exchange(address, many).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    let long = request.replace("\r\nContent-Type", &format!("\r\nA: {}\r\nContent-Type", "b".repeat(20_000)));
    let answer = exchange(address, long).await;
    // What was not read of it resets the connection, which may overtake the answer.
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    let answer = exchange(address, request).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(aws.sandbox.calls()["DescribeParameters"].answered, 1);
}

const SOON: Duration = Duration::from_millis(50);

#[tokio::test]
async fn slow_requests_are_cut_off() {
    let aws = Aws::new();
    let limits = Limits { head_time: SOON, body_time: SOON, ..Limits::default() };
    let (address, _stop, _served) = serve_within(&aws, limits).await;
    let request = post(&aws, &address.to_string(), "DescribeParameters", "{}", "keep-alive");
    let answers = blocking(move || {
        ["", &request[..9], &request[..request.len() - 2], &request[..request.len() - 1], &request].map(
            |part| {
                let mut stream = connect(address);
                stream.write_all(part.as_bytes()).expect("it takes some");
                rest(&mut stream)
            },
        )
    })
    .await;
    let [idle, head, no_body, half, whole] =
        answers.each_ref().map(|answer| answer.get(..12).unwrap_or_default());
    assert_eq!((idle, head), ("", ""), "closed without a word");
    assert_eq!((no_body, half), ("HTTP/1.1 408", "HTTP/1.1 408"));
    assert_eq!(whole, "HTTP/1.1 200", "answered, and closed when nothing else came");
}

#[tokio::test]
async fn connections_wait_for_a_place() {
    let aws = Aws::new();
    let limits = Limits { connections: 1, head_time: SOON * 4, ..Limits::default() };
    let (address, _stop, _served) = serve_within(&aws, limits).await;
    let request = post(&aws, &address.to_string(), "DescribeParameters", "{}", "close");
    let mut idle = blocking(move || connect(address)).await;
    let answer = exchange(address, request).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    idle.set_nonblocking(true).expect("a socket");
    assert_eq!(idle.read(&mut [0]).ok(), Some(0), "the one before it had ended by then");
}

#[tokio::test]
async fn answers_that_nobody_reads_are_given_up() {
    let aws = Aws::new();
    aws.put("x", &"v".repeat(4096)).await;
    let limits = Limits { answer_time: SOON, ..Limits::default() };
    let (address, _stop, _served) = serve_within(&aws, limits).await;
    let request = post(&aws, &address.to_string(), "GetParameter", r#"{"Name":"x"}"#, "keep-alive");
    // Its answers are far more than the buffers of a loopback connection hold.
    let answer = blocking(move || {
        let mut stream = connect(address);
        stream.set_write_timeout(Some(Duration::from_secs(60))).expect("a socket");
        // It stops taking requests when it can send no answer, and closes.
        while stream.write_all(request.as_bytes()).is_ok() {}
        let _ = stream.shutdown(Shutdown::Write);
        rest(&mut stream)
    })
    .await;
    let calls = aws.sandbox.calls()["GetParameter"].answered;
    assert!(answer.matches("HTTP/1.1 200").count() as u64 <= calls, "{calls}");
    let host = address.to_string();
    let next = exchange(address, post(&aws, &host, "GetParameter", r#"{"Name":"x"}"#, "close")).await;
    assert!(next.starts_with("HTTP/1.1 200"), "{next}");
}

#[tokio::test]
async fn any_bytes_may_come() {
    let aws = Aws::new();
    let (address, _stop, _served) = serve(&aws).await;
    let host = address.to_string();
    let request = post(&aws, &host, "DescribeParameters", "{}", "close").into_bytes();
    let mut strange: Vec<Vec<u8>> = vec![
        b"\0\0\0\0\r\n\r\n".into(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into(),
        [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3].into(),
        b"GET / HTTP/9.9\r\n\r\n".into(),
        b"POST http://[ HTTP/1.1\r\n\r\n".into(),
        b"\xff\xfe / HTTP/1.1\r\nHost: \xff\r\n\r\n".into(),
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n".into(),
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n".into(),
        format!("CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n\r\n").into(),
        format!("POST / HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n")
            .into(),
        format!("OPTIONS * HTTP/1.1\r\nHost: {host}\r\nUpgrade: h2c\r\n\r\n").into(),
        format!("POST / HTTP/1.1\r\nHost: {host}\r\nX-Amz-Target: \u{feff}\0.é\r\n\r\n").into(),
    ];
    for at in (0..request.len()).step_by(7) {
        let mut bent = request.clone();
        bent[at] ^= 0x80;
        strange.extend([bent, request[at..].to_vec()]);
    }
    let sent = strange.len();
    blocking(move || {
        for bytes in strange {
            let mut stream = connect(address);
            // It may have been closed by then.
            let _ = stream.write_all(&bytes);
            let _ = stream.shutdown(Shutdown::Write);
            let answer = rest(&mut stream);
            assert!(!answer.starts_with("HTTP/1.1 5"), "{}: {answer}", String::from_utf8_lossy(&bytes));
        }
    })
    .await;
    assert!(sent > 80);
    let answer = exchange(address, request).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
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
