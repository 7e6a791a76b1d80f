//! Names of documents: bare, or inside an ARN.

use crate::handler::{Call, Refusal};
use crate::store::Scope;

/// Beginnings that AWS keeps for itself, whatever their case.
const RESERVED: &[&str] = &["aws", "amazon", "amzn"];

/// A document as a request names it.
pub(super) struct Asked<'a> {
    /// Its bare name.
    pub(super) name: &'a str,
    /// Where it lies, as far as the name says so.
    pub(super) place: Place,
}

/// Where a document lies.
pub(super) enum Place {
    /// With the caller, or with AWS.
    Here,
    /// With AWS.
    Amazon,
    /// In another account.
    Elsewhere(Scope),
    /// Nowhere: an ARN of something else, or of another region.
    Nowhere,
}

impl<'a> Asked<'a> {
    /// Reads a name or an ARN.
    pub(super) fn read(text: &'a str, here: Scope) -> Self {
        if !text.starts_with("arn:") {
            return Asked { name: text, place: Place::Here };
        }
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let ["arn", _partition, "ssm", region, account, resource] = parts[..] else {
            return Asked { name: text, place: Place::Nowhere };
        };
        let Some((_, name)) = resource.split_once('/').filter(|_| region == here.region()) else {
            return Asked { name: text, place: Place::Nowhere };
        };
        let place = match account {
            "" => Place::Amazon,
            account if account == here.account() => Place::Here,
            account => Place::Elsewhere(Scope::new(account, region)),
        };
        Asked { name, place }
    }
}

/// Whether a name or an ARN means the caller's own document of a name.
pub(in crate::operations) fn means(text: &str, here: Scope, name: &str) -> bool {
    let asked = Asked::read(text, here);
    asked.name == name && matches!(asked.place, Place::Here)
}

/// The resource part of the ARN of a document.
pub(super) fn resource(name: &str) -> String {
    format!("document/{name}")
}

/// The name for a new document.
pub(super) fn checked<'a>(call: &'a Call<'_>) -> Result<&'a str, Refusal> {
    let name = call.said().required("Name");
    let lower = name.to_ascii_lowercase();
    if RESERVED.iter().any(|reserved| lower.starts_with(reserved)) {
        let message = format!("Document name {name} begins with a prefix that is reserved for AWS");
        return Err(Refusal::validation(message));
    }
    Ok(name)
}
