//! A document that a request can see: the caller's own, AWS's, or one that another account shares.

use super::name::{Asked, Place};
use super::version::{self, Selector};
use super::{amazon, content, missing};
use crate::handler::{Call, Refusal};
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

/// A document and those of its versions that the caller may see.
pub(in crate::operations) struct Held<'a> {
    pub(super) document: &'a Record,
    /// The oldest first.
    pub(super) versions: Vec<&'a Record>,
    /// The name that replies show: bare, or the ARN of one that lies elsewhere.
    pub(super) shown: String,
}

impl<'a> Held<'a> {
    /// What a name or an ARN means to the caller.
    pub(in crate::operations) fn find(
        call: &Call<'_>,
        view: &View<'a>,
        text: &str,
    ) -> Result<Held<'a>, Refusal> {
        let asked = Asked::read(text, call.scope);
        let name = asked.name.to_owned();
        let own = || view.get(Table::Document, &name).map(|row| Held::of(row, version::all(view, &name)));
        let found = match asked.place {
            Place::Here => own().or_else(|| amazon::find(&name)),
            Place::Amazon => amazon::find(&name),
            Place::Elsewhere(scope) => {
                let there = view.at(scope);
                let shared = there.get(Table::Document, &name).and_then(|row| {
                    let what = shared_with(row, call.scope.account())?;
                    let versions = version::all(&there, &name);
                    Some(Held::of(row, visible(row, versions, what)))
                });
                shared.map(|held| Held { shown: text.to_owned(), ..held })
            }
            Place::Nowhere => None,
        };
        found.ok_or_else(|| if amazon::may_be(&name) { amazon::not_carried(&name) } else { missing() })
    }

    pub(super) fn of(document: &'a Record, versions: Vec<&'a Record>) -> Self {
        let shown = document.text("Name").unwrap_or_default().to_owned();
        Held { document, versions, shown }
    }

    /// The version that is meant.
    pub(super) fn version(&self, selector: &Selector<'_>) -> Result<&'a Record, Refusal> {
        selector.pick(self.document, &self.versions)
    }

    /// Its bare name.
    pub(in crate::operations) fn name(&self) -> &'a str {
        self.document.text("Name").unwrap_or_default()
    }

    /// The document's type.
    pub(in crate::operations) fn document_type(&self) -> &'a str {
        self.document.text("DocumentType").unwrap_or_default()
    }

    /// The content of the default version.
    pub(in crate::operations) fn content(&self) -> &'a str {
        let default = self.version(&Selector { version: None, name: None }).ok();
        default.and_then(|row| row.text("Content")).unwrap_or_default()
    }

    /// The schema version of the version that a document's version means, `$DEFAULT` where none is said.
    pub(in crate::operations) fn schema_version(&self, wanted: Option<&str>) -> Result<&'a str, Refusal> {
        let row = self.version(&Selector { version: wanted, name: None })?;
        Ok(row.text("SchemaVersion").unwrap_or_default())
    }

    /// The parameters that a version declares.
    pub(in crate::operations) fn definitions(
        &self,
        wanted: Option<&str>,
    ) -> Result<Vec<super::definition::Definition>, Refusal> {
        let row = self.version(&Selector { version: wanted, name: None })?;
        Ok(content::definitions(row))
    }

    /// Whether the default version can be used.
    pub(in crate::operations) fn active(&self, call: &Call<'_>) -> bool {
        let selector = Selector { version: None, name: None };
        self.version(&selector).is_ok_and(|row| status(row, call.now) == "Active")
    }
}

/// A version's status at an instant.
pub(super) fn status(row: &Record, now: i64) -> &'static str {
    let settled = row.integer("ActiveAt").is_none_or(|at| at <= now);
    match (settled, version::number(row)) {
        (true, _) => "Active",
        (false, 1) => "Creating",
        (false, _) => "Updating",
    }
}

/// What of a document is shared with an account.
fn shared_with<'r>(document: &'r Record, account: &str) -> Option<&'r str> {
    let shares = document.entries("Shares");
    let share = shares.iter().find(|(with, _)| **with == *account || &**with == "all")?;
    share.1.as_text()
}

fn visible<'r>(document: &Record, versions: Vec<&'r Record>, what: &str) -> Vec<&'r Record> {
    let only = match what {
        "$DEFAULT" => document.integer("DefaultVersion"),
        "$LATEST" => document.integer("LatestVersion"),
        _ => return versions,
    };
    versions.into_iter().filter(|row| Some(version::number(row)) == only).collect()
}

/// A version as `DocumentDescription` shows it.
pub(super) fn described(
    call: &Call<'_>,
    held: &Held<'_>,
    row: &Record,
    tags: Tree,
    member: &'static str,
) -> Record {
    let shape = call.reply_shape(member);
    let number = |name: &str| held.document.integer(name).unwrap_or_default().to_string();
    let mut out = row.seen(shape);
    out.set("Name", &*held.shown);
    out.set("Status", status(row, call.now));
    out.set("LatestVersion", number("LatestVersion"));
    out.set("DefaultVersion", number("DefaultVersion"));
    out.set("Tags", tags);
    out
}
