//! The way to a forge's API: bounded in time and length, tried again where that may help.
//!
//! Nothing is followed to another address: the token goes where CI's variables say, and nowhere else.

use std::time::Duration;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::HttpConnector as _;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use engine::ports::Masks;
use http::header::{ACCEPT, CONTENT_TYPE, LINK, LOCATION, RETRY_AFTER, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method};
use http_body_util::{BodyExt as _, Limited};
use schema::SecretText;
use tokio::time::{Instant, sleep, timeout};

use super::Forge;
use super::place::Place;
use crate::app::App;
use crate::error::Error;
use crate::exit::Exit;
use crate::terminal::{Terminal, Voice};
use crate::view::text::escape;

/// How long one answer may take.
const ATTEMPT: Duration = Duration::from_secs(30);
/// How often something is asked at most.
const ATTEMPTS: u32 = 5;
/// Bytes that an answer may have: a page of the longest comments, escaped.
const LARGEST: usize = 128 * 1024 * 1024;
/// Characters of a forge's own words that are repeated.
const WORDS: usize = 300;

/// What is asked of a forge.
pub(super) struct Request {
    /// What it is for: `read the comments`.
    pub(super) doing: &'static str,
    pub(super) method: Method,
    pub(super) address: String,
    pub(super) body: Option<String>,
}

/// What a forge answers that does what it is asked.
pub(super) struct Answer {
    pub(super) body: Vec<u8>,
    /// Whether a list goes on.
    pub(super) more: bool,
}

/// Why a forge did not do what it was asked.
pub(super) struct Failure {
    /// The answer's status; `None` where there was none.
    pub(super) status: Option<u16>,
    /// Whether it may have done so nevertheless.
    pub(super) doubtful: bool,
    /// How long to wait before it is asked again, where that may help.
    wait: Option<Duration>,
    /// In words.
    pub(super) error: Error,
}

/// A way to the API of a forge.
pub struct Client<'a> {
    connector: Connector,
    place: &'a Place,
    terminal: Terminal,
    masks: Masks,
    until: Instant,
}

impl<'a> Client<'a> {
    /// A way to where comments lie, open for so long. The token is a secret of the run from now on.
    pub fn new(app: &App, place: &'a Place, patience: Duration) -> Self {
        app.masks.add(&place.token);
        let tls = Connector::builder().tls_provider(Provider::Rustls(CryptoMode::Ring));
        let connector = tls.proxy_config(ProxyConfig::from_env()).build();
        let until = Instant::now() + patience;
        Self { connector, place, terminal: app.terminal, masks: app.masks.clone(), until }
    }

    /// Asks until there is an answer that is one, or nothing more can be hoped for. What may have been done
    /// and must not be done twice is not asked for again.
    pub(super) async fn ask(&self, request: &Request) -> Result<Answer, Failure> {
        let mut attempt = 1;
        loop {
            match self.attempt(request, attempt).await {
                Err(failure) if !failure.doubtful && attempt < ATTEMPTS && self.waits(&failure).await => {
                    attempt += 1;
                }
                ended => return ended,
            }
        }
    }

    /// Waits until it makes sense to ask again; whether it does within the time that there is.
    pub(super) async fn waits(&self, failure: &Failure) -> bool {
        let left = self.until.saturating_duration_since(Instant::now());
        match failure.wait {
            Some(wait) if wait < left => {
                sleep(wait).await;
                true
            }
            Some(_) | None => false,
        }
    }

    async fn attempt(&self, request: &Request, attempt: u32) -> Result<Answer, Failure> {
        let left = self.until.saturating_duration_since(Instant::now()).min(ATTEMPT);
        let started = Instant::now();
        let heard = match timeout(left, self.send(request)).await {
            Ok(heard) => heard,
            Err(_) => Err(format!("did not answer within {} s", left.as_secs_f32().ceil())),
        };
        if self.terminal.voice == Voice::Verbose {
            let end = heard.as_ref().map_or("no answer".to_owned(), |(status, ..)| status.to_string());
            let took = started.elapsed().as_millis();
            self.terminal
                .complain(&format!("call: {} {} {end} in {took} ms", request.method, request.address));
        }
        let backoff = Duration::from_secs(1 << (attempt - 1));
        match heard {
            Ok((200..=299, headers, body)) => Ok(Answer { body, more: goes_on(&headers) }),
            Ok((status, headers, body)) => Err(self.refused(request, status, &headers, &body, backoff)),
            Err(words) => {
                let error = self.error(request, Exit::Temporary, &words);
                let error = error.help("check the network, the proxy, and the address that CI gives");
                Err(Failure { status: None, doubtful: request.once(), wait: Some(backoff), error })
            }
        }
    }

    async fn send(&self, request: &Request) -> Result<(u16, HeaderMap, Vec<u8>), String> {
        let said = SecretText::new(format!("{}{}", self.place.scheme, self.place.token.expose()));
        let mut credentials =
            HeaderValue::from_str(said.expose()).map_err(|_| "has no usable token".to_owned())?;
        credentials.set_sensitive(true);
        let body = request.body.as_deref().map_or_else(SdkBody::empty, SdkBody::from);
        let made = http::Request::builder()
            .method(request.method.clone())
            .uri(&request.address)
            .header(USER_AGENT, concat!("trueup/", env!("CARGO_PKG_VERSION")))
            .header(ACCEPT, self.place.accept)
            .header(CONTENT_TYPE, "application/json")
            .header(&self.place.header, credentials)
            .body(body);
        let made = made.map_err(|error| format!("cannot be asked: {error}"))?;
        let made = HttpRequest::try_from(made).map_err(|error| format!("cannot be asked: {error}"))?;
        let answer = self.connector.call(made).await.map_err(|error| innermost(&error))?;
        let answer = answer.try_into_http1x().map_err(|error| innermost(&error))?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, LARGEST).collect().await.map_err(|error| innermost(&*error))?;
        Ok((head.status.as_u16(), head.headers, body.to_bytes().into()))
    }

    /// What an answer means that is none.
    fn refused(
        &self,
        request: &Request,
        status: u16,
        headers: &HeaderMap,
        body: &[u8],
        backoff: Duration,
    ) -> Failure {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let asked: Option<u64> = text(RETRY_AFTER.as_str()).and_then(|seconds| seconds.trim().parse().ok());
        let spent = text("x-ratelimit-remaining") == Some("0");
        let busy = status == 429 || (status == 403 && (asked.is_some() || spent));
        let broken = matches!(status, 500..=599);
        let wait = asked.map_or(backoff, Duration::from_secs);
        let words = match (status, text(LOCATION.as_str())) {
            (300..=399, Some(to)) => {
                format!("answered {status} and leads to `{}`, where the token does not go", self.foreign(to))
            }
            _ => format!("answered {status}{}", self.words(body)),
        };
        let exit = if busy || broken { Exit::Temporary } else { Exit::Failed };
        let mut error = self.error(request, exit, &words);
        if let Some(help) = way_out(self.place.forge, status, busy) {
            error = error.help(help);
        }
        let doubtful = broken && request.once();
        Failure { status: Some(status), doubtful, wait: (busy || broken).then_some(wait), error }
    }

    /// That something cannot be done, with the address and what was not done.
    pub(super) fn error(&self, request: &Request, exit: Exit, words: &str) -> Error {
        let address = request.address.split('?').next().unwrap_or_default();
        let words = self.masks.apply(words);
        Error::new(exit, format!("cannot {}: `{address}` {words}; {}", request.doing, request.undone()))
    }

    /// What a forge says in its own words.
    fn words(&self, body: &[u8]) -> String {
        let said: Option<serde_json::Value> = serde_json::from_slice(body).ok();
        let said = said.as_ref().and_then(|said| said.get("message").or(said.get("error")));
        match said {
            Some(serde_json::Value::String(said)) => format!(": {}", self.foreign(said)),
            Some(other) => format!(": {}", self.foreign(&other.to_string())),
            None => String::new(),
        }
    }

    fn foreign(&self, text: &str) -> String {
        let masked = self.masks.apply(text);
        escape(&masked.chars().take(WORDS).collect::<String>())
    }
}

impl Request {
    /// Whether it may not be done twice.
    fn once(&self) -> bool {
        self.method == Method::POST
    }

    fn undone(&self) -> &'static str {
        if self.method == Method::DELETE { "it stays" } else { "the comment is as it was" }
    }
}

/// What to do about an answer.
fn way_out(forge: Forge, status: u16, busy: bool) -> Option<&'static str> {
    match (forge, status) {
        (_, 429 | 500..=599) => Some("run it again later"),
        (_, 403) if busy => Some("the token has used up what it may ask; run it again later"),
        (Forge::Github, 401) => Some("`GITHUB_TOKEN` is not valid any more: it ends with its job"),
        (Forge::Github, 403) => Some(
            "give the job `permissions: {pull-requests: write}`; for a pull request from a fork the token may only \
             read: let a workflow on `workflow_run` post the comment, or leave it to the job's summary",
        ),
        (Forge::Github, 404) => {
            Some("the token may not see the pull request, or there is none of this number")
        }
        (Forge::Gitlab, 401) => Some("`GITLAB_TOKEN` is no valid token; a job's own may not comment"),
        (Forge::Gitlab, 403) => Some("`GITLAB_TOKEN` needs the scope `api` and the role Reporter at least"),
        (Forge::Gitlab, 404) => {
            Some("the token may not see the merge request, or there is none of this number")
        }
        _ => None,
    }
}

/// Whether a list has another page.
fn goes_on(headers: &HeaderMap) -> bool {
    headers.get_all(LINK).iter().any(|link| link.to_str().is_ok_and(|link| link.contains("rel=\"next\"")))
}

/// The first cause of an error: those above it say only that there is one.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error.to_string();
    let mut next = error.source();
    while let Some(inner) = next {
        cause = inner.to_string();
        next = inner.source();
    }
    format!("cannot be reached: {}", escape(&cause))
}
