//! Logs every call to AWS on standard error: which, how it went, how long it took.
//!
//! Bodies are never looked at but for the operation's name: they hold secrets.

use std::fmt;
use std::time::Instant;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

use engine::ports::Masks;

use crate::terminal::{Terminal, Voice};

/// A client that logs what goes through it where the terminal wants to hear of it.
pub(super) fn heard(inner: SharedHttpClient, terminal: Terminal, masks: &Masks) -> SharedHttpClient {
    match terminal.voice {
        Voice::Verbose => SharedHttpClient::new(Logged { inner, terminal, masks: masks.clone() }),
        Voice::Quiet | Voice::Usual => inner,
    }
}

struct Logged<T> {
    inner: T,
    terminal: Terminal,
    masks: Masks,
}

impl<T> fmt::Debug for Logged<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Logged")
    }
}

impl HttpClient for Logged<SharedHttpClient> {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Logged { inner, terminal: self.terminal, masks: self.masks.clone() })
    }
}

impl HttpConnector for Logged<SharedHttpConnector> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (name, terminal, started) = (name(&request), self.terminal, Instant::now());
        let (answer, masks) = (self.inner.call(request), self.masks.clone());
        HttpConnectorFuture::new(async move {
            let answer = answer.await;
            let took = started.elapsed().as_millis();
            let end = match &answer {
                Ok(response) => {
                    let id = response.headers().get("x-amzn-requestid").unwrap_or("no request id");
                    format!("{} in {took} ms ({})", response.status().as_u16(), masks.apply(id))
                }
                Err(_) => format!("no answer after {took} ms"),
            };
            terminal.complain(&format!("call: {name} {end}"));
            answer
        })
    }
}

/// The host and the operation: `ssm.us-east-1.amazonaws.com GetParameters`.
fn name(request: &HttpRequest) -> String {
    let target = request.headers().get("x-amz-target").and_then(|target| target.rsplit('.').next());
    let uri = request.uri();
    let host = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let host = host.split(['/', '?']).next().unwrap_or(host);
    match target {
        Some(target) => format!("{host} {target}"),
        None => format!("{host} {}", form_action(request).unwrap_or("(no operation)")),
    }
}

/// The operation of a form, such as STS takes: its first field.
fn form_action(request: &HttpRequest) -> Option<&str> {
    let body = std::str::from_utf8(request.body().bytes()?).ok()?;
    body.strip_prefix("Action=")?.split('&').next()
}
