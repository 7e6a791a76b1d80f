//! What is in a manifest's place, in words.

use engine::plan::{Rival, Way};

use super::effect::last_change;

/// Whose a resource is that is in a manifest's place.
pub fn whose(rival: &Rival) -> String {
    match rival {
        Rival::Nobody => "exists already, and no tag says whose it is".into(),
        Rival::Somebody(change) => {
            format!("{}, and nothing tells that it is ours", last_change(change))
        }
        Rival::Lookalike(id) => format!("`{id}` has its name in AWS, and no tag says whose it is"),
        Rival::Stack(owner) => format!("belongs to `{owner}`"),
        Rival::CloudFormation(stack) => format!("belongs to the CloudFormation stack `{stack}`"),
        Rival::Twins(ids) => format!("is more than one resource by its tags: {}", ids.join(", ")),
        Rival::Holders(names) => {
            format!(
                "is in use by {}, which this plan does not let go: AWS would not delete it",
                quoted(names)
            )
        }
        Rival::Irreplaceable(reason) | Rival::Reveals(reason) => reason.clone(),
        Rival::Origin { record, origin: Some(origin) } => {
            format!("is not this stack by its record `{record}`, which is of the origin `{origin}`")
        }
        Rival::Origin { record, origin: None } => {
            format!("is not this stack by its record `{record}`, which is of no origin")
        }
        Rival::NoRecord(reason) => reason.clone(),
        Rival::Taken { what, owner } => format!("would take {what} from `{owner}`"),
    }
}

/// The ways out, where something is in a manifest's place.
pub fn settle(rival: &Rival) -> String {
    rival.ways().iter().map(way).collect::<Vec<_>>().join(", or ")
}

fn way(way: &Way) -> String {
    match way {
        Way::Adopt => "set `metadata.adopt: true` to take it over".into(),
        Way::AdoptById(id) => format!("take it over with `metadata.adopt: {id}`"),
        Way::FromCloudFormation => {
            "take it out of that stack with its deletion policy set to Retain, then adopt it with \
             `metadata.adopt: {fromCloudFormation: true}`"
                .into()
        }
        Way::Rename => "give it another name".into(),
        Way::RenameEither => "give one of the two another name".into(),
        Way::ChangeThere(owner) => format!("change it in `{owner}`"),
        Way::DeleteOthers => "delete all but one".into(),
        Way::LetGo => "have it taken out of use there".into(),
        Way::Forget => "let it be with `metadata.forget: true`".into(),
        Way::UntagOthers => "take the `trueup:` tags off the others".into(),
        Way::TakeOutHere => "take it out of this manifest".into(),
        Way::TakeOutThere(owner) => format!("out of `{owner}`"),
        Way::RenameStack => "give this copy a name of its own in `metadata.name`".into(),
        Way::SameStack(Some(origin)) => {
            format!("write `origin: {origin}` into the stack's metadata where it is that very stack")
        }
        Way::SameStack(None) => {
            "write `movedFrom: {}` into the stack's metadata where it is that very stack".into()
        }
        Way::MoveAway => "move it away".into(),
        Way::RecordElsewhere => "set another path in `spec.record` of `trueup.yaml`".into(),
        Way::TakeBack => "take the field back".into(),
        Way::DeclareValue => "declare the value so that it can be written again".into(),
        Way::ReadThere => "let what runs read it from Parameter Store itself".into(),
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
