//! What is in a manifest's place, and what a manifest waits for.

use schema::Location;
use serde::{Deserialize, Serialize};

use crate::address::Address;

/// A resource that is in a manifest's place and is not ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The place.
    pub address: Address,
    /// Whose it is.
    pub rival: Rival,
    /// Where it is declared.
    pub location: Location,
}

/// Whose a resource is that is in a manifest's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Rival {
    /// Nobody's: it may be adopted.
    Nobody,
    /// Nobody's, and of the same name in AWS where names are not unique: its id, by which it may be
    /// adopted.
    Lookalike(String),
    /// Another stack's or environment's of trueup.
    Stack(String),
    /// A CloudFormation stack's.
    CloudFormation(String),
    /// Ours more than once, by its tags: the ids.
    Twins(Vec<String>),
    /// Ours, but AWS cannot change it in place and its value could not be given again.
    Irreplaceable(String),
    /// Another stack's, since it has what there is only one of.
    Taken {
        /// What there is only one of, in words.
        what: String,
        /// The other stack and environment.
        owner: String,
    },
    /// Another stack's of this name, by the record, which has another origin.
    Origin {
        /// The parameter that is the record.
        record: String,
        /// The other stack's id.
        origin: String,
    },
    /// Somebody's, in the place of the record: why it is none, in words.
    NoRecord(String),
}

/// A resource that is declared and cannot be made by us yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The resource.
    pub address: Address,
    /// What for.
    pub reason: String,
}

impl Conflict {
    /// Whether it is about the record: nothing of the site may be applied then, listed or not.
    pub fn of_record(&self) -> bool {
        match self.rival {
            Rival::Origin { .. } | Rival::NoRecord(_) => true,
            Rival::Nobody
            | Rival::Lookalike(_)
            | Rival::Stack(_)
            | Rival::CloudFormation(_)
            | Rival::Twins(_)
            | Rival::Irreplaceable(_)
            | Rival::Taken { .. } => false,
        }
    }
}
