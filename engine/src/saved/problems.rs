//! What stood in a plan's way, in its file.

use serde::{Deserialize, Serialize};

use super::SavedError;
use super::change::SavedLocation;
use crate::address::Address;
use crate::contract::Unreadable;
use crate::kinds;
use crate::plan::{Conflict, Rival, Tally, Waiting};
use crate::policy::{Judged, Verdict};
use crate::ports::{ApiError, Cause, Earlier, row};
use crate::tree::Path;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Problems {
    conflicts: Vec<SavedConflict>,
    unreadable: Vec<SavedUnreadable>,
    unlisted: Vec<SavedUnreadable>,
    waiting: Vec<Waiting>,
    unmanaged: Vec<Address>,
    not_compared: Vec<(Address, Vec<String>)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    verdicts: Vec<Verdict>,
}

#[derive(Serialize, Deserialize)]
struct SavedConflict {
    address: Address,
    rival: Rival,
    location: SavedLocation,
}

#[derive(Serialize, Deserialize)]
struct SavedUnreadable {
    address: Option<Address>,
    kind: String,
    operation: String,
    code: String,
    message: String,
    denied: bool,
}

impl Problems {
    pub(super) fn of(judged: &Judged) -> Self {
        let conflict = |conflict: &Conflict| SavedConflict {
            address: conflict.address.clone(),
            rival: conflict.rival.clone(),
            location: SavedLocation::of(&conflict.location),
        };
        let path = |path: &Path| path.0.iter().map(ToString::to_string).collect();
        Self {
            conflicts: judged.conflicts().iter().map(conflict).collect(),
            unreadable: judged.unreadable().iter().map(SavedUnreadable::of).collect(),
            unlisted: judged.unlisted().iter().map(SavedUnreadable::of).collect(),
            waiting: judged.waiting().to_vec(),
            unmanaged: judged.unmanaged().to_vec(),
            verdicts: judged.verdicts().to_vec(),
            not_compared: judged
                .not_compared()
                .iter()
                .map(|(address, at)| (address.clone(), path(at)))
                .collect(),
        }
    }

    pub(super) fn read(self) -> Result<InTheWay, SavedError> {
        let conflict = |saved: SavedConflict| Conflict {
            address: saved.address,
            rival: saved.rival,
            location: saved.location.location(),
        };
        let path = |steps: Vec<String>| Path(steps.into_iter().map(Into::into).collect());
        Ok(InTheWay {
            tally: Tally {
                conflicts: self.conflicts.into_iter().map(conflict).collect(),
                waiting: self.waiting,
                not_compared: self
                    .not_compared
                    .into_iter()
                    .map(|(address, steps)| (address, path(steps)))
                    .collect(),
                ..Tally::default()
            },
            unreadable: SavedUnreadable::all(self.unreadable)?,
            unlisted: SavedUnreadable::all(self.unlisted)?,
            unmanaged: self.unmanaged,
            verdicts: self.verdicts,
        })
    }
}

/// What stood in a plan's way, as it was read.
pub(super) struct InTheWay {
    /// Conflicts, what waits, what was not compared; no change.
    pub(super) tally: Tally,
    pub(super) unreadable: Vec<Unreadable>,
    pub(super) unlisted: Vec<Unreadable>,
    pub(super) unmanaged: Vec<Address>,
    pub(super) verdicts: Vec<Verdict>,
}

impl SavedUnreadable {
    fn of(unreadable: &Unreadable) -> Self {
        let Unreadable { address, kind, error } = unreadable;
        Self {
            address: address.clone(),
            kind: (*kind).to_owned(),
            operation: error.operation.to_owned(),
            code: error.code.clone(),
            message: error.message.clone(),
            denied: error.denied(),
        }
    }

    fn all(saved: Vec<Self>) -> Result<Vec<Unreadable>, SavedError> {
        saved.into_iter().map(Self::unreadable).collect()
    }

    fn unreadable(self) -> Result<Unreadable, SavedError> {
        let unknown = |what: &str| SavedError::Damaged(format!("there is no `{what}`"));
        let kind = kinds::resource(&self.kind).ok_or_else(|| unknown(&self.kind))?.name;
        let operation = row(&self.operation).ok_or_else(|| unknown(&self.operation))?.name;
        let error = ApiError {
            operation,
            code: self.code,
            message: self.message,
            request_id: None,
            cause: if self.denied { Cause::Denied } else { Cause::Refused },
            earlier: Earlier::NotDone,
        };
        Ok(Unreadable { address: self.address, kind, error })
    }
}
