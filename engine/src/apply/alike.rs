//! What must fail alike: after AWS has said so, it is not asked for each change again.

use std::collections::{BTreeMap, BTreeSet};

use super::make::Made;
use super::outcome::Failure;
use crate::action::Action;
use crate::address::Address;
use crate::contract::Call;
use crate::plan::Change;
use crate::ports::{ApiError, Cause};

/// What AWS answers to whoever would make one more of what an account has enough of.
const FULL: [(&str, &str); 6] = [
    ("CreateAssociation", "AssociationLimitExceeded"),
    ("CreateDocument", "DocumentLimitExceeded"),
    ("CreateMaintenanceWindow", "ResourceLimitExceededException"),
    ("CreatePatchBaseline", "ResourceLimitExceededException"),
    ("CreateResourceDataSync", "ResourceDataSyncCountExceededException"),
    ("PutParameter", "ParameterLimitExceeded"),
];

/// How often an operation is denied in a place, and never allowed there, until that is taken for the rule.
const DENIALS: u32 = 10;

/// An operation, and the address up to its last slash: roles are given some paths and not others.
type Place = (&'static str, String);

/// What AWS has refused in this run and would refuse again.
#[derive(Default)]
pub(super) struct Alike {
    /// Operations that make something, where the account has as many as it may.
    full: BTreeMap<&'static str, String>,
    /// Where operations were denied: how often, and in which words.
    denied: BTreeMap<Place, (u32, String)>,
    allowed: BTreeSet<Place>,
}

impl Alike {
    /// Learns from what became of the changes that went together: what one call was denied for all of them
    /// was denied once.
    pub(super) fn learn(&mut self, together: &[Made]) {
        let mut denied = BTreeMap::new();
        for made in together {
            let allowed = made.calls.iter().filter(|call| call.refused.is_none());
            self.allowed.extend(allowed.map(|call| place(call.operation, &made.address)));
            let Err(Failure::Api(error)) = &made.end else { continue };
            self.note_full(error);
            if error.cause == Cause::Denied {
                denied.insert(place(error.operation, &made.address), error);
            }
        }
        for (place, error) in denied {
            self.denied.entry(place).or_insert_with(|| (0, error.to_string())).0 += 1;
        }
    }

    fn note_full(&mut self, error: &ApiError) {
        if FULL.contains(&(error.operation, error.code.as_str())) {
            self.full.insert(error.operation, error.to_string());
        }
    }

    /// Why a change is not begun: its first call would be refused as others were.
    pub(super) fn bars(&self, change: &Change, calls: &[Call]) -> Option<String> {
        let operation = calls.first()?.request.row().name;
        let makes = match change.action() {
            Action::Create | Action::Move => true,
            Action::Update | Action::Adopt | Action::Replace | Action::Delete | Action::Forget => false,
        };
        if let Some(words) = self.full.get(operation).filter(|_| makes) {
            return Some(format!("AWS makes no more of these: {words}"));
        }
        let place = place(operation, &change.address);
        let (count, words) = self.denied.get(&place)?;
        let rule = *count >= DENIALS && !self.allowed.contains(&place);
        rule.then(|| {
            format!(
                "AWS has denied {operation} {count} times here and allowed it never: {words}; `--only` tries it alone"
            )
        })
    }
}

fn place(operation: &'static str, address: &Address) -> Place {
    let text = address.as_str();
    (operation, text.rsplit_once('/').map_or(text, |(place, _)| place).to_owned())
}
