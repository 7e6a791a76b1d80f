//! Answers that no AWS gives: each ends, and says what was wrong with it.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use aws_sdk_ssm::operation::describe_parameters::builders::DescribeParametersInputBuilder;
use aws_sdk_ssm::operation::put_parameter::builders::PutParameterInputBuilder;
use aws_sdk_sts::operation::get_caller_identity::builders::GetCallerIdentityInputBuilder;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use engine::ports::{ApiError, Cause, Clients, Earlier, Line, Masks, Pace, Reads, Writes, bounded};
use http_body::{Body, Frame};

use crate::world::config;

/// A server: its answer to the call of that number.
#[derive(Clone)]
struct Server {
    answer: Arc<dyn Fn(u64) -> SdkBody + Send + Sync>,
    calls: Arc<AtomicU64>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Server")
    }
}

impl HttpConnector for Server {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let body = (self.answer)(self.calls.fetch_add(1, Ordering::Relaxed));
        let answer = HttpResponse::new(200.try_into().expect("a status"), body);
        HttpConnectorFuture::ready(Ok(answer))
    }
}

impl Server {
    fn of(answer: impl Fn(u64) -> SdkBody + Send + Sync + 'static) -> Self {
        Self { answer: Arc::new(answer), calls: Arc::default() }
    }

    fn saying(text: &'static str) -> Self {
        Self::of(move |_| SdkBody::from(text))
    }

    fn line(&self) -> Line {
        let connector = SharedHttpConnector::new(self.clone());
        let config = config(bounded(http_client_fn(move |_, _| connector.clone())));
        Line::new(Clients::new(&config), Pace::Unlimited, Masks::default(), 7)
    }

    async fn list(&self) -> ApiError {
        let list = Reads::new(self.line()).pages(DescribeParametersInputBuilder::default()).await;
        list.expect_err("it fails")
    }

    fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_that_brings_nothing_new_ends() {
    for item in ["", "{\"Name\": \"/a\"}"] {
        let server = Server::of(move |call| {
            SdkBody::from(format!("{{\"Parameters\": [{item}], \"NextToken\": \"{call}\"}}"))
        });
        let error = server.list().await;
        assert_eq!(
            (error.operation, &*error.code, error.cause),
            ("DescribeParameters", "Pagination", Cause::Refused)
        );
        assert!(error.message.contains("brought nothing new") && error.message.contains("in all"), "{error}");
        assert!(server.calls() < 600, "{}", server.calls());
    }
}

#[tokio::test(start_paused = true)]
async fn empty_pages_may_come_before_more() {
    let server = Server::of(|call| {
        SdkBody::from(match call {
            400 => "{\"Parameters\": [{\"Name\": \"/a\"}]}".to_owned(),
            call => format!("{{\"NextToken\": \"{call}\"}}"),
        })
    });
    let pages = Reads::new(server.line()).pages(DescribeParametersInputBuilder::default()).await;
    assert_eq!(pages.expect("it ends").len(), 401);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_none_is_told_and_not_asked_for_again() {
    for (text, what) in [
        ("<html>busy</html>", "expected object, at line 1, column 1"),
        ("{\"Parameters\": [{\"Name\": 1}]}", "expected string"),
        ("{\"Parameters\": [", ", at line 1, column 16"),
        ("{\"Parameters\": [{\"LastModifiedDate\": \"yesterday\"}]}", "could not be parsed"),
        ("\u{0}", ", at line 1, column 1"),
    ] {
        let server = Server::saying(text);
        let error = server.list().await;
        assert_eq!((&*error.code, error.cause), ("Response", Cause::Refused), "{text}: {error:?}");
        assert!(error.message.ends_with(what), "{text}: {error}");
        assert_eq!(server.calls(), 1, "{text}");
    }
    let server = Server::saying("<html>");
    let asked = Reads::new(server.line()).call(GetCallerIdentityInputBuilder::default()).await;
    let error = asked.expect_err("it fails");
    assert_eq!((&*error.code, error.cause, server.calls()), ("Response", Cause::Refused, 1), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_write_whose_answer_is_none_may_be_done() {
    let server = Server::saying("<html>");
    let put = PutParameterInputBuilder::default().name("/a").value("1");
    let error = Writes::new(server.line()).perform(put.into()).await.err().expect("it fails");
    assert_eq!((error.cause, error.earlier, server.calls()), (Cause::Refused, Earlier::Unknown, 1));
}

/// A body of blanks: so many mebibytes, and then nothing, for ever.
struct Blanks(usize);

impl Body for Blanks {
    type Data = hyper::body::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if self.0 == 0 {
            return Poll::Pending;
        }
        self.0 -= 1;
        Poll::Ready(Some(Ok(Frame::data(vec![b' '; 1024 * 1024].into()))))
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_too_long_is_cut_off() {
    let server = Server::of(|_| SdkBody::from_body_1_x(Blanks(200)));
    let error = server.list().await;
    assert_eq!((&*error.code, error.cause, server.calls()), ("Response", Cause::Refused, 1), "{error:?}");
    assert!(error.message.contains("longer than 32 MiB"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_end_is_lost() {
    let began = tokio::time::Instant::now();
    let server = Server::of(|_| SdkBody::from_body_1_x(Blanks(1)));
    let error = server.list().await;
    assert_eq!((&*error.code, error.cause, error.earlier), ("Timeout", Cause::Lost, Earlier::Unknown));
    assert!(server.calls() <= 3 && began.elapsed() < Duration::from_secs(100), "{}", server.calls());
}
