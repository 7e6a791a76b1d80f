//! A parameter as a file of another tool says it → its state.

use aws_sdk_ssm::types::{ParameterInlinePolicy, ParameterMetadata};
use schema::Secret;
use schema::kinds::parameter::{Parameter, ParameterValue};

use super::state::state;
use crate::contract::{Fields, Words};

/// The state of a parameter.
///
/// # Errors
/// A field that is not known, or not what it should be.
pub(in crate::kinds) fn worded(mut said: Fields) -> Result<Parameter, String> {
    let kind = said.text("Type")?.unwrap_or_else(|| "String".to_owned());
    let value = match (said.take("Value"), kind.as_str()) {
        // No byte of it goes on from here.
        (_, "SecureString") | (Words::Secret, _) => ParameterValue::Secret(Secret::live(None)),
        (Words::Text(text) | Words::Plain(text), "StringList") => {
            ParameterValue::List(text.split(',').map(str::to_owned).collect())
        }
        (Words::Text(text) | Words::Plain(text), _) => ParameterValue::Text(text),
        (Words::List(items), "StringList") => {
            let mut one = Fields::of(Words::map([("Value", Words::List(items))]))?;
            ParameterValue::List(one.texts("Value")?)
        }
        (Words::Nothing, _) => return Err("its value is not said".to_owned()),
        (Words::List(_) | Words::Map(_), _) => return Err("its value is no text".to_owned()),
    };
    let listed = ParameterMetadata::builder()
        .r#type(kind.as_str().into())
        .set_description(said.text("Description")?)
        .set_key_id(said.text("KeyId")?)
        .set_tier(said.text("Tier")?.map(|word| word.as_str().into()))
        .set_allowed_pattern(said.text("AllowedPattern")?)
        .set_data_type(said.text("DataType")?)
        .set_policies(policies(said.take("Policies"))?)
        .build();
    let tags = said.tags()?;
    said.done()?;
    Ok(state(&listed, Some(value), tags, None))
}

/// Policies: one text that holds a JSON list, or that list.
fn policies(words: Words) -> Result<Option<Vec<ParameterInlinePolicy>>, String> {
    let list = match &words {
        words if words.is_nothing() => return Ok(None),
        Words::Text(text) | Words::Plain(text) => serde_json::from_str(text),
        words => Ok(words.json()?),
    };
    let Ok(serde_json::Value::Array(list)) = list else {
        return Err("`Policies` is no list of policies".to_owned());
    };
    let policy =
        |policy: serde_json::Value| ParameterInlinePolicy::builder().policy_text(policy.to_string()).build();
    Ok(Some(list.into_iter().map(policy).collect()))
}
