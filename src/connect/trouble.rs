//! Words for what keeps a command from AWS altogether.

use engine::ports::{ApiError, Cause};

use crate::error::Error;
use crate::exit::Exit;

/// What is wrong and the way out, for an error that ends a command before anything changed.
pub fn trouble(error: &ApiError) -> Error {
    let exit = Exit::of_api(error);
    match error.cause {
        Cause::Credentials if error.code == "Credentials" => {
            Error::new(exit, format!("there are no AWS credentials: {}", error.message))
                .help("sign in, or set `AWS_PROFILE`; `--sandbox` needs no credentials at all")
        }
        Cause::Credentials => Error::new(exit, format!("AWS does not accept the credentials: {error}"))
            .help("check the access key and its secret, and that the clock is right"),
        Cause::Expired => Error::new(exit, format!("the AWS credentials have expired: {error}"))
            .help("sign in again, then run the same command; nothing was changed"),
        Cause::Network | Cause::Lost => Error::new(exit, format!("cannot reach AWS: {error}"))
            .help("check the network, the region and any `AWS_ENDPOINT_URL`; nothing was changed"),
        Cause::Throttled | Cause::Transient => {
            Error::new(exit, format!("AWS did not answer in time: {error}"))
                .help("run the same command later; nothing was changed")
        }
        Cause::Denied => Error::new(exit, format!("AWS does not allow it: {error}"))
            .help("`trueup iam plan` prints what planning needs, `trueup iam apply` what applying needs"),
        Cause::Refused => Error::new(exit, format!("AWS refused: {error}")),
    }
}
