//! Behind the HTTP client of the AWS SDK for Rust: everything of the SDK but the socket runs.

use std::fmt;
use std::sync::Arc;

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use http::Request;
use hyper::body::Bytes;

use crate::door::Door;

struct InProcess(Arc<Door>);

/// A client whose requests end in the sandbox.
pub(crate) fn client(door: Arc<Door>) -> SharedHttpClient {
    let connector = SharedHttpConnector::new(InProcess(door));
    http_client_fn(move |_, _| connector.clone())
}

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InProcess")
    }
}

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let door = Arc::clone(&self.0);
        HttpConnectorFuture::new(async move {
            let request = in_memory(request)?;
            let response = door.answer(request).await.map_err(|lost| ConnectorError::io(Box::new(lost)))?;
            HttpResponse::try_from(response.map(SdkBody::from))
                .map_err(|error| ConnectorError::other(Box::new(error), None))
        })
    }
}

fn in_memory(request: HttpRequest) -> Result<Request<Bytes>, ConnectorError> {
    let request = request.try_into_http1x().map_err(|error| ConnectorError::user(Box::new(error)))?;
    let (parts, body) = request.into_parts();
    let body = body.bytes().map(Bytes::copy_from_slice);
    let body = body.ok_or_else(|| ConnectorError::user("the sandbox takes no streamed body".into()))?;
    Ok(Request::from_parts(parts, body))
}
