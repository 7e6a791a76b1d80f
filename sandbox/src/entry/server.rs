//! On a loopback port, where any AWS client can reach it.
//!
//! What a web page in a browser might send is kept out by the `Host` header: a page can be made to reach a
//! loopback port under its own name, never under a loopback name.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::time::Duration;

use http::header::HOST;
use http::{HeaderMap, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};

use crate::door::Lost;
use crate::sandbox::Sandbox;

/// Larger than any request of the covered services may be.
const BODY: usize = 4 << 20;
const HEADER_TIME: Duration = Duration::from_secs(30);
const BODY_TIME: Duration = Duration::from_secs(30);
/// How long to wait after a connection could not be taken.
const BREATH: Duration = Duration::from_millis(20);
/// How long open connections may finish after the stop.
const FAREWELL: Duration = Duration::from_secs(5);

/// Serves until `stop` is done, then lets running requests end.
pub(crate) async fn serve(
    sandbox: Sandbox,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        let message = format!("the sandbox serves on loopback addresses only, not on {}", address.ip());
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // One that failed concerns nobody else; where files have run out, others must end first.
                let Ok((stream, _)) = accepted else {
                    tokio::time::sleep(BREATH).await;
                    continue;
                };
                connect(&sandbox, stream, address, &graceful);
            }
            () = &mut stop => break,
        }
    }
    drop(listener);
    // What has not ended by then is cut off.
    let _ = tokio::time::timeout(FAREWELL, graceful.shutdown()).await;
    Ok(())
}

fn connect(sandbox: &Sandbox, stream: TcpStream, address: SocketAddr, graceful: &GracefulShutdown) {
    // Small answers must not wait for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    let sandbox = sandbox.clone();
    let service = service_fn(move |request| {
        let sandbox = sandbox.clone();
        async move { respond(&sandbox, request, address).await }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADER_TIME);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    let watched = graceful.watch(connection);
    tokio::spawn(async move {
        // A client that went away, and an answer that a fault rule lost, end here.
        let _ = watched.await;
    });
}

/// A lost request or answer is an error of the service, on which hyper closes the connection.
async fn respond(
    sandbox: &Sandbox,
    request: Request<Incoming>,
    address: SocketAddr,
) -> Result<Response<Full<Bytes>>, Lost> {
    let (parts, body) = request.into_parts();
    if !is_ours(&parts.headers, &parts.uri, address.port()) {
        let text = "The sandbox answers to loopback names and its own port only";
        return Ok(plain(StatusCode::MISDIRECTED_REQUEST, text));
    }
    let body = tokio::time::timeout(BODY_TIME, Limited::new(body, BODY).collect()).await;
    let body = match body {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            return Ok(plain(
                StatusCode::PAYLOAD_TOO_LARGE,
                "The request is larger than any operation takes",
            ));
        }
        Ok(Err(_)) => return Ok(plain(StatusCode::BAD_REQUEST, "The request ended before its body")),
        Err(_) => return Ok(plain(StatusCode::REQUEST_TIMEOUT, "The request's body did not come")),
    };
    let response = sandbox.handle(Request::from_parts(parts, body)).await?;
    Ok(response.map(Full::new))
}

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    response
}

/// Whether the request names this server by a loopback name or address and its port.
fn is_ours(headers: &HeaderMap, uri: &Uri, port: u16) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let Some(Ok(authority)) = host.map(str::parse::<http::uri::Authority>) else { return false };
    let same = uri.authority().is_none_or(|own| *own == authority);
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    let loopback = name.eq_ignore_ascii_case("localhost")
        || name.to_ascii_lowercase().ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    same && loopback && authority.port_u16().unwrap_or(80) == port
}
