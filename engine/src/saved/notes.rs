//! What is known of a plan's changes, in a plan file: for whoever reads it, and nothing rests on it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::SavedError;
use crate::address::Address;
use crate::plan::{By, FieldOrigin, Notes, Origin, Origins, Reached, Unseen, Untold, Users, Whence};
use crate::tree::{Path, from_json, to_json};

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SavedNotes {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unread: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    origins: BTreeMap<Address, SavedOrigin>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    reaches: BTreeMap<Address, Reached>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    users: BTreeMap<Address, Users>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_once: Option<Result<usize, Unseen>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    may_reach: Option<Result<usize, Unseen>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    names: BTreeMap<String, Address>,
}

#[derive(Serialize, Deserialize)]
struct SavedOrigin {
    whence: Whence,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fields: Vec<SavedField>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    whole: Option<By>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    untold: Option<Untold>,
}

#[derive(Serialize, Deserialize)]
struct SavedField {
    path: Vec<String>,
    by: By,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    applied: Option<Value>,
}

impl SavedNotes {
    pub(super) fn of(notes: &Notes) -> Self {
        let Notes {
            origins: Origins { since, base, unread, changes },
            reaches,
            users,
            at_once,
            may_reach,
            names,
        } = notes;
        let origins = changes.iter().map(|(address, origin)| (address.clone(), SavedOrigin::of(origin)));
        Self {
            since: since.clone(),
            base: base.clone(),
            unread: unread.clone(),
            origins: origins.collect(),
            reaches: reaches.clone(),
            users: users.clone(),
            at_once: at_once.clone(),
            may_reach: may_reach.clone(),
            names: names.clone(),
        }
    }

    pub(super) fn notes(self) -> Result<Notes, SavedError> {
        let changes = self.origins.into_iter().map(|(address, saved)| Ok((address, saved.origin()?)));
        let changes = changes.collect::<Result<_, SavedError>>()?;
        Ok(Notes {
            origins: Origins { since: self.since, base: self.base, unread: self.unread, changes },
            reaches: self.reaches,
            users: self.users,
            at_once: self.at_once,
            may_reach: self.may_reach,
            names: self.names,
        })
    }
}

impl SavedOrigin {
    fn of(origin: &Origin) -> Self {
        let Origin { whence, fields, whole, untold } = origin;
        let fields = fields.iter().map(SavedField::of).collect();
        Self { whence: *whence, fields, whole: *whole, untold: *untold }
    }

    fn origin(self) -> Result<Origin, SavedError> {
        let Self { whence, fields, whole, untold } = self;
        let fields = fields.into_iter().map(SavedField::field).collect::<Result<_, _>>()?;
        Ok(Origin { whence, fields, whole, untold })
    }
}

impl SavedField {
    fn of(field: &FieldOrigin) -> Self {
        let FieldOrigin { path, by, applied } = field;
        let path = path.0.iter().map(ToString::to_string).collect();
        Self { path, by: *by, applied: applied.as_ref().map(to_json) }
    }

    fn field(self) -> Result<FieldOrigin, SavedError> {
        let applied = self.applied.as_ref().map(from_json).transpose().map_err(SavedError::Damaged)?;
        let path = Path(self.path.into_iter().map(Into::into).collect());
        Ok(FieldOrigin { path, by: self.by, applied })
    }
}
