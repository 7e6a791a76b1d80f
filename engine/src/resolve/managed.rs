//! Secrets of Secrets Manager, read through the site's own line: they lie in its account and region.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueOutput;
use aws_sdk_secretsmanager::operation::get_secret_value::builders::GetSecretValueInputBuilder;
use futures_util::future::join_all;
use schema::{Finding, Origin, SecretText};
use serde_json::Value;

use super::Desired;
use super::secrets::{Fetched, Trouble, key_of, put, wanted};
use crate::ports::{ApiError, Cause, Reads};

/// Fetches every secret of a site that Secrets Manager holds. Each version is read once, however
/// many of its keys are wanted, so that they belong together. The version's id is its public version.
///
/// # Errors
/// AWS cannot be asked at all. What it refuses is a finding.
pub async fn fetch_managed(desired: &mut Desired, reads: &Reads) -> Result<Vec<Finding>, ApiError> {
    let origins: Vec<Origin> = wanted(desired).into_iter().filter(|origin| asked(origin).is_some()).collect();
    let places: BTreeSet<Place<'_>> = origins.iter().filter_map(asked).collect();
    let answers = join_all(places.into_iter().map(|place| read(place, reads))).await;
    let answers: BTreeMap<Place<'_>, Result<Held, Trouble>> =
        answers.into_iter().collect::<Result<_, _>>()?;
    let known = origins.iter().filter_map(|origin| {
        let held = answers.get(&asked(origin)?)?;
        let Origin::SecretsManager { id, json_key, .. } = origin else { return None };
        let fetched = held.clone().and_then(|held| held.value(id, json_key.as_deref()));
        if let Ok(fetched) = &fetched {
            reads.masks().add(&fetched.text);
        }
        Some((origin.clone(), fetched))
    });
    let known = known.collect();
    Ok(put(desired, &known))
}

/// The names or ARNs of the secrets of Secrets Manager that a site's manifests read.
pub fn managed(desired: &Desired) -> BTreeSet<String> {
    wanted(desired).iter().filter_map(asked).map(|(id, _)| id.to_owned()).collect()
}

/// A secret and the staging label of the version that is wanted.
type Place<'a> = (&'a str, Option<&'a str>);

fn asked(origin: &Origin) -> Option<Place<'_>> {
    match origin {
        Origin::SecretsManager { id, json_key: _, version_stage } => Some((id, version_stage.as_deref())),
        Origin::Env { .. }
        | Origin::File { .. }
        | Origin::Sops { .. }
        | Origin::Generate { .. }
        | Origin::Exec { .. }
        | Origin::Reference { .. } => None,
    }
}

/// What a version holds, whole.
#[derive(Clone)]
struct Held {
    text: SecretText,
    version: Option<String>,
}

/// Secrets Manager's words for what is not there, and for what is to be deleted.
const MISSING: &str = "ResourceNotFoundException";

async fn read<'a>(
    (id, stage): Place<'a>,
    reads: &Reads,
) -> Result<(Place<'a>, Result<Held, Trouble>), ApiError> {
    let input =
        GetSecretValueInputBuilder::default().secret_id(id).set_version_stage(stage.map(str::to_owned));
    let held = match reads.call(input).await {
        Ok(output) => held(id, output),
        Err(error) => match error.cause {
            Cause::Refused if error.code == MISSING => {
                let stage = stage.map_or(String::new(), |stage| format!(" with the label `{stage}`"));
                Err(Trouble::Missing(format!("Secrets Manager has no secret `{id}`{stage} here")))
            }
            Cause::Refused | Cause::Denied => {
                Err(Trouble::Missing(format!("cannot read the secret `{id}`: {error}")))
            }
            Cause::Throttled
            | Cause::Transient
            | Cause::Lost
            | Cause::Network
            | Cause::Credentials
            | Cause::Expired
            | Cause::Stopped => return Err(error),
        },
    };
    Ok(((id, stage), held))
}

fn held(id: &str, output: GetSecretValueOutput) -> Result<Held, Trouble> {
    let GetSecretValueOutput { secret_string, version_id, .. } = output;
    match secret_string {
        Some(text) if !text.is_empty() => Ok(Held { text: SecretText::new(text), version: version_id }),
        Some(_) => Err(Trouble::Empty(format!("the secret `{id}` is empty"))),
        None => Err(Trouble::Missing(format!("the secret `{id}` holds bytes and no text"))),
    }
}

impl Held {
    /// The whole text, or one key of the JSON that it is. Nothing of the text is ever said.
    fn value(self, id: &str, key: Option<&str>) -> Result<Fetched, Trouble> {
        let Self { text, version } = self;
        let Some(key) = key else { return Ok(Fetched { text, version }) };
        let parsed: Value = serde_json::from_str(text.expose())
            .map_err(|_| Trouble::Missing(format!("the secret `{id}` is not JSON")))?;
        let text = key_of(&parsed, key, &format!("the secret `{id}`"))?;
        Ok(Fetched { text, version })
    }
}
