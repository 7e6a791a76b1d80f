//! Names: which may be made, what a reader may write for one, and the key that stands for both spellings.

use super::not_found;
use crate::handler::{Call, Refusal};
use crate::store::Scope;

/// What a user may make, with the text of the ARN in front.
const LONGEST_ARN: usize = 1011;
const DEEPEST: usize = 15;

const PATH_RULE: &str = "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a \
    path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, \
    numbers and the following 3 symbols .-_";

/// The key of a name, or none where no parameter can have it.
pub(super) fn key(name: &str) -> Option<String> {
    match name.strip_prefix('/') {
        Some(_) => Some(name.to_owned()),
        None if name.contains('/') => None,
        None => Some(format!("/{name}")),
    }
}

/// The resource part of the ARN.
pub(super) fn resource(key: &str) -> String {
    format!("parameter{key}")
}

/// Whether a name or path has only the characters that names may have.
pub(super) fn is_formed(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-/".contains(&byte))
}

/// What AWS says to a name that is none.
pub(super) fn malformed() -> Refusal {
    Refusal::validation(PATH_RULE)
}

/// Holds a new name against AWS's rules and gives its key.
pub(super) fn checked<'a>(call: &Call<'_>, name: &'a str) -> Result<(&'a str, String), Refusal> {
    let name = name.trim();
    if !is_formed(name) {
        return Err(malformed());
    }
    let key =
        key(name).ok_or_else(|| Refusal::validation("Parameter name must be a fully qualified name."))?;
    if key.ends_with('/') {
        return Err(Refusal::validation("Parameter name must not end with slash."));
    }
    let parts: Vec<&str> = key[1..].split('/').collect();
    if parts.iter().any(|part| part.is_empty()) {
        return Err(malformed());
    }
    reserved(name, &parts)?;
    if parts.len() > DEEPEST {
        let message = format!("A hierarchy can have a maximum of {DEEPEST} levels.");
        return Err(Refusal::new("HierarchyLevelLimitExceededException", message));
    }
    let arn = call.arn(&resource(&key));
    if arn.len() > LONGEST_ARN {
        let message = format!("User is not authorized to perform ssm:PutParameter on resource {arn}");
        return Err(Refusal::new("AccessDeniedException", message));
    }
    Ok((name, key))
}

fn reserved(name: &str, parts: &[&str]) -> Result<(), Refusal> {
    let first = parts[0].to_ascii_lowercase();
    let (aws, ssm) = (first.starts_with("aws"), first.starts_with("ssm"));
    match parts.len() {
        1 if aws || ssm => {
            let message = "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).";
            Err(Refusal::validation(message))
        }
        1 => Ok(()),
        _ if aws => {
            let message = format!("No access to reserved parameter name: {name}.");
            Err(Refusal::new("AccessDeniedException", message))
        }
        _ if ssm => Err(malformed()),
        _ => Ok(()),
    }
}

/// What a reader asks for: `name`, `name:3`, `name:label`, or an ARN of this account and region with either.
pub(super) struct Asked<'a> {
    pub(super) key: String,
    /// The name as it was asked for; none where an ARN was given.
    pub(super) name: Option<&'a str>,
    pub(super) selector: Option<&'a str>,
}

impl<'a> Asked<'a> {
    /// Reads a name, a selector or an ARN.
    ///
    /// # Errors
    /// `ParameterNotFound` where no parameter can be meant, `ValidationException` where it is no name.
    pub(super) fn read(text: &'a str, scope: Scope) -> Result<Self, Refusal> {
        if text.starts_with("arn:") {
            return Self::of_arn(text, scope).ok_or_else(not_found);
        }
        let (name, selector) = divided(text).ok_or_else(not_found)?;
        let key = key(name).filter(|_| is_formed(name)).ok_or_else(malformed)?;
        Ok(Asked { key, name: Some(name), selector })
    }

    fn of_arn(text: &'a str, scope: Scope) -> Option<Self> {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let ["arn", _partition, "ssm", region, account, resource] = parts[..] else { return None };
        // Public parameters have no account.
        if region != scope.region() || !(account == scope.account() || account.is_empty()) {
            return None;
        }
        let (resource, selector) = divided(resource)?;
        let key = resource.strip_prefix("parameter").filter(|key| key.starts_with('/'))?;
        Some(Asked { key: key.to_owned(), name: None, selector })
    }
}

fn divided(text: &str) -> Option<(&str, Option<&str>)> {
    match text.split_once(':') {
        None => Some((text, None)),
        Some((_, selector)) if selector.is_empty() || selector.contains(':') => None,
        Some((name, selector)) => Some((name, Some(selector))),
    }
}
