//! On a loopback port, where any AWS client can reach it.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::header::CONNECTION;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::body::{self, NoBody};
use super::gate;
use super::limits::Limits;
use super::patient::Patient;
use crate::door::{Door, Lost};

/// How long to wait after a connection could not be taken.
const BREATH: Duration = Duration::from_millis(20);
/// How long open connections may finish after the stop.
const FAREWELL: Duration = Duration::from_secs(5);
/// The least that the HTTP library takes for a head.
const LEAST_HEAD: usize = 8192;

/// What every connection needs.
struct Server {
    door: Arc<Door>,
    limits: Limits,
    address: SocketAddr,
}

/// Serves until `stop` is done, then lets running requests end.
pub(crate) async fn serve(
    door: Arc<Door>,
    listener: TcpListener,
    limits: Limits,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        let message = format!("the sandbox serves on loopback addresses only, not on {}", address.ip());
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    let places = Arc::new(Semaphore::new(limits.connections));
    let server = Arc::new(Server { door, limits, address });
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            (stream, place) = taken(&listener, &places) => server.clone().connect(stream, place, &graceful),
            () = &mut stop => break,
        }
    }
    drop(listener);
    // What has not ended by then is cut off.
    let _ = tokio::time::timeout(FAREWELL, graceful.shutdown()).await;
    Ok(())
}

/// The next connection, once there is a place for it.
async fn taken(listener: &TcpListener, places: &Arc<Semaphore>) -> (TcpStream, OwnedSemaphorePermit) {
    let place = places.clone().acquire_owned().await.expect("the places are never closed");
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return (stream, place),
            // One that failed concerns nobody else; where files have run out, others must end first.
            Err(_) => tokio::time::sleep(BREATH).await,
        }
    }
}

impl Server {
    fn connect(self: Arc<Self>, stream: TcpStream, place: OwnedSemaphorePermit, graceful: &GracefulShutdown) {
        // Small answers must not wait for the client's acknowledgement.
        let _ = stream.set_nodelay(true);
        let Limits { head, headers, head_time, answer_time, .. } = self.limits;
        let service = service_fn(move |request| {
            let server = self.clone();
            async move { server.respond(request).await }
        });
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(head_time);
        builder.max_buf_size(head.max(LEAST_HEAD)).max_headers(headers);
        let connection = builder.serve_connection(TokioIo::new(Patient::new(stream, answer_time)), service);
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that went away, and an answer that a fault rule lost, end here.
            let _ = watched.await;
            drop(place);
        });
    }

    /// A lost request or answer is an error of the service, on which hyper closes the connection.
    async fn respond(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Lost> {
        let (parts, body) = request.into_parts();
        if let Err(stranger) = gate::admit(&parts.headers, &parts.uri, self.address.port()) {
            let (status, text) = stranger.answer();
            return Ok(last(plain(status, text)));
        }
        let body = match body::read(body, &self.limits).await {
            Ok(body) => body,
            Err(NoBody::TooLarge) => return Ok(last(self.door.too_large(&parts.headers).map(Full::new))),
            Err(NoBody::Cut) => {
                return Ok(last(plain(StatusCode::BAD_REQUEST, "The request ended before its body")));
            }
            Err(NoBody::Late) => {
                return Ok(last(plain(StatusCode::REQUEST_TIMEOUT, "The request's body did not come")));
            }
        };
        let response = self.door.answer(Request::from_parts(parts, body)).await?;
        Ok(response.map(Full::new))
    }
}

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    response
}

/// The connection ends with this answer: what is left of the request is not worth reading.
fn last(mut response: Response<Full<Bytes>>) -> Response<Full<Bytes>> {
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}
