//! Secrets from their sources, fetched once each, into the trees that hold them.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;

use schema::{Finding, Origin, SecretText, Tree};

use super::Desired;
use crate::ports::Masks;

/// What fetching a secret answers.
pub type Fetch<'a> = Pin<Box<dyn Future<Output = Result<SecretText, Trouble>> + Send + 'a>>;

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

/// Fetches every secret of a site. Values that are generated are drawn only where they are to be
/// created, so they stay unresolved here.
pub async fn fetch(desired: &mut Desired, source: &dyn SecretSource, masks: &Masks) -> Vec<Finding> {
    let mut wanted = BTreeSet::new();
    for declared in desired.declared.values() {
        origins(&declared.tree, &mut wanted);
    }
    let mut known: BTreeMap<Origin, Result<SecretText, Trouble>> = BTreeMap::new();
    for origin in wanted {
        let fetched = source.fetch(&origin).await;
        if let Ok(text) = &fetched {
            masks.add(text);
        }
        known.insert(origin, fetched);
    }
    let mut findings = Vec::new();
    for declared in desired.declared.values_mut() {
        let span = declared.span;
        fill(&mut declared.tree, &known, &mut |trouble| {
            let code = match trouble {
                Trouble::Missing(_) => "secret-source",
                Trouble::Empty(_) => "secret-empty",
            };
            findings.push(
                Finding::error(code, span, trouble.to_string()).help(
                    "give the source a value, or plan with `--without-secrets`, which compares no secret",
                ),
            );
        });
    }
    findings
}

fn origins(tree: &Tree, found: &mut BTreeSet<Origin>) {
    match tree {
        Tree::Secret(secret) => match &secret.origin {
            Some(Origin::Generate { .. } | Origin::Reference { .. }) | None => {}
            Some(origin) if secret.text.is_none() => {
                found.insert(origin.clone());
            }
            Some(_) => {}
        },
        Tree::List(items) | Tree::Set(items) => items.iter().for_each(|item| origins(item, found)),
        Tree::Map(map) => map.values().for_each(|value| origins(value, found)),
        Tree::Undeclared | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => {}
    }
}

fn fill(
    tree: &mut Tree,
    known: &BTreeMap<Origin, Result<SecretText, Trouble>>,
    failed: &mut impl FnMut(&Trouble),
) {
    match tree {
        Tree::Secret(secret) => match secret.origin.as_ref().and_then(|origin| known.get(origin)) {
            Some(Ok(text)) => secret.text = Some(text.clone()),
            Some(Err(trouble)) => failed(trouble),
            None => {}
        },
        Tree::List(items) | Tree::Set(items) => items.iter_mut().for_each(|item| fill(item, known, failed)),
        Tree::Map(map) => map.values_mut().for_each(|value| fill(value, known, failed)),
        Tree::Undeclared | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => {}
    }
}
