//! GetParameter and GetParameters.

use std::collections::BTreeMap;

use super::name::Asked;
use super::{cipher, name, not_found, public, version};
use crate::facts::ShapeRef;
use crate::handler::{Answer, Call, Refusal};
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

/// GetParameter.
pub(super) fn get(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let text = said.required("Name");
    let secrets = Decryption::said(call);
    let asked = Asked::read(text, call.scope)?;
    let row = find(view, &asked)?;
    let shape = call.reply_shape("Parameter");
    Ok(Record::new().with("Parameter", shown(call, shape, &row, Some(&asked), secrets)))
}

/// GetParameters, which never fails for a name.
pub(super) fn get_all(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let secrets = Decryption::said(call);
    let shape = call.reply_shape("Parameters");
    let mut found = BTreeMap::new();
    let mut invalid = Vec::new();
    for text in said.texts("Names") {
        let asked = match Asked::read(text, call.scope) {
            Err(refusal) if refusal.code == "ValidationException" => return Err(refusal),
            asked => asked.ok(),
        };
        match asked.and_then(|asked| find(view, &asked).ok().map(|row| (asked, row))) {
            Some((asked, row)) => {
                found.insert(text, Tree::Record(shown(call, shape, &row, Some(&asked), secrets)));
            }
            None => invalid.push(text),
        }
    }
    let reply = Record::new().with("Parameters", Tree::List(found.into_values().collect()));
    Ok(reply.with("InvalidParameters", Tree::texts(invalid)))
}

/// The version that is asked for.
fn find(view: &View<'_>, asked: &Asked<'_>) -> Result<Record, Refusal> {
    let Asked { key, name, selector } = asked;
    let current = view.get(Table::Parameter, key).cloned().or_else(|| public::find(key));
    let current = current.ok_or_else(not_found)?;
    let Some(selector) = selector else { return Ok(current) };
    if *selector == version::number(&current).to_string() {
        return Ok(current);
    }
    version::selected(view, key, selector).cloned().ok_or_else(|| {
        let name = name.or(current.text("Name")).unwrap_or_default();
        Refusal::new(
            "ParameterVersionNotFound",
            format!(
                "Systems Manager could not find version {selector} of {name}. Verify the version and try again."
            ),
        )
    })
}

/// Whether values of SecureStrings are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Decryption {
    Decrypted,
    Encrypted,
}

impl Decryption {
    /// As the request says.
    pub(super) fn said(call: &Call<'_>) -> Self {
        if call.said().flag("WithDecryption") { Decryption::Decrypted } else { Decryption::Encrypted }
    }
}

/// A version as replies show it; the name is echoed as it was asked for.
pub(super) fn shown(
    call: &Call<'_>,
    shape: ShapeRef,
    row: &Record,
    asked: Option<&Asked<'_>>,
    secrets: Decryption,
) -> Record {
    let mut out = row.seen(shape);
    if row.text("Type") == Some("SecureString") && secrets == Decryption::Encrypted {
        out.set("Value", cipher::ciphertext(call.scope, row));
    }
    if let Some(name) = asked.and_then(|asked| asked.name) {
        out.set("Name", name);
    }
    if let Some(selector) = asked.and_then(|asked| asked.selector) {
        out.set("Selector", format!(":{selector}"));
    }
    if shape.member("ARN").is_some() {
        out.set("ARN", arn(call, row));
    }
    out
}

/// A parameter's ARN; that of a public one names no account.
pub(super) fn arn(call: &Call<'_>, row: &Record) -> String {
    let key = row.text("Name").and_then(name::key).unwrap_or_default();
    let resource = name::resource(&key);
    if key.starts_with(public::ROOT) {
        return format!("arn:aws:ssm:{}::{resource}", call.scope.region());
    }
    call.arn(&resource)
}
