//! Answers that end: no longer than any of AWS's is.

use std::fmt;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use http_body_util::{LengthLimitError, Limited};

/// Bytes that an answer may have. AWS's largest, a page of a thousand instances, has a few million.
const MOST: usize = 32 * 1024 * 1024;

/// A client whose answers are cut off where they are longer than any of AWS's.
pub fn bounded(inner: SharedHttpClient) -> SharedHttpClient {
    SharedHttpClient::new(Bounded(inner))
}

/// Why an answer was cut off, where an error says that one was.
pub(super) fn cut_off(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    let mut next = Some(error);
    while let Some(link) = next {
        if link.is::<LengthLimitError>() {
            return Some(format!("the answer is longer than {} MiB", MOST / (1024 * 1024)));
        }
        next = link.source();
    }
    None
}

struct Bounded<T>(T);

impl<T> fmt::Debug for Bounded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bounded")
    }
}

impl HttpClient for Bounded<SharedHttpClient> {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Bounded(self.0.http_connector(settings, components)))
    }
}

impl HttpConnector for Bounded<SharedHttpConnector> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answer = self.0.call(request);
        HttpConnectorFuture::new(async move {
            Ok(answer.await?.map(|body| SdkBody::from_body_1_x(Limited::new(body, MOST))))
        })
    }
}
