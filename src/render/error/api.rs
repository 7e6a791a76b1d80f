//! An operation that failed, for a terminal.

use engine::ports::{Access, ApiError, Cause, row};
use serde::Serialize;
use serde_json::Value;

use crate::render::style::{Line, Page, Paint, Style};

/// What AWS, or the way to it, answered, and what to do.
pub fn human(error: &ApiError, style: Style) -> String {
    let mut page = Page::new(style);
    let line = Line::new().push(Paint::Red, "error").push(Paint::Bold, format!(": {}", error.operation));
    page.line(line.plain(format!(": {} ({})", error.message, error.code)));
    if let Some(help) = way_out(error) {
        page.line(Line::new().push(Paint::Cyan, "  help: ").plain(help));
    }
    if let Some(id) = &error.request_id {
        page.line(Line::new().push(Paint::Dim, format!("  request id: {id}")));
    }
    page.finish()
}

/// What to do about it; `None` where AWS's own message says all there is.
pub(in crate::render) fn way_out(error: &ApiError) -> Option<String> {
    match error.cause {
        Cause::Denied => Some(match row(error.operation) {
            Some(row) => format!("the role needs `{}`; `trueup iam` prints the least policy", row.iam),
            None => "`trueup iam` prints the least policy".into(),
        }),
        Cause::Expired => Some("the credentials have expired; get new ones and run it again".into()),
        Cause::Credentials => Some(
            "no usable credentials; check `AWS_PROFILE`, `aws sso login` or the job's role, or use `--sandbox`"
                .into(),
        ),
        Cause::Network => Some("check the network, the proxy and `AWS_ENDPOINT_URL`".into()),
        Cause::Throttled => Some("AWS is busy with other callers of this account; run it again later".into()),
        Cause::Lost => Some(match row(error.operation).map(|row| row.access) {
            Some(Access::Read) => "what answers is not AWS, or the way to it is bad; run it again".into(),
            Some(Access::Write | Access::Item) | None => "the request may have been carried out; plan again to see".into(),
        }),
        Cause::Transient => Some("AWS had trouble of its own; run it again".into()),
        Cause::Refused | Cause::Stopped => None,
    }
}

/// An operation that failed, for programs.
#[derive(Debug, Clone, Serialize)]
pub struct ApiForm {
    operation: &'static str,
    code: String,
    message: String,
    cause: &'static str,
    request_id: Option<String>,
    help: Option<String>,
}

impl ApiForm {
    /// The form of an error.
    pub fn of(error: &ApiError) -> Self {
        let ApiError { operation, code, message, request_id, cause: class, earlier: _ } = error;
        Self {
            operation,
            code: code.clone(),
            message: message.clone(),
            cause: cause(*class),
            request_id: request_id.clone(),
            help: way_out(error),
        }
    }
}

/// The same, as a part of other JSON.
pub fn json(error: &ApiError) -> Value {
    serde_json::to_value(ApiForm::of(error)).expect("a form has string keys")
}

fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Throttled => "throttled",
        Cause::Transient => "transient",
        Cause::Lost => "lost",
        Cause::Network => "network",
        Cause::Credentials => "credentials",
        Cause::Expired => "expired",
        Cause::Denied => "denied",
        Cause::Refused => "refused",
        Cause::Stopped => "stopped",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::{STYLE, denied};

    #[test]
    fn awss_own_words_and_what_to_do() {
        insta::assert_snapshot!(human(&denied(), STYLE), @"
        error: DescribeParameters: User is not authorized to perform: ssm:DescribeParameters (AccessDeniedException)
          help: the role needs `ssm:DescribeParameters`; `trueup iam` prints the least policy
          request id: 3f1c
        ");
    }
}
