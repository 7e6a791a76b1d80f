//! What is in a manifest's place, in words.

use engine::plan::Rival;

/// Whose a resource is that is in a manifest's place.
pub fn whose(rival: &Rival) -> String {
    match rival {
        Rival::Nobody => "exists already, and no tag says whose it is".into(),
        Rival::Lookalike(id) => format!("`{id}` has its name in AWS, and no tag says whose it is"),
        Rival::Stack(owner) => format!("belongs to `{owner}`"),
        Rival::CloudFormation(stack) => format!("belongs to the CloudFormation stack `{stack}`"),
        Rival::Twins(ids) => format!("is more than one resource by its tags: {}", ids.join(", ")),
        Rival::Irreplaceable(reason) => reason.clone(),
        Rival::Origin { record, origin } => {
            format!("is not this stack by its record `{record}`, which is of the origin `{origin}`")
        }
        Rival::NoRecord(reason) => reason.clone(),
        Rival::Taken { what, owner } => format!("would take {what} from `{owner}`"),
    }
}

/// The way out, where something is in a manifest's place.
pub fn settle(rival: &Rival) -> String {
    match rival {
        Rival::Nobody => "set `metadata.adopt: true` to take it over, or give it another name".into(),
        Rival::Lookalike(id) => {
            format!("take it over with `metadata.adopt: {id}`, or give one of the two another name")
        }
        Rival::Stack(owner) => format!("change it in `{owner}`, or give it another name here"),
        Rival::CloudFormation(_) => {
            "take it out of that stack with its deletion policy set to Retain, then adopt it with \
             `metadata.adopt: {fromCloudFormation: true}`"
                .into()
        }
        Rival::Twins(_) => "delete all but one, or take the `trueup:` tags off the others".into(),
        Rival::Taken { owner, .. } => format!("take it out of this manifest, or of `{owner}`"),
        Rival::Origin { origin, .. } => format!(
            "give a copy a name of its own in `metadata.name`; where it is that very stack, write `origin: {origin}` \
             into its metadata"
        ),
        Rival::NoRecord(_) => "move it away, or set another path in `spec.record` of `trueup.yaml`".into(),
        Rival::Irreplaceable(_) => {
            "take the field back, or declare the value so that it can be written again".into()
        }
    }
}
