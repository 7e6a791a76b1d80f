//! Values: what may be in one, by its data type, its pattern and its key.

use crate::facts::{JavaRegex, java_regex};
use crate::handler::Refusal;
use crate::tree::Record;

const DEFAULT_KEY: &str = "alias/aws/ssm";

/// The folder that AWS reserves for webhooks of integrations.
const INTEGRATIONS: &str = "/d9d01087-4a3f-49e0-b0b4-d568d7826553/ssm/integrations/webhook/";

/// Refuses a value that does not fit its own row.
pub(super) fn check(row: &Record) -> Result<(), Refusal> {
    let text = |name: &str| row.text(name).unwrap_or_default();
    let value = text("Value");
    if nests(value) {
        let message = "Parameter value can't nest another parameter. Do not use \"{{}}\" in the value.";
        return Err(Refusal::validation(message));
    }
    match text("DataType") {
        "text" => {}
        "aws:ec2:image" => image(text("Type"))?,
        "aws:ssm:integration" => integration(text("Type"), text("Name"))?,
        other => {
            return Err(Refusal::validation(format!(
                "The following data type is not supported: {other} (Data type names are all lowercase.)"
            )));
        }
    }
    match text("Type") {
        "StringList" => value.split(',').try_for_each(|item| pattern(row.text("AllowedPattern"), item)),
        _ => pattern(row.text("AllowedPattern"), value),
    }
}

/// `{{ … }}` is a reference, which documents may hold and parameters may not.
fn nests(value: &str) -> bool {
    value.split_once("{{").is_some_and(|(_, rest)| rest.contains("}}"))
}

fn image(kind: &str) -> Result<(), Refusal> {
    if kind == "String" {
        return Ok(());
    }
    let message =
        format!("The aws:ec2:image data type is not supported for the following input type: {kind}");
    Err(Refusal::validation(message))
}

/// A data type is for life.
pub(super) fn another_data_type(held: &str, said: &str) -> Refusal {
    Refusal::validation(format!(
        "The data type of a parameter can't be changed from {held} to {said}. Delete the parameter and create it again."
    ))
}

fn integration(kind: &str, name: &str) -> Result<(), Refusal> {
    if kind == "SecureString" && name.starts_with(INTEGRATIONS) {
        return Ok(());
    }
    Err(Refusal::validation(format!(
        "A parameter of data type aws:ssm:integration must be a SecureString under {INTEGRATIONS}."
    )))
}

fn pattern(pattern: Option<&str>, value: &str) -> Result<(), Refusal> {
    let Some(pattern) = pattern else { return Ok(()) };
    let invalid = || {
        Refusal::new(
            "InvalidAllowedPatternException",
            "The request does not meet the regular expression requirement.",
        )
    };
    let regex = match java_regex(pattern) {
        JavaRegex::Known(regex) => regex,
        JavaRegex::JavaOnly => return Ok(()),
        JavaRegex::Broken => return Err(invalid()),
    };
    // A pattern that runs out of steps is no better than one that is broken.
    if regex.is_match(value).map_err(|_| invalid())? {
        return Ok(());
    }
    Err(Refusal::new(
        "ParameterPatternMismatchException",
        format!("Parameter value, cannot be validated against allowedPattern: {pattern}"),
    ))
}

/// Fills in the default key and refuses what can be no key: an id, an alias or an ARN of either.
pub(super) fn check_key(row: &mut Record) -> Result<(), Refusal> {
    let Some(key) = row.text("KeyId") else {
        row.set("KeyId", DEFAULT_KEY);
        return Ok(());
    };
    let local = match key.splitn(6, ':').collect::<Vec<_>>()[..] {
        ["arn", _, "kms", _, _, resource] => resource.strip_prefix("key/").unwrap_or(resource),
        _ => key,
    };
    let hex =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let known = local.strip_prefix("alias/").is_some_and(|alias| !alias.is_empty())
        || (local.len() == 36 && hex(local))
        || local.strip_prefix("mrk-").is_some_and(hex);
    if known { Ok(()) } else { Err(Refusal::new("InvalidKeyId", format!("Invalid keyId {key}"))) }
}
