//! Client tokens: a create that is sent again is answered again and not done twice.
//!
//! Secrets Manager's tokens are not among them: each is the id of the version that it makes, so its handlers
//! know them.

use crate::handler::{Call, Refusal, base64_text};
use crate::store::{Table, View};
use crate::tree::{self, Record, Tree};

/// A request that carries a client token.
pub(super) struct Token {
    key: String,
    digest: String,
}

impl Token {
    /// The call's token, where its operation has one and the client sent it.
    pub(super) fn of(call: &Call<'_>) -> Option<Token> {
        if call.operation.service == "secretsmanager" {
            return None;
        }
        let member = call.operation.input?.members().iter().find(|member| member.token)?.name;
        let record = call.input.record();
        let token = record.text(member)?;
        let mut rest = record.clone();
        rest.remove(member);
        let digest = blake3::hash(tree::encode(&Tree::Record(rest)).to_string().as_bytes());
        Some(Token {
            key: format!("{} {token}", call.operation.name),
            digest: base64_text(digest.as_bytes()),
        })
    }

    /// The answer that the token was given before.
    pub(super) fn answered(&self, view: &View<'_>) -> Option<Result<Record, Refusal>> {
        let row = view.get(Table::Token, &self.key)?;
        if row.text("Digest") != Some(&self.digest) {
            let message = "The client token was used before, with another request";
            return Some(Err(Refusal::new("IdempotentParameterMismatch", message)));
        }
        row.get("Reply").and_then(Tree::as_record).cloned().map(Ok)
    }

    /// The row that remembers an answer.
    pub(super) fn row(&self, reply: &Record) -> (&str, Record) {
        let row = Record::new().with("Digest", &*self.digest).with("Reply", reply.clone());
        (&self.key, row)
    }
}
