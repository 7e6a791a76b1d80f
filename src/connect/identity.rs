//! Whose account answers: asked before anything is read.

use aws_sdk_sts::operation::get_caller_identity::builders::GetCallerIdentityInputBuilder;
use engine::ports::Reads;
use schema::Environment;

use crate::error::{Error, Result};

/// The account that the credentials belong to, by `GetCallerIdentity`, which nobody can be
/// forbidden to ask.
///
/// # Errors
/// AWS cannot be asked, or the account is not the one that the environment declares.
pub async fn account(reads: &Reads, environment: &Environment) -> Result<String> {
    let answer = reads.call(GetCallerIdentityInputBuilder::default()).await;
    let identity = answer.map_err(Error::api)?;
    let account = identity.account().unwrap_or_default().to_owned();
    match &environment.account {
        Some(declared) if declared.value != account => Err(Error::failed(format!(
            "the credentials are for account {account}, and environment `{}` is account {}",
            environment.name.value, declared.value
        ))
        .help(match &environment.assume_role {
            Some(role) => format!("`assumeRole` names {}; is it the right role?", role.value),
            None => format!(
                "use credentials for {}, such as with `--profile`, or let the environment `assumeRole`",
                declared.value
            ),
        })),
        Some(_) | None => Ok(account),
    }
}
