//! A parameter as a resource.

use std::time::Duration;

use schema::Tree;
use schema::kinds::parameter::{DEFAULT_KEY, Parameter, ParameterType, ParameterValue, Tier};
use schema::shape::{AwsDecides, Shape, Word};
use schema::{Origin, Secret, SecretText, reference};

use super::{calls, grants};
use crate::contract::{
    Attribute, Call, Declared, Deed, Effect, InPlace, Resource, Role, Statement, Step, Title,
};
use crate::site::{SECRET_TAG, SET, Site};

impl Resource for Parameter {
    const NAME: &'static str = "Parameter";
    const TERRAFORM: &'static str = "aws_ssm_parameter";
    const ATTRIBUTES: &'static [&'static str] = &["value", "name", "arn"];
    const TITLE: Option<Title> = Some(Title { says: "type", of: "value" });
    /// AWS asks for half a minute between a deletion and a creation of one name.
    const GAP: Duration = Duration::from_secs(30);
    type State = Parameter;

    fn absorb(desired: &mut Parameter, live: &mut Parameter) {
        absorb_value(desired, live);
        // Whoever gives it its value now, what it holds is as secret as it was.
        if let (ParameterValue::NotOurs, ParameterValue::Secret(_)) = (&desired.value, &live.value)
            && Self::reveals(desired)
        {
            desired.tags.insert(SECRET_TAG.to_owned(), SET.to_owned());
        }
        if desired.tier.0.as_ref().is_some_and(|tier| *tier == Tier::IntelligentTiering) {
            desired.tier = AwsDecides(live.tier.0.clone());
        }
        if let (Some(wanted), Some(there)) = (&desired.key_id, &live.key_id)
            && same_key(wanted, there)
        {
            desired.key_id.clone_from(&live.key_id);
        }
    }

    fn in_place(desired: &Parameter, live: &Parameter) -> InPlace {
        let is =
            |tier: &AwsDecides<Word<Tier>>, which: Tier| tier.0.as_ref().is_some_and(|tier| *tier == which);
        if !(is(&desired.tier, Tier::Standard) && is(&live.tier, Tier::Advanced)) {
            return InPlace::Yes;
        }
        let reason = "tier cannot go from Advanced to Standard in place".to_owned();
        InPlace::Replace { field: "tier", reason }
    }

    fn reveals(state: &Parameter) -> bool {
        state.r#type != ParameterType::SecureString
    }

    fn irreplaceable(desired: &Parameter) -> Option<&'static str> {
        matches!(desired.value, ParameterValue::NotOurs).then_some("nobody can give its value again")
    }

    fn carried(from: &Parameter, to: &Parameter) -> bool {
        let (from, to) = (plain(&from.value), plain(&to.value));
        from.zip(to).is_none_or(|(from, to)| from.expose() == to.expose())
    }

    fn attribute(name: &str, site: &Site, id: Option<&str>, state: &Parameter) -> Attribute {
        let secure = state.r#type == ParameterType::SecureString;
        match (name, &state.value) {
            ("name", _) => Attribute::of(id.map(Tree::text)),
            ("arn", _) => Attribute::of(id.map(|id| Tree::text(Self::arn(site, id)))),
            ("value", ParameterValue::NotOurs) if secure => Attribute::Withheld,
            ("value", ParameterValue::NotOurs) => Attribute::Later,
            ("value", value) => Attribute::Known(value.tree()),
            _ => Attribute::Later,
        }
    }

    fn effects(step: &Step<'_, Parameter>) -> Vec<Effect> {
        match step.deed {
            Deed::Update { to, was } | Deed::Adopt { to, was } if calls::rewrites(step, to, was) => {
                vec![Effect::Rewrites]
            }
            Deed::Forget { .. } => vec![Effect::Stays],
            Deed::Move { .. } => vec![Effect::Copies],
            Deed::Update { .. }
            | Deed::Adopt { .. }
            | Deed::Replace { .. }
            | Deed::Delete { .. }
            | Deed::Create { .. } => Vec::new(),
        }
    }

    fn calls(step: &Step<'_, Parameter>) -> Vec<Call> {
        calls::calls(step)
    }

    fn arn(site: &Site, id: &str) -> String {
        site.ssm_arn(&format!("parameter/{}", id.strip_prefix('/').unwrap_or(id)))
    }

    fn grants(site: &Site, declared: &[&Declared], role: Role) -> Vec<Statement> {
        grants::keys(site, declared, role).into_iter().chain(grants::images(declared, role)).collect()
    }
}

/// Where either value is secret, both are: what was a text or a list in AWS is compared as the
/// one text that Parameter Store holds, and never shown. A generated value, once there, is kept.
fn absorb_value(desired: &mut Parameter, live: &mut Parameter) {
    let generated = |secret: &Secret| matches!(secret.origin, Some(Origin::Generate { .. }));
    match (&desired.value, &live.value) {
        (ParameterValue::Secret(secret), _) if generated(secret) && secret.text.is_none() => {
            desired.value = ParameterValue::NotOurs;
            if let ParameterValue::Text(_) | ParameterValue::List(_) = live.value {
                live.value = ParameterValue::Secret(Secret::live(plain(&live.value)));
            }
        }
        (ParameterValue::Secret(_), ParameterValue::Text(_) | ParameterValue::List(_)) => {
            live.value = ParameterValue::Secret(Secret::live(plain(&live.value)));
        }
        (ParameterValue::NotOurs, ParameterValue::Text(_) | ParameterValue::List(_))
            if desired.r#type == ParameterType::SecureString =>
        {
            live.value = ParameterValue::Secret(Secret::live(plain(&live.value)));
        }
        // One that was not decrypted is not the one that git writes out: left apart, they differ.
        (ParameterValue::Text(_) | ParameterValue::List(_), ParameterValue::Secret(secret))
            if secret.text.is_some() && !refers(&desired.value) =>
        {
            desired.value = ParameterValue::Secret(Secret::live(plain(&desired.value)));
        }
        (ParameterValue::Text(_), ParameterValue::List(_)) => {
            live.value = ParameterValue::Text(joined(&live.value));
        }
        (ParameterValue::List(_), ParameterValue::Text(text)) if live.r#type == ParameterType::String => {
            live.value = ParameterValue::List(text.split(',').map(str::to_owned).collect());
        }
        _ => {}
    }
}

/// Whether a value refers to what is not known yet: it is filled in when it is, and no text of its own.
fn refers(value: &ParameterValue) -> bool {
    match value {
        ParameterValue::Text(text) => reference::holds(text),
        ParameterValue::List(items) => items.iter().any(|item| reference::holds(item)),
        ParameterValue::Secret(_) | ParameterValue::NotOurs => false,
    }
}

/// The one text that Parameter Store holds of a value; `None` where it is not known.
pub(super) fn plain(value: &ParameterValue) -> Option<SecretText> {
    match value {
        ParameterValue::Text(_) | ParameterValue::List(_) => Some(SecretText::new(joined(value))),
        ParameterValue::Secret(secret) => secret.text.clone(),
        ParameterValue::NotOurs => None,
    }
}

fn joined(value: &ParameterValue) -> String {
    match value {
        ParameterValue::Text(text) => text.clone(),
        ParameterValue::List(items) => items.join(","),
        ParameterValue::Secret(_) | ParameterValue::NotOurs => String::new(),
    }
}

/// Whether two spellings name one KMS key: an ARN says what the id or alias behind its last
/// colon says.
fn same_key(a: &str, b: &str) -> bool {
    fn bare(key: &str) -> &str {
        let tail = if key.starts_with("arn:") { key.rsplit(':').next().unwrap_or(key) } else { key };
        tail.strip_prefix("key/").unwrap_or(tail)
    }
    bare(a) == bare(b) || (a.is_empty() && b == DEFAULT_KEY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_in_every_spelling() {
        let arn = "arn:aws:kms:us-east-1:123456789012:";
        assert!(same_key("alias/shop", &format!("{arn}alias/shop")));
        assert!(same_key("1234-ab", &format!("{arn}key/1234-ab")));
        assert!(!same_key("alias/shop", "alias/other"));
    }
}
