//! AWS's words → a parameter's state.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::types::{Parameter as AwsParameter, ParameterMetadata};
use schema::kinds::parameter::{Parameter, ParameterType, ParameterValue};
use schema::shape::{AwsDecides, Word};
use schema::{Secret, SecretText};

use super::{policies, resource};
use crate::ports::Masks;
use crate::site::SECRET_TAG;

/// A value as GetParameters gave it.
pub(super) struct Value {
    pub(super) value: ParameterValue,
    pub(super) version: i64,
    /// Tells two versions of one value alike without showing it.
    raw: SecretText,
}

/// Whether SecureStrings were decrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decryption {
    Done,
    Not,
}

impl Value {
    pub(super) fn new(parameter: &AwsParameter, decryption: Decryption, masks: &Masks) -> Self {
        let text = parameter.value().unwrap_or_default();
        let raw = SecretText::new(text);
        let value = match parameter.r#type().map(|kind| kind.as_str()) {
            Some("SecureString") => {
                let known = (decryption == Decryption::Done).then(|| raw.clone());
                known.iter().for_each(|text| masks.add(text));
                ParameterValue::Secret(Secret::live(known))
            }
            Some("StringList") => ParameterValue::List(text.split(',').map(str::to_owned).collect()),
            _ => ParameterValue::Text(text.to_owned()),
        };
        Self { value, version: parameter.version(), raw }
    }

    pub(super) fn same_text(&self, other: &Self) -> bool {
        self.version == other.version || self.raw.expose() == other.raw.expose()
    }
}

/// A value that its parameter's tag says is secret.
fn secret(value: ParameterValue) -> ParameterValue {
    match value {
        ParameterValue::Text(_) | ParameterValue::List(_) => {
            ParameterValue::Secret(Secret::live(resource::plain(&value)))
        }
        ParameterValue::Secret(_) | ParameterValue::NotOurs => value,
    }
}

/// The state of a parameter, from its listing, its value, its tags and which of the declared
/// labels sit on its value.
pub(super) fn state(
    listed: &ParameterMetadata,
    value: Option<ParameterValue>,
    tags: BTreeMap<String, String>,
    labels: Option<BTreeSet<String>>,
) -> Parameter {
    let some = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    let r#type: Word<ParameterType> = Word::of(listed.r#type().map_or("String", |kind| kind.as_str()));
    Parameter {
        key_id: some(listed.key_id()).filter(|_| r#type == ParameterType::SecureString),
        r#type,
        value: match value {
            Some(value) if tags.contains_key(SECRET_TAG) => secret(value),
            Some(value) => value,
            None => ParameterValue::NotOurs,
        },
        description: some(listed.description()),
        tier: AwsDecides(listed.tier().map(|tier| Word::of(tier.as_str()))),
        allowed_pattern: some(listed.allowed_pattern()),
        data_type: Word::of(listed.data_type().unwrap_or("text")),
        policies: listed
            .policies()
            .iter()
            .filter_map(|policy| policies::from_aws(policy.policy_text().unwrap_or_default()))
            .collect(),
        labels: AwsDecides(labels),
        tags,
    }
}
