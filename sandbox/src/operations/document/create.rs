//! CreateDocument.

use super::held::{Held, described};
use super::{attachments, content, name, version};
use crate::check::Said;
use crate::handler::{Answer, Call, Refusal};
use crate::operations::tags;
use crate::settings::Quotas;
use crate::store::{Table, Tx};
use crate::tree::{Record, Tree};

/// As many documents as an account and region may have.
const MOST: usize = 500;

/// CreateDocument.
pub(super) fn create(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let name = name::checked(call)?;
    let new_tags = tags::said(&said, "Tags")?;
    if tx.view().get(Table::Document, name).is_some() {
        return Err(Refusal::new("DocumentAlreadyExists", "The specified document already exists."));
    }
    if call.quotas == Quotas::Published && tx.view().under(Table::Document, "").count() >= MOST {
        let message = format!("You can have at most {MOST} active SSM documents.");
        return Err(Refusal::new("DocumentLimitExceeded", message));
    }
    let document_type = said.text("DocumentType").unwrap_or("Command");
    let mut row = begun(call, name, document_type, 1);
    row.set("DocumentFormat", said.text("DocumentFormat").unwrap_or("JSON"));
    keep(&mut row, &said, None);
    let requires = required(&said);
    if !requires.is_empty() {
        row.set("Requires", requires);
    }
    derive(&mut row, &said)?;
    let document = Record::new()
        .with("Name", name)
        .with("DocumentType", document_type)
        .with("DefaultVersion", 1)
        .with("LatestVersion", 1);
    tx.put(Table::DocumentVersion, &version::key(name, 1), row.clone());
    tx.put(Table::Document, name, document.clone());
    let resource = format!("ssm:{}", name::resource(name));
    if !new_tags.is_empty() {
        tags::add(tx, &resource, new_tags)?;
    }
    let held = Held::of(&document, vec![&row]);
    let shown =
        described(call, &held, &row, tags::shown(tags::of(&tx.view(), &resource)), "DocumentDescription");
    // However soon it is ready, the answer is given before that.
    Ok(Record::new().with("DocumentDescription", shown.with("Status", "Creating")))
}

/// A new version's row, as far as nobody says it.
pub(super) fn begun(call: &Call<'_>, name: &str, document_type: &str, number: i64) -> Record {
    Record::new()
        .with("Name", name)
        .with("Owner", call.scope.account())
        .with("CreatedDate", call.now)
        .with("ActiveAt", call.settled(call.now))
        .with("DocumentVersion", number.to_string())
        .with("DocumentType", document_type)
}

/// Takes what every version may say for itself, or else what the version before said.
pub(super) fn keep(row: &mut Record, said: &Said<'_>, before: Option<&Record>) {
    if let Some(version_name) = said.text("VersionName") {
        row.set("VersionName", version_name);
    }
    for member in ["DisplayName", "TargetType"] {
        let value = said.text(member).or(before.and_then(|before| before.text(member)));
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            row.set(member, value);
        }
    }
}

/// Takes the content, the attachments and what follows from them.
pub(super) fn derive(row: &mut Record, said: &Said<'_>) -> Result<(), Refusal> {
    let text = said.required("Content");
    content::derive(row, text)?;
    if let Some(attached) = attachments::said(said, text)? {
        row.set("AttachmentsInformation", attached);
    }
    Ok(())
}

fn required(said: &Said<'_>) -> Vec<Tree> {
    let all = said.each("Requires").into_iter();
    all.map(|one| {
        Tree::Record(
            Record::new()
                .with("Name", one.required("Name"))
                .with_some("Version", one.text("Version"))
                .with_some("RequireType", one.text("RequireType"))
                .with_some("VersionName", one.text("VersionName")),
        )
    })
    .collect()
}
