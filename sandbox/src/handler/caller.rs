//! Who calls, as AWS would name them.

use crate::store::{Scope, Table, View};

use super::{Refusal, is_account};

/// The account of an access key that says nothing else.
const DEFAULT_ACCOUNT: &str = "123456789012";

/// A caller's account and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) account: String,
    pub(crate) arn: String,
    pub(crate) user_id: String,
    /// The id of the key that signed.
    pub(crate) access_key: String,
}

impl Caller {
    /// An access key of twelve digits is an account; one that `AssumeRole` gave out is its role's.
    pub(crate) fn of(access_key: &str, view: &View<'_>, now: i64) -> Result<Caller, Refusal> {
        if let Some(session) = view.at(Scope::everywhere()).get(Table::Session, access_key) {
            if session.integer("Expiration").is_some_and(|end| end <= now) {
                let message = "The security token included in the request is expired";
                return Err(Refusal::new("ExpiredTokenException", message));
            }
            let text = |name: &str| session.text(name).unwrap_or_default().to_owned();
            return Ok(Caller {
                account: text("Account"),
                arn: text("Arn"),
                user_id: text("UserId"),
                access_key: access_key.to_owned(),
            });
        }
        let account = if is_account(access_key) { access_key } else { DEFAULT_ACCOUNT };
        Ok(Caller {
            account: account.to_owned(),
            arn: format!("arn:aws:iam::{account}:user/sandbox"),
            user_id: format!("AIDA{account}SBOX"),
            access_key: access_key.to_owned(),
        })
    }
}
