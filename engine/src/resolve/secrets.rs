//! Secrets from their sources, fetched once each, into the trees that hold them.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;

use schema::{Finding, Origin, SecretText, Span};
use serde_json::Value;

use super::Desired;
use crate::ports::Masks;

/// What fetching a secret answers.
pub type Fetch<'a> = Pin<Box<dyn Future<Output = Result<Fetched, Trouble>> + Send + 'a>>;

/// What a source gave.
#[derive(Clone)]
pub struct Fetched {
    /// The value.
    pub text: SecretText,
    /// The source's public word for what it held, where it has one that says nothing of the value.
    pub version: Option<String>,
}

impl From<SecretText> for Fetched {
    fn from(text: SecretText) -> Self {
        Self { text, version: None }
    }
}

/// Where secrets come from. The environment, files and commands are the binary's; the engine only
/// asks.
pub trait SecretSource: Send + Sync {
    /// Fetches one secret.
    ///
    /// # Errors
    /// The source is missing, empty, or may not be used.
    fn fetch<'a>(&'a self, origin: &'a Origin) -> Fetch<'a>;
}

/// Why a secret could not be had. It says nothing of any value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The source is not there, or cannot be read.
    #[error("{0}")]
    Missing(String),
    /// The source is there and holds nothing.
    #[error("{0}")]
    Empty(String),
}

impl Trouble {
    fn finding(&self, span: Span) -> Finding {
        let code = match self {
            Self::Missing(_) => "secret-source",
            Self::Empty(_) => "secret-empty",
        };
        Finding::error(code, span, self.to_string())
            .help("give the source a value, or plan with `--without-secrets`, which compares no secret")
    }
}

/// Fetches every secret of a site that does not lie in AWS itself. Values that are generated are
/// drawn only where they are to be created, so they stay unresolved here.
pub async fn fetch(desired: &mut Desired, source: &dyn SecretSource, masks: &Masks) -> Vec<Finding> {
    let mut known = BTreeMap::new();
    for origin in wanted(desired) {
        if !matches!(origin, Origin::SecretsManager { .. }) {
            let fetched = source.fetch(&origin).await;
            if let Ok(fetched) = &fetched {
                masks.add(&fetched.text);
            }
            known.insert(origin, fetched);
        }
    }
    put(desired, &known)
}

/// The sources of a site's secrets that are to be asked.
pub(super) fn wanted(desired: &Desired) -> BTreeSet<Origin> {
    let secrets = desired.declared.values().flat_map(|declared| declared.tree.secrets());
    let origins = secrets.filter(|secret| secret.text.is_none()).filter_map(|secret| secret.origin.as_ref());
    let asked = |origin: &&Origin| !matches!(origin, Origin::Generate { .. } | Origin::Reference { .. });
    origins.filter(asked).cloned().collect()
}

/// Puts what sources gave into the trees, and tells what they did not give.
pub(super) fn put(desired: &mut Desired, known: &BTreeMap<Origin, Result<Fetched, Trouble>>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for declared in desired.declared.values_mut() {
        for secret in declared.tree.secrets_mut() {
            match secret.origin.as_ref().and_then(|origin| known.get(origin)) {
                Some(Ok(Fetched { text, version })) => {
                    secret.text = Some(text.clone());
                    secret.version.clone_from(version);
                }
                Some(Err(trouble)) => findings.push(trouble.finding(declared.span)),
                None => {}
            }
        }
    }
    findings
}

/// The value of a key of JSON; dots divide levels, and a key that holds dots itself is found too.
///
/// # Errors
/// It is not there, is empty, or is not a single value; `place` is how messages call what was parsed.
pub(super) fn key_of(parsed: &Value, key: &str, place: &str) -> Result<SecretText, Trouble> {
    let found = at(parsed, key).ok_or_else(|| Trouble::Missing(format!("there is no `{key}` in {place}")))?;
    match found {
        Value::String(text) if text.is_empty() => Err(Trouble::Empty(format!("`{key}` in {place} is empty"))),
        Value::Null => Err(Trouble::Empty(format!("`{key}` in {place} is empty"))),
        Value::String(text) => Ok(SecretText::new(text.as_str())),
        Value::Bool(value) => Ok(SecretText::new(value.to_string())),
        Value::Number(number) if number.is_i64() || number.is_u64() => {
            Ok(SecretText::new(number.to_string()))
        }
        // `1.10` would come back as `1.1`.
        Value::Number(_) => Err(Trouble::Missing(format!(
            "`{key}` in {place} is a number with a fraction; quote it to keep it as written"
        ))),
        Value::Array(_) | Value::Object(_) => {
            Err(Trouble::Missing(format!("`{key}` in {place} is not a single value")))
        }
    }
}

fn at<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    if let Some(found) = value.get(key) {
        return Some(found);
    }
    key.match_indices('.').find_map(|(dot, _)| at(value.get(&key[..dot])?, &key[dot + 1..]))
}
