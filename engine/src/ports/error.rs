//! What AWS, or the way to it, answered instead of a result.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::bounded::cut_off;
use super::mask::Masks;
use super::operation::{Row, Service};

/// An operation that failed. What AWS says of it, code and request id too, has every known secret masked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{operation}: {message} ({code})")]
pub struct ApiError {
    /// The operation's name.
    pub operation: &'static str,
    /// AWS's error code, or one of ours where no answer came: `Network`, `Timeout`, `Credentials`,
    /// `Response`, `Stopped`; or where answers are none: `Pagination`, `Inconsistent`.
    pub code: String,
    /// AWS's message.
    pub message: String,
    /// AWS's request id, for a support case.
    pub request_id: Option<String>,
    /// The class that decides what to do next.
    pub cause: Cause,
    /// Whether an attempt of the same request may have been carried out, this one or an earlier one.
    pub earlier: Earlier,
}

/// Whether an attempt of the same request may have been carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Earlier {
    /// Every attempt was refused.
    NotDone,
    /// An attempt's answer was lost, or said only that AWS has trouble.
    Unknown,
}

/// Why an operation failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Too many calls.
    Throttled,
    /// AWS's fault, or another change of the same object under way: asking again may help.
    Transient,
    /// No answer came; the request may have been carried out.
    Lost,
    /// The way to AWS is not there.
    Network,
    /// There are no credentials, or they cannot be loaded.
    Credentials,
    /// The credentials have expired.
    Expired,
    /// The caller may not do this.
    Denied,
    /// AWS refused the request.
    Refused,
    /// Somebody asked to stop before the request left.
    Stopped,
}

const THROTTLED: [&str; 8] = [
    "EC2ThrottledException",
    "ThrottlingException",
    "Throttling",
    "ThrottledException",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "SlowDown",
];
const TRANSIENT: [&str; 7] = [
    "InternalError",
    "Unavailable",
    UPDATING,
    "InternalServerError",
    "InternalServiceException",
    "ServiceUnavailable",
    "RequestTimeout",
];
/// The one of them by which nothing was done for certain.
const UPDATING: &str = "TooManyUpdates";
/// Our own code for an answer that is none.
const UNREADABLE: &str = "Response";
const EXPIRED: [&str; 3] = ["ExpiredTokenException", "ExpiredToken", "RequestExpired"];
const CREDENTIALS: [&str; 6] = [
    "AuthFailure",
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "MissingAuthenticationTokenException",
];
const DENIED: [&str; 4] = ["AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "OptInRequired"];

impl ApiError {
    pub(super) fn of<E>(row: &Row, error: SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        let request_id = error
            .raw_response()
            .and_then(|response| response.headers().get("x-amzn-requestid"))
            .map(str::to_owned);
        let status = error.raw_response().map(|response| response.status().as_u16());
        let (code, message, cause) = match &error {
            SdkError::ServiceError(service) => {
                let meta = service.err().meta();
                let status = status.unwrap_or(400);
                match meta.code() {
                    None if status < 300 => unreadable(service.err(), None),
                    code => {
                        let code = code.unwrap_or("Unknown").to_owned();
                        let cause = classify(&code, status);
                        (code, meta.message().unwrap_or_default().to_owned(), cause)
                    }
                }
            }
            SdkError::TimeoutError(_) => ("Timeout".into(), "no answer in time".into(), Cause::Lost),
            SdkError::ResponseError(answer) => match std::error::Error::source(&error) {
                // It came whole, and nobody can read it.
                Some(why) if let Some(body) = answer.raw().body().bytes() => {
                    unreadable(why, place(row, body))
                }
                why => match why.and_then(cut_off) {
                    Some(said) => (UNREADABLE.into(), said, Cause::Refused),
                    None => (UNREADABLE.into(), "the answer broke off".into(), Cause::Lost),
                },
            },
            SdkError::DispatchFailure(failure) => {
                let message = chain(failure.as_connector_error().map(|error| error as _));
                if failure.as_connector_error().is_some_and(unsent) {
                    ("Network".into(), message, Cause::Network)
                } else {
                    ("Network".into(), message, Cause::Lost)
                }
            }
            other => ("Credentials".into(), chain(std::error::Error::source(other)), Cause::Credentials),
        };
        let mut made =
            Self { operation: row.name, code, message, request_id, cause, earlier: Earlier::NotDone };
        if made.cause == Cause::Lost && credentials_trouble(&made.message) {
            made.cause = Cause::Credentials;
            made.code = "Credentials".into();
        }
        made.earlier = match made.cause {
            Cause::Lost => Earlier::Unknown,
            Cause::Transient if made.code != UPDATING => Earlier::Unknown,
            // It was answered, whatever that says.
            Cause::Refused if made.code == UNREADABLE => Earlier::Unknown,
            _ => Earlier::NotDone,
        };
        made
    }

    /// A request that did not leave, since somebody asked to stop.
    pub(super) fn stopped(row: &Row) -> Self {
        Self {
            operation: row.name,
            code: "Stopped".into(),
            message: "it was not sent, since trueup was asked to stop".into(),
            request_id: None,
            cause: Cause::Stopped,
            earlier: Earlier::NotDone,
        }
    }

    /// A list does not end.
    pub(super) fn endless(row: &Row, message: String) -> Self {
        Self {
            operation: row.name,
            code: "Pagination".into(),
            message,
            request_id: None,
            cause: Cause::Refused,
            earlier: Earlier::NotDone,
        }
    }

    /// The same with every known secret masked, wherever AWS says it.
    pub(super) fn masked(mut self, masks: &Masks) -> Self {
        self.message = masks.apply(&self.message);
        self.code = masks.apply(&self.code);
        self.request_id = self.request_id.map(|id| masks.apply(&id));
        self
    }

    /// No whole answer came in time.
    pub(super) fn late(row: &Row) -> Self {
        Self {
            operation: row.name,
            code: "Timeout".into(),
            message: "no answer in time".into(),
            request_id: None,
            cause: Cause::Lost,
            earlier: Earlier::Unknown,
        }
    }

    /// Two reads of AWS say different things of one resource, and asking once more did not settle it.
    pub(crate) fn at_odds(operation: &'static str, message: String) -> Self {
        Self {
            operation,
            code: "Inconsistent".into(),
            message,
            request_id: None,
            cause: Cause::Refused,
            earlier: Earlier::NotDone,
        }
    }

    /// Whether the caller may not do this.
    pub fn denied(&self) -> bool {
        self.cause == Cause::Denied
    }
}

/// An answer that says that all is well and is not what the operation answers. To ask again would bring the
/// same.
fn unreadable(error: &(dyn std::error::Error + 'static), place: Option<String>) -> (String, String, Cause) {
    let (why, place) = (chain(Some(error)), place.unwrap_or_default());
    (UNREADABLE.into(), format!("the answer is not as AWS's model has it: {why}{place}"), Cause::Refused)
}

/// Where an answer is no JSON, of a service that answers so; nothing of its text.
fn place(row: &Row, body: &[u8]) -> Option<String> {
    match row.service {
        Service::Ssm | Service::Tagging | Service::SecretsManager | Service::CloudTrail => {
            let error = serde_json::from_slice::<serde::de::IgnoredAny>(body).err()?;
            Some(format!(", at line {}, column {}", error.line(), error.column()))
        }
        Service::Sts | Service::Ec2 => None,
    }
}

fn classify(code: &str, status: u16) -> Cause {
    if THROTTLED.contains(&code) {
        Cause::Throttled
    } else if EXPIRED.contains(&code) {
        Cause::Expired
    } else if CREDENTIALS.contains(&code) {
        Cause::Credentials
    } else if DENIED.contains(&code) {
        Cause::Denied
    } else if TRANSIENT.contains(&code) || status >= 500 {
        Cause::Transient
    } else {
        Cause::Refused
    }
}

/// Whether no connection was made, so that no request can have left.
fn unsent(error: &ConnectorError) -> bool {
    use std::io::ErrorKind::{
        AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkDown, NetworkUnreachable,
    };
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(link) = next {
        let kind = link.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let no_way = [AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkDown, NetworkUnreachable];
        if kind.is_some_and(|kind| no_way.contains(&kind)) || link.to_string().contains("dns error") {
            return true;
        }
        next = link.source();
    }
    false
}

fn credentials_trouble(message: &str) -> bool {
    let message = message.to_lowercase();
    message.contains("credential") || message.contains("identity")
}

/// The SDK tells of some errors with the whole request, what is sent included.
fn without_request(mut text: String) -> String {
    if let Some(at) = text.find(" to request `Request {") {
        text.truncate(at);
    }
    text
}

/// An error and its causes, each once.
fn chain(error: Option<&(dyn std::error::Error + 'static)>) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = error;
    while let Some(link) = next {
        let text = without_request(link.to_string());
        if !parts.iter().any(|part| part.contains(&text)) {
            parts.push(text);
        }
        next = link.source();
    }
    parts.join(": ")
}

#[cfg(test)]
mod tests {
    use super::without_request;

    #[test]
    fn what_was_to_be_sent_is_not_told() {
        let told = "failed to apply endpoint `x` to request `Request { body: \"hunter2\" }`: no scheme";
        assert_eq!(without_request(told.into()), "failed to apply endpoint `x`");
        assert_eq!(without_request("no route".into()), "no route");
    }
}
