//! What is in a manifest's place, and what a manifest waits for.

use schema::Location;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::contract::LastChange;

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
    /// Somebody's who changed it last, where no tag could say whose it is: it may be adopted.
    Somebody(LastChange),
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
    /// Nobody's: what is declared refers to a secret of AWS's, and cannot hide it. Why, in words.
    Reveals(String),
    /// Ours, to be deleted, and held by what this plan does not let go: AWS's names of it.
    Holders(Vec<String>),
    /// Another stack's of this name, by the record, which has another origin.
    Origin {
        /// The parameter that is the record.
        record: String,
        /// The other stack's id, where it has one.
        origin: Option<String>,
    },
    /// Somebody's, in the place of the record: why it is none, in words.
    NoRecord(String),
}

/// A way out of a conflict. Any one of those that a rival has settles it, or shows the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// Have the manifest take it over.
    Adopt,
    /// Have the manifest take over what has an id.
    AdoptById(String),
    /// Have CloudFormation let it go, and the manifest take it over.
    FromCloudFormation,
    /// Give what the manifest describes another name in AWS.
    Rename,
    /// Give one of the two another name in AWS, whichever.
    RenameEither,
    /// Have its owner change it, or let it go.
    ChangeThere(String),
    /// Delete all but one of several.
    DeleteOthers,
    /// Have what holds it let it go first.
    LetGo,
    /// Keep it, and say that it is no longer ours.
    Forget,
    /// Take our tags off all but one of several.
    UntagOthers,
    /// Take what there is only one of out of this manifest.
    TakeOutHere,
    /// Take it out of the manifest of its owner.
    TakeOutThere(String),
    /// Give the stack, which is a copy, a name of its own.
    RenameStack,
    /// Say that this is that very stack, by the origin that it has or had.
    SameStack(Option<String>),
    /// Move away what lies in the record's place.
    MoveAway,
    /// Keep the record elsewhere.
    RecordElsewhere,
    /// Take back the field that cannot change in place.
    TakeBack,
    /// Declare the value, so that it can be written again.
    DeclareValue,
    /// Have whatever uses the secret read it from AWS itself.
    ReadThere,
}

/// A resource that is declared and cannot be made by us yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The resource.
    pub address: Address,
    /// What for.
    pub reason: String,
}

impl Rival {
    /// The ways out.
    pub fn ways(&self) -> Vec<Way> {
        match self {
            Self::Nobody => vec![Way::Adopt, Way::Rename],
            Self::Somebody(_) => vec![Way::Adopt, Way::TakeOutHere],
            Self::Lookalike(id) => vec![Way::AdoptById(id.clone()), Way::RenameEither],
            Self::Stack(owner) => vec![Way::ChangeThere(owner.clone()), Way::Rename],
            Self::CloudFormation(_) => vec![Way::FromCloudFormation],
            Self::Holders(_) => vec![Way::LetGo, Way::Forget],
            Self::Twins(_) => vec![Way::DeleteOthers, Way::UntagOthers],
            Self::Taken { owner, .. } => vec![Way::TakeOutHere, Way::TakeOutThere(owner.clone())],
            Self::Origin { origin, .. } => vec![Way::RenameStack, Way::SameStack(origin.clone())],
            Self::NoRecord(_) => vec![Way::MoveAway, Way::RecordElsewhere],
            Self::Irreplaceable(_) => vec![Way::TakeBack, Way::DeclareValue],
            Self::Reveals(_) => vec![Way::ReadThere],
        }
    }
}

impl Conflict {
    /// Whether it is about the record: nothing of the site may be applied then, listed or not.
    pub fn of_record(&self) -> bool {
        match self.rival {
            Rival::Origin { .. } | Rival::NoRecord(_) => true,
            Rival::Nobody
            | Rival::Somebody(_)
            | Rival::Lookalike(_)
            | Rival::Stack(_)
            | Rival::CloudFormation(_)
            | Rival::Twins(_)
            | Rival::Holders(_)
            | Rival::Irreplaceable(_)
            | Rival::Reveals(_)
            | Rival::Taken { .. } => false,
        }
    }
}
