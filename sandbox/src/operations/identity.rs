//! STS: who a caller is, and sessions of roles in other accounts.

use crate::handler::{Answer, Call, Kind, Refusal, base64_text, hex, is_account, read, write};
use crate::store::{Scope, Table, Tx, View};
use crate::tree::Record;

/// STS.
pub(super) const KIND: Kind = Kind {
    service: "sts",
    entries: &[read("GetCallerIdentity", identity), write("AssumeRole", assume_role)],
    upkeep: &[],
};

const HOUR: i64 = 3600;

fn identity(call: &Call<'_>, _: &View<'_>) -> Answer {
    Ok(Record::new()
        .with("UserId", &*call.caller.user_id)
        .with("Account", &*call.caller.account)
        .with("Arn", &*call.caller.arn))
}

/// AssumeRole. Every role can be assumed; its account is that of the session.
fn assume_role(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let arn = said.required("RoleArn");
    let session = said.required("RoleSessionName");
    let (account, role) =
        role(arn).ok_or_else(|| Refusal::new("ValidationError", format!("{arn} is invalid")))?;
    // These narrow what a session may do, which nothing here asks.
    for ignored in [
        "ExternalId",
        "Policy",
        "PolicyArns",
        "ProvidedContexts",
        "SerialNumber",
        "SourceIdentity",
        "Tags",
        "TokenCode",
        "TransitiveTagKeys",
    ] {
        let _ = said.whole(ignored);
    }
    let seconds = said.integer("DurationSeconds").unwrap_or(HOUR);
    let expiration = call.now + seconds * 1000;
    let bytes = call.ids.draw(call.now);
    let key = format!("ASIA{}", hex(&bytes[..8]).to_ascii_uppercase());
    let secret = base64_text(&call.ids.draw(call.now));
    let session_arn = format!("arn:aws:sts::{account}:assumed-role/{role}/{session}");
    let role_id = format!("AROA{}", hex(blake3::hash(arn.as_bytes()).as_bytes())[..16].to_ascii_uppercase());
    let user_id = format!("{role_id}:{session}");
    let row = Record::new()
        .with("Account", account)
        .with("Arn", &*session_arn)
        .with("UserId", &*user_id)
        .with("Expiration", expiration);
    tx.put_at(Scope::everywhere(), Table::Session, &key, row);
    let credentials = Record::new()
        .with("AccessKeyId", &*key)
        .with("SecretAccessKey", &*secret)
        .with("SessionToken", base64_text(key.as_bytes()))
        .with("Expiration", expiration);
    let user = Record::new().with("AssumedRoleId", user_id).with("Arn", session_arn);
    Ok(Record::new().with("Credentials", credentials).with("AssumedRoleUser", user))
}

/// The account and the role's name without its path.
fn role(arn: &str) -> Option<(&str, &str)> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _partition, "iam", "", account, resource] = parts[..] else { return None };
    let role = resource.strip_prefix("role/")?.rsplit('/').next()?;
    (is_account(account) && !role.is_empty()).then_some((account, role))
}
